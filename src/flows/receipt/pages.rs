//! The page of an order.

use rocket::{Responder, Route, get, http::Header, routes};

use super::{archive, counter::Counter, goods, papers, shown, view::OrderPage};
use crate::{
    base::{OrderId, Result},
    features::orders,
    platform::web::{Frame, Page, guards::Visitor},
};

pub(super) fn routes() -> Vec<Route> {
    routes![order, archive::page]
}

/// A page whose address opens it: told to nobody the visitor goes on to.
#[derive(Responder)]
pub(super) struct Sealed {
    page: Page<OrderPage>,
    referrer: Header<'static>,
}

#[get("/orders/<id>?<token>")]
fn order(id: OrderId, token: Option<&str>, visitor: Visitor, frame: Frame, counter: Counter<'_>) -> Result<Sealed> {
    let Counter { db, desk, keys, shop, .. } = counter;
    let now = db.clock().now();
    let asking = visitor.0.map(|it| it.user);
    db.look(|txn| {
        let order = orders::open(txn, keys, id, token, asking)?;
        let token = orders::token(keys, order.id);
        let goods = goods::of_order(txn, desk, &order, now)?;
        let about = papers::of_order(txn, counter.gateways, shop, &order, &token)?;
        let page = about.put_on(shown::page(frame, shop, &order, &goods, &token, now));
        Ok(Sealed { page: Page::new(page), referrer: Header::new("Referrer-Policy", "no-referrer") })
    })
}
