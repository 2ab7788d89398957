//! Wishlists and what is on them; no I/O.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{EditionId, Money, ProductId, ReleaseId, Timestamp, UserId, WishId, WishlistId},
    platform::db::Record,
};

/// An account has as many lists at most.
pub const WISHLISTS: usize = 50;
/// A list holds as many things at most.
pub const WISHES: usize = 500;
/// What a list is called until its owner says otherwise.
pub const USUAL: &str = "Wishlist";

/// A list of things that somebody would like to have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wishlist {
    /// Its identifier.
    pub id: WishlistId,
    /// Whose it is.
    pub owner: Owner,
    /// What they call it: 1 to 80 characters.
    pub name: String,
    /// What they say about it: up to 3,000 characters.
    #[serde(default)]
    pub description: String,
    /// The name that they want to be shown by where the list is shared; empty if they want to be shown by none.
    #[serde(default)]
    pub display_name: String,
    /// What stands in the link by which others see it, while it is shared.
    #[serde(default)]
    pub share: Option<String>,
    /// When it was begun.
    pub created: Timestamp,
    /// When it, or what is on it, was changed last.
    pub updated: Timestamp,
}

/// Whose a list is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Owner {
    /// An account's.
    Account(UserId),
    /// A guest's, known by the hash of their token.
    Guest([u8; 32]),
}

/// One thing on a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// Its identifier.
    pub id: WishId,
    /// The list it is on.
    pub list: WishlistId,
    /// Which product.
    pub product: ProductId,
    /// Which edition of it; whichever is cheapest if nothing is said.
    #[serde(default)]
    pub edition: Option<EditionId>,
    /// What the product was called at that time: it may be gone when the list is read.
    pub title: String,
    /// When it was put on the list.
    pub added: Timestamp,
    /// The reduced price that its owner knows of, while there is one.
    #[serde(default)]
    pub reduced: Option<Money>,
    /// Whether it could not be bought when somebody looked last.
    #[serde(default)]
    pub gone: bool,
    /// The price that its owner knows of, once somebody has looked.
    #[serde(default)]
    pub price: Option<Money>,
    /// The newest release that its owner knows of, once somebody has looked.
    #[serde(default)]
    pub release: Option<ReleaseId>,
}

/// A thing to be put on a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewWish {
    /// Which product.
    pub product: ProductId,
    /// Which edition of it, if one was chosen.
    pub edition: Option<EditionId>,
    /// What the product is called.
    pub title: String,
    /// What it costs now, if it usually costs more.
    pub reduced: Option<Money>,
    /// What it costs now.
    pub price: Option<Money>,
    /// Its newest release.
    pub release: Option<ReleaseId>,
}

impl Wishlist {
    /// A guest's list that nobody touches for so long is forgotten.
    pub const GUEST_LIFE: Duration = Duration::from_secs(180 * 24 * 60 * 60);

    /// Whether it is a guest's.
    pub fn is_guests(&self) -> bool {
        matches!(self.owner, Owner::Guest(_))
    }
}

impl Record for Wishlist {
    type Key = WishlistId;
    const MISSING: &'static str = "There is no such wishlist";

    fn key(&self) -> WishlistId {
        self.id
    }
}

impl Record for Wish {
    type Key = WishId;
    const MISSING: &'static str = "That is not on this list any more";

    fn key(&self) -> WishId {
        self.id
    }
}
