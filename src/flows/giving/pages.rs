//! The page on which a gift is claimed, and opened again later.

use rocket::{Route, State, get, http::Header, post, response::Redirect, routes};

use super::{open, page_of, shown, view::GiftPage};
use crate::{
    base::{OrderId, Result},
    features::{delivery::Desk, orders},
    platform::{
        db::Db,
        signing::Keys,
        web::{Frame, Page},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![gift, claim]
}

/// A page whose address opens something: it is told to no other site.
#[derive(rocket::Responder)]
struct Private {
    page: Box<Page<GiftPage>>,
    referrer: Header<'static>,
}

#[get("/gifts/<id>?<token>")]
fn gift(
    id: OrderId,
    token: Option<&str>,
    frame: Frame,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
) -> Result<Private> {
    let now = db.clock().now();
    let page = db.look(|txn| {
        let order = open(txn, keys, id, token)?;
        shown::page(txn, frame, (desk, keys), &order, now)
    })?;
    Ok(Private { page: Box::new(Page::new(page)), referrer: Header::new("Referrer-Policy", "no-referrer") })
}

/// Whoever holds the link claims it; no account is needed, as for buying.
#[post("/gifts/<id>/claim?<token>")]
async fn claim(id: OrderId, token: Option<&str>, db: &State<Db>, keys: &State<Keys>) -> Result<Redirect> {
    let order = db.look(|txn| open(txn, keys, id, token))?.id;
    db.write(move |txn| orders::claim_gift(txn, order)).await?;
    Ok(Redirect::to(page_of(keys, order)))
}
