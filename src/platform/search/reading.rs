//! How what was typed is understood: which words, which of them mistyped, which unfinished.
//!
//! There is no query language. Whatever stands between words is only that.

use std::{collections::HashSet, ops::Range};

use super::{
    highlight::Highlighter,
    meaning::Meaning,
    rules::Obeyed,
    schema::head,
    spelling,
    stemming::Stemming,
    view::View,
    words::{Stems, Word, fold, words},
};

/// So many bytes of a text are read.
const LONGEST_TEXT: usize = 1_000;
/// So many words of a text are looked for.
const MOST_WORDS: usize = 24;
/// So many unknown words are corrected; looking for similar ones takes time.
const MOST_CORRECTIONS: usize = 6;
/// So many words that begin alike are looked for.
const MOST_ENDINGS: usize = 24;

/// A word that occurs in so few things is no rarer than one that occurs in none.
const COMMON: u64 = 20;
/// No word that is looked for weighs less than this in what is meant.
const LEAST: f32 = 0.05;
/// A known word is taken for another only if that is so many times as frequent.
const MUCH_MORE: u64 = 5;

/// One thing that finds should speak of.
#[derive(Debug, Clone, Default)]
pub(super) struct Clause {
    /// The word as it was typed, folded.
    pub word: String,
    /// Any of these stems will do; the first is the likeliest.
    pub stems: Vec<String>,
    /// All of these stems will do as well: the parts of a compound, or of words written together.
    pub parts: Vec<String>,
    /// Any of these, of which all stems are needed, will do as well: an admin said that they mean the same.
    pub others: Vec<Vec<String>>,
    /// It is two letters of a script without spaces.
    paired: bool,
    /// It is one only as a whole: a version or an amount.
    pub kept_whole: bool,
    /// It need not occur.
    pub little: bool,
    /// Nothing is like it.
    pub unknown: bool,
    /// The end of the word may be missing.
    pub begun: bool,
    /// Where it stands in the text.
    at: Range<usize>,
}

/// A text as it was understood.
#[derive(Debug, Clone, Default)]
pub(super) struct Reading {
    /// As it was typed, as far as it was read.
    text: String,
    /// What finds should speak of.
    pub clauses: Vec<Clause>,
    /// Words that mean the same as some of them, as an admin said.
    alike: Vec<String>,
    /// What to put in place of what was typed.
    corrections: Vec<(Range<usize>, String)>,
}

impl Reading {
    /// Takes `text` at its word. That is enough where something is found.
    pub fn plain(text: &str, rules: &Obeyed) -> Self {
        let mut reading = Self::of(text, rules);
        let mut stems = Stems::new(rules.stemming());
        for clause in &mut reading.clauses {
            clause.stems.push(stems.of(&clause.word));
            if clause.parts.len() == 1 || clause.kept_whole {
                // A word with signs (`c++`) is more than the word without.
                clause.parts.clear();
            }
            clause.parts.iter_mut().for_each(|it| *it = stems.of(it));
        }
        reading.join_synonyms(rules, &mut stems);
        reading.settled()
    }

    /// Gives each word and phrase what an admin said to mean the same; a phrase becomes one clause.
    fn join_synonyms(&mut self, rules: &Obeyed, stems: &mut Stems) {
        let mut at = 0;
        while at < self.clauses.len() {
            for length in (1..=rules.longest().min(self.clauses.len() - at)).rev() {
                let phrase: Vec<_> = self.clauses[at..at + length].iter().map(|it| stems.of(&it.word)).collect();
                let others = rules.others(&phrase);
                if others.is_empty() {
                    continue;
                }
                self.alike.extend(rules.alike(&phrase).cloned());
                if length > 1 {
                    let all: Vec<_> = self.clauses.drain(at..at + length).collect();
                    let word = all.iter().map(|it| it.word.as_str()).collect::<Vec<_>>().join(" ");
                    let whole = all[0].at.start..all[length - 1].at.end;
                    self.clauses.insert(at, Clause { word, parts: phrase, at: whole, ..Clause::default() });
                }
                (self.clauses[at].others, self.clauses[at].unknown) = (others, false);
                break;
            }
            at += 1;
        }
    }

