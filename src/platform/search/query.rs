//! What was understood, as the index is asked for it.

use tantivy::{
    Term,
    query::{BooleanQuery, BoostQuery, ConstScoreQuery, Occur, PhraseQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

use super::{
    reading::{Clause, Reading},
    schema::Fields,
};

type Part = (Occur, Box<dyn Query>);

/// So many alternatives of a word count for more where they stand in a title.
const RANKED: usize = 8;

/// Asks for all of the clauses; none if one of them is unknown or there is none.
pub(super) fn all(reading: &Reading, fields: &Fields) -> Option<Box<dyn Query>> {
    let needed = || reading.clauses.iter().filter(|it| !it.little);
    if needed().next().is_none() || needed().any(|it| it.unknown) {
        return None;
    }
    // All places of a single word lie in one of them: nothing needs to be joined.
    let single = reading.clauses.len() == 1 && reading.clauses.iter().all(|it| it.parts.is_empty());
    let occur = if single { Occur::Should } else { Occur::Must };
    let mut parts: Vec<Part> = needed().map(|it| (occur, occurs(it, fields))).collect();
    for clause in &reading.clauses {
        weighs(clause, fields, &mut parts);
    }
    parts.extend(phrase(reading, fields).map(|it| (Occur::Should, it)));
    Some(Box::new(BooleanQuery::new(parts)))
}

/// Asks for at least `most` of the clauses that are known.
pub(super) fn some(reading: &Reading, fields: &Fields, most: usize) -> Box<dyn Query> {
    let known = reading.clauses.iter().filter(|it| !it.little && !it.unknown);
    let clauses: Vec<Box<dyn Query>> = known
        .map(|it| {
            let mut parts = vec![(Occur::Must, occurs(it, fields))];
            weighs(it, fields, &mut parts);
            Box::new(BooleanQuery::new(parts)) as Box<dyn Query>
        })
        .collect();
    Box::new(BooleanQuery::union_with_minimum_required_clauses(clauses, most))
}

/// Whether the clause occurs anywhere.
fn occurs(clause: &Clause, fields: &Fields) -> Box<dyn Query> {
    let mut ways: Vec<Box<dyn Query>> = clause.stems.iter().map(|it| term(fields.all, it, 1.0)).collect();
    if !clause.parts.is_empty() {
        let parts = clause.parts.iter().map(|it| (Occur::Must, term(fields.all, it, 0.5))).collect();
        ways.push(Box::new(BooleanQuery::new(parts)));
    }
    match ways.len() {
        1 => ways.remove(0),
        _ => Box::new(BooleanQuery::union(ways)),
    }
}

/// Where it counts for more: in the title, then seller, tags and summary; and as the very word.
fn weighs(clause: &Clause, fields: &Fields, parts: &mut Vec<Part>) {
    if clause.unknown {
        return;
    }
    let mut should = |query| parts.push((Occur::Should, query));
    for (at, stem) in clause.stems.iter().chain(&clause.parts).take(RANKED).enumerate() {
        let worth = if at == 0 { 1.0 } else { 0.5 };
        should(term(fields.title, stem, 3.0 * worth));
        if !clause.little {
            should(term(fields.seller, stem, 2.0 * worth));
            should(term(fields.tags, stem, 1.5 * worth));
            should(term(fields.summary, stem, worth));
        }
    }
    // A word that is its own stem is found by that already.
    if !clause.little && clause.stems.first() != Some(&clause.word) {
        let word = TermQuery::new(Term::from_field_text(fields.words, &clause.word), IndexRecordOption::Basic);
        should(Box::new(ConstScoreQuery::new(Box::new(word), 0.5)));
    }
}

/// The words one after the other in a title.
fn phrase(reading: &Reading, fields: &Fields) -> Option<Box<dyn Query>> {
    let plain = reading.clauses.len() > 1 && reading.clauses.iter().all(|it| !it.unknown && it.parts.is_empty());
    let first = |it: &Clause| it.stems.first().map(|stem| Term::from_field_text(fields.title, stem));
    let terms: Vec<_> = reading.clauses.iter().filter_map(first).collect();
    (plain && terms.len() == reading.clauses.len())
        .then(|| Box::new(BoostQuery::new(Box::new(PhraseQuery::new(terms)), 2.0)) as Box<dyn Query>)
}

fn term(field: Field, text: &str, boost: f32) -> Box<dyn Query> {
    let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    if (boost - 1.0).abs() < f32::EPSILON { Box::new(query) } else { Box::new(BoostQuery::new(Box::new(query), boost)) }
}
