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
    let plain = |it: &Clause| it.parts.is_empty() && it.others.is_empty();
    let single = reading.clauses.len() == 1 && reading.clauses.iter().all(plain);
    let occur = if single { Occur::Should } else { Occur::Must };
    let mut parts: Vec<Part> = needed().map(|it| (occur, occurs(it, fields))).collect();
    for clause in &reading.clauses {
        weighs(clause, fields, &mut parts);
    }
    phrases(reading, fields, &mut parts);
    Some(Box::new(BooleanQuery::new(parts)))
}

/// Asks for all of the clauses in titles alone; none if one of them is unknown or there is none.
pub(super) fn titled(reading: &Reading, fields: &Fields) -> Option<Box<dyn Query>> {
    let needed = || reading.clauses.iter().filter(|it| !it.little);
    let known = |it: &Clause| !it.unknown && it.others.is_empty() && !(it.stems.is_empty() && it.parts.is_empty());
    if needed().next().is_none() || !needed().all(known) {
        return None;
    }
    let clause = |it: &Clause| {
        let worth = |at: usize| if at == 0 { 1.5 } else { 1.0 };
        let mut ways: Vec<_> =
            it.stems.iter().enumerate().map(|(at, stem)| term(fields.title, stem, worth(at))).collect();
        if !it.parts.is_empty() {
            let parts = it.parts.iter().map(|it| (Occur::Must, term(fields.title, it, 0.5))).collect();
            ways.push(Box::new(BooleanQuery::new(parts)));
        }
        (Occur::Must, Box::new(BooleanQuery::union(ways)) as Box<dyn Query>)
    };
    Some(Box::new(BooleanQuery::new(needed().map(clause).collect())))
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
pub(super) fn occurs(clause: &Clause, fields: &Fields) -> Box<dyn Query> {
    let mut ways: Vec<Box<dyn Query>> = clause.stems.iter().map(|it| term(fields.all, it, 1.5)).collect();
    if !clause.parts.is_empty() {
        let parts = clause.parts.iter().map(|it| (Occur::Must, term(fields.all, it, 0.5))).collect();
        ways.push(Box::new(BooleanQuery::new(parts)));
    }
    ways.extend(clause.others.iter().map(|it| {
        let all = it.iter().map(|stem| (Occur::Must, term(fields.all, stem, 0.8))).collect();
        Box::new(BooleanQuery::new(all)) as Box<dyn Query>
    }));
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
    for (at, stem) in
        clause.stems.iter().chain(&clause.parts).chain(clause.others.iter().flatten()).take(RANKED).enumerate()
    {
        let worth = if at == 0 { 1.0 } else { 0.5 };
        should(term(fields.title, stem, 1.5 * worth));
        if !clause.little {
            should(term(fields.seller, stem, 1.5 * worth));
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

/// The words one after the other in a title, and near each other in a title or summary.
fn phrases(reading: &Reading, fields: &Fields, parts: &mut Vec<Part>) {
    let said: Vec<_> = reading.clauses.iter().filter(|it| !it.little).collect();
    if said.len() < 2 || said.iter().any(|it| it.unknown || !it.parts.is_empty() || it.stems.is_empty()) {
        return;
    }
    let mut near = |field: Field, slop: u32, boost: f32| {
        let terms = said.iter().filter_map(|it| it.stems.first()).map(|it| Term::from_field_text(field, it));
        let mut phrase = PhraseQuery::new(terms.collect());
        phrase.set_slop(slop);
        parts.push((Occur::Should, Box::new(BoostQuery::new(Box::new(phrase), boost))));
    };
    near(fields.title, 0, 1.5);
    near(fields.title, 3, 0.5);
    near(fields.summary, 3, 2.0);
}

fn term(field: Field, text: &str, boost: f32) -> Box<dyn Query> {
    let query = TermQuery::new(Term::from_field_text(field, text), IndexRecordOption::WithFreqs);
    if (boost - 1.0).abs() < f32::EPSILON { Box::new(query) } else { Box::new(BoostQuery::new(Box::new(query), boost)) }
}