    /// Understands `text`, word by word; `typing` if the last may be unfinished.
    pub fn new(view: &View, rules: &Obeyed, text: &str, typing: bool) -> tantivy::Result<Self> {
        let mut reading = Self::of(text, rules);
        let unfinished = typing && !reading.text.ends_with(char::is_whitespace);
        let mut stems = Stems::new(view.fields.stemming);
        let mut corrected = 0;
        let last = reading.clauses.len().saturating_sub(1);
        for at in 0..reading.clauses.len() {
            let mut clause = reading.clauses[at].clone();
            clause.understand(view, &mut stems);
            if at == last && (unfinished || clause.unknown) {
                clause.complete(view, &mut stems, unfinished)?;
            }
            let meant = !rules.others(&[stems.of(&clause.word)]).is_empty();
            if clause.unknown && !meant && corrected < MOST_CORRECTIONS {
                corrected += 1;
                reading.correct(view, &mut clause, &mut stems)?;
            }
            reading.clauses[at] = clause;
        }
        reading.join_synonyms(rules, &mut stems);
        Ok(reading.settled())
    }

    fn of(text: &str, rules: &Obeyed) -> Self {
        let text = head(text.trim_start(), LONGEST_TEXT).to_owned();
        Self { clauses: clauses(&words(&text), rules), text, alike: Vec::new(), corrections: Vec::new() }
    }

    /// Where all words say little, all of them count.
    fn settled(mut self) -> Self {
        if self.clauses.iter().all(|it| it.little) {
            self.clauses.iter_mut().for_each(|it| it.little = false);
        }
        self
    }

    /// The same with doubts in how it is spelt, the best first: two words that may be one, then each
    /// rare word that may be a frequent one.
    pub fn doubted(&self, view: &View) -> tantivy::Result<Vec<Self>> {
        let mut stems = Stems::new(view.fields.stemming);
        let mut joined = self.clone();
        joined.join(view, &mut stems);
        let mut doubted = vec![joined];
        let plain =
            self.clauses.iter().enumerate().filter(|(_, it)| {
                !it.unknown && !it.little && !it.begun && it.parts.is_empty() && it.others.is_empty()
            });
        for (at, clause) in plain.take(MOST_CORRECTIONS) {
            let mut other = self.clone();
            let mut clause = clause.clone();
            other.replace(view, &mut clause, &mut stems)?;
            other.clauses[at] = clause;
            doubted.push(other);
        }
        doubted.retain(|it| it.corrections.len() > self.corrections.len());
        Ok(doubted)
    }

    /// Takes a word that is much more frequent than the one in `clause`, if there is one like it.
    fn replace(&mut self, view: &View, clause: &mut Clause, stems: &mut Stems) -> tantivy::Result<()> {
        let often = |it: &str| view.frequency(view.fields.words, it);
        let enough = often(&clause.word).saturating_mul(MUCH_MORE).max(MUCH_MORE);
        let similar = spelling::similar(view, &clause.word)?.into_iter().find(|it| often(it) >= enough);
        if let Some(word) = similar {
            clause.stems = vec![stems.of(&word)];
            self.corrections.push((clause.at.clone(), word));
        }
        Ok(())
    }

    /// Takes two words for one where the dictionary has it: `photo shop`.
    fn join(&mut self, view: &View, stems: &mut Stems) {
        let mut at = 0;
        while at + 1 < self.clauses.len() {
            let (one, other) = (&self.clauses[at], &self.clauses[at + 1]);
            let word = format!("{}{}", one.word, other.word);
            let whole = one.at.start..other.at.end;
            let mended = self.corrections.iter().any(|(it, _)| whole.contains(&it.start));
            if !mended && one.parts.is_empty() && other.parts.is_empty() && view.frequency(view.fields.words, &word) > 0
            {
                self.corrections.push((whole.clone(), word.clone()));
                self.clauses[at] = Clause { stems: vec![stems.of(&word)], word, at: whole, ..Clause::default() };
                self.clauses.remove(at + 1);
            }
            at += 1;
        }
    }

    /// Takes what `clause` is likely to have meant.
    fn correct(&mut self, view: &View, clause: &mut Clause, stems: &mut Stems) -> tantivy::Result<()> {
        let similar = spelling::similar(view, &clause.word)?;
        if let Some(first) = similar.first() {
            clause.unknown = false;
            clause.stems = similar.iter().map(|it| stems.of(it)).collect();
            clause.stems.dedup();
            self.corrections.push((clause.at.clone(), first.clone()));
        } else if let Some((one, other)) = spelling::split(view, &clause.word) {
            clause.unknown = false;
            clause.stems.clear();
            clause.parts = vec![stems.of(&one), stems.of(&other)];
            self.corrections.push((clause.at.clone(), format!("{one} {other}")));
        } else {
            clause.complete(view, stems, false)?;
        }
        Ok(())
    }

