//! The page on which a gift is claimed, and opened again later.

use rocket::{Route, State, get, http::Header, post, response::Redirect, routes};
use serde::Deserialize;

use super::{acts, open, page_of, shown, view::GiftPage};
use crate::{
    base::{OrderId, Result},
    features::delivery::Desk,
    platform::{
        db::Db,
        signing::Keys,
        web::{Frame, OwnForm, Page, Shop, guards::Visitor},
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
    visitor: Visitor,
    frame: Frame,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
) -> Result<Private> {
    let now = db.clock().now();
    let asking = visitor.0.as_deref();
    let page = db.look(|txn| {
        let order = open(txn, keys, id, token, asking.map(|it| it.user))?;
        shown::page(txn, frame, (desk, keys), &order, asking, now)
    })?;
    Ok(Private { page: Box::new(Page::new(page)), referrer: Header::new("Referrer-Policy", "no-referrer") })
}

#[derive(Debug, Deserialize)]
struct Nothing {}

/// Whoever holds the link claims it; no account is needed, as for buying. Whoever has signed in has it in their library.
#[post("/gifts/<id>/claim?<token>", data = "<_form>")]
async fn claim(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
    _form: OwnForm<Nothing>,
) -> Result<Redirect> {
    let who = visitor.0;
    let order = db.look(|txn| open(txn, keys, id, token, who.as_ref().map(|it| it.user)))?.id;
    let (shop, sealing) = (shop.inner().clone(), keys.inner().clone());
    db.write(move |txn| acts::claim(txn, &shop, &sealing, order, who.as_deref())).await?;
    Ok(Redirect::to(page_of(keys, order)))
}
