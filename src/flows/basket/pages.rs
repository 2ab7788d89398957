//! The cart's page and its forms.

use rocket::{Route, State, get, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    contents::{self, Basket},
    coupon, shown,
    view::CartPage,
    wish::{self, LineForm, Wish},
};
use crate::{
    base::{Error, LineId, Result},
    features::{
        carts::{self, Quotes, Shopper},
        catalog,
        discounts::Code,
        reviews, sellers,
    },
    platform::{
        db::Db,
        web::{
            Form, Frame, Page, Shop,
            parts::{Card, Issues},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![cart, add, change, remove, put_code, remove_codes]
}

#[get("/cart")]
fn cart(
    shopper: Shopper,
    _link: carts::Followed,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
    quotes: &State<Quotes>,
) -> Result<Page<CartPage>> {
    Ok(Page::new(draw(&shopper, frame, db, shop, quotes)?))
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
    quotes: &State<Quotes>,
) -> Result<Redirect, Result<Page<CartPage>>> {
    let outcome = match Wish::of_form(&form.0, shop.currency) {
        Ok(wish) => edit(db, &shopper, move |txn, cart| wish::alter(txn, cart, line, &wish)).await,
        Err(error) => Err(error),
    };
    outcome.map(|()| Redirect::to("/cart")).map_err(|error| {
        if error.fields.is_empty() {
            return Err(error);
        }
        let page = draw(&shopper, frame, db, shop, quotes)?;
        Ok(Page::new(CartPage { issues: Issues::of(&error), ..page }).because(error.kind))
    })
}

#[post("/cart/lines/<line>/removal")]
async fn remove(line: LineId, shopper: Shopper, db: &State<Db>) -> Result<Redirect> {
    edit(db, &shopper, move |txn, cart| carts::remove(txn, cart, line)).await?;
    Ok(Redirect::to("/cart"))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

#[post("/cart/discount", data = "<form>")]
async fn put_code(
    form: Form<CodeForm>,
    shopper: Shopper,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
    quotes: &State<Quotes>,
) -> Result<Redirect, Result<Page<CartPage>>> {
    let typed = form.0.code;
    let outcome = match Code::parse(&typed) {
        Ok(code) => {
            let (shopper, quotes, stack) = (shopper.clone(), quotes.inner().clone(), shop.stack_discounts);
            db.write(move |txn| coupon::put(txn, &quotes, &shopper, &code, stack)).await.map(drop)
        }
        Err(error) => Err(error),
    };
    outcome.map(|()| Redirect::to("/cart")).map_err(|error| {
        if error.fields.is_empty() {
            return Err(error);
        }
        let mut page = draw(&shopper, frame, db, shop, quotes)?;
        (page.coupon.code, page.coupon.advice) = (typed, Some(error.advice()));
        Ok(Page::new(page).because(error.kind))
    })
}

#[post("/cart/discount/removal")]
async fn remove_codes(shopper: Shopper, db: &State<Db>) -> Result<Redirect> {
    db.write(move |txn| coupon::remove(txn, &shopper)).await?;
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

fn draw(shopper: &Shopper, frame: Frame, db: &Db, shop: &Shop, quotes: &Quotes) -> Result<CartPage> {
    let now = db.clock().now();
    db.look(|txn| {
        let cart = carts::find_open(txn, shopper)?;
        let basket = match cart {
            Some(cart) => contents::of(txn, quotes, &cart, shopper, now)?,
            None => Basket::empty(shop.currency),
        };
        let mut related = Vec::new();
        if basket.quote.lines.is_empty() {
            for product in catalog::newest(txn, 4)? {
                let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
                let rating = reviews::tally(txn, product.id)?.on_card();
                related.push(Card { rating, ..catalog::shown::card(&product, &seller) });
            }
        }
        Ok(shown::page(frame, &basket, related))
    })
}
