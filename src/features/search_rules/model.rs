//! What is said about finding; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{ProductId, Timestamp},
    platform::db::Record,
};

/// There is one set of rules.
pub(super) const KEY: &str = "rules";

/// What an admin said about words.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRules {
    /// Words and short phrases that mean the same, group by group.
    #[serde(default)]
    pub synonyms: Vec<Vec<String>>,
    /// Words that need not occur where others do.
    #[serde(default)]
    pub little: Vec<String>,
    /// What comes first for which words.
    #[serde(default)]
    pub pins: Vec<Pin>,
    /// When they were changed last.
    #[serde(default)]
    pub changed: Option<Timestamp>,
}

/// Products that come first for certain words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pin {
    /// The words, as somebody may type them.
    pub words: String,
    /// The products, the first first.
    pub products: Vec<ProductId>,
}

/// What means the same in any shop: phrases whose words by themselves speak of something else.
const SAME: &[&[&str]] = &[
    &["family tree", "genealogy", "ancestry"],
    &["sheet music", "music notation"],
    &["text recognition", "ocr"],
    &["two factor", "2fa", "otp"],
    &["to do list", "todo", "task list"],
    &["font", "typeface"],
    &["sound effects", "sfx"],
    &["cv", "resume", "curriculum vitae"],
];

impl SearchRules {
    /// Before anybody said anything.
    pub fn to_begin_with() -> Self {
        let group = |it: &&[&str]| it.iter().map(|it| (*it).to_owned()).collect();
        Self { synonyms: SAME.iter().map(group).collect(), ..Self::default() }
    }
}

impl Record for SearchRules {
    type Key = String;
    const MISSING: &'static str = "Nothing was said about finding yet";

    fn key(&self) -> String {
        KEY.to_owned()
    }
}

/// A product that is not to be found by searching or browsing; its page stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hidden {
    pub product: ProductId,
    pub since: Timestamp,
}

impl Record for Hidden {
    type Key = ProductId;
    const MISSING: &'static str = "This product is not hidden";

    fn key(&self) -> ProductId {
        self.product
    }
}
