//! What becomes of things on a list: put there, taken off, moved, bought.

use rocket::{Route, State, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    buying::{self, Taken},
    contents,
    pages::{Nothing, change},
    shown,
};
use crate::{
    base::{Result, WishId, WishlistId},
    features::{
        carts::{self, Shopper},
        wishlists::{self, Asked, KEEPSAKE, Wishlist},
    },
    platform::{
        db::{Db, WriteTxn},
        limits::{Limits, Rule},
        web::{
            ClientAddress, Form, OwnForm, Shop,
            guards::scope::{WishlistsRead, WishlistsWrite},
        },
    },
};

/// Things put on lists from one address: as fast as anybody leafs through a shop, too slowly to fill the disk.
const SAVES: Rule = Rule::new("wishes", 120, std::time::Duration::from_secs(1));

pub(super) fn routes() -> Vec<Route> {
    routes![save, take, shift, buy]
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SaveForm {
    product: String,
    edition: Option<String>,
}

/// The heart on the page of a product. That page is the same for everyone, so the form carries no token of a session, just
/// like the one beside it that fills the cart: that it comes from our own page is seen by where it comes from.
#[post("/wishlists/items", data = "<form>")]
async fn save(
    form: Form<SaveForm>,
    asked: Asked<WishlistsWrite>,
    client: ClientAddress,
    jar: &CookieJar<'_>,
    db: &State<Db>,
    shop: &State<Shop>,
    limits: &State<Limits>,
) -> Result<Redirect> {
    limits.take(SAVES, &client.key())?;
    let (form, wisher) = (form.0, asked.0);
    let put = move |txn: &WriteTxn| {
        let new = contents::wish(txn, &form.product, form.edition.as_deref())?;
        let (list, token) = wishlists::usual(txn, &wisher)?;
        let (wish, _) = wishlists::add(txn, &list, new)?;
        Ok((wish, token))
    };
    let (wish, token) = db.write(put).await?;
    if let Some(token) = token {
        KEEPSAKE.keep(jar, shop, &token);
    }
    Ok(Redirect::to(format!("{}?saved={}", shown::path(wish.list), wish.id)))
}

#[post("/wishlists/<id>/items/<wish>/removal", data = "<_form>")]
async fn take(
    id: WishlistId,
    wish: WishId,
    _form: OwnForm<Nothing>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
) -> Result<Redirect> {
    change(db, asked.0, id, move |txn, list| wishlists::take(txn, &list, wish)).await?;
    Ok(Redirect::to(shown::path(id)))
}

#[derive(Debug, Deserialize)]
struct ShiftForm {
    to: WishlistId,
}

/// Moves a thing to another list.
#[post("/wishlists/<id>/items/<wish>/list", data = "<form>")]
async fn shift(
    id: WishlistId,
    wish: WishId,
    form: OwnForm<ShiftForm>,
    asked: Asked<WishlistsWrite>,
    db: &State<Db>,
) -> Result<Redirect> {
    let (wisher, to) = (asked.0.clone(), form.0.to);
    let shift = move |txn: &WriteTxn, list: Wishlist| {
        let to = wishlists::get(txn, &wisher, to)?;
        wishlists::shift(txn, &list, &to, wish)
    };
    change(db, asked.0, id, shift).await?;
    Ok(Redirect::to(shown::path(id)))
}

/// Puts all that is on the list into the cart.
#[post("/wishlists/<id>/cart", data = "<_form>")]
async fn buy(
    id: WishlistId,
    _form: OwnForm<Nothing>,
    asked: Asked<WishlistsRead>,
    shopper: Shopper,
    jar: &CookieJar<'_>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Redirect> {
    let currency = shop.currency;
    let put = move |txn: &WriteTxn| {
        let list = wishlists::get(txn, &asked.0, id)?;
        buying::put_all(txn, &shopper, &list, currency)
    };
    let (taken, token) = db.write(put).await?;
    if let Some(token) = token {
        carts::KEEPSAKE.keep(jar, shop, &token);
    }
    Ok(Redirect::to(after(taken, &shown::path(id))))
}

/// Where to go with what is in the cart now: there, unless something was left out that has to be told.
pub(super) fn after(taken: Taken, list: &str) -> String {
    if taken.is_all() { "/cart".to_owned() } else { format!("{list}?{}", taken.query()) }
}
