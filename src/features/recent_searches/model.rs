//! Recent searches; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{RecentSearchId, Timestamp, UserId, text},
    platform::db::Record,
};

/// So many are kept.
pub const KEPT: usize = 20;
/// Characters of one.
const LONGEST: usize = 200;

/// What an account looked for lately; one record, since it is small and always looked at together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recents {
    /// Whose.
    pub user: UserId,
    /// The latest first.
    pub searches: Vec<RecentSearch>,
    /// Whether they do not want it to be kept.
    #[serde(default)]
    pub off: bool,
}

/// Words that somebody looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecentSearch {
    /// Its identifier.
    pub id: RecentSearchId,
    /// The words, as they were typed.
    pub words: String,
    /// When they were looked for last.
    pub at: Timestamp,
}

impl RecentSearch {
    /// What somebody reads who asks for another's, or for none.
    pub const MISSING: &'static str = "That is forgotten already";

    /// Whether it was a search for the same words, however they are written.
    pub(super) fn is(&self, words: &str) -> bool {
        self.words.to_lowercase() == words.to_lowercase()
    }
}

/// Words as they are kept.
pub(super) fn written(words: &str) -> String {
    text::line(words).chars().take(LONGEST).collect()
}

impl Record for Recents {
    type Key = UserId;
    const MISSING: &'static str = "Nothing was looked for";

    fn key(&self) -> UserId {
        self.user
    }
}
