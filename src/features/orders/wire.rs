//! An order as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::{LineDiscount, LineTax, Order, OrderLine, Status, Step, Totals, rate_in_words};
use crate::{
    base::{Currency, DiscountId, EditionId, Email, Money, OrderId, OrderLineId, ProductId, SellerId, Timestamp},
    platform::payments::Standing,
};

/// An order.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct OrderJson {
    #[schema(value_type = String, example = "ord_01a2026feb8472f89ad601f3c7b89cb7")]
    id: OrderId,
    /// As people know it.
    #[schema(example = "1001")]
    number: String,
    status: Status,
    #[schema(value_type = String, example = "you@example.com")]
    email: Email,
    #[schema(value_type = String, example = "USD")]
    currency: Currency,
    lines: Vec<LineJson>,
    totals: TotalsJson,
    /// What was taken off, discount by discount.
    discounts: Vec<DiscountJson>,
    /// The tax, rate by rate.
    taxes: Vec<TaxJson>,
    /// Whom it is for, if it is a gift.
    #[schema(value_type = Option<String>)]
    gift_to: Option<Email>,
    /// When they have claimed it.
    gift_claimed_at: Option<String>,
    payment: PaymentJson,
    /// How it came to stand so, oldest first.
    history: Vec<StepJson>,
    placed_at: String,
    /// Opens the order as `?token=`; in the answer that creates it.
    #[serde(skip_serializing_if = "Option::is_none")]
    access_token: Option<String>,
}

/// One edition of an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrderLineJson)]
pub struct LineJson {
    #[schema(value_type = String)]
    id: OrderLineId,
    #[schema(value_type = String)]
    product: ProductId,
    #[schema(value_type = String)]
    edition: EditionId,
    /// The product's title when it was bought.
    title: String,
    /// The edition's name when it was bought.
    edition_name: String,
    #[schema(value_type = String)]
    seller: SellerId,
    unit_price: Money,
    quantity: u32,
    discount: Money,
    tax: Money,
    total: Money,
    /// One for each copy, if the edition comes with keys, the order is paid and it is no gift.
    license_keys: Vec<String>,
}

/// What a discount takes off an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrderDiscountJson)]
pub struct DiscountJson {
    #[schema(value_type = String)]
    id: DiscountId,
    /// The code that was typed, or what it is called.
    name: String,
    amount: Money,
}

/// The tax of one rate on an order.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrderTaxJson)]
pub struct TaxJson {
    #[schema(example = "VAT")]
    name: String,
    /// Country, and region if the rate is one of a region.
    #[schema(example = "DE")]
    jurisdiction: String,
    /// In percent.
    #[schema(example = "19%")]
    rate: String,
    /// Whether it is contained in the prices.
    included: bool,
    /// The buyer accounts for it.
    reverse_charge: bool,
    /// On which amount, without the tax.
    base: Money,
    amount: Money,
}

/// What an order comes to.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct TotalsJson {
    subtotal: Money,
    discount: Money,
    tax: Money,
    total: Money,
}

/// How an order is paid.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct PaymentJson {
    /// `test`, or `free` if there was nothing to pay.
    gateway: String,
    status: Standing,
    /// Where the buyer goes to pay, if anywhere.
    redirect_url: Option<String>,
    /// What the buyer's browser needs to pay, if anything.
    client_secret: Option<String>,
    /// Why it was declined.
    reason: Option<String>,
}

/// One step of an order's history.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = OrderStepJson)]
pub struct StepJson {
    status: Status,
    at: String,
    why: String,
}

impl OrderJson {
    /// `order`, with the licence keys of a line told by `keys`.
    pub fn new(order: &Order, mut keys: impl FnMut(&OrderLine) -> Vec<String>) -> Self {
        let payment = &order.payment;
        Self {
            id: order.id,
            number: order.name(),
            status: order.status,
            email: order.buyer.email.clone(),
            currency: order.currency,
            lines: order
                .lines
                .iter()
                .map(|it| LineJson::new(it, if order.is_gift() { Vec::new() } else { keys(it) }))
                .collect(),
            totals: order.totals.into(),
            discounts: order.discounts().into_iter().map(DiscountJson::from).collect(),
            taxes: order.taxes().into_iter().map(TaxJson::from).collect(),
            gift_to: order.extras.gift.as_ref().map(|it| it.to.clone()),
            gift_claimed_at: order.extras.gift.as_ref().and_then(|it| it.claimed).map(Timestamp::rfc3339),
            payment: PaymentJson {
                gateway: payment.gateway.clone(),
                status: payment.standing,
                redirect_url: payment.redirect_url.clone(),
                client_secret: payment.client_secret.clone(),
                reason: payment.reason.clone(),
            },
            history: order.history.iter().map(StepJson::from).collect(),
            placed_at: order.placed.rfc3339(),
            access_token: None,
        }
    }

    /// With the token that opens the order.
    #[must_use]
    pub fn with_token(self, token: String) -> Self {
        Self { access_token: Some(token), ..self }
    }
}

impl LineJson {
    fn new(line: &OrderLine, license_keys: Vec<String>) -> Self {
        Self {
            id: line.id,
            product: line.product,
            edition: line.edition,
            title: line.title.clone(),
            edition_name: line.edition_name.clone(),
            seller: line.seller,
            unit_price: line.unit,
            quantity: line.quantity,
            discount: line.discount,
            tax: line.tax,
            total: line.total,
            license_keys,
        }
    }
}

impl From<LineDiscount> for DiscountJson {
    fn from(it: LineDiscount) -> Self {
        Self { id: it.discount, name: it.name, amount: it.amount }
    }
}

impl From<LineTax> for TaxJson {
    fn from(it: LineTax) -> Self {
        let LineTax { name, jurisdiction, rate, included, reverse_charge, base, amount } = it;
        Self { name, jurisdiction, rate: rate_in_words(rate), included, reverse_charge, base, amount }
    }
}

impl From<Totals> for TotalsJson {
    fn from(it: Totals) -> Self {
        Self { subtotal: it.subtotal, discount: it.discount, tax: it.tax, total: it.total }
    }
}

impl From<&Step> for StepJson {
    fn from(it: &Step) -> Self {
        Self { status: it.status, at: it.at.rfc3339(), why: it.why.clone() }
    }
}
