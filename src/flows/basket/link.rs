//! Links that propose what to buy: `/cart/link?add=<product>:<edition>:<quantity>[:<price>]&discount=<code>`. The page
//! shows it; only the visitor's click lays it into their cart.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rocket::{Route, State, get, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    view::{LinkPage, Proposed},
    wish::{self, Wish},
};
use crate::{
    base::{Error, ErrorKind, Result, links},
    features::{
        carts::{self, Cart, Quantity, Shopper},
        catalog, sellers,
    },
    platform::{
        db::{Db, Reads},
        web::{
            Form, Frame, Page, Shop,
            parts::{Note, Tone, amount},
        },
    },
};

/// So many things are proposed at most, as many as a cart holds.
const MOST: usize = 50;

pub(super) fn routes() -> Vec<Route> {
    routes![show, take]
}

/// The link that proposes what lies in `cart`.
pub(super) fn to(cart: &Cart) -> String {
    let add = cart.lines.iter().map(|it| {
        let price = it.offered.map(|it| format!(":{}", it.amount)).unwrap_or_default();
        format!("add={}:{}:{}{price}", it.product, it.edition, it.quantity.get())
    });
    let codes = cart.codes.iter().map(|it| format!("discount={}", utf8_percent_encode(it, NON_ALPHANUMERIC)));
    format!("/cart/link?{}", add.chain(codes).collect::<Vec<_>>().join("&"))
}

/// One thing that a link proposes.
struct Thing {
    product: String,
    wish: Wish,
}

/// Reads what a link proposes.
///
/// # Errors
/// It proposes nothing, too much, or something that cannot be read.
fn things(add: &[String], shop: &Shop) -> Result<Vec<Thing>> {
    let broken = || Error::invalid("add", "This link is broken; ask whoever gave it to you for a new one");
    if add.is_empty() || add.len() > MOST {
        return Err(broken());
    }
    let read = |it: &String| {
        let mut parts = it.split(':');
        let product = parts.next().filter(|it| !it.is_empty()).ok_or_else(broken)?.to_owned();
        let edition = parts.next().filter(|it| !it.is_empty());
        let quantity: u32 = parts.next().unwrap_or("1").parse().map_err(|_| broken())?;
        let price = parts.next().map(str::parse::<u64>).transpose().map_err(|_| broken())?;
        if parts.next().is_some() {
            return Err(broken());
        }
        let wish = Wish::of_json(edition, Some(&quantity.into()), price.map(Into::into).as_ref(), shop.currency)?;
        Ok(Thing { product, wish })
    };
    add.iter().map(read).collect()
}

/// What `thing` is and costs at this moment; nothing if it is not sold any more.
fn proposed(txn: &impl Reads, thing: &Thing, asked: &str) -> Result<Option<Proposed>> {
    let (product, edition, each) = match wish::meant(txn, &thing.product, &thing.wish) {
        Ok(meant) => meant,
        Err(error) if matches!(error.kind, ErrorKind::NotFound | ErrorKind::Invalid) => return Ok(None),
        Err(error) => return Err(error),
    };
    let quantity = thing.wish.quantity.map_or(1, Quantity::get);
    let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
    let many =
        if quantity > 1 && !each.is_zero() { format!(", {quantity} × {}", amount(each)) } else { String::new() };
    Ok(Some(Proposed {
        asked: asked.to_owned(),
        title: product.title.clone(),
        url: links::product(&product.slug),
        cover: catalog::shown::card(&product, &seller).cover,
        detail: format!("{}, {seller}{many}", edition.name),
        price: if each.is_zero() { "Free".into() } else { amount(each.times(quantity)?) },
    }))
}

#[get("/cart/link?<add>")]
fn show(
    add: Vec<String>,
    _link: carts::Followed,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<LinkPage>> {
    let things = things(&add, shop)?;
    let lines: Vec<Option<Proposed>> = db
        .look(|txn| things.iter().zip(&add).map(|(thing, asked)| proposed(txn, thing, asked)).collect::<Result<_>>())?;
    let gone = lines.iter().any(Option::is_none).then(|| {
        Note::new(
            Tone::Warn,
            "Something in this link is not sold any more.",
            "The rest can be bought as it stands here.",
        )
    });
    let lines = lines.into_iter().flatten().collect();
    Ok(Page::new(LinkPage { frame: frame.private(), note: gone, lines }))
}

/// What the page of a link sends back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LinkForm {
    add: Vec<String>,
}

#[post("/cart/link", data = "<form>")]
async fn take(
    form: Form<LinkForm>,
    shopper: Shopper,
    db: &State<Db>,
    shop: &State<Shop>,
    jar: &CookieJar<'_>,
) -> Result<Redirect> {
    let things = things(&form.0.add, shop)?;
    let token = db
        .write(move |txn| {
            let mut shopper = shopper.clone();
            for thing in &things {
                let (_, token) = wish::put(txn, &shopper, &thing.product, &thing.wish)?;
                shopper.token = token;
            }
            Ok(shopper.token)
        })
        .await?;
    if let Some(token) = token {
        carts::KEEPSAKE.keep(jar, shop, &token);
    }
    Ok(Redirect::to("/checkout"))
}
