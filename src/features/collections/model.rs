//! A collection; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{CollectionId, ProductId, Slug, Timestamp},
    platform::db::Record,
};

/// Products that somebody has put together by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collection {
    /// Never changes.
    pub id: CollectionId,
    /// Where its page is.
    pub slug: Slug,
    /// One line.
    pub title: String,
    /// What there is to say about it, in Markdown.
    #[serde(default)]
    pub text: String,
    /// The same, sanitised: safe to be placed into a page as it is.
    #[serde(default)]
    pub html: String,
    /// What is in it, the first first, each once. Some of it may be off the shelf just now.
    #[serde(default)]
    pub products: Vec<ProductId>,
    /// Since when everyone sees it.
    #[serde(default)]
    pub shown: Option<Timestamp>,
    /// Whether it stands on the front page as well, while it is shown.
    #[serde(default)]
    pub at_home: bool,
    /// Grows by one with each change.
    #[serde(default)]
    pub revision: u64,
    /// When it was set up.
    pub created: Timestamp,
    /// When it last changed.
    pub updated: Timestamp,
}

/// Where a product goes within a collection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// One place towards the beginning.
    Up,
    /// One place towards the end.
    Down,
    /// Out of it.
    Out,
}

impl Step {
    /// Moves `product` among `all`; nothing happens at an end, or if it is not among them.
    pub(super) fn take(self, all: &mut Vec<ProductId>, product: ProductId) {
        let Some(at) = all.iter().position(|it| *it == product) else { return };
        match self {
            Self::Up if at > 0 => all.swap(at - 1, at),
            Self::Down if at + 1 < all.len() => all.swap(at, at + 1),
            Self::Up | Self::Down => {}
            Self::Out => drop(all.remove(at)),
        }
    }
}

impl Record for Collection {
    type Key = CollectionId;
    const MISSING: &'static str = "There is no such collection";

    fn key(&self) -> CollectionId {
        self.id
    }
}
