//! The cart on the wire: what programs send and get.

use rocket::{
    Request,
    http::Status,
    response::{self, Responder},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::contents::{About, edition, priced};
use crate::{
    base::{Currency, EditionId, LineId, Money, ProductId, Result, SellerId},
    features::carts::{Cart, CartToken, KEEPSAKE, Priced, PricedLine},
    platform::{
        db::Reads,
        web::{Json, Named},
    },
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
    tax: Money,
    total: Money,
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
    /// Whether it can be bought now.
    available: bool,
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
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// A cart with the header that names it, if it is a guest's.
pub(super) struct CartAnswer {
    pub token: Option<CartToken>,
    pub json: CartJson,
    pub status: Status,
}

impl<'r> Responder<'r, 'static> for CartAnswer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer =
            Named { keepsake: KEEPSAKE, token: self.token, answer: Json(self.json) }.respond_to(request)?;
        answer.set_status(self.status);
        Ok(answer)
    }
}

impl CartJson {
    pub fn of(txn: &impl Reads, cart: &Cart, currency: Currency) -> Result<Self> {
        Ok(Self::new(&priced(txn, cart, currency)?))
    }

    pub fn new(priced: &Priced<About>) -> Self {
        let nothing = Money::zero(priced.total.currency);
        Self {
            lines: priced.lines.iter().map(LineJson::new).collect(),
            pieces: priced.pieces(),
            ready: priced.is_ready(),
            subtotal: priced.total,
            discount: nothing,
            tax: nothing,
            total: priced.total,
        }
    }
}

impl LineJson {
    fn new(line: &PricedLine<About>) -> Self {
        let product = line.about.as_ref().map(|it| &it.product);
        let seller = line.about.as_ref().map(|it| SellerJson { id: it.product.seller, name: it.seller.clone() });
        Self {
            id: line.line.id,
            product: ProductJson {
                id: line.line.product,
                slug: product.map(|it| it.slug.to_string()),
                title: product.map(|it| it.title.clone()),
                seller,
            },
            edition: EditionJson { id: line.line.edition, name: edition(line).map(|it| it.name.clone()) },
            quantity: line.line.quantity.get(),
            unit_price: line.unit,
            previous_price: line.changed_from(),
            total: line.total,
            available: line.unit.is_some(),
        }
    }
}
