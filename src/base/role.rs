//! What someone may do in the shop.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// What someone with an account may do. Whoever has none is a visitor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Buys.
    Customer,
    /// Sells, and buys.
    Seller,
    /// Looks after what others publish.
    Moderator,
    /// Helps buyers with their orders.
    Support,
    /// Everything.
    Admin,
}

impl Role {
    /// All roles, from the least to the most.
    pub const ALL: [Self; 5] = [Self::Customer, Self::Seller, Self::Moderator, Self::Support, Self::Admin];

    /// Whether someone with this role may do what is meant for `other`: everyone may buy, an admin may do all.
    pub fn covers(self, other: Self) -> bool {
        self == other || self == Self::Admin || other == Self::Customer
    }

    /// Whether it gives power over what belongs to others.
    pub fn is_staff(self) -> bool {
        matches!(self, Self::Moderator | Self::Support | Self::Admin)
    }

    /// Its name, as programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Customer => "customer",
            Self::Seller => "seller",
            Self::Moderator => "moderator",
            Self::Support => "support",
            Self::Admin => "admin",
        }
    }

    /// Its place in the order of keys; never changes, since it is stored.
    pub fn number(self) -> u8 {
        match self {
            Self::Customer => 1,
            Self::Seller => 3,
            Self::Moderator => 5,
            Self::Support => 7,
            Self::Admin => 9,
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

impl FromStr for Role {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let found = Self::ALL.into_iter().find(|it| it.word() == text);
        found.ok_or_else(|| Error::invalid("role", "Choose customer, seller, moderator, support or admin"))
    }
}
