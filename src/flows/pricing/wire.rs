//! Discounts on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::acts;
use crate::{
    base::{Currency, DiscountId, Error, Money, Result, Timestamp},
    features::discounts::{self, Discount, DiscountForm, NewDiscount, Off, Scope, Stage},
    platform::db::Reads,
};

/// A discount.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = AdminDiscountJson)]
pub(super) struct DiscountJson {
    #[schema(value_type = String, example = "disc_01a2026feb8472f89ad601f3c7b89cb7")]
    id: DiscountId,
    name: String,
    /// Null if it applies by itself.
    code: Option<String>,
    /// Hundredths of a percent.
    basis_points: Option<u16>,
    amount: Option<Money>,
    /// Slugs of what it is for; null if it is for other things as well.
    products: Option<Vec<String>>,
    sellers: Option<Vec<String>>,
    starts_at: Option<String>,
    ends_at: Option<String>,
    min_amount: Option<Money>,
    min_quantity: u32,
    limit: Option<u32>,
    limit_per_customer: Option<u32>,
    /// How many uses count.
    uses: u32,
    #[schema(example = "running")]
    /// `ahead`, `running` or `over`.
    status: &'static str,
    ended_at: Option<String>,
    created_at: String,
}

/// All discounts, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DiscountsJson {
    pub data: Vec<DiscountJson>,
    pub next: Option<String>,
    pub total: usize,
}

/// A discount to be.
#[derive(Debug, Default, Clone, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub(super) struct NewDiscountJson {
    #[schema(example = "Autumn sale")]
    pub name: String,
    /// 3 to 40 letters, digits, `-` and `_`, in whatever case; without one it applies by itself.
    #[schema(example = "AUTUMN10")]
    pub code: Option<String>,
    /// Hundredths of a percent, 1 to 10,000; or `amount`.
    #[schema(example = 1000)]
    pub basis_points: Option<u16>,
    /// In minor units, once an order; or `basis_points`.
    pub amount: Option<i64>,
    /// Ids or slugs; everything in the shop if neither products nor sellers are named.
    pub products: Option<Vec<String>>,
    /// Ids or slugs.
    pub sellers: Option<Vec<String>>,
    pub starts_at: Option<String>,
    pub ends_at: Option<String>,
    /// In minor units.
    pub min_amount: Option<i64>,
    pub min_quantity: Option<u32>,
    pub limit: Option<u32>,
    pub limit_per_customer: Option<u32>,
}

impl DiscountJson {
    pub fn of(txn: &impl Reads, it: &Discount, now: Timestamp) -> Result<Self> {
        let names = acts::items(txn, &it.scope)?;
        let (products, sellers) = match it.scope {
            Scope::Shop => (None, None),
            Scope::Products(_) => (Some(names), None),
            Scope::Sellers(_) => (None, Some(names)),
        };
        let (basis_points, amount) = match it.off {
            Off::Percent(points) => (Some(points), None),
            Off::Fixed(amount) => (None, Some(amount)),
        };
        Ok(Self {
            id: it.id,
            name: it.name.clone(),
            code: it.code.as_ref().map(ToString::to_string),
            basis_points,
            amount,
            products,
            sellers,
            starts_at: it.from.map(Timestamp::rfc3339),
            ends_at: it.until.map(Timestamp::rfc3339),
            min_amount: it.min_amount,
            min_quantity: it.min_quantity,
            limit: it.limit,
            limit_per_customer: it.limit_per_customer,
            uses: discounts::uses(txn, it.id)?,
            status: match it.stage(now) {
                Stage::Ahead => "ahead",
                Stage::Running => "running",
                Stage::Over => "over",
            },
            ended_at: it.ended.map(Timestamp::rfc3339),
            created_at: it.created.rfc3339(),
        })
    }
}

impl NewDiscountJson {
    pub fn check(&self, txn: &impl Reads, currency: Currency) -> Result<NewDiscount> {
        let (kind, items) = match (&self.products, &self.sellers) {
            (Some(_), Some(_)) => return Err(Error::invalid("sellers", "Name products or sellers, not both")),
            (Some(all), None) => ("products", all.as_slice()),
            (None, Some(all)) => ("sellers", all.as_slice()),
            (None, None) => ("shop", [].as_slice()),
        };
        let plain = |it: i64| Money::new(it, currency).plain();
        let (off, value) = match (self.basis_points, self.amount) {
            (Some(points), None) => ("percent", format!("{}.{:02}", points / 100, points % 100)),
            (None, Some(amount)) => ("fixed", plain(amount)),
            _ => return Err(Error::invalid("basis_points", "Give basis_points or amount")),
        };
        let number = |it: Option<u32>| it.map(|it| it.to_string()).unwrap_or_default();
        let form = DiscountForm {
            name: self.name.clone(),
            code: self.code.clone().unwrap_or_default(),
            kind: off.into(),
            value,
            from: self.starts_at.clone().unwrap_or_default(),
            until: self.ends_at.clone().unwrap_or_default(),
            min_amount: self.min_amount.map(plain).unwrap_or_default(),
            min_quantity: number(self.min_quantity.filter(|it| *it > 0)),
            limit: number(self.limit),
            limit_per_customer: number(self.limit_per_customer),
        };
        let names: Vec<_> = items.iter().map(String::as_str).collect();
        form.check(acts::scope(txn, kind, &names)?, currency)
    }
}
