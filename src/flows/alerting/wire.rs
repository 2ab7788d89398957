//! What programs send and get about price alerts.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{Money, PriceAlertId, ProductId, Result},
    features::{
        alerts::PriceAlert,
        catalog::{self, MoneyJson, Product},
    },
    platform::db::Reads,
};

/// A price alert to be set.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewPriceAlertJson {
    /// The product's identifier or slug.
    #[schema(example = "tape-garden")]
    pub product: String,
    /// From which price on, downwards; below what it costs now.
    #[schema(value_type = MoneyJson)]
    pub target: Money,
}

/// A price that somebody waits for.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PriceAlertJson {
    #[schema(value_type = String)]
    id: PriceAlertId,
    #[schema(value_type = String)]
    product: ProductId,
    /// The product's name.
    title: String,
    #[schema(value_type = MoneyJson)]
    target: Money,
    /// What it costs now; null if it is not sold.
    #[schema(value_type = Option<MoneyJson>)]
    price: Option<Money>,
    /// `waiting`, or `reached` once it has spoken; set it anew and it speaks once more.
    #[schema(example = "waiting")]
    status: &'static str,
    set_at: String,
    reached_at: Option<String>,
}

/// Prices that somebody waits for.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PriceAlertsJson {
    pub data: Vec<PriceAlertJson>,
    /// Always null: there are 200 at most, and all are here.
    pub next: Option<String>,
    pub total: usize,
}

impl PriceAlertJson {
    pub fn of(txn: &impl Reads, alert: &PriceAlert) -> Result<Self> {
        let product = catalog::find(txn, alert.product)?.filter(Product::is_published);
        Ok(Self {
            id: alert.id,
            product: alert.product,
            price: product.as_ref().and_then(Product::price),
            title: product.map_or_else(|| alert.title.clone(), |it| it.title),
            target: alert.target,
            status: if alert.fired.is_some() { "reached" } else { "waiting" },
            set_at: alert.set.rfc3339(),
            reached_at: alert.fired.map(|it| it.at.rfc3339()),
        })
    }
}
