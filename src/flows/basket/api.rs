//! The cart as JSON.

use rocket::{
    Request, Route, State, delete, get,
    http::Status,
    patch, post,
    response::{self, Responder},
    routes,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{OpenApi, ToSchema};

use super::{
    contents::{About, edition, open_cart, priced},
    wish::{self, Wish},
};
use crate::{
    base::{Currency, EditionId, Error, LineId, Money, ProductId, Result, SellerId},
    features::carts::{self, Cart, CartToken, HEADER, Priced, PricedLine, Shopper},
    platform::{
        clock::Chance,
        db::{Db, Reads, WriteTxn},
        web::{Json, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, add, change, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(show, add, change, remove), components(schemas(CartJson, NewLineJson, LineChangeJson)))]
    struct Docs;
    Docs::openapi()
}

/// A cart at this moment's prices. A programme sends the header `Cart-Token` of the first answer with each request.
#[derive(Debug, Serialize, ToSchema)]
struct CartJson {
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
struct LineJson {
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
struct ProductJson {
    #[schema(value_type = String)]
    id: ProductId,
    slug: Option<String>,
    title: Option<String>,
    seller: Option<SellerJson>,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartSellerJson)]
struct SellerJson {
    #[schema(value_type = String)]
    id: SellerId,
    name: String,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = CartEditionJson)]
struct EditionJson {
    #[schema(value_type = String)]
    id: EditionId,
    name: Option<String>,
}

/// What to put in.
#[derive(Debug, Deserialize, ToSchema)]
struct NewLineJson {
    /// Id or slug.
    product: String,
    /// The cheapest if nothing is said.
    #[serde(default)]
    edition: Option<String>,
    /// 1 to 99; 1 if nothing is said.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 99)]
    quantity: Option<Value>,
    /// What one wants to pay for one, in minor units; only where the price is open.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    price: Option<Value>,
}

/// What to change; what is not given stays.
#[derive(Debug, Deserialize, ToSchema)]
struct LineChangeJson {
    /// Another edition of the same product.
    #[serde(default)]
    edition: Option<String>,
    /// 1 to 99.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<u32>, minimum = 1, maximum = 99)]
    quantity: Option<Value>,
    /// What one wants to pay for one, in minor units; only where the price is open.
    #[serde(default)]
    #[schema(value_type = Option<u64>)]
    price: Option<Value>,
}

/// A field that is there, even if it is null.
fn given<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(from).map(Some)
}

/// The cart, empty if there is none yet.
#[utoipa::path(
    get, path = "/api/v1/cart", tag = "Cart",
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer; browsers send a cookie instead")),
    responses((status = 200, description = "The cart; the header Cart-Token names it", body = CartJson)),
)]
#[get("/cart")]
fn show(shopper: Shopper, db: &State<Db>, shop: &State<Shop>, chance: &State<Chance>) -> Result<CartAnswer> {
    db.look(|txn| {
        let cart = open_cart(txn, shopper.token.as_ref())?;
        let token = match (&cart, shopper.token) {
            (Some(_), Some(token)) => token,
            (None, Some(token)) if carts::find(txn, &token)?.is_none() => token,
            _ => CartToken::new(chance.bytes()),
        };
        let json = match cart {
            Some(cart) => CartJson::of(txn, &cart, shop.currency)?,
            None => CartJson::new(&Priced { lines: Vec::new(), total: Money::zero(shop.currency) }),
        };
        Ok(CartAnswer { token, json, status: Status::Ok })
    })
}

