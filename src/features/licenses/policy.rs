//! What the licences of an edition allow.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{Format, store};
use crate::{
    base::{EditionId, Error, ProductId, Result, Timestamp},
    platform::db::{Reads, Record, WriteTxn},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
/// Nobody means more than a hundred years, or more devices than that.
const MOST_DAYS: u32 = 36_525;
const MOST_DEVICES: u32 = 100_000;

/// What comes with each key of an edition. Keys that were issued keep what they came with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// Of which edition.
    pub edition: EditionId,
    /// Of which product.
    pub product: ProductId,
    /// On how many devices a key may be used at once; on any number if nothing is said.
    #[serde(default)]
    pub activations: Option<u32>,
    /// For how many days a key is good; for ever if nothing is said.
    #[serde(default)]
    pub days: Option<u32>,
    /// For how many days new releases come with it; for ever if nothing is said.
    #[serde(default)]
    pub update_days: Option<u32>,
    /// How keys look that the shop makes.
    #[serde(default)]
    pub format: Format,
    /// What stands before them: up to 12 letters and digits.
    #[serde(default)]
    pub prefix: String,
    /// Whether keys come from a pool that the maker fills, instead of being made.
    #[serde(default)]
    pub pool: bool,
    /// At so few keys left in the pool the maker is warned.
    #[serde(default)]
    pub low: u32,
    /// Whether they were.
    #[serde(default)]
    pub warned: bool,
    /// Whether the pool has no key left that could be sold.
    #[serde(default)]
    pub empty: bool,
}

/// What a person fills in; empty means without limit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct PolicyForm {
    /// How many devices.
    pub activations: String,
    /// How many days.
    pub days: String,
    /// How many days of updates.
    pub update_days: String,
    /// How keys look.
    pub format: String,
    /// What stands before them.
    pub prefix: String,
    /// `on` if there is a pool.
    pub pool: String,
    /// When to warn.
    pub low: String,
}

impl Policy {
    /// What holds until somebody says otherwise: keys without limit, made by the shop.
    pub fn usual(product: ProductId, edition: EditionId) -> Self {
        let (activations, days, update_days, low) = (None, None, None, 5);
        let (format, prefix, pool) = (Format::default(), String::new(), false);
        let (warned, empty) = (false, false);
        Self { edition, product, activations, days, update_days, format, prefix, pool, low, warned, empty }
    }

    /// When a key that is issued `now` expires, and until when releases come with it.
    pub(super) fn ends(&self, now: Timestamp) -> (Option<Timestamp>, Option<Timestamp>) {
        let after = |days: Option<u32>| days.map(|it| now.plus(DAY * it));
        (after(self.days), after(self.update_days))
    }
}

impl PolicyForm {
    /// # Errors
    /// A field is not a number, or too large; the prefix has other characters.
    pub fn parse(&self, product: ProductId, edition: EditionId) -> Result<Policy> {
        let number = |field: &'static str, text: &str, most: u32| match text.trim() {
            "" => Ok(None),
            text => match text.parse::<u32>() {
                Ok(it) if (1..=most).contains(&it) => Ok(Some(it)),
                _ => Err(Error::invalid(field, format!("Write a number from 1 to {most}, or nothing"))),
            },
        };
        let prefix = self.prefix.trim().to_ascii_uppercase();
        if prefix.len() > 12 || !prefix.bytes().all(|it| it.is_ascii_alphanumeric()) {
            return Err(Error::invalid("prefix", "Up to 12 letters and digits"));
        }
        Ok(Policy {
            activations: number("activations", &self.activations, MOST_DEVICES)?,
            days: number("days", &self.days, MOST_DAYS)?,
            update_days: number("update_days", &self.update_days, MOST_DAYS)?,
            format: if self.format.is_empty() { Format::default() } else { self.format.parse()? },
            prefix,
            pool: !self.pool.is_empty(),
            low: number("low", &self.low, MOST_DEVICES)?.unwrap_or_default(),
            ..Policy::usual(product, edition)
        })
    }
}

/// What keys of `edition` allow.
pub fn policy(txn: &impl Reads, product: ProductId, edition: EditionId) -> Result<Policy> {
    Ok(store::POLICIES.find(txn, edition)?.unwrap_or_else(|| Policy::usual(product, edition)))
}

/// The products of whose editions something was said.
pub fn products(txn: &impl Reads) -> Result<Vec<ProductId>> {
    let mut all = Vec::new();
    store::POLICIES.each(txn, |it| {
        all.push(it.product);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    all.extend(store::BY_PRODUCT.all().keys(txn)?.into_iter().map(|(product, _)| product));
    all.sort_unstable();
    all.dedup();
    Ok(all)
}

/// Says what keys of an edition allow that are issued from now on.
pub fn set_policy(txn: &WriteTxn, policy: Policy) -> Result<()> {
    let edition = policy.edition;
    store::POLICIES.put(txn, &Policy { warned: false, empty: false, ..policy })?;
    super::pool::note_empty(txn, edition)
}

impl Record for Policy {
    type Key = EditionId;
    const MISSING: &'static str = "Nothing was said of these keys";

    fn key(&self) -> EditionId {
        self.edition
    }
}
