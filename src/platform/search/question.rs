//! What is asked of the index, and what it answers.

use std::sync::Arc;

use super::{blend::Worth, highlight::Highlighter};
use crate::base::Day;

/// The furthest a list can be paged.
pub const MAX_OFFSET: usize = 10_000;

/// What a visitor looks for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Question {
    /// Words; no character in them has a special meaning. Empty finds everything.
    pub text: String,
    /// Whether the last word may be unfinished.
    pub typing: bool,
    /// Whether only these very words will do: no corrections, no leaving out.
    pub exact: bool,
    /// What the finds must be like.
    pub filters: Filters,
    /// Which come first.
    pub sort: Sort,
    /// How many to pass over.
    pub offset: usize,
    /// How many to give.
    pub limit: usize,
    /// Whether to count facets.
    pub facets: bool,
    /// Whether to quote the place that was found.
    pub snippets: bool,
}

/// So many facets there are.
pub const FACETS: usize = 6;

/// A property that finds can be narrowed down by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Category, including those below it; by path (`games/logic-game`) or by the last part of it.
    Category,
    /// Tag.
    Tag,
    /// Kind of file.
    FileType,
    /// Terms of use.
    License,
    /// Who offers it.
    Seller,
    /// Language that it is in, by its code.
    Language,
}

impl Facet {
    /// Every facet.
    pub const ALL: [Self; FACETS] =
        [Self::Category, Self::Tag, Self::FileType, Self::License, Self::Seller, Self::Language];

    /// As it is called in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Category => "category",
            Self::Tag => "tag",
            Self::FileType => "file_type",
            Self::License => "license",
            Self::Seller => "seller",
            Self::Language => "language",
        }
    }
}

/// What finds must be like. Values of one facet are alternatives; everything else adds up.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Values by facet, in the order of [`Facet::ALL`].
    pub values: [Vec<String>; FACETS],
    /// The lowest price in minor units.
    pub min_price: Option<i64>,
    /// The highest price in minor units.
    pub max_price: Option<i64>,
    /// The lowest average rating, in hundredths of a star.
    pub min_rating: Option<u32>,
    /// Only what is free, or only what is not.
    pub free: Option<bool>,
    /// Only what is on sale, or only what is not.
    pub on_sale: Option<bool>,
    /// Only what was published on this day or later.
    pub since: Option<Day>,
    /// Only what was published on this day or earlier.
    pub until: Option<Day>,
    /// Only what was changed on this day or later.
    pub updated_since: Option<Day>,
    /// Only what speaks of none of these words.
    pub without: Vec<String>,
}

impl Filters {
    /// The values asked of `facet`.
    pub fn of(&self, facet: Facet) -> &[String] {
        &self.values[facet as usize]
    }

    /// The values asked of `facet`, to be changed.
    pub fn of_mut(&mut self, facet: Facet) -> &mut Vec<String> {
        &mut self.values[facet as usize]
    }

    /// Whether nothing is asked.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Which finds come first; among equals the identifier decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    /// Best match; without words, what is sold most.
    #[default]
    Relevance,
    /// Published last.
    Newest,
    /// Changed last.
    Updated,
    /// Cheapest.
    PriceAscending,
    /// Dearest.
    PriceDescending,
    /// Sold most.
    Popular,
    /// Sold most lately, and looked at.
    Hot,
    /// Rated best.
    Rating,
}

impl Sort {
    /// Every order.
    pub const ALL: [Self; 8] = [
        Self::Relevance,
        Self::Newest,
        Self::Updated,
        Self::PriceAscending,
        Self::PriceDescending,
        Self::Popular,
        Self::Hot,
        Self::Rating,
    ];

    /// As it is called in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Updated => "updated",
            Self::PriceAscending => "price_asc",
            Self::PriceDescending => "price_desc",
            Self::Popular => "popular",
            Self::Hot => "hot",
            Self::Rating => "rating",
        }
    }
}

/// The answer.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The finds asked for, best first.
    pub hits: Vec<Hit>,
    /// How many there are in all.
    pub total: usize,
    /// How they divide; empty unless asked for.
    pub facets: Facets,
    /// How many of them do not hold the words, but come near in meaning or hold most of them.
    pub near: usize,
    /// The words that were looked for, where they differ from those that were asked.
    pub corrected: Option<String>,
    /// Whether nothing held all of the words, so that these hold most of them.
    pub relaxed: bool,
    /// The offset of the next piece, if there is one.
    pub next: Option<usize>,
    /// Whether the index is being built anew, so that something may be missing.
    pub rebuilding: bool,
    /// Marks the words that were found in any text.
    pub highlight: Highlighter,
}

/// One find.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Hit {
    /// What finds it in the store.
    pub id: [u8; 16],
    /// A passage as HTML in which only `<mark>` occurs; none unless asked for and something in it was found.
    pub snippet: Option<String>,
    /// What put it where it is; none unless it was weighed.
    pub worth: Option<Worth>,
}

/// How finds divide. Each facet is counted as if nothing had been asked of it, so that its
/// other values stay in sight, and each count is the total after choosing only that value in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facets {
    /// Values by facet, in the order of [`Facet::ALL`]; most frequent first.
    pub values: [Vec<FacetValue>; FACETS],
    /// Stretches of price.
    pub prices: Vec<PriceRange>,
    /// Ratings from a number of stars upward, highest first.
    pub ratings: Vec<RatingStep>,
    /// How many are free.
    pub free: usize,
    /// How many are on sale.
    pub on_sale: usize,
}

impl Facets {
    /// The values of `facet`.
    pub fn of(&self, facet: Facet) -> &[FacetValue] {
        &self.values[facet as usize]
    }
}

/// How many finds have one value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetValue {
    /// For the filter; a category's is its path.
    pub value: Arc<str>,
    /// For people.
    pub label: Arc<str>,
    /// How many.
    pub count: usize,
    /// Whether it is asked for.
    pub chosen: bool,
}

/// How many finds cost from one amount to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PriceRange {
    /// The lowest price.
    pub from: i64,
    /// The highest; none for the last.
    pub to: Option<i64>,
    /// How many.
    pub count: usize,
}

/// How many finds have at least some average rating.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RatingStep {
    /// The lowest average, in stars.
    pub from: u32,
    /// How many.
    pub count: usize,
}

/// What someone who is typing may mean.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Suggestions {
    /// Words to look for.
    pub queries: Vec<String>,
    /// Things whose names begin so.
    pub products: Vec<Suggestion>,
    /// Categories named so, with how many things are in them.
    pub categories: Vec<FacetValue>,
}

/// A thing that may be meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// What finds it in the store.
    pub id: [u8; 16],
    /// Its name.
    pub title: String,
}

/// An identifier and a version, as the index has them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// What finds it in the store.
    pub id: [u8; 16],
    /// What [`super::SearchDoc::version`] said when it was put in.
    pub version: u64,
}
