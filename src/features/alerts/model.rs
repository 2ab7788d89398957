//! Prices that people wait for, and news that waits to be mailed; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Money, NoticeId, PriceAlertId, ProductId, Result, Timestamp, UserId},
    platform::db::Record,
};

/// An account waits for as many prices at most.
pub const ALERTS: usize = 200;

/// That somebody wants to hear when a product costs so much or less. It speaks once; its owner sets it anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PriceAlert {
    /// Its identifier.
    pub id: PriceAlertId,
    /// Who waits.
    pub user: UserId,
    /// For which product; one alert each.
    pub product: ProductId,
    /// What the product was called when the alert was set: it may be gone when the alert is read.
    pub title: String,
    /// From which price on, downwards.
    pub target: Money,
    /// When it was set.
    pub set: Timestamp,
    /// When it spoke, and what the product cost then.
    #[serde(default)]
    pub fired: Option<Fired>,
}

/// That an alert has spoken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fired {
    /// When.
    pub at: Timestamp,
    /// At which price.
    pub price: Money,
}

/// A price alert to be set, checked against what the product costs now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPriceAlert {
    pub(super) product: ProductId,
    pub(super) title: String,
    pub(super) target: Money,
}

impl NewPriceAlert {
    /// An alert for a product called `title` that costs `price` now, if it is sold.
    ///
    /// # Errors
    /// It costs `target` or less already, or `target` is in another currency or below nothing.
    pub fn new(product: ProductId, title: &str, target: Money, price: Option<Money>) -> Result<Self> {
        let refused = |advice: String| Err(Error::invalid("target", advice));
        match price {
            _ if target.amount < 0 => return refused("A price cannot be negative".into()),
            Some(price) if price.currency != target.currency => {
                return refused(format!("Prices are in {} here", price.currency.code()));
            }
            Some(price) if price.is_zero() => return refused("It is free already".into()),
            Some(price) if price.amount <= target.amount => {
                return refused(format!("It costs {price} now; name a lower price"));
            }
            _ => {}
        }
        Ok(Self { product, title: title.to_owned(), target })
    }
}

/// Something that somebody wanted to hear, until it is mailed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its identifier.
    pub id: NoticeId,
    /// For whom.
    pub user: UserId,
    /// About which product.
    pub product: ProductId,
    /// What happened.
    pub news: News,
    /// When.
    pub at: Timestamp,
}

/// What there is to tell about a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum News {
    /// It costs no more than somebody asked for.
    Reached {
        /// What was asked for.
        target: Money,
    },
    /// Something on a wishlist costs less for a while.
    OnSale,
    /// Something on a wishlist can be bought again.
    Back,
    /// Something on a wishlist costs less than it did.
    Cheaper,
    /// Something on a wishlist came out in a new release.
    Released,
}

/// When somebody was mailed last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Reader {
    pub user: UserId,
    pub mailed: Timestamp,
}

impl Record for PriceAlert {
    type Key = PriceAlertId;
    const MISSING: &'static str = "There is no such price alert";

    fn key(&self) -> PriceAlertId {
        self.id
    }
}

impl Record for Notice {
    type Key = NoticeId;
    const MISSING: &'static str = "There is no such news";

    fn key(&self) -> NoticeId {
        self.id
    }
}

impl Record for Reader {
    type Key = UserId;
    const MISSING: &'static str = "Nobody was mailed";

    fn key(&self) -> UserId {
        self.user
    }
}
