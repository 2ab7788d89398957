//! Answers a question from a view.

use tantivy::query::{EnableScoring, Query};

use super::{
    highlight::Highlighter,
    query,
    question::{Facet, FacetValue, Facets, Found, Hit, MAX_OFFSET, Question, Sort},
    rank::{Ranked, Top, key},
    reading::Reading,
    schema::Fields,
    tally::{Sieve, Tally},
    view::View,
    words::Stems,
};

/// A quoted passage is about so many bytes long.
const SNIPPET: usize = 180;
/// So many passages are quoted at most.
const MOST_SNIPPETS: usize = 100;

/// What was looked for and found, before it is told.
pub(super) struct Look {
    tally: Tally,
    sieve: Sieve,
    relaxed: bool,
    /// How the text was understood.
    pub reading: Reading,
    /// The finds asked for, best first.
    pub hits: Vec<Ranked>,
}

/// What fits `question`.
pub(super) fn answer(view: &View, question: &Question) -> tantivy::Result<Found> {
    let look = look(view, question)?;
    let next = question.offset + look.hits.len();
    let highlight = look.reading.highlighter();
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
        next: (next < look.tally.total && next <= MAX_OFFSET && !look.hits.is_empty()).then_some(next),
        rebuilding: view.sequence.is_none(),
        hits: told(view, &look.hits, question.snippets.then_some(&highlight))?,
        highlight,
    })
}

/// Looks for what fits `question`.
pub(super) fn look(view: &View, question: &Question) -> tantivy::Result<Look> {
    let sieve = Sieve::new(&question.filters, &view.labels);
    let reading = Reading::plain(&question.text);
    let everything = question.text.trim().is_empty() && question.filters.is_empty();
    let pass = Pass { view, question, sieve: &sieve, counting: question.facets && !everything };
    let (outcome, reading, relaxed) = if !reading.clauses.is_empty() {
        pass.over_words(reading)?
    } else if question.text.trim().is_empty() {
        (pass.over_all(), reading, false)
    } else {
        // Signs without any word find nothing.
        (pass.over_none(), reading, false)
    };
    let hits = outcome.top.after(question.offset);
    Ok(Look { tally: outcome.tally, sieve, relaxed, reading, hits })
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
        let tally = Pass { view, question: &question, sieve: &sieve, counting: true }.over_all().tally;
        let facets = tally.facets(view, &sieve);
        (tally, facets)
    })
}

struct Pass<'a> {
    view: &'a View,
    question: &'a Question,
    sieve: &'a Sieve,
    counting: bool,
}

struct Outcome {
    tally: Tally,
    top: Top,
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
        let mut reading = Reading::new(self.view, text, *typing)?;
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
        let most = self.question.offset.min(MAX_OFFSET).saturating_add(self.question.limit.min(1_000));
        let most = if self.question.limit == 0 { 0 } else { most };
        Outcome { tally: Tally::new(self.view, self.counting), top: Top::new(most) }
    }
}

/// The finds with their identifiers, and passages if there is something to mark them with.
fn told(view: &View, hits: &[Ranked], highlight: Option<&Highlighter>) -> tantivy::Result<Vec<Hit>> {
    let Some(highlight) = highlight.filter(|it| !it.is_empty()) else {
        return Ok(hits.iter().map(|it| Hit { id: view.id(it), snippet: None }).collect());
    };
    let mut stems = Stems::default();
    let mut tell = |(at, hit): (usize, &Ranked)| {
        let id = view.id(hit);
        if at >= MOST_SNIPPETS {
            return Ok(Hit { id, snippet: None });
        }
        let stored = view.stored(hit)?;
        let snippet = highlight.snippet_with(Fields::stored(&stored, view.fields.quote), SNIPPET, &mut stems);
        Ok(Hit { id, snippet })
    };
    hits.iter().enumerate().map(&mut tell).collect()
}
