//! What one can buy of a product.

use serde::{Deserialize, Serialize};

use crate::base::{EditionId, Error, FileId, Money, Result, Timestamp};

/// A way to buy a product: a price, the terms of use, and which files come with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edition {
    /// Never changes.
    pub id: EditionId,
    /// Such as "Desktop" or "Extended licence"; unlike its siblings' names.
    pub name: String,
    /// The seller's own number for it.
    #[serde(default)]
    pub sku: Option<String>,
    /// What it costs.
    pub price: Price,
    /// What it used to cost, if that was more.
    #[serde(default)]
    pub compare_at: Option<Money>,
    /// What a buyer may do with it.
    #[serde(default)]
    pub license: License,
    /// Which files come with it.
    #[serde(default)]
    pub files: Files,
    /// Whether each copy comes with a licence key.
    #[serde(default)]
    pub license_keys: bool,
    /// Since when it is no longer sold; whoever bought it keeps it.
    #[serde(default)]
    pub retired: Option<Timestamp>,
}

/// What an edition costs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Price {
    /// So much; nothing means free.
    Fixed(Money),
    /// As much as the buyer likes.
    PayWhatYouWant {
        /// The least they may give.
        minimum: Money,
        /// What the form offers at first.
        suggested: Option<Money>,
    },
}

impl Price {
    /// The least one pays.
    pub fn least(self) -> Money {
        match self {
            Self::Fixed(price) | Self::PayWhatYouWant { minimum: price, .. } => price,
        }
    }

    /// Whether it can be had for nothing.
    pub fn can_be_free(self) -> bool {
        self.least().is_zero()
    }

    /// Whether the buyer names the price.
    pub fn is_open(self) -> bool {
        matches!(self, Self::PayWhatYouWant { .. })
    }

    /// What one costs now somebody who once `offered` so much: an offer that is too low by now is raised.
    pub fn quote(self, offered: Option<Money>) -> Money {
        match (self, offered) {
            (Self::Fixed(price), _) => price,
            (Self::PayWhatYouWant { minimum, suggested }, None) => suggested.unwrap_or(minimum),
            (Self::PayWhatYouWant { minimum, .. }, Some(offer)) => {
                if offer.currency == minimum.currency && offer.amount >= minimum.amount { offer } else { minimum }
            }
        }
    }

    /// What is paid when the buyer `offered` so much; an offer is only heard where the buyer names the price.
    pub fn agree(self, offered: Option<Money>) -> Result<Money> {
        match (self, offered) {
            (Self::Fixed(price), None) => Ok(price),
            (Self::Fixed(price), Some(offer)) if offer == price => Ok(price),
            (Self::Fixed(_), Some(_)) => Err(Error::invalid("price", "This price is fixed")),
            (Self::PayWhatYouWant { minimum, suggested }, None) => Ok(suggested.unwrap_or(minimum)),
            (Self::PayWhatYouWant { minimum, .. }, Some(offer)) => {
                let high = offer.currency != minimum.currency || offer.amount > Money::MAX;
                if high || offer.amount < minimum.amount {
                    return Err(Error::invalid("price", format!("Give {minimum} or more")));
                }
                Ok(offer)
            }
        }
    }
}

/// What a buyer may do with what they bought.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its short name, such as "OFL-1.1" or "Commercial, 1 seat".
    #[serde(default)]
    pub label: Option<String>,
    /// The terms in full, as plain text.
    #[serde(default)]
    pub terms: Option<String>,
}

/// Which files of a release come with an edition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Files {
    /// Every file.
    #[default]
    All,
    /// Only these.
    Some(Vec<FileId>),
}

impl Files {
    /// Whether `file` comes with the edition.
    pub fn include(&self, file: FileId) -> bool {
        match self {
            Self::All => true,
            Self::Some(files) => files.contains(&file),
        }
    }
}
