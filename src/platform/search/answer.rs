//! Answers a question from a view.

use std::collections::{HashMap, HashSet};

use tantivy::{
    DocId, Score,
    query::{EnableScoring, Query},
};

use super::{
    blend::{self, ADDED, CANDIDATES, FEW, FILLED, WINDOW, Weighed},
    held,
    highlight::Highlighter,
    meaning::Vector,
    query,
    question::{Facet, FacetValue, Facets, Found, Hit, MAX_OFFSET, Question, Sort},
    rank::{Ranked, Top, key},
    reading::Reading,
    rules::Obeyed,
    schema::Fields,
    tally::{Sieve, Tally},
    view::View,
    words::Stems,
};

/// A quoted passage is about so many bytes long.
const SNIPPET: usize = 180;
/// So many passages are quoted at most.
const MOST_SNIPPETS: usize = 100;
/// So many finds are told at most.
const MOST_HITS: usize = 1_000;

/// What was looked for and found, before it is told.
pub(super) struct Look {
    tally: Tally,
    sieve: Sieve,
    relaxed: bool,
    near: usize,
    /// How the text was understood.
    pub reading: Reading,
    /// The finds asked for, best first.
    pub hits: Vec<Ranked>,
}

/// What fits `question`.
pub(super) fn answer(view: &View, rules: &Obeyed, question: &Question) -> tantivy::Result<Found> {
    let look = look(view, rules, question)?;
    let next = question.offset + look.hits.len();
    let highlight = look.reading.highlighter(view.fields.stemming);
    let facets = match question.facets {
        false => Facets::default(),
        // What everyone sees first is reckoned once.
        true if look.is_everything(question) => everything(view).1.clone(),
        true => look.tally.facets(view, &look.sieve),
    };
    Ok(Found {
        total: look.tally.total,
        facets,
        corrected: look.corrected(),
        relaxed: look.relaxed,
        near: look.near,
        next: (next < look.tally.total && next <= MAX_OFFSET && !look.hits.is_empty()).then_some(next),
        rebuilding: view.sequence.is_none(),
        hits: told(view, &look.hits, question.snippets.then_some(&highlight))?,
        highlight,
    })
}

/// Looks for what fits `question`.
pub(super) fn look(view: &View, rules: &Obeyed, question: &Question) -> tantivy::Result<Look> {
    let sieve = Sieve::new(&question.filters, view)?;
    let reading = Reading::plain(&question.text, rules);
    let everything = question.text.trim().is_empty() && question.filters.is_empty();
    let counting = question.facets && !everything;
    let pass = Pass { view, rules, question, sieve: &sieve, counting };
    let (mut outcome, reading, relaxed) = if !reading.clauses.is_empty() {
        pass.over_words(reading)?
    } else if question.text.trim().is_empty() {
        (pass.over_all(), reading, false)
    } else {
        // Signs without any word find nothing.
        (pass.over_none(), reading, false)
    };
    let near =
        if reading.clauses.is_empty() || question.typing { 0 } else { pass.weigh(&mut outcome, &reading, relaxed)? };
    let mut hits = outcome.top.after(question.offset);
    hits.truncate(question.limit.min(MOST_HITS));
    Ok(Look { tally: outcome.tally, sieve, relaxed, near, reading, hits })
}

impl Look {
    /// Whether nothing narrows it down.
    fn is_everything(&self, question: &Question) -> bool {
        self.reading.clauses.is_empty() && question.text.trim().is_empty() && question.filters.is_empty()
    }

    /// The words that found something, where they differ from those typed.
    pub fn corrected(&self) -> Option<String> {
        self.reading.corrected().filter(|_| self.tally.matched > 0)
    }
}

/// Every value of `facet` with how many documents have it.
pub(super) fn counts(view: &View, facet: Facet) -> Vec<FacetValue> {
    everything(view).0.values(view, &Sieve::default(), facet, usize::MAX)
}

