//! Discounts and their uses; no I/O.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Good, Refusal};
use crate::{
    base::{
        Currency, DiscountId, Email, Error, Money, OrderId, ProductId, RedemptionId, Result, SellerId, Timestamp,
        UserId,
    },
    platform::db::Record,
};

/// A code as it is kept: in capitals, so that it is found however it is typed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Code(String);

impl Code {
    /// Takes what somebody typed into the field `code`: 3 to 40 letters, digits, `-` and `_`.
    pub fn parse(text: &str) -> Result<Self> {
        let code = text.trim().to_ascii_uppercase();
        let good = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || matches!(b, b'-' | b'_');
        if (3..=40).contains(&code.len()) && code.bytes().all(good) {
            Ok(Self(code))
        } else {
            Err(Error::invalid("code", "Write 3 to 40 letters and digits, such as AUTUMN10"))
        }
    }

    /// In capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Something that is taken off.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discount {
    /// Its identifier.
    pub id: DiscountId,
    /// What it is called.
    pub name: String,
    /// What is typed to have it; without one it applies by itself.
    #[serde(default)]
    pub code: Option<Code>,
    /// How much is taken off.
    pub off: Off,
    /// Off what.
    pub scope: Scope,
    /// From when.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Until when.
    #[serde(default)]
    pub until: Option<Timestamp>,
    /// What the things it is for have to come to.
    #[serde(default)]
    pub min_amount: Option<Money>,
    /// How many of the things it is for there have to be.
    #[serde(default)]
    pub min_quantity: u32,
    /// In how many orders it may be used.
    #[serde(default)]
    pub limit: Option<u32>,
    /// In how many orders one customer may use it.
    #[serde(default)]
    pub limit_per_customer: Option<u32>,
    /// When somebody ended it.
    #[serde(default)]
    pub ended: Option<Timestamp>,
    /// The stage at which pages show it.
    #[serde(default)]
    pub shown_as: Stage,
    /// When it was set up.
    pub created: Timestamp,
    /// When it was changed last.
    pub updated: Timestamp,
}

/// How much is taken off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Off {
    /// Hundredths of a percent of what it is for, 1 to 10,000.
    Percent(u16),
    /// So much, once an order, and never more than what it is for comes to.
    Fixed(Money),
}

/// What a discount is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything in the shop.
    Shop,
    /// These products.
    Products(Vec<ProductId>),
    /// Everything of these sellers.
    Sellers(Vec<SellerId>),
}

/// Where a discount stands in its life.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// It has yet to begin.
    #[default]
    Ahead,
    /// It can be used, as long as no limit is reached.
    Running,
    /// Its time has passed, or somebody ended it.
    Over,
}

/// One use of a discount, by one order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Redemption {
    /// Its identifier.
    pub id: RedemptionId,
    /// Of which discount.
    pub discount: DiscountId,
    /// By which order.
    pub order: OrderId,
    /// Whose: fingerprints of their mailbox and of their account.
    pub customer: Vec<[u8; 32]>,
    /// How much it took off.
    pub amount: Money,
    /// When.
    pub at: Timestamp,
    /// When it was given back, because its order came to nothing.
    #[serde(default)]
    pub released: Option<Timestamp>,
}

/// Who uses a discount.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer(Vec<[u8; 32]>);

impl Customer {
    /// Whoever orders with this address and, if they have signed in, this account. Nobody is found by the fingerprints
    /// that are kept of them, except by trying.
    pub fn new(email: Option<&Email>, account: Option<UserId>) -> Self {
        let mailbox = email.map(|it| Sha256::digest(format!("mailbox {}", it.normalised())).into());
        let account = account.map(|it| Sha256::digest(format!("account {it}")).into());
        Self(mailbox.into_iter().chain(account).collect())
    }

    pub(super) fn marks(&self) -> &[[u8; 32]] {
        &self.0
    }
}

impl Scope {
    /// Whether it is for that.
    pub fn covers(&self, product: ProductId, seller: SellerId) -> bool {
        match self {
            Self::Shop => true,
            Self::Products(all) => all.contains(&product),
            Self::Sellers(all) => all.contains(&seller),
        }
    }
}

impl Off {
    /// What is taken off `sum`; never more than all of it.
    pub fn of(self, sum: Money) -> Money {
        match self {
            Self::Percent(points) => sum.portion(points.into(), 10_000),
            Self::Fixed(amount) => Money::new(amount.amount.clamp(0, sum.amount.max(0)), sum.currency),
        }
    }

    /// As it reads: `10%`, `$5.00`.
    pub fn in_words(self) -> String {
        match self {
            Self::Percent(points) if points % 100 == 0 => format!("{}%", points / 100),
            Self::Percent(points) => {
                format!("{}.{}%", points / 100, format!("{:02}", points % 100).trim_end_matches('0'))
            }
            Self::Fixed(amount) => amount.to_string(),
        }
    }
}

impl Discount {
    /// Where it stands at `now`.
    pub fn stage(&self, now: Timestamp) -> Stage {
        if self.ended.is_some() || self.until.is_some_and(|it| it <= now) {
            Stage::Over
        } else if self.from.is_some_and(|it| it > now) {
            Stage::Ahead
        } else {
            Stage::Running
        }
    }

    /// Whether its amounts, if it has any, are of `currency`.
    pub fn is_in(&self, currency: Currency) -> bool {
        let off = match self.off {
            Off::Fixed(amount) => Some(amount),
            Off::Percent(_) => None,
        };
        off.into_iter().chain(self.min_amount).all(|it| it.currency == currency)
    }

    /// What people know it by: its code, or its name.
    pub fn label(&self) -> String {
        self.code.as_ref().map_or_else(|| self.name.clone(), Code::to_string)
    }

    /// Why it cannot be had with these goods at `now`, limits aside.
    pub(super) fn refuses(&self, goods: &[Good], now: Timestamp) -> Option<Refusal> {
        match self.stage(now) {
            Stage::Over => return Some(Refusal::Over),
            Stage::Ahead => return Some(Refusal::NotYet(self.from.unwrap_or(now))),
            Stage::Running => {}
        }
        let mine: Vec<_> = goods.iter().filter(|it| self.scope.covers(it.product, it.seller)).collect();
        let sum: i64 = mine.iter().map(|it| it.amount.amount).fold(0, i64::saturating_add);
        let pieces: u32 = mine.iter().map(|it| it.quantity).fold(0, u32::saturating_add);
        let currency = mine.first().map(|it| it.amount.currency);
        if sum <= 0 || !currency.is_some_and(|it| self.is_in(it)) {
            return Some(Refusal::NotForThese);
        }
        if let Some(least) = self.min_amount.filter(|it| sum < it.amount) {
            return Some(Refusal::BelowAmount(least));
        }
        (pieces < self.min_quantity).then_some(Refusal::BelowQuantity(self.min_quantity))
    }
}

impl Redemption {
    /// Whether it counts.
    pub fn is_live(&self) -> bool {
        self.released.is_none()
    }
}

impl Record for Discount {
    type Key = DiscountId;
    const MISSING: &'static str = "There is no such discount";

    fn key(&self) -> DiscountId {
        self.id
    }
}

impl Record for Redemption {
    type Key = RedemptionId;
    const MISSING: &'static str = "There is no such use of a discount";

    fn key(&self) -> RedemptionId {
        self.id
    }
}
