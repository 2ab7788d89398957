//! Licences, what they allow, and where they are used; no I/O.

use serde::{Deserialize, Serialize};

use super::LicenseKey;
use crate::{
    base::{ActivationId, EditionId, Email, LicenseId, OrderId, OrderLineId, ProductId, Timestamp},
    platform::db::Record,
};

/// The right to use one copy, proved by a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its identifier.
    pub id: LicenseId,
    /// What proves it.
    pub key: LicenseKey,
    /// For which product: a key is worth nothing for another.
    pub product: ProductId,
    /// For which edition.
    pub edition: EditionId,
    /// By which order.
    pub order: OrderId,
    /// By which of its lines.
    pub line: OrderLineId,
    /// Which of the copies of that line, from 1.
    pub seat: u32,
    /// Since when.
    pub issued: Timestamp,
    /// When and why it was taken back, since the money went back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
    /// When and why its seller or the shop stopped it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disabled: Option<Revocation>,
    /// On how many devices it may be used at once; on any number if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// From when on it is worth nothing; never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Until when new releases come with it; for ever if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub updates_until: Option<Timestamp>,
    /// Whose it is, if it was handed on to somebody else than who bought it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Email>,
    /// How often a program has counted a use of it.
    #[serde(default)]
    pub uses: u64,
    /// How often its key was changed: links to its page are worth nothing afterwards.
    #[serde(default)]
    pub turn: u32,
}

/// That a licence was taken back or stopped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Why, in words for its holder.
    pub why: String,
}

/// What a licence is worth at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Worth {
    /// It may be used.
    Active,
    /// Its time is over.
    Expired,
    /// Its seller or the shop stopped it.
    Disabled,
    /// The money went back.
    Revoked,
}

impl Worth {
    /// As programs read it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Expired => "expired",
            Self::Disabled => "disabled",
            Self::Revoked => "revoked",
        }
    }
}

impl License {
    /// Whether its buyer has not got their money back.
    pub fn is_active(&self) -> bool {
        self.revoked.is_none()
    }

    /// Whether it is still with whom it was bought for: its money has not gone back, and it was not handed on.
    pub fn is_held(&self) -> bool {
        self.is_active() && self.holder.is_none()
    }

    /// What it is worth at `now`.
    pub fn worth(&self, now: Timestamp) -> Worth {
        match () {
            () if self.revoked.is_some() => Worth::Revoked,
            () if self.disabled.is_some() => Worth::Disabled,
            () if self.expires.is_some_and(|it| it <= now) => Worth::Expired,
            () => Worth::Active,
        }
    }

    /// Why it is worth nothing, in words for its holder.
    pub fn sorry(&self, now: Timestamp) -> Option<String> {
        let told = |it: &Option<Revocation>| it.as_ref().map(|it| it.why.clone()).filter(|it| !it.is_empty());
        match self.worth(now) {
            Worth::Active => None,
            Worth::Expired => Some(format!("It was good until {}", self.expires?.date())),
            Worth::Disabled => Some(told(&self.disabled).unwrap_or_else(|| "This key was stopped".into())),
            Worth::Revoked => Some(told(&self.revoked).unwrap_or_else(|| "This key is not valid any more".into())),
        }
    }
}

/// Where a licence is used: one device, machine or site.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Activation {
    /// Its identifier.
    pub id: ActivationId,
    /// Of which licence.
    pub license: LicenseId,
    /// What the program knows the device by.
    pub fingerprint: String,
    /// What its owner calls it; may be empty.
    pub label: String,
    /// Since when.
    pub since: Timestamp,
    /// When the program asked last.
    pub seen: Timestamp,
}

/// A key that its maker had before it was sold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct PoolKey {
    /// Its letters, which no other key has.
    pub letters: String,
    pub key: LicenseKey,
    pub edition: EditionId,
    /// Its place in line.
    pub number: u64,
    /// For which order it is set aside.
    #[serde(default)]
    pub order: Option<OrderId>,
    /// To which licence it was given.
    #[serde(default)]
    pub license: Option<LicenseId>,
}

/// A copy that was paid while the pool was empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Backorder {
    /// By which line.
    pub line: OrderLineId,
    /// Which of its copies, from 1.
    pub seat: u32,
    /// By which order.
    pub order: OrderId,
    /// Of which product.
    pub product: ProductId,
    /// Of which edition.
    pub edition: EditionId,
    /// Since when.
    pub since: Timestamp,
}

/// What programs that were shipped with another shop's keys call a product.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct GivenName {
    /// In lower case.
    pub name: String,
    pub product: ProductId,
}

macro_rules! record {
    ($name:ty, $key:ty, $missing:literal, $key_of:expr) => {
        impl Record for $name {
            type Key = $key;
            const MISSING: &'static str = $missing;

            fn key(&self) -> $key {
                let key_of: fn(&Self) -> $key = $key_of;
                key_of(self)
            }
        }
    };
}

record!(License, LicenseId, "There is no such licence", |it| it.id);
record!(Activation, ActivationId, "There is no such activation", |it| it.id);
record!(PoolKey, String, "There is no such key", |it| it.letters.clone());
record!(GivenName, String, "No product has that name", |it| it.name.clone());
record!(Backorder, (OrderLineId, u32), "Nothing is owed", |it| (it.line, it.seat));