/// The counts over everything there is.
fn everything(view: &View) -> &(Tally, Facets) {
    view.all.get_or_init(|| {
        let question = Question { facets: true, ..Question::default() };
        let sieve = Sieve::default();
        let rules = Obeyed::default();
        let tally = Pass { view, rules: &rules, question: &question, sieve: &sieve, counting: true }.over_all().tally;
        let facets = tally.facets(view, &sieve);
        (tally, facets)
    })
}

struct Pass<'a> {
    view: &'a View,
    rules: &'a Obeyed,
    question: &'a Question,
    sieve: &'a Sieve,
    counting: bool,
}

struct Outcome {
    tally: Tally,
    top: Top,
    /// What they fit.
    query: Option<Box<dyn Query>>,
}

impl Pass<'_> {
    /// All of the words as they are; else all of them with unknown ones corrected, then with doubts in others;
    /// else most of them.
    fn over_words(&self, plain: Reading) -> tantivy::Result<(Outcome, Reading, bool)> {
        let Question { text, typing, exact, .. } = self.question;
        let fields = &self.view.fields;
        if !typing || *exact {
            let outcome = self.over(query::all(&plain, fields))?;
            if outcome.tally.matched > 0 || *exact {
                return Ok((outcome, plain, false));
            }
        }
        let mut reading = Reading::new(self.view, self.rules, text, *typing)?;
        // What is typed is a name most of the time, and names are far fewer than all other words.
        if *typing && let titled @ Some(_) = query::titled(&reading, fields) {
            let outcome = self.over(titled)?;
            if outcome.tally.matched >= self.question.limit {
                return Ok((outcome, reading, false));
            }
        }
        let whole = self.over(query::all(&reading, fields))?;
        if whole.tally.matched > 0 {
            return Ok((whole, reading, false));
        }
        for doubted in reading.doubted(self.view)? {
            let outcome = self.over(query::all(&doubted, fields))?;
            if outcome.tally.matched > 0 {
                return Ok((outcome, doubted, false));
            }
        }
        let needed = reading.clauses.iter().filter(|it| !it.little).count();
        let known = reading.clauses.iter().filter(|it| !it.little && !it.unknown).count();
        for most in (needed.div_ceil(2)..needed).rev().filter(|it| *it <= known) {
            let outcome = self.over(Some(query::some(&reading, fields, most)))?;
            if outcome.tally.matched > 0 {
                reading.clauses.retain(|it| !it.unknown);
                return Ok((outcome, reading, true));
            }
        }
        Ok((whole, reading, false))
    }

    /// What fits `query`; nothing if there is none.
    fn over(&self, query: Option<Box<dyn Query>>) -> tantivy::Result<Outcome> {
        let Some(query) = query else { return Ok(self.over_none()) };
        let scored = self.question.sort == Sort::Relevance;
        let searcher = &self.view.searcher;
        let scoring = if scored {
            EnableScoring::enabled_from_searcher(searcher)
        } else {
            EnableScoring::disabled_from_searcher(searcher)
        };
        let weight = query.weight(scoring)?;
        let mut outcome = self.over_none();
        for (segment, (reader, sheet)) in searcher.segment_readers().iter().zip(&self.view.sheets).enumerate() {
            let alive = reader.alive_bitset();
            let mut take = |doc, score| {
                if alive.is_none_or(|it| it.is_alive(doc)) && outcome.tally.count(self.sieve, sheet, doc) {
                    outcome.top.push(key(self.question.sort, scored, sheet, doc, score), sheet, segment, doc);
                }
            };
            if scored {
                weight.for_each(reader, &mut take)?;
            } else {
                weight.for_each_no_score(reader, &mut |docs| docs.iter().for_each(|doc| take(*doc, 0.0)))?;
            }
        }
        outcome.query = Some(query);
        Ok(outcome)
    }

    /// Everything there is.
    fn over_all(&self) -> Outcome {
        let mut outcome = self.over_none();
        for (segment, (reader, sheet)) in self.view.searcher.segment_readers().iter().zip(&self.view.sheets).enumerate()
        {
            let alive = reader.alive_bitset();
            for doc in (0..reader.max_doc()).filter(|doc| alive.is_none_or(|it| it.is_alive(*doc))) {
                if outcome.tally.count(self.sieve, sheet, doc) {
                    outcome.top.push(key(self.question.sort, false, sheet, doc, 0.0), sheet, segment, doc);
                }
            }
        }
        outcome
    }

    fn over_none(&self) -> Outcome {
        let most = self.question.offset.min(MAX_OFFSET).saturating_add(self.question.limit.min(MOST_HITS));
        let most = match (self.question.limit, self.question.sort) {
            (0, _) => 0,
            (_, Sort::Relevance) => most.max(WINDOW),
            _ => most,
        };
        Outcome { tally: Tally::new(self.view, self.counting), top: Top::new(most), query: None }
    }

    /// Weighs what was found by meaning as well, and adds what is nearest where little was found. Says how much was
    /// added.
    fn weigh(&self, outcome: &mut Outcome, reading: &Reading, relaxed: bool) -> tantivy::Result<usize> {
        let view = self.view;
        let mut asked = view.fields.knows.and_then(|it| it.of_words(&reading.told(view, it)));
        let few = outcome.tally.matched < FEW && !self.question.exact;
        let mut added = Vec::new();
        if few {
            (added, asked) = self.others(outcome, reading, asked, relaxed)?;
            added.retain(|it| outcome.tally.count(self.sieve, &view.sheets[it.segment], it.doc));
        }
        let count = added.len();
        let pinned = self.pinned(outcome, &added)?;
        for it in pinned.iter().filter(|it| it.1) {
            outcome.tally.count(self.sieve, &view.sheets[it.0.segment], it.0.doc);
        }
        if self.question.sort != Sort::Relevance {
            for it in added.iter().chain(pinned.iter().filter(|it| it.1).map(|it| &it.0)) {
                let sheet = &view.sheets[it.segment];
                outcome.top.push(key(self.question.sort, false, sheet, it.doc, 0.0), sheet, it.segment, it.doc);
            }
        } else if self.question.limit > 0 {
            outcome.top.order_again(WINDOW, |ranked| {
                let known = ranked.iter().map(|it| Weighed::of(view, asked.as_ref(), it, !relaxed));
                let mut finds: Vec<_> = known.chain(added).collect();
                if relaxed {
                    let _ = held::weigh(view, reading, &mut finds);
                }
                blend::weigh(&mut finds);
                if let Some(asked) = asked.filter(|_| !few) {
                    let asked = blend::sharpened(view, &asked, &finds);
                    finds.iter_mut().for_each(|it| *it = it.towards(view, Some(&asked)));
                    blend::weigh(&mut finds);
                }
                let pins = pinned.iter().map(|it| &it.0);
                let others =
                    finds.iter().filter(|it| !pins.clone().any(|pin| (pin.segment, pin.doc) == (it.segment, it.doc)));
                pins.clone().chain(others).map(|it| Ranked::weighed(it, view.sheets[it.segment].id(it.doc))).collect()
            });
        }
        Ok(count)
    }

    /// What was put first for these words and passes the filters, each with whether it is still to be counted: it holds
    /// none of the words and is not among `added`.
    fn pinned(&self, outcome: &Outcome, added: &[Weighed]) -> tantivy::Result<Vec<(Weighed, bool)>> {
        let view = self.view;
        let mut pinned = Vec::new();
        for (place, id) in self.rules.pinned(&self.question.text).iter().enumerate() {
            let Some((segment, doc)) = view.place(id)? else { continue };
            if !self.sieve.passes(&view.sheets[segment], doc) {
                continue;
            }
            let known = added.iter().any(|it| (it.segment, it.doc) == (segment, doc));
            let counted =
                known || outcome.query.as_ref().is_some_and(|it| view.fits(&**it, segment, doc).unwrap_or(false));
            pinned.push((Weighed::pinned(segment, doc, place), !counted));
        }
        Ok(pinned)
    }

    /// What comes nearest to what was asked without holding all of its words, whatever the filters; so many that a
    /// page is filled. And what is meant, as far as what was found tells.
    fn others(
        &self,
        outcome: &Outcome,
        reading: &Reading,
        asked: Option<Vector>,
        relaxed: bool,
    ) -> tantivy::Result<(Vec<Weighed>, Option<Vector>)> {
        let view = self.view;
        let mut finds: Vec<Weighed> = Vec::new();
        if let Some(query) = &outcome.query {
            let best = self.top_of(&**query)?;
            finds.extend(best.into_iter().map(|(score, at)| Weighed::new(view, asked.as_ref(), at, score, !relaxed)));
        }
        let holding: HashSet<_> = finds.iter().map(|it| (it.segment, it.doc)).collect();
        let near = asked.map(|it| blend::nearest(view, &it, holding.is_empty())).unwrap_or_default();
        finds.extend(near.into_iter().filter(|it| !holding.contains(&(it.segment, it.doc))));
        let said = reading.clauses.iter().filter(|it| !it.little && !it.unknown).count();
        // Without meaning, only what holds nearly all of the words is worth showing.
        let most = if asked.is_some() { said.div_ceil(2) } else { (said * 2).div_ceil(3) };
        if said > most {
            let query = query::some(reading, &view.fields, most);
            let places: HashMap<_, _> = finds.iter().enumerate().map(|(at, it)| ((it.segment, it.doc), at)).collect();
            for (score, at) in self.top_of(&*query)?.into_iter().filter(|it| !holding.contains(&it.1)) {
                match places.get(&at) {
                    Some(known) => finds[*known].worth.words = score,
                    None => {
                        let find = Weighed::new(view, asked.as_ref(), at, score, false);
                        finds.extend(find.is_worth_it(asked.as_ref()).then_some(find));
                    }
                }
            }
        }
        blend::weigh(&mut finds);
        let asked = asked.map(|it| blend::sharpened(view, &it, &finds));
        if let Some(asked) = &asked {
            let known: HashSet<_> = finds.iter().map(|it| (it.segment, it.doc)).collect();
            let nearer = blend::nearest(view, asked, holding.is_empty());
            finds.iter_mut().for_each(|it| *it = it.towards(view, Some(asked)));
            finds.extend(nearer.into_iter().filter(|it| !known.contains(&(it.segment, it.doc))));
            blend::weigh(&mut finds);
        }
        finds.retain(|it| !holding.contains(&(it.segment, it.doc)));
        finds.truncate(FILLED.saturating_sub(holding.len()).max(ADDED));
        Ok((finds, asked))
    }

    /// The best that fit `query`, whatever the filters, with their scores.
    fn top_of(&self, query: &dyn Query) -> tantivy::Result<Vec<(Score, (usize, DocId))>> {
        let searcher = &self.view.searcher;
        let weight = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
        let mut top = Top::new(CANDIDATES);
        for (segment, (reader, sheet)) in searcher.segment_readers().iter().zip(&self.view.sheets).enumerate() {
            let alive = reader.alive_bitset();
            weight.for_each(reader, &mut |doc, score| {
                if alive.is_none_or(|it| it.is_alive(doc)) {
                    top.push(key(Sort::Relevance, true, sheet, doc, score), sheet, segment, doc);
                }
            })?;
        }
        Ok(top.after(0).iter().map(|it| (it.score(), (it.segment, it.doc))).collect())
    }
}

/// The finds with their identifiers, and passages if there is something to mark them with.
fn told(view: &View, hits: &[Ranked], highlight: Option<&Highlighter>) -> tantivy::Result<Vec<Hit>> {
    let Some(highlight) = highlight.filter(|it| !it.is_empty()) else {
        return Ok(hits.iter().map(|it| Hit { id: view.id(it), snippet: None, worth: it.worth }).collect());
    };
    let mut stems = Stems::new(view.fields.stemming);
    let mut tell = |(at, hit): (usize, &Ranked)| {
        let id = view.id(hit);
        if at >= MOST_SNIPPETS {
            return Ok(Hit { id, snippet: None, worth: hit.worth });
        }
        let stored = view.stored(hit)?;
        let snippet = highlight.snippet_with(Fields::stored(&stored, view.fields.quote), SNIPPET, &mut stems);
        Ok(Hit { id, snippet, worth: hit.worth })
    };
    hits.iter().enumerate().map(&mut tell).collect()
}
