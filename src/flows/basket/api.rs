//! The cart as JSON.

use rocket::{Route, State, delete, get, http::Status, patch, post, put, routes};
use utoipa::OpenApi;

use super::{
    contents::{self, Basket},
    coupon,
    wire::{self, CartAnswer, CartJson, CodeJson, LineChangeJson, NewLineJson},
    wish::{self, Wish},
};
use crate::{
    base::{Error, LineId, Result},
    features::{
        carts::{self, Cart, CartToken, Quotes, Shopper},
        discounts::Code,
    },
    platform::{
        clock::Chance,
        db::{Db, WriteTxn},
        web::{IfMatch, Json, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, add, change, remove, put_code, remove_codes]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(show, add, change, remove, put_code, remove_codes),
        components(schemas(CartJson, CodeJson, NewLineJson, LineChangeJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// The cart, empty if there is none yet.
#[utoipa::path(
    get, path = "/api/v1/cart", tag = "Cart", security((), ("bearer" = [])),
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer; browsers send a cookie instead")),
    responses(
        (status = 200, description = "The cart, with its state in `ETag`; the header Cart-Token names it, if it is a guest's", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
    ),
)]
#[get("/cart")]
fn show(
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
    chance: &State<Chance>,
    quotes: &State<Quotes>,
) -> Result<CartAnswer> {
    let now = db.clock().now();
    db.look(|txn| {
        let cart = carts::find_open(txn, &shopper)?;
        let token = match (&cart, &shopper.token) {
            _ if shopper.user.is_some() => None,
            (Some(_), Some(token)) => Some(token.clone()),
            (None, Some(token)) if carts::find(txn, &shopper)?.is_none() => Some(token.clone()),
            _ => Some(CartToken::new(chance.bytes())),
        };
        let state = wire::state(cart.as_ref())?;
        let json = match cart {
            Some(cart) => CartJson::new(&contents::of(txn, quotes, &cart, &shopper, now)?),
            None => CartJson::new(&Basket::empty(shop.currency)),
        };
        Ok(CartAnswer { token, state, json, status: Status::Ok })
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
async fn add(
    new: Json<NewLineJson>,
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
    quotes: &State<Quotes>,
) -> Result<CartAnswer> {
    let (currency, new, quotes) = (shop.currency, new.0, quotes.inner().clone());
    let wish = Wish::of_json(new.edition.as_deref(), new.quantity.as_ref(), new.price.as_ref(), currency)?;
    db.write(move |txn| {
        let (cart, token) = wish::put(txn, &shopper, &new.product, &wish)?;
        let state = wire::state(Some(&cart))?;
        let json = CartJson::new(&contents::of(txn, &quotes, &cart, &shopper, txn.now)?);
        Ok(CartAnswer { token, state, json, status: Status::Created })
    })
    .await
}

/// Changes a line.
#[utoipa::path(
    patch, path = "/api/v1/cart/lines/{id}", tag = "Cart", security((), ("bearer" = [])),
    params(
        ("id" = String, Path, description = "The line"),
        ("Cart-Token" = Option<String>, Header, description = "From an earlier answer"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the cart that was read"),
    ),
    request_body = LineChangeJson,
    responses(
        (status = 200, description = "The cart as it is now", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
        (status = 404, description = "There is no such line in this cart"),
        (status = 412, description = "The cart was changed since it was read"),
        (status = 422, description = "`quantity`, `price` or `edition` cannot be used"),
    ),
)]
#[patch("/cart/lines/<line>", data = "<change>")]
async fn change(
    line: LineId,
    change: Json<LineChangeJson>,
    unchanged: IfMatch,
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
    quotes: &State<Quotes>,
) -> Result<CartAnswer> {
    let (currency, new) = (shop.currency, change.0);
    let wish = Wish::of_json(new.edition.as_deref(), new.quantity.as_ref(), new.price.as_ref(), currency)?;
    edit(db, shopper, quotes, unchanged, move |txn, cart| wish::alter(txn, cart, line, &wish)).await
}

/// Takes a line out.
#[utoipa::path(
    delete, path = "/api/v1/cart/lines/{id}", tag = "Cart", security((), ("bearer" = [])),
    params(
        ("id" = String, Path, description = "The line"),
        ("Cart-Token" = Option<String>, Header, description = "From an earlier answer"),
        ("If-Match" = Option<String>, Header, description = "`ETag` of the cart that was read"),
    ),
    responses(
        (status = 200, description = "The cart without it", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
        (status = 404, description = "There is no such line in this cart"),
        (status = 412, description = "The cart was changed since it was read"),
    ),
)]
#[delete("/cart/lines/<line>")]
async fn remove(
    line: LineId,
    unchanged: IfMatch,
    shopper: Shopper,
    db: &State<Db>,
    quotes: &State<Quotes>,
) -> Result<CartAnswer> {
    edit(db, shopper, quotes, unchanged, move |txn, cart| carts::remove(txn, cart, line)).await
}

/// Puts the code of a discount in. Where discounts do not stack it takes the place of the one before.
#[utoipa::path(
    put, path = "/api/v1/cart/discount", tag = "Cart", security((), ("bearer" = [])),
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer")),
    request_body = CodeJson,
    responses(
        (status = 200, description = "The cart with it", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
        (status = 404, description = "There is no cart yet"),
        (status = 422, description = "`code` is good for nothing in this cart; the advice says why"),
    ),
)]
#[put("/cart/discount", data = "<new>")]
async fn put_code(
    new: Json<CodeJson>,
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
    quotes: &State<Quotes>,
) -> Result<CartAnswer> {
    let (code, quotes, stack) = (Code::parse(&new.0.code)?, quotes.inner().clone(), shop.stack_discounts);
    db.write(move |txn| {
        let cart = coupon::put(txn, &quotes, &shopper, &code, stack)?;
        answer(txn, &quotes, &shopper, &cart)
    })
    .await
}

/// Takes all codes of discounts out.
#[utoipa::path(
    delete, path = "/api/v1/cart/discount", tag = "Cart", security((), ("bearer" = [])),
    params(("Cart-Token" = Option<String>, Header, description = "From an earlier answer")),
    responses(
        (status = 200, description = "The cart without them", body = CartJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
        (status = 404, description = "There is no cart yet"),
    ),
)]
#[delete("/cart/discount")]
async fn remove_codes(shopper: Shopper, db: &State<Db>, quotes: &State<Quotes>) -> Result<CartAnswer> {
    let quotes = quotes.inner().clone();
    db.write(move |txn| {
        let cart = coupon::remove(txn, &shopper)?;
        answer(txn, &quotes, &shopper, &cart)
    })
    .await
}

async fn edit(
    db: &Db,
    shopper: Shopper,
    quotes: &State<Quotes>,
    unchanged: IfMatch,
    change: impl Fn(&WriteTxn, &mut Cart) -> Result<()> + Send + 'static,
) -> Result<CartAnswer> {
    let missing = || Error::not_found("That is not in your cart");
    let quotes = quotes.inner().clone();
    db.write(move |txn| {
        let mut cart = carts::find_open(txn, &shopper)?.ok_or_else(missing)?;
        unchanged.check(&wire::state(Some(&cart))?)?;
        change(txn, &mut cart)?;
        answer(txn, &quotes, &shopper, &cart)
    })
    .await
}

fn answer(txn: &WriteTxn, quotes: &Quotes, shopper: &Shopper, cart: &Cart) -> Result<CartAnswer> {
    let token = shopper.token.clone().filter(|_| shopper.user.is_none());
    let state = wire::state(Some(cart))?;
    let json = CartJson::new(&contents::of(txn, quotes, cart, shopper, txn.now)?);
    Ok(CartAnswer { token, state, json, status: Status::Ok })
}
