//! Saved searches; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Limit, ProductId, Result, SavedSearchId, Timestamp, UserId, text},
    platform::{db::Record, search::SearchParams},
};

/// An account keeps as many at most.
pub const SEARCHES: usize = 50;
/// So many finds of a search are remembered by name until they are told; of the others only how many there are.
pub const NAMED: usize = 5;
/// Characters of a name.
const NAME: usize = 80;
/// Bytes of a question as it stands in an address.
const QUERY: usize = 1_000;

/// All that an account saved; one record, since it is small and always looked at together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notebook {
    /// Whose.
    pub user: UserId,
    /// The searches, the newest first.
    pub searches: Vec<SavedSearch>,
    /// What was published before has been looked at for all of them.
    pub looked: Timestamp,
}

/// A search that somebody wants to come back to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSearch {
    /// Its identifier.
    pub id: SavedSearchId,
    /// What they call it: 1 to 80 characters.
    pub name: String,
    /// What is asked, as [`SearchParams`] write it, without the number of a page.
    pub query: String,
    /// Whether they want to hear of what is new.
    pub mails: bool,
    /// When it was saved. What was published before is not news.
    pub saved: Timestamp,
    /// The newest of what was found and not told yet.
    #[serde(default)]
    pub found: Vec<ProductId>,
    /// How many were found and not told yet.
    #[serde(default)]
    pub fresh: u32,
    /// When they heard of finds last.
    #[serde(default)]
    pub told: Option<Timestamp>,
}

/// A search to be saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSavedSearch {
    pub(super) name: String,
    pub(super) query: String,
    pub(super) mails: bool,
}

/// What shall be different about a search; what is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    pub(super) name: Option<String>,
    pub(super) mails: Option<bool>,
}

impl Notebook {
    /// Somebody's before they saved anything.
    pub(super) fn empty(user: UserId) -> Self {
        Self { user, searches: Vec::new(), looked: Timestamp::EPOCH }
    }

    /// When it was looked at last, if mails come of anything in it.
    pub(super) fn watched(&self) -> Option<Timestamp> {
        self.searches.iter().any(|it| it.mails).then_some(self.looked)
    }

    /// Whether something waits to be told.
    pub(super) fn has_news(&self) -> bool {
        self.searches.iter().any(|it| it.fresh > 0)
    }
}

impl SavedSearch {
    /// What somebody reads who asks for another's, or for none.
    pub const MISSING: &'static str = "There is no such saved search";

    /// What is asked.
    ///
    /// # Errors
    /// It cannot be read any more.
    pub fn params(&self) -> Result<SearchParams> {
        SearchParams::parse(&self.query)
    }

    /// Whether something published at `at` is news for it, in a notebook that was looked at like this.
    pub fn is_news(&self, at: Timestamp, looked: Timestamp) -> bool {
        at > self.saved && at >= looked
    }

    /// Takes up what was found, the newest first.
    pub(super) fn finds(&mut self, products: &[ProductId]) {
        let new: Vec<_> = products.iter().filter(|it| !self.found.contains(it)).copied().collect();
        self.fresh = self.fresh.saturating_add(u32::try_from(new.len()).unwrap_or(u32::MAX));
        self.found.splice(0..0, new);
        self.found.truncate(NAMED);
    }

    pub(super) fn is_told(&mut self, at: Option<Timestamp>) {
        (self.found, self.fresh) = (Vec::new(), 0);
        self.told = at.or(self.told);
    }
}

impl NewSavedSearch {
    /// A search for `params`, called `name`.
    ///
    /// # Errors
    /// The name is empty or too long, or nothing is asked, or more than can be kept.
    pub fn new(name: &str, params: &SearchParams, mails: bool) -> Result<Self> {
        let first = SearchParams { offset: 0, limit: Limit::default(), ..params.clone() };
        let query = first.to_url("").trim_start_matches('?').to_owned();
        if first.text.trim().is_empty() && first.filters.is_empty() {
            return Err(Error::invalid("query", "Say what to look for: words, or a filter"));
        }
        if query.len() > QUERY {
            return Err(Error::invalid("query", "That is more than can be saved; leave some of the filters out"));
        }
        Ok(Self { name: named(name)?, query, mails })
    }
}

impl Change {
    /// A change to what is given.
    ///
    /// # Errors
    /// The name is empty or too long.
    pub fn new(name: Option<&str>, mails: Option<bool>) -> Result<Self> {
        Ok(Self { name: name.map(named).transpose()?, mails })
    }
}

fn named(name: &str) -> Result<String> {
    let name = text::line(name);
    match name.chars().count() {
        0 => Err(Error::invalid("name", "Give the search a name")),
        1..=NAME => Ok(name),
        _ => Err(Error::invalid("name", "Write at most 80 characters")),
    }
}

impl Record for Notebook {
    type Key = UserId;
    const MISSING: &'static str = "Nothing was saved";

    fn key(&self) -> UserId {
        self.user
    }
}
