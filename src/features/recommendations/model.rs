//! What is kept of looking; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Heat, ProductId, Timestamp, UserId},
    platform::db::Record,
};

/// That a member looked at something, or asked about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seen {
    /// Who.
    pub user: UserId,
    /// At what.
    pub product: ProductId,
    /// When they last did.
    pub at: Timestamp,
    /// When they last asked the assistant about it, if they did.
    #[serde(default)]
    pub asked: Option<Timestamp>,
}

/// That a member is not interested in something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declined {
    /// Who.
    pub user: UserId,
    /// In what.
    pub product: ProductId,
    /// When they said so.
    pub at: Timestamp,
}

/// How much a product was looked at, by whomever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Warm {
    pub product: ProductId,
    pub heat: Heat,
}

impl Record for Seen {
    type Key = (UserId, ProductId);
    const MISSING: &'static str = "They never looked at it";

    fn key(&self) -> Self::Key {
        (self.user, self.product)
    }
}

impl Record for Declined {
    type Key = (UserId, ProductId);
    const MISSING: &'static str = "They never said no to it";

    fn key(&self) -> Self::Key {
        (self.user, self.product)
    }
}

impl Record for Warm {
    type Key = ProductId;
    const MISSING: &'static str = "Nobody looked at it";

    fn key(&self) -> ProductId {
        self.product
    }
}
