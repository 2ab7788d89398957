//! What is not wanted: things that speak of a word in their name, summary, tags or category.
//!
//! Texts that say a thing goes without it ("no ads", "without ads") speak of the word as well; those stay.

use tantivy::{
    DocId, Term,
    index::SegmentId,
    query::{BooleanQuery, EnableScoring, Occur, PhraseQuery, Query, TermQuery},
    schema::{Field, IndexRecordOption},
};

use super::{
    sheet::Sheet,
    view::View,
    words::{Stems, words},
};

/// What is before a word in texts that say that a thing goes without it.
const LACKING: [&str; 4] = ["no", "without", "zero", "not"];

/// The documents that are not wanted, a bit for each, by segment.
#[derive(Default)]
pub(super) struct Without(Vec<(SegmentId, Vec<u64>)>);

impl Without {
    /// Those that speak of one of `phrases`, with all of its words.
    pub fn new(view: &View, phrases: &[String]) -> tantivy::Result<Self> {
        let mut stems = Stems::new(view.fields.stemming);
        let mut without = Self::default();
        for phrase in phrases {
            let said = words(phrase).into_iter().filter(|it| it.joins == 0 && !it.pair);
            let said: Vec<_> = said.map(|it| stems.of(&it.text)).collect();
            let Some(first) = said.first() else { continue };
            // Not excluded by the query: the engine's debug build stumbles over phrases there.
            let lacking = find(view, &lacking(view, &mut stems, first))?;
            let speaking = find(view, &speaking(view, &said))?;
            for (at, ((segment, bits), (_, lacking))) in speaking.into_iter().zip(lacking).enumerate() {
                let bits = bits.into_iter().zip(lacking).map(|(bits, lacking)| bits & !lacking);
                match without.0.get_mut(at) {
                    Some(known) => known.1.iter_mut().zip(bits).for_each(|(known, bits)| *known |= bits),
                    None => without.0.push((segment, bits.collect())),
                }
            }
        }
        Ok(without)
    }

    /// Whether `doc` is not wanted.
    #[inline]
    pub fn holds(&self, sheet: &Sheet, doc: DocId) -> bool {
        let bits = self.0.iter().find(|it| it.0 == sheet.segment).and_then(|it| it.1.get(doc as usize / 64));
        bits.is_some_and(|it| it >> (doc % 64) & 1 == 1)
    }
}

/// What fits `query`, a bit for each document, by segment.
fn find(view: &View, query: &BooleanQuery) -> tantivy::Result<Vec<(SegmentId, Vec<u64>)>> {
    let weight = query.weight(EnableScoring::disabled_from_searcher(&view.searcher))?;
    let mut found = Vec::new();
    for reader in view.searcher.segment_readers() {
        let mut bits = vec![0u64; reader.max_doc() as usize / 64 + 1];
        weight.for_each_no_score(reader, &mut |docs| {
            docs.iter().for_each(|doc| bits[*doc as usize / 64] |= 1 << (doc % 64));
        })?;
        found.push((reader.segment_id(), bits));
    }
    Ok(found)
}

/// What speaks of all of `stems`.
fn speaking(view: &View, stems: &[String]) -> BooleanQuery {
    let fields = &view.fields;
    let any = |stem: &String| {
        let of = |field| Box::new(term(field, stem)) as Box<dyn Query>;
        (Occur::Must, Box::new(BooleanQuery::union([fields.title, fields.tags, fields.summary].map(of).into())) as _)
    };
    BooleanQuery::new(stems.iter().map(any).collect())
}

/// What says that it goes without `stem`.
fn lacking(view: &View, stems: &mut Stems, stem: &str) -> BooleanQuery {
    let mut ways: Vec<Box<dyn Query>> = Vec::new();
    for word in LACKING {
        let word = stems.of(word);
        for field in [view.fields.title, view.fields.summary] {
            let terms = [word.as_str(), stem].map(|it| Term::from_field_text(field, it));
            ways.push(Box::new(PhraseQuery::new(terms.into())));
        }
    }
    BooleanQuery::union(ways)
}

fn term(field: Field, stem: &str) -> TermQuery {
    TermQuery::new(Term::from_field_text(field, stem), IndexRecordOption::Basic)
}
