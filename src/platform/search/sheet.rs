//! What facets, filters and orders need to know of each document, ready at hand.
//!
//! A segment of the index never changes, so its sheet is made once, when the segment is first seen,
//! and shared by all views that hold it. Facet values become small numbers that mean the same in all segments.

use std::{collections::HashMap, sync::Arc};

use tantivy::{DocId, SegmentReader, columnar::ColumnValues, fastfield::Column};

use super::{
    document::Label,
    question::Facet,
    schema::{self, ID_HIGH, ID_LOW, ON_SALE, POPULARITY, PRICE, PUBLISHED, RATING, RATINGS, UPDATED, VERSION},
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
    numbers: [HashMap<Arc<str>, u32>; 5],
    labels: [Vec<Known>; 5],
    /// The place of each value in the order of the alphabet.
    ranks: [Vec<u32>; 5],
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

/// The values of one facet, document after document.
#[derive(Debug, Default)]
struct Codes {
    starts: Vec<u32>,
    codes: Vec<u32>,
}

impl Codes {
    fn of(&self, doc: DocId) -> &[u32] {
        let doc = doc as usize;
        match (self.starts.get(doc), self.starts.get(doc + 1)) {
            (Some(from), Some(to)) => &self.codes[*from as usize..*to as usize],
            _ => &[],
        }
    }

    fn read(reader: &SegmentReader, facet: Facet, labels: &mut Arc<Labels>) -> tantivy::Result<Self> {
        let Some(column) = reader.fast_fields().str(facet.name())? else { return Ok(Self::default()) };
        let mut numbers: HashMap<u64, u32> = HashMap::new();
        let mut codes = Self { starts: Vec::with_capacity(reader.max_doc() as usize + 1), codes: Vec::new() };
        let mut text = String::new();
        for doc in 0..reader.max_doc() {
            codes.starts.push(u32::try_from(codes.codes.len()).unwrap_or(u32::MAX));
            if reader.is_deleted(doc) {
                continue;
            }
            let first = codes.codes.len();
            for term in column.term_ords(doc) {
                let number = match numbers.get(&term) {
                    Some(number) => *number,
                    None => {
                        column.ord_to_str(term, &mut text)?;
                        let number = Labels::number(labels, facet, schema::read(&text));
                        numbers.insert(term, number);
                        number
                    }
                };
                // A value given twice counts once.
                if !codes.codes[first..].contains(&number) {
                    codes.codes.push(number);
                }
            }
        }
        codes.starts.push(u32::try_from(codes.codes.len()).unwrap_or(u32::MAX));
        codes.codes.shrink_to_fit();
        Ok(codes)
    }
}

/// What is known of the documents of one segment.
pub(super) struct Sheet {
    codes: [Codes; 5],
    pub price: Vec<i64>,
    /// The stretch of [`tally::BOUNDS`] that the price lies in.
    pub price_cell: Vec<u8>,
    pub rating: Vec<u16>,
    pub on_sale: Vec<bool>,
    pub ratings: Arc<dyn ColumnValues<u64>>,
    pub popularity: Arc<dyn ColumnValues<u64>>,
    pub published: Arc<dyn ColumnValues<i64>>,
    pub updated: Arc<dyn ColumnValues<i64>>,
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
        let mut codes: [Codes; 5] = Default::default();
        for facet in Facet::ALL {
            codes[facet as usize] = Codes::read(reader, facet, labels)?;
        }
        let price: Vec<i64> = docs.clone().map(|it| price.get_val(it)).collect();
        Ok(Self {
            codes,
            price_cell: price.iter().map(|it| tally::cell(*it)).collect(),
            price,
            rating: docs.clone().map(|it| u16::try_from(rating.get_val(it)).unwrap_or(500)).collect(),
            on_sale: docs.map(|it| on_sale.get_val(it) > 0).collect(),
            ratings: unsigned(RATINGS)?,
            popularity: unsigned(POPULARITY)?,
            published: signed(PUBLISHED)?,
            updated: signed(UPDATED)?,
            version: fast.u64(VERSION)?,
            id_high: unsigned(ID_HIGH)?,
            id_low: unsigned(ID_LOW)?,
        })
    }

    /// The values of `facet` that `doc` has.
    pub fn codes(&self, facet: Facet, doc: DocId) -> &[u32] {
        self.codes[facet as usize].of(doc)
    }

    /// What finds `doc` in the store.
    pub fn id(&self, doc: DocId) -> [u8; 16] {
        schema::whole(self.id_high.get_val(doc), self.id_low.get_val(doc))
    }

    /// The version of `doc`.
    pub fn version(&self, doc: DocId) -> u64 {
        self.version.first(doc).unwrap_or_default()
    }
}
