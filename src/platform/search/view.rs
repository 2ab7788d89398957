//! The index as it is at one moment.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use tantivy::{
    DocAddress, DocId, DocSet, Index, Searcher, TERMINATED, TantivyDocument, Term,
    index::SegmentId,
    query::{EnableScoring, Query},
    schema::{Field, IndexRecordOption},
};

use super::{
    meaning::{Near, Vector},
    question::{Entry, Facets},
    rank::Ranked,
    schema::Fields,
    sheet::{Labels, Sheet},
    tally::Tally,
};

/// Everything that an answer needs; shared by all who look at the same moment.
pub(super) struct View {
    pub searcher: Searcher,
    /// In the order of the searcher's segments.
    pub sheets: Vec<Arc<Sheet>>,
    pub labels: Arc<Labels>,
    pub fields: Arc<Fields>,
    /// The number of the store's event up to which everything is in here; none while it is being built.
    pub sequence: Option<u64>,
    /// When the newest thing was published.
    pub newest: i64,
    /// The counts over everything, once somebody has asked for them.
    pub all: OnceLock<(Tally, Facets)>,
}

impl View {
    /// The view after `before`, whose sheets it goes on using.
    pub fn new(
        index: &Index,
        fields: &Arc<Fields>,
        searcher: Searcher,
        before: Option<&Self>,
    ) -> tantivy::Result<Self> {
        let mut labels = before.map_or_else(Arc::default, |it| it.labels.clone());
        let known: HashMap<SegmentId, &Arc<Sheet>> = before
            .into_iter()
            .flat_map(|it| it.searcher.segment_readers().iter().map(|it| it.segment_id()).zip(&it.sheets))
            .collect();
        let mut sheets = Vec::new();
        for reader in searcher.segment_readers() {
            sheets.push(match known.get(&reader.segment_id()) {
                Some(sheet) => (*sheet).clone(),
                None => Arc::new(Sheet::read(reader, &mut labels)?),
            });
        }
        Labels::order(&mut labels);
        let sequence = index.load_metas()?.payload.and_then(|it| it.parse().ok());
        let newest = sheets.iter().map(|it| it.published.max_value()).max().unwrap_or_default();
        Ok(Self { newest, searcher, sheets, labels, fields: fields.clone(), sequence, all: OnceLock::new() })
    }

    /// In how many documents `text` is a term of `field`.
    pub fn frequency(&self, field: Field, text: &str) -> u64 {
        self.searcher.doc_freq(&Term::from_field_text(field, text)).unwrap_or_default()
    }

    /// Whether it holds so many documents that looking through it should not hold up others.
    pub fn is_large(&self) -> bool {
        self.searcher.num_docs() > 20_000
    }

    /// The `most` documents that go most in the direction of `asked`, by the beginnings of their own; in no order.
    pub fn towards(&self, asked: &Vector, most: usize) -> impl Iterator<Item = (usize, DocId)> {
        let (first, mut near) = (asked.first(), Near::new(most));
        for (segment, (reader, sheet)) in self.searcher.segment_readers().iter().zip(&self.sheets).enumerate() {
            let alive = reader.alive_bitset();
            let alive = |doc| alive.is_none_or(|it| it.is_alive(doc));
            match sheet.graph().and_then(|it| it.nearest(&first, most, alive).ok()) {
                Some(found) => near.take(&first, segment, sheet.firsts(), &found),
                None => near.look(&first, segment, sheet.firsts(), alive),
            }
        }
        near.found()
    }

    /// What finds `hit` in the store.
    pub fn id(&self, hit: &Ranked) -> [u8; 16] {
        self.sheets[hit.segment].id(hit.doc)
    }

    /// Where the document of `id` is, if it is there.
    pub fn place(&self, id: &[u8; 16]) -> tantivy::Result<Option<(usize, DocId)>> {
        let term = self.fields.key(id);
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let Some(mut found) =
                reader.inverted_index(self.fields.id)?.read_postings(&term, IndexRecordOption::Basic)?
            else {
                continue;
            };
            while found.doc() != TERMINATED {
                if !reader.is_deleted(found.doc()) {
                    return Ok(Some((segment, found.doc())));
                }
                found.advance();
            }
        }
        Ok(None)
    }

    /// Whether the document there fits `query`.
    pub fn fits(&self, query: &dyn Query, segment: usize, doc: DocId) -> tantivy::Result<bool> {
        let weight = query.weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
        let reader = self.searcher.segment_reader(u32::try_from(segment).unwrap_or(u32::MAX));
        let mut scorer = weight.scorer(reader, 1.0)?;
        Ok(scorer.doc() <= doc && scorer.seek(doc) == doc)
    }

    /// What is kept of `hit` to be shown.
    pub fn stored(&self, hit: &Ranked) -> tantivy::Result<TantivyDocument> {
        let segment = u32::try_from(hit.segment).unwrap_or(u32::MAX);
        self.searcher.doc(DocAddress::new(segment, hit.doc))
    }

    /// Every document's identifier and version, in order.
    pub fn entries(&self) -> Vec<Entry> {
        let of_segment = |(reader, sheet): (&tantivy::SegmentReader, &Arc<Sheet>)| {
            let entry = |doc| Entry { id: sheet.id(doc), version: sheet.version(doc) };
            reader.doc_ids_alive().map(entry).collect::<Vec<_>>()
        };
        let mut entries: Vec<_> =
            self.searcher.segment_readers().iter().zip(&self.sheets).flat_map(of_segment).collect();
        entries.sort_unstable();
        entries
    }

    /// The words of the dictionary from `from` on for as long as `take` says, with their frequencies.
    pub fn dictionary(&self, from: &str, mut take: impl FnMut(&str, u64) -> bool) -> tantivy::Result<()> {
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.fields.words)?;
            let mut stream = inverted.terms().range().ge(from).into_stream()?;
            while stream.advance() {
                let Ok(word) = std::str::from_utf8(stream.key()) else { continue };
                if !take(word, u64::from(stream.value().doc_freq)) {
                    break;
                }
            }
        }
        Ok(())
    }

    /// The words of the dictionary that are at most `distance` typing errors away from `word`, with their frequencies.
    pub fn similar(&self, word: &str, distance: u8) -> tantivy::Result<HashMap<String, u64>> {
        let term = Term::from_field_text(self.fields.words, word);
        let query = tantivy::query::FuzzyTermQuery::new(term, distance, true);
        let automaton = query.automaton()?;
        let mut found = HashMap::new();
        for reader in self.searcher.segment_readers() {
            let inverted = reader.inverted_index(self.fields.words)?;
            let mut stream = inverted.terms().search(&automaton).into_stream()?;
            while stream.advance() {
                if let Ok(word) = std::str::from_utf8(stream.key()) {
                    *found.entry(word.to_owned()).or_default() += u64::from(stream.value().doc_freq);
                }
            }
        }
        Ok(found)
    }
}
