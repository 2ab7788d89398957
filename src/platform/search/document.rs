//! What is put into the index.

use serde::Serialize;

use crate::base::Digest;

/// One thing that can be found. The index knows nothing else of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SearchDoc {
    /// What finds it in the store.
    pub id: [u8; 16],
    /// Its name; weighs most.
    pub title: String,
    /// What it is, in a sentence.
    pub summary: String,
    /// What it is in full, as plain text.
    pub body: String,
    /// Who offers it: slug and name.
    pub seller: Label,
    /// Words it was marked with.
    pub tags: Vec<Label>,
    /// The categories it stands in, from the root to the leaf, each by its own slug and name.
    pub category: Vec<Label>,
    /// The kinds of files it holds.
    pub file_types: Vec<Label>,
    /// The terms it may be used under, one or several to choose from.
    pub licenses: Vec<Label>,
    /// The languages it is in, each by its code.
    pub languages: Vec<Label>,
    /// Other words it is found by.
    pub words: String,
    /// Its lowest price in minor units; 0 is free.
    pub price: i64,
    /// Whether it costs less than it used to.
    pub on_sale: bool,
    /// Its average rating in hundredths of a star, 0 to 500.
    pub rating: u32,
    /// How many people rated it.
    pub ratings: u32,
    /// How often it was sold.
    pub popularity: u64,
    /// How much was going on with it lately; only the order of these numbers says something.
    pub heat: u64,
    /// When it was published, in milliseconds since 1970.
    pub published_at: i64,
    /// When it was changed last, in milliseconds since 1970.
    pub updated_at: i64,
}

/// A value as programs write it and as people read it.
///
/// Values are compared without regard to case.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Label {
    /// For addresses and filters.
    pub value: String,
    /// For people.
    pub label: String,
}

impl SearchDoc {
    /// A number that changes with whatever is in it.
    pub fn version(&self) -> u64 {
        let bytes = rmp_serde::to_vec(self).unwrap_or_default();
        let digest = Digest::of(bytes);
        digest.to_bytes().iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

impl Label {
    /// A value with the name people read.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into() }
    }

    /// A value that people read as it is.
    pub fn plain(value: impl Into<String>) -> Self {
        let value = value.into();
        Self { label: value.clone(), value }
    }
}
