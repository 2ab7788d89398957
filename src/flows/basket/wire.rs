//! The cart on the wire: what programs send and get.

use rocket::{
    Request,
    http::Status,
    response::{self, Responder},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::contents::{About, Basket, edition};
use crate::{
    base::{DiscountId, EditionId, LineId, LineTax, Money, ProductId, Result, SellerId, rate_in_words},
    features::carts::{Cart, CartToken, KEEPSAKE, QuoteDiscount, QuoteLine, QuoteRefusal, TaxStanding},
    platform::web::{Json, Named, Revision},
};

/// A cart at this moment's prices. A guest's programme sends the header `Cart-Token` of the first answer with each
/// request; whoever has signed in has the cart of their account.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CartJson {
    /// Oldest first; at most 50.
    lines: Vec<LineJson>,
    /// How many pieces are in it.
    pieces: u32,
    /// Whether all of it can be bought now.
    ready: bool,
    subtotal: Money,
    discount: Money,
    /// Contained in the prices or added to them, as `taxes` say.
    tax: Money,
    total: Money,
    /// What is taken off, discount by discount.
    discounts: Vec<DiscountJson>,
    /// Codes in the cart that are good for nothing.
    refused_codes: Vec<RefusedCodeJson>,
    /// `not_needed`, `unknown` until the buyer's country is known, `known`, or `reverse_charge` where a company accounts
    /// for it.
    #[schema(example = "known")]
    tax_status: &'static str,
    /// The tax, rate by rate.
    taxes: Vec<TaxJson>,
}

/// A discount that a cart gets.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartDiscountJson)]
pub(super) struct DiscountJson {
    #[schema(value_type = String)]
    id: DiscountId,
    /// The code that was typed; null if it applies by itself.
    code: Option<String>,
    name: String,
    #[schema(example = "10%")]
    off: String,
    ends_at: Option<String>,
    amount: Money,
}

/// A code that is good for nothing in this cart.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RefusedCodeJson {
    code: String,
    /// `unknown`, `not_yet`, `over`, `used_up`, `already_used`, `below_amount`, `below_quantity`, `not_for_these` or
    /// `cannot_combine`.
    reason: &'static str,
    message: String,
}

/// The tax of one rate on a cart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartTaxJson)]
pub(super) struct TaxJson {
    name: String,
    jurisdiction: String,
    #[schema(example = "19%")]
    rate: String,
    included: bool,
    reverse_charge: bool,
    base: Money,
    amount: Money,
}

/// The code of a discount.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct CodeJson {
    /// In whatever spelling.
    #[schema(example = "AUTUMN10")]
    pub code: String,
}

/// One edition in a cart.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartLineJson)]
pub(super) struct LineJson {
    #[schema(value_type = String, example = "line_01a2026feb8472f89ad601f3c7b89cb7")]
    id: LineId,
    product: ProductJson,
    edition: EditionJson,
    /// 1 to 99.
    quantity: u32,
    /// What one costs now; null if it is not sold any more.
    unit_price: Option<Money>,
    /// What one cost when it was put in, if that has changed.
    previous_price: Option<Money>,
    total: Money,
    /// Whether it can be bought now, as many as are wanted.
    available: bool,
    /// How many can be bought; null if there is no end of them.
    left: Option<u32>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartProductJson)]
pub(super) struct ProductJson {
    #[schema(value_type = String)]
    id: ProductId,
    slug: Option<String>,
    title: Option<String>,
    seller: Option<SellerJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartSellerJson)]
pub(super) struct SellerJson {
    #[schema(value_type = String)]
    id: SellerId,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartEditionJson)]
pub(super) struct EditionJson {
    #[schema(value_type = String)]
    id: EditionId,
    name: Option<String>,
}

/// What to put in.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct NewLineJson {
    /// Id or slug.
    pub product: String,
    /// The cheapest if nothing is said.
    #[serde(default)]
    pub edition: Option<String>,
    /// 1 to 99; 1 if nothing is said.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 99)]
    pub quantity: Option<Value>,
    /// What one wants to pay for one, in minor units; only where the price is open.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub price: Option<Value>,
}

