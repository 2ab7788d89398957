//! What one can buy of a product.

use serde::{Deserialize, Serialize};

use crate::base::{EditionId, Error, FileId, Money, ProductId, Result, Timestamp};

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
    /// Another price for a while.
    #[serde(default)]
    pub sale: Option<Sale>,
    /// What else is handed over for its price: it is a bundle of these.
    #[serde(default)]
    pub bundle: Vec<BundleItem>,
}

/// A price that is good for a while only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sale {
    /// What it costs meanwhile; below its price.
    pub price: Money,
    /// From when; at once if nothing is said.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until when; until somebody ends it if nothing is said.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// What stands in its place once it is over. Present while it runs.
    #[serde(default)]
    pub(super) regular: Option<Regular>,
}

/// What an edition costs when no sale runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Regular {
    pub(super) price: Price,
    pub(super) compare_at: Option<Money>,
}

/// Something that comes with a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleItem {
    /// Of which product.
    pub product: ProductId,
    /// What exactly.
    pub edition: EditionId,
}

impl Sale {
    /// A price for a while.
    pub fn new(price: Money, from: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        Self { price, from, until, regular: None }
    }

    /// Whether its price is the one that is asked.
    pub(super) fn is_on(&self) -> bool {
        self.regular.is_some()
    }

    /// Whether it runs at `now`.
    pub fn runs(&self, now: Timestamp) -> bool {
        self.from.is_none_or(|it| it <= now) && self.until.is_none_or(|it| it > now)
    }
}

impl Edition {
    /// What it costs when no sale runs.
    pub fn regular_price(&self) -> Price {
        self.sale.and_then(|it| it.regular).map_or(self.price, |it| it.price)
    }

    /// What it used to cost, when no sale runs.
    pub fn regular_compare_at(&self) -> Option<Money> {
        self.sale.and_then(|it| it.regular).map_or(self.compare_at, |it| it.compare_at)
    }

    /// What it costs at `now`, to the moment, even if nobody has turned the sale yet.
    pub fn price_at(&self, now: Timestamp) -> Price {
        match self.sale {
            Some(sale) if sale.runs(now) => Price::Fixed(sale.price),
            _ => self.regular_price(),
        }
    }

    /// What it costs, if it usually costs more.
    pub fn reduced(&self) -> Option<Money> {
        let now = self.price.least();
        self.compare_at.filter(|usual| usual.currency == now.currency && usual.amount > now.amount).map(|_| now)
    }

    /// Lets price and struck price be those of `now`. A sale that is over is forgotten.
    pub(super) fn turn(&mut self, now: Timestamp) {
        let regular = Regular { price: self.regular_price(), compare_at: self.regular_compare_at() };
        let over = self.sale.is_some_and(|it| it.until.is_some_and(|until| until <= now));
        if over {
            self.sale = None;
        }
        match &mut self.sale {
            Some(sale) if sale.runs(now) => {
                sale.regular = Some(regular);
                self.price = Price::Fixed(sale.price);
                let usual = regular.price.least();
                self.compare_at = Some(regular.compare_at.filter(|it| it.amount > usual.amount).unwrap_or(usual));
            }
            sale => {
                sale.iter_mut().for_each(|it| it.regular = None);
                self.price = regular.price;
                self.compare_at = regular.compare_at;
            }
        }
    }

    /// When its price changes by itself next, after `turned`.
    pub(super) fn next_turn(&self) -> Option<Timestamp> {
        let sale = self.sale?;
        if sale.regular.is_some() { sale.until } else { Some(sale.from.unwrap_or(Timestamp::EPOCH)) }
    }
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
