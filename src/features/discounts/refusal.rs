//! Why a discount is not given, each reason in its own words.

use crate::{
    base::{Money, Timestamp},
    platform::web::parts::amount,
};

/// Why a discount is not given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such code.
    Unknown,
    /// It begins later.
    NotYet(Timestamp),
    /// Its time has passed, or it was ended.
    Over,
    /// Others have used it as often as it may be used.
    UsedUp,
    /// This customer has used it as often as they may.
    AlreadyUsed,
    /// What it is for comes to too little.
    BelowAmount(Money),
    /// There is too little of what it is for.
    BelowQuantity(u32),
    /// Nothing in the cart is what it is for.
    NotForThese,
    /// Something else is taken off already; its name.
    CannotCombine(String),
}

impl Refusal {
    /// As its customer reads it.
    pub fn advice(&self) -> String {
        match self {
            Self::Unknown => "There is no such code; look whether it is spelled as you got it".into(),
            Self::NotYet(from) => format!("This code can be used from {}", from.date_and_time()),
            Self::Over => "This code has ended".into(),
            Self::UsedUp => "This code has been used as often as it may be".into(),
            Self::AlreadyUsed => "You have used this code already".into(),
            Self::BelowAmount(least) => format!("This code is for {} or more of what it applies to", amount(*least)),
            Self::BelowQuantity(least) => format!("This code is for {least} pieces or more of what it applies to"),
            Self::NotForThese => "This code is not for anything in your cart".into(),
            Self::CannotCombine(other) => format!("This code cannot be combined with {other}"),
        }
    }

    /// As programs read it.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NotYet(_) => "not_yet",
            Self::Over => "over",
            Self::UsedUp => "used_up",
            Self::AlreadyUsed => "already_used",
            Self::BelowAmount(_) => "below_amount",
            Self::BelowQuantity(_) => "below_quantity",
            Self::NotForThese => "not_for_these",
            Self::CannotCombine(_) => "cannot_combine",
        }
    }
}