/// What to change; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
pub(super) struct LineChangeJson {
    /// Another edition of the same product.
    #[serde(default)]
    pub edition: Option<String>,
    /// 1 to 99.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 99)]
    pub quantity: Option<Value>,
    /// What one wants to pay for one, in minor units; only where the price is open.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    pub price: Option<Value>,
}

/// A field that is there, even if it is null.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// A cart with the header that names it, if it is a guest's.
pub(super) struct CartAnswer {
    pub token: Option<CartToken>,
    /// Its state, for `If-Match` of a later change.
    pub state: Revision,
    pub json: CartJson,
    pub status: Status,
}

/// The state of a cart: what its shopper has put into it. Prices that change by themselves are none of it.
pub(super) fn state(cart: Option<&Cart>) -> Result<Revision> {
    match cart {
        Some(cart) => Revision::of(&(cart.id, &cart.lines, &cart.codes, &cart.place)),
        None => Ok(Revision::number(0)),
    }
}

impl<'r> Responder<'r, 'static> for CartAnswer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer =
            Named { keepsake: KEEPSAKE, token: self.token, answer: Json(self.json) }.respond_to(request)?;
        answer.set_status(self.status);
        answer.set_raw_header("ETag", self.state.tag().to_owned());
        Ok(answer)
    }
}

impl CartJson {
    pub fn new(basket: &Basket) -> Self {
        let quote = &basket.quote;
        Self {
            lines: basket.lines().map(|(line, about)| LineJson::new(line, about)).collect(),
            pieces: quote.pieces(),
            ready: quote.is_ready(),
            subtotal: quote.subtotal,
            discount: quote.discount,
            tax: quote.tax,
            total: quote.total,
            discounts: quote.discounts.iter().map(DiscountJson::from).collect(),
            refused_codes: quote.refused.iter().map(RefusedCodeJson::from).collect(),
            tax_status: match quote.standing {
                TaxStanding::NotNeeded => "not_needed",
                TaxStanding::Unknown => "unknown",
                TaxStanding::Known => "known",
                TaxStanding::ReverseCharge => "reverse_charge",
            },
            taxes: quote.taxes().into_iter().map(TaxJson::from).collect(),
        }
    }
}

impl From<&QuoteDiscount> for DiscountJson {
    fn from(it: &QuoteDiscount) -> Self {
        Self {
            id: it.id,
            code: it.code.clone(),
            name: it.label.clone(),
            off: it.off.clone(),
            ends_at: it.until.map(crate::base::Timestamp::rfc3339),
            amount: it.amount,
        }
    }
}

impl From<&QuoteRefusal> for RefusedCodeJson {
    fn from(it: &QuoteRefusal) -> Self {
        Self { code: it.code.clone(), reason: it.word, message: it.advice.clone() }
    }
}

impl From<LineTax> for TaxJson {
    fn from(it: LineTax) -> Self {
        let LineTax { name, jurisdiction, rate, included, reverse_charge, base, amount } = it;
        Self { name, jurisdiction, rate: rate_in_words(rate), included, reverse_charge, base, amount }
    }
}

impl LineJson {
    fn new(line: &QuoteLine, about: Option<&About>) -> Self {
        let product = about.map(|it| &it.product);
        let seller = about.map(|it| SellerJson { id: it.product.seller, name: it.seller.clone() });
        Self {
            id: line.line.id,
            product: ProductJson {
                id: line.line.product,
                slug: product.map(|it| it.slug.to_string()),
                title: product.map(|it| it.title.clone()),
                seller,
            },
            edition: EditionJson { id: line.line.edition, name: edition(line, about).map(|it| it.name.clone()) },
            quantity: line.line.quantity.get(),
            unit_price: line.unit,
            previous_price: line.changed_from(),
            total: line.amount,
            available: line.is_buyable(),
            left: line.left,
        }
    }
}
