//! What facets, filters and orders need to know of each document, ready at hand.
//!
//! A segment of the index never changes, so its sheet is made once, when the segment is first seen,
//! and shared by all views that hold it. Facet values become small numbers that mean the same in all segments.

use std::{
    collections::HashMap,
    sync::{Arc, OnceLock},
};

use tantivy::{
    DocId, SegmentReader,
    columnar::{Cardinality, ColumnValues},
    fastfield::Column,
    index::SegmentId,
};

use super::{
    document::Label,
    meaning::{FIRST, Graph, Vector},
    question::{FACETS, Facet},
    schema::{
        self, HEAT, ID_HIGH, ID_LOW, MEANING, ON_SALE, POPULARITY, PRICE, PUBLISHED, RATING, RATINGS, UPDATED, VERSION,
    },
    tally,
};

/// A value of a facet, shared by all answers that tell of it.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub value: Arc<str>,
    pub label: Arc<str>,
}

/// Every value of every facet that was ever seen, by number.
#[derive(Debug, Clone, Default)]
pub(super) struct Labels {
    numbers: [HashMap<Arc<str>, u32>; FACETS],
    labels: [Vec<Known>; FACETS],
    /// The place of each value in the order of the alphabet.
    ranks: [Vec<u32>; FACETS],
}

impl Labels {
    /// All values of `facet`, by number.
    pub fn of(&self, facet: Facet) -> &[Known] {
        &self.labels[facet as usize]
    }

    /// The place in the order of the alphabet of each value of `facet`, by number.
    pub fn ranks(&self, facet: Facet) -> &[u32] {
        &self.ranks[facet as usize]
    }

    /// Puts all values in order again, if there are new ones.
    pub fn order(labels: &mut Arc<Self>) {
        for facet in Facet::ALL {
            let at = facet as usize;
            if labels.ranks[at].len() == labels.labels[at].len() {
                continue;
            }
            let labels = Arc::make_mut(labels);
            let known = &labels.labels[at];
            let mut numbers: Vec<u32> = (0u32..).zip(known).map(|(number, _)| number).collect();
            numbers.sort_unstable_by_key(|it| &known[*it as usize].value);
            let mut ranks = vec![0; numbers.len()];
            (0u32..).zip(numbers).for_each(|(rank, number)| ranks[number as usize] = rank);
            labels.ranks[at] = ranks;
        }
    }

    /// The numbers that `value` stands for: one, or for the last part of a category's path perhaps several.
    pub fn find(&self, facet: Facet, value: &str) -> Vec<u32> {
        let value = value.to_lowercase();
        if let Some(number) = self.numbers[facet as usize].get(value.as_str()) {
            return vec![*number];
        }
        if facet != Facet::Category || value.is_empty() {
            return Vec::new();
        }
        let ends = |it: &Known| it.value.strip_suffix(value.as_str()).is_some_and(|rest| rest.ends_with('/'));
        (0u32..).zip(self.of(facet)).filter(|(_, it)| ends(it)).map(|(number, _)| number).collect()
    }

    /// The number of `label`, which may be new or have got another name.
    fn number(labels: &mut Arc<Self>, facet: Facet, label: Label) -> u32 {
        let at = facet as usize;
        let label = Known { value: label.value.into(), label: label.label.into() };
        if let Some(&number) = labels.numbers[at].get(&label.value) {
            if labels.labels[at].get(number as usize).is_some_and(|it| it.label != label.label) {
                Arc::make_mut(labels).labels[at][number as usize] = label;
            }
            return number;
        }
        let labels = Arc::make_mut(labels);
        let number = u32::try_from(labels.labels[at].len()).unwrap_or(u32::MAX);
        labels.numbers[at].insert(label.value.clone(), number);
        labels.labels[at].push(label);
        number
    }
}

/// The facet values of a segment's documents, one document after the other, so that those of one lie together.
/// Each is a number with its facet in the upper bits.
#[derive(Debug, Default)]
struct Rows {
    starts: Vec<u32>,
    values: Vec<u32>,
}

const NUMBER_BITS: u32 = 29;
/// Segments of more documents leave what these are about on the disk, but for its beginning: 256 bytes each are too many.
const AT_HAND: DocId = 100_000;

impl Rows {
    fn of(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        match (self.starts.get(doc), self.starts.get(doc + 1)) {
            (Some(from), Some(to)) => &self.values[*from as usize..*to as usize],
            _ => &[],
        }
    }

    fn read(reader: &SegmentReader, labels: &mut Arc<Labels>) -> tantivy::Result<Self> {
        let mut columns = Vec::new();
        for facet in Facet::ALL {
            columns.extend(reader.fast_fields().str(facet.name())?.map(|it| (facet, it, HashMap::new())));
        }
        let mut rows = Self { starts: Vec::with_capacity(reader.max_doc() as usize + 1), values: Vec::new() };
        let mut text = String::new();
        for doc in 0..reader.max_doc() {
            let first = rows.values.len();
            rows.starts.push(u32::try_from(first).unwrap_or(u32::MAX));
            if reader.is_deleted(doc) {
                continue;
            }
            for (facet, column, known) in &mut columns {
                for term in column.term_ords(doc) {
                    let value = match known.get(&term) {
                        Some(value) => *value,
                        None => {
                            column.ord_to_str(term, &mut text)?;
                            let number = Labels::number(labels, *facet, schema::read(&text));
                            let value = (*facet as u32) << NUMBER_BITS | number & ((1 << NUMBER_BITS) - 1);
                            known.insert(term, value);
                            value
                        }
                    };
                    // A value given twice counts once.
                    if !rows.values[first..].contains(&value) {
                        rows.values.push(value);
                    }
                }
            }
        }
        rows.starts.push(u32::try_from(rows.values.len()).unwrap_or(u32::MAX));
        rows.values.shrink_to_fit();
        Ok(rows)
    }
}