/// Puts something in; more of the same edition joins the line there is.
#[utoipa::path(
    post, path = "/api/v1/cart/lines", tag = "Cart",
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer")),
    request_body = NewLineJson,
    responses(
        (status = 201, description = "The cart with it", body = CartJson),
        (status = 404, description = "There is no such product for sale"),
        (status = 409, description = "The cart holds 50 different things already"),
        (status = 422, description = "`quantity` is not a whole number from 1 to 99, `price` is too low or fixed, or `edition` is not sold"),
    ),
)]
#[post("/cart/lines", data = "<new>")]
async fn add(new: Json<NewLineJson>, shopper: Shopper, db: &State<Db>, shop: &State<Shop>) -> Result<CartAnswer> {
    let (currency, new) = (shop.currency, new.0);
    let wish = Wish::of_json(new.edition.as_deref(), new.quantity.as_ref(), new.price.as_ref(), currency)?;
    db.write(move |txn| {
        let (cart, token) = wish::put(txn, shopper.token.as_ref(), &new.product, &wish)?;
        Ok(CartAnswer { token, json: CartJson::of(txn, &cart, currency)?, status: Status::Created })
    })
    .await
}

/// Changes a line.
#[utoipa::path(
    patch, path = "/api/v1/cart/lines/{id}", tag = "Cart",
    params(
        ("id" = String, Path, description = "The line"),
        ("Cart-Token" = Option<String>, Header, description = "From an earlier answer"),
    ),
    request_body = LineChangeJson,
    responses(
        (status = 200, description = "The cart as it is now", body = CartJson),
        (status = 404, description = "There is no such line in this cart"),
        (status = 422, description = "`quantity`, `price` or `edition` cannot be used"),
    ),
)]
#[patch("/cart/lines/<line>", data = "<change>")]
async fn change(
    line: LineId,
    change: Json<LineChangeJson>,
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<CartAnswer> {
    let (currency, new) = (shop.currency, change.0);
    let wish = Wish::of_json(new.edition.as_deref(), new.quantity.as_ref(), new.price.as_ref(), currency)?;
    edit(db, shopper, currency, move |txn, cart| wish::alter(txn, cart, line, &wish)).await
}

/// Takes a line out.
#[utoipa::path(
    delete, path = "/api/v1/cart/lines/{id}", tag = "Cart",
    params(
        ("id" = String, Path, description = "The line"),
        ("Cart-Token" = Option<String>, Header, description = "From an earlier answer"),
    ),
    responses(
        (status = 200, description = "The cart without it", body = CartJson),
        (status = 404, description = "There is no such line in this cart"),
    ),
)]
#[delete("/cart/lines/<line>")]
async fn remove(line: LineId, shopper: Shopper, db: &State<Db>, shop: &State<Shop>) -> Result<CartAnswer> {
    edit(db, shopper, shop.currency, move |txn, cart| carts::remove(txn, cart, line)).await
}

async fn edit(
    db: &Db,
    shopper: Shopper,
    currency: Currency,
    change: impl Fn(&WriteTxn, &mut Cart) -> Result<()> + Send + 'static,
) -> Result<CartAnswer> {
    let missing = || Error::not_found("That is not in your cart");
    let token = shopper.token.ok_or_else(missing)?;
    db.write(move |txn| {
        let mut cart = open_cart(txn, Some(&token))?.ok_or_else(missing)?;
        change(txn, &mut cart)?;
        Ok(CartAnswer { token: token.clone(), json: CartJson::of(txn, &cart, currency)?, status: Status::Ok })
    })
    .await
}

/// A cart with the header that names it.
struct CartAnswer {
    token: CartToken,
    json: CartJson,
    status: Status,
}

impl<'r> Responder<'r, 'static> for CartAnswer {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        // Who sends no header keeps cookies.
        let shop = request.rocket().state::<Shop>().filter(|_| !request.headers().contains(HEADER));
        if let Some(shop) = shop {
            carts::keep_token(request.cookies(), shop, &self.token);
        }
        let mut answer = Json(self.json).respond_to(request)?;
        answer.set_status(self.status);
        answer.set_raw_header(HEADER, self.token.reveal());
        Ok(answer)
    }
}

impl CartJson {
    fn of(txn: &impl Reads, cart: &Cart, currency: Currency) -> Result<Self> {
        Ok(Self::new(&priced(txn, cart, currency)?))
    }

    fn new(priced: &Priced<About>) -> Self {
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
