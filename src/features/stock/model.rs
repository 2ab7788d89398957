//! Limits, what is taken of them, and by whom; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{EditionId, OrderId, ProductId},
    platform::db::Record,
};

/// How many there are of an edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stock {
    /// How many are sold in all.
    pub limit: u32,
    /// How many are sold or set aside. More than there are, where a payment came after its copies were sold.
    pub taken: u64,
}

impl Stock {
    /// How many can be sold.
    pub fn left(&self) -> u32 {
        u32::try_from(u64::from(self.limit).saturating_sub(self.taken)).unwrap_or(u32::MAX)
    }
}

/// That no more than so many are sold. It changes rarely, since pages that show it are kept until it does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Limit {
    pub edition: EditionId,
    pub product: ProductId,
    pub limit: u32,
    /// Whether all are taken.
    pub sold_out: bool,
}

/// How many are taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Taken {
    pub edition: EditionId,
    pub copies: u64,
}

/// What an order has taken.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Hold {
    pub order: OrderId,
    pub edition: EditionId,
    pub copies: u32,
}

impl Record for Limit {
    type Key = EditionId;
    const MISSING: &'static str = "There is no end of it";

    fn key(&self) -> EditionId {
        self.edition
    }
}

impl Record for Taken {
    type Key = EditionId;
    const MISSING: &'static str = "Nothing of it is taken";

    fn key(&self) -> EditionId {
        self.edition
    }
}

impl Record for Hold {
    type Key = (OrderId, EditionId);
    const MISSING: &'static str = "The order holds nothing of it";

    fn key(&self) -> Self::Key {
        (self.order, self.edition)
    }
}
