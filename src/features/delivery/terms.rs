//! How often and for how long bought files may be downloaded: as the shop says, unless a product or one of its editions says
//! otherwise. What was bought keeps what was said when it was bought.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::store;
use crate::{
    base::{EditionId, Error, ProductId, Result, Timestamp},
    platform::db::{Reads, Record, WriteTxn},
};

/// The most that can be said: a thousand times, a hundred years.
const MOST_DOWNLOADS: u32 = 1_000;
const MOST_DAYS: u32 = 36_500;
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What is said of a product, or of one edition of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// Of which product.
    pub product: ProductId,
    /// Of which edition only; of all of them if nothing is said.
    #[serde(default)]
    pub edition: Option<EditionId>,
    /// How often each file may be downloaded, 0 for as often as one likes; as above it if nothing is said.
    #[serde(default)]
    pub downloads: Option<u32>,
    /// For how many days after the purchase, 0 for ever; as above it if nothing is said.
    #[serde(default)]
    pub days: Option<u32>,
    /// When it was said.
    pub updated: Timestamp,
}

/// What is to be said; with nothing in it, that the level above decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct NewTerms {
    /// How often, 0 for as often as one likes.
    pub downloads: Option<u32>,
    /// For how many days, 0 for ever.
    pub days: Option<u32>,
}

/// How often and for how long files may be downloaded in the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Allowance {
    /// How often each; as often as one likes if nothing is said.
    pub limit: Option<u32>,
    /// For how long after the purchase; for ever if nothing is said.
    pub window: Option<Duration>,
}

impl NewTerms {
    /// Takes what somebody typed: empty where the level above decides.
    ///
    /// # Errors
    /// Names the field `downloads` or `days`.
    pub fn parse(downloads: &str, days: &str) -> Result<Self> {
        let number = |field, text: &str, most: u32| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Self::refused(field, most)),
        };
        Self { downloads: number("downloads", downloads, MOST_DOWNLOADS)?, days: number("days", days, MOST_DAYS)? }
            .check()
    }

    /// Checks numbers that came as such.
    ///
    /// # Errors
    /// Names the field `downloads` or `days`.
    pub fn check(self) -> Result<Self> {
        if self.downloads.is_some_and(|it| it > MOST_DOWNLOADS) {
            return Err(Self::refused("downloads", MOST_DOWNLOADS));
        }
        if self.days.is_some_and(|it| it > MOST_DAYS) {
            return Err(Self::refused("days", MOST_DAYS));
        }
        Ok(self)
    }

    fn refused(field: &'static str, most: u32) -> Error {
        Error::invalid(field, format!("Write a number from 0 to {most}, or leave it empty"))
    }
}

impl Record for Terms {
    type Key = (ProductId, EditionId);
    const MISSING: &'static str = "Nothing is said of its downloads";

    fn key(&self) -> Self::Key {
        key(self.product, self.edition)
    }
}

/// What is said of a whole product stands before what is said of its editions.
fn key(product: ProductId, edition: Option<EditionId>) -> (ProductId, EditionId) {
    (product, edition.unwrap_or_else(|| EditionId::from_bytes([0; 16])))
}

/// Says how the files of a product, or of one edition of it, may be downloaded from now on.
pub fn set_terms(txn: &WriteTxn, product: ProductId, edition: Option<EditionId>, new: NewTerms) -> Result<()> {
    let NewTerms { downloads, days } = new;
    if downloads.is_none() && days.is_none() {
        return match store::TERMS.has(txn, key(product, edition))? {
            true => store::TERMS.remove(txn, key(product, edition)),
            false => Ok(()),
        };
    }
    store::TERMS.put(txn, &Terms { product, edition, downloads, days, updated: txn.now })
}

/// What is said of a product and of its editions.
pub fn terms_of(txn: &impl Reads, product: ProductId) -> Result<Vec<Terms>> {
    store::TERMS.of(txn, &product, usize::MAX)
}

/// How an edition may be downloaded: as is said of it, or of its product, or else as `usual` in this shop.
pub fn allowance(txn: &impl Reads, product: ProductId, edition: EditionId, usual: Allowance) -> Result<Allowance> {
    let of_edition = store::TERMS.find(txn, key(product, Some(edition)))?;
    let of_product = store::TERMS.find(txn, key(product, None))?;
    let said = |of: fn(&Terms) -> Option<u32>| of_edition.as_ref().and_then(of).or(of_product.as_ref().and_then(of));
    Ok(Allowance {
        limit: said(|it| it.downloads).map_or(usual.limit, |it| (it > 0).then_some(it)),
        window: said(|it| it.days).map_or(usual.window, |it| (it > 0).then(|| DAY * it)),
    })
}
