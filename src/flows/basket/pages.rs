//! The cart's page and its forms.

use rocket::{Route, State, get, http::CookieJar, post, response::Redirect, routes};

use super::{
    contents::priced,
    shown,
    view::CartPage,
    wish::{self, LineForm, Wish},
};
use crate::{
    base::{Error, LineId, Result},
    features::{
        carts::{self, Priced, Shopper},
        catalog, sellers,
    },
    platform::{
        db::Db,
        web::{Form, Frame, Page, Shop, parts::Issues},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![cart, add, change, remove]
}

#[get("/cart")]
fn cart(shopper: Shopper, frame: Frame, db: &State<Db>, shop: &State<Shop>) -> Result<Page<CartPage>> {
    Ok(Page::new(draw(&shopper, frame, db, shop)?))
}

#[post("/cart/lines", data = "<form>")]
async fn add(
    form: Form<LineForm>,
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
    jar: &CookieJar<'_>,
) -> Result<Redirect> {
    let wish = Wish::of_form(&form.0, shop.currency)?;
    let product = form.0.product.unwrap_or_default();
    let (_, token) = db.write(move |txn| wish::put(txn, &shopper, &product, &wish)).await?;
    if let Some(token) = token {
        carts::KEEPSAKE.keep(jar, shop, &token);
    }
    Ok(Redirect::to(if form.0.next.as_deref() == Some("checkout") { "/checkout" } else { "/cart" }))
}

#[post("/cart/lines/<line>", data = "<form>")]
async fn change(
    line: LineId,
    form: Form<LineForm>,
    shopper: Shopper,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Redirect, Result<Page<CartPage>>> {
    let outcome = match Wish::of_form(&form.0, shop.currency) {
        Ok(wish) => edit(db, &shopper, move |txn, cart| wish::alter(txn, cart, line, &wish)).await,
        Err(error) => Err(error),
    };
    outcome.map(|()| Redirect::to("/cart")).map_err(|error| {
        if error.fields.is_empty() {
            return Err(error);
        }
        let page = draw(&shopper, frame, db, shop)?;
        Ok(Page::new(CartPage { issues: Issues::of(&error), ..page }).because(error.kind))
    })
}

#[post("/cart/lines/<line>/removal")]
async fn remove(line: LineId, shopper: Shopper, db: &State<Db>) -> Result<Redirect> {
    edit(db, &shopper, move |txn, cart| carts::remove(txn, cart, line)).await?;
    Ok(Redirect::to("/cart"))
}

/// Changes the visitor's cart, if there is one that can be changed.
async fn edit(
    db: &Db,
    shopper: &Shopper,
    change: impl Fn(&crate::platform::db::WriteTxn, &mut carts::Cart) -> Result<()> + Send + 'static,
) -> Result<()> {
    let shopper = shopper.clone();
    db.write(move |txn| {
        let cart = carts::find_open(txn, &shopper)?;
        let mut cart = cart.ok_or_else(|| Error::not_found("That is no longer in your cart"))?;
        change(txn, &mut cart)
    })
    .await
}

fn draw(shopper: &Shopper, frame: Frame, db: &Db, shop: &Shop) -> Result<CartPage> {
    db.look(|txn| {
        let cart = carts::find_open(txn, shopper)?;
        let nothing = Priced { lines: Vec::new(), total: crate::base::Money::zero(shop.currency) };
        let priced = cart.map_or(Ok(nothing), |cart| priced(txn, &cart, shop.currency))?;
        let mut related = Vec::new();
        if priced.lines.is_empty() {
            for product in catalog::newest(txn, 4)? {
                let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
                related.push(catalog::shown::card(&product, &seller));
            }
        }
        Ok(shown::page(frame, &priced, related))
    })
}