    /// What was looked for, where it differs from what was typed.
    pub fn corrected(&self) -> Option<String> {
        let mut corrections = self.corrections.clone();
        corrections.sort_by_key(|(at, _)| at.start);
        let (mut text, mut done) = (String::new(), 0);
        for (at, word) in &corrections {
            text.push_str(self.text.get(done..at.start)?);
            text.push_str(word);
            done = at.end;
        }
        text.push_str(self.text.get(done..)?);
        (done > 0).then(|| text.split_whitespace().collect::<Vec<_>>().join(" "))
    }

    /// The words whose meaning is looked for: as they are spelt in the end, without those that nobody knows. Each with its
    /// weight: what many things speak of says little here, whatever it means elsewhere.
    pub fn told(&self, view: &View, meaning: &Meaning) -> Vec<(String, f32)> {
        let text = self.corrected();
        let text = text.as_deref().unwrap_or(&self.text);
        let all = view.searcher.num_docs();
        let weighed = |word: String| {
            let often = view.frequency(view.fields.words, &word);
            #[allow(clippy::cast_precision_loss)] // A weight need not be exact.
            let rare = ((all + 1) as f32 / (often + COMMON) as f32).ln().max(LEAST);
            (often > 0 || meaning.knows(&word)).then_some((word, rare))
        };
        let said = words(text).into_iter().filter(|it| it.joins == 0 && !it.pair).map(|it| it.text);
        said.chain(self.alike.iter().cloned()).filter_map(weighed).collect()
    }

    /// What marks the words that were looked for.
    pub fn highlighter(&self, stemming: Stemming) -> Highlighter {
        let said = self.clauses.iter().filter(|it| !it.little);
        let stems: HashSet<_> = said
            .clone()
            .flat_map(|it| it.stems.iter().chain(&it.parts).chain(it.others.iter().flatten()).cloned())
            .collect();
        let begun = said.filter(|it| it.begun).map(|it| it.word.clone()).next();
        Highlighter::new(stemming, stems, begun)
    }
}

impl Clause {
    /// Finds out whether the index knows the word.
    fn understand(&mut self, view: &View, stems: &mut Stems) {
        let stem = stems.of(&self.word);
        let known = view.frequency(view.fields.all, &stem) > 0;
        self.parts.iter_mut().for_each(|it| *it = stems.of(it));
        if known {
            self.stems.push(stem);
        } else if self.parts.len() == 1 {
            // A word with signs nobody wrote (`foo++`): the word without them.
            self.stems.append(&mut self.parts);
        }
        self.unknown =
            !known && self.parts.is_empty() && !self.stems.iter().any(|it| view.frequency(view.fields.all, it) > 0);
        if known && (self.parts.len() == 1 || self.kept_whole) {
            self.parts.clear();
        }
    }

    /// Adds the words that begin so.
    fn complete(&mut self, view: &View, stems: &mut Stems, unfinished: bool) -> tantivy::Result<()> {
        if self.word.chars().count() < if unfinished { 1 } else { 3 } {
            return Ok(());
        }
        let endings = spelling::endings(view, &self.word, MOST_ENDINGS)?;
        if !endings.is_empty() {
            self.unknown = false;
            self.little = false;
            self.begun = true;
            for ending in endings {
                let stem = stems.of(&ending);
                if !self.stems.contains(&stem) {
                    self.stems.push(stem);
                }
            }
        }
        Ok(())
    }
}

/// One clause for each word, each compound one clause with its parts; none twice.
fn clauses(words: &[Word], rules: &Obeyed) -> Vec<Clause> {
    let mut clauses: Vec<Clause> = Vec::new();
    for word in words {
        if word.pair {
            // The letters need not be looked for by themselves.
            while clauses.last().is_some_and(|it| !it.paired && word.at.start <= it.at.start) {
                clauses.pop();
            }
        }
        let parts = clauses.split_off(clauses.len() - word.joins.min(clauses.len()));
        clauses.push(Clause {
            little: word.joins == 0 && rules.is_little(&word.text),
            word: word.text.clone(),
            paired: word.pair,
            kept_whole: word.joins > 0 && word.text.contains('.'),
            parts: parts.into_iter().map(|it| it.word).collect(),
            at: word.at.clone(),
            ..Clause::default()
        });
    }
    let mut seen = HashSet::new();
    clauses.retain(|it| seen.insert(it.word.clone()));
    clauses.truncate(MOST_WORDS);
    clauses
}

/// The words of `text` without the last, and the last, folded, if it may be unfinished.
pub(super) fn last_word(text: &str) -> Option<(&str, String)> {
    let text = head(text.trim_start(), LONGEST_TEXT);
    let start = text
        .rfind(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’'))
        .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
    let last = fold(&text[start..]);
    (!last.is_empty()).then(|| (&text[..start], last))
}
