//! The cart as JSON.

use rocket::{Route, State, delete, get, http::Status, patch, post, routes};
use utoipa::OpenApi;

use super::{
    wire::{CartAnswer, CartJson, LineChangeJson, NewLineJson},
    wish::{self, Wish},
};
use crate::{
    base::{Currency, Error, LineId, Money, Result},
    features::carts::{self, Cart, CartToken, Priced, Shopper},
    platform::{
        clock::Chance,
        db::{Db, WriteTxn},
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

/// The cart, empty if there is none yet.
#[utoipa::path(
    get, path = "/api/v1/cart", tag = "Cart", security((), ("bearer" = [])),
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer; browsers send a cookie instead")),
    responses(
        (status = 200, description = "The cart; the header Cart-Token names it, if it is a guest's", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
    ),
)]
#[get("/cart")]
fn show(shopper: Shopper, db: &State<Db>, shop: &State<Shop>, chance: &State<Chance>) -> Result<CartAnswer> {
    db.look(|txn| {
        let cart = carts::find_open(txn, &shopper)?;
        let token = match (&cart, &shopper.token) {
            _ if shopper.user.is_some() => None,
            (Some(_), Some(token)) => Some(token.clone()),
            (None, Some(token)) if carts::find(txn, &shopper)?.is_none() => Some(token.clone()),
            _ => Some(CartToken::new(chance.bytes())),
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
    post, path = "/api/v1/cart/lines", tag = "Cart", security((), ("bearer" = [])),
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer")),
    request_body = NewLineJson,
    responses(
        (status = 201, description = "The cart with it", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
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
        let (cart, token) = wish::put(txn, &shopper, &new.product, &wish)?;
        Ok(CartAnswer { token, json: CartJson::of(txn, &cart, currency)?, status: Status::Created })
    })
    .await
}

/// Changes a line.
#[utoipa::path(
    patch, path = "/api/v1/cart/lines/{id}", tag = "Cart", security((), ("bearer" = [])),
    params(
        ("id" = String, Path, description = "The line"),
        ("Cart-Token" = Option<String>, Header, description = "From an earlier answer"),
    ),
    request_body = LineChangeJson,
    responses(
        (status = 200, description = "The cart as it is now", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
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
    delete, path = "/api/v1/cart/lines/{id}", tag = "Cart", security((), ("bearer" = [])),
    params(
        ("id" = String, Path, description = "The line"),
        ("Cart-Token" = Option<String>, Header, description = "From an earlier answer"),
    ),
    responses(
        (status = 200, description = "The cart without it", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
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
    db.write(move |txn| {
        let mut cart = carts::find_open(txn, &shopper)?.ok_or_else(missing)?;
        change(txn, &mut cart)?;
        let token = shopper.token.clone().filter(|_| shopper.user.is_none());
        Ok(CartAnswer { token, json: CartJson::of(txn, &cart, currency)?, status: Status::Ok })
    })
    .await
}