/// What is counted of a document besides its facet values.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mark {
    /// The stretch that its price lies in; see [`tally::cell`].
    pub cell: u8,
    /// Whole stars.
    pub stars: u8,
    pub free: bool,
    pub on_sale: bool,
}

/// What is known of the documents of one segment.
pub(super) struct Sheet {
    /// Of which segment.
    pub segment: SegmentId,
    rows: Rows,
    marks: Vec<Mark>,
    pub price: Vec<i64>,
    pub rating: Vec<u16>,
    pub ratings: Arc<dyn ColumnValues<u64>>,
    pub popularity: Arc<dyn ColumnValues<u64>>,
    pub heat: Arc<dyn ColumnValues<u64>>,
    pub published: Arc<dyn ColumnValues<i64>>,
    pub updated: Arc<dyn ColumnValues<i64>>,
    directions: Directions,
    graph: OnceLock<Graph>,
    version: Column<u64>,
    id_high: Arc<dyn ColumnValues<u64>>,
    id_low: Arc<dyn ColumnValues<u64>>,
}

impl Sheet {
    /// Reads the sheet of a segment; values not seen before are added to `labels`.
    pub fn read(reader: &SegmentReader, labels: &mut Arc<Labels>) -> tantivy::Result<Self> {
        let fast = reader.fast_fields();
        let unsigned = |name| fast.column_first_or_default::<u64>(name);
        let signed = |name| fast.column_first_or_default::<i64>(name);
        let docs = 0..reader.max_doc();
        let (price, rating, on_sale) = (signed(PRICE)?, unsigned(RATING)?, unsigned(ON_SALE)?);
        let price: Vec<i64> = docs.clone().map(|it| price.get_val(it)).collect();
        let rating: Vec<u16> = docs.clone().map(|it| u16::try_from(rating.get_val(it)).unwrap_or(500)).collect();
        let mark = |((price, rating), doc): ((&i64, &u16), DocId)| Mark {
            cell: tally::cell(*price),
            stars: u8::try_from(rating / 100).unwrap_or(5).min(5),
            free: *price == 0,
            on_sale: on_sale.get_val(doc) > 0,
        };
        Ok(Self {
            segment: reader.segment_id(),
            rows: Rows::read(reader, labels)?,
            marks: price.iter().zip(&rating).zip(docs).map(mark).collect(),
            price,
            rating,
            ratings: unsigned(RATINGS)?,
            popularity: unsigned(POPULARITY)?,
            heat: unsigned(HEAT)?,
            published: signed(PUBLISHED)?,
            updated: signed(UPDATED)?,
            directions: Directions::read(fast.u64(MEANING)?, reader.max_doc()),
            graph: OnceLock::new(),
            version: fast.u64(VERSION)?,
            id_high: unsigned(ID_HIGH)?,
            id_low: unsigned(ID_LOW)?,
        })
    }

    /// The values that `doc` has: the place of the facet in [`Facet::ALL`], and the number.
    pub fn values(&self, doc: DocId) -> impl Iterator<Item = (usize, u32)> {
        self.rows.of(doc).iter().map(|it| ((it >> NUMBER_BITS) as usize, it & ((1 << NUMBER_BITS) - 1)))
    }

    /// What else is counted of `doc`.
    pub fn mark(&self, doc: DocId) -> Mark {
        self.marks[doc as usize]
    }

    /// What finds `doc` in the store.
    pub fn id(&self, doc: DocId) -> [u8; 16] {
        schema::whole(self.id_high.get_val(doc), self.id_low.get_val(doc))
    }

    /// What `doc` is about, where that is known.
    pub fn direction(&self, doc: DocId) -> Option<Vector> {
        match self.directions.wholes.get(doc as usize) {
            Some(whole) => *whole,
            None => Vector::read(self.directions.kept.values_for_doc(doc)),
        }
    }

    /// The beginning of each document's direction; nothing where there are no directions.
    pub fn firsts(&self) -> &[[i8; FIRST]] {
        &self.directions.firsts
    }

    /// What leads from one direction to those near it, if there is such a thing.
    pub fn graph(&self) -> Option<&Graph> {
        self.graph.get()
    }

    /// From now on `graph` leads from one direction to those near it.
    pub fn take_graph(&self, graph: Graph) {
        // Two are the same.
        drop(self.graph.set(graph));
    }

    /// The version of `doc`.
    pub fn version(&self, doc: DocId) -> u64 {
        self.version.first(doc).unwrap_or_default()
    }
}

/// What each document of a segment is about.
struct Directions {
    /// The beginning of each direction; none at all where the segment has no directions.
    firsts: Vec<[i8; FIRST]>,
    /// Each direction as a whole, where there are not too many to have them at hand.
    wholes: Vec<Option<Vector>>,
    kept: Column<u64>,
}

impl Directions {
    fn read(kept: Column<u64>, docs: DocId) -> Self {
        if kept.get_cardinality() != Cardinality::Multivalued {
            return Self { firsts: Vec::new(), wholes: Vec::new(), kept };
        }
        let first = |doc| {
            let mut first = [0; FIRST];
            for (place, word) in first.as_chunks_mut::<8>().0.iter_mut().zip(kept.values_for_doc(doc)) {
                *place = word.to_le_bytes().map(u8::cast_signed);
            }
            first
        };
        let firsts = (0..docs).map(first).collect();
        let at_hand = if docs <= AT_HAND { docs } else { 0 };
        let wholes = (0..at_hand).map(|it| Vector::read(kept.values_for_doc(it))).collect();
        Self { firsts, wholes, kept }
    }
}
