//! The page on which buyers withdraw, signed in or by the token of their order.

use rocket::{Responder, Route, get, http::Header, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    counter::Counter,
    desk, shown,
    view::{Step, WithdrawalPage},
};
use crate::{
    base::{ErrorKind, OrderId, Result},
    features::{
        orders::{self, Order},
        withdrawals::StatementForm,
    },
    platform::{
        db::Db,
        signing::Keys,
        web::{Frame, OwnForm, Page, guards::Visitor, parts::Issues},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![withdraw, send]
}

/// A page whose address opens it: told to nobody the visitor goes on to.
#[derive(Responder)]
struct Sealed {
    page: Box<Page<WithdrawalPage>>,
    referrer: Header<'static>,
}

#[derive(Responder)]
enum Answer {
    Page(Sealed),
    On(Box<Redirect>),
}

#[get("/orders/<id>/withdrawal?<token>")]
fn withdraw(id: OrderId, token: Option<&str>, visitor: Visitor, frame: Frame, counter: Counter<'_>) -> Result<Sealed> {
    let Counter { db, keys, shop, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let page = db.look(|txn| shown::page(txn, (frame, shop, keys), &order, db.clock().now()))?;
    Ok(sealed(Page::new(page)))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SentForm {
    #[serde(flatten)]
    statement: StatementForm,
    /// Set by the button below the statement as it will be sent.
    confirmed: String,
}

/// First shows the statement as it will be sent; sent from there, it counts.
#[post("/orders/<id>/withdrawal?<token>", data = "<form>")]
async fn send(
    id: OrderId,
    token: Option<&str>,
    form: OwnForm<SentForm>,
    visitor: Visitor,
    frame: Frame,
    counter: Counter<'_>,
) -> Result<Answer> {
    let Counter { db, keys, shop, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let SentForm { statement: form, confirmed } = form.0;
    let new = form.check();
    if let (Ok(new), "yes") = (&new, confirmed.as_str()) {
        let (shop, sealing, new) = (shop.clone(), keys.clone(), new.clone());
        db.write(move |txn| desk::send(txn, &shop, &sealing, id, &new)).await?;
        let way = format!("/orders/{id}/withdrawal?token={}", orders::token(keys, id));
        return Ok(Answer::On(Box::new(Redirect::to(way))));
    }
    let page = db.look(|txn| shown::page(txn, (frame, shop, keys), &order, db.clock().now()))?;
    let page = match (page.step, new) {
        (Step::Done, _) => Page::new(page).because(ErrorKind::Conflict),
        (_, Ok(new)) => {
            let statement = new.lines(&order.name(), &shop.name);
            Page::new(WithdrawalPage { form, step: Step::Confirm, statement, ..page })
        }
        (_, Err(error)) => {
            let kind = error.kind;
            Page::new(WithdrawalPage { form, issues: Issues::of(&error), ..page }).because(kind)
        }
    };
    Ok(Answer::Page(sealed(page)))
}

fn open(db: &Db, keys: &Keys, id: OrderId, token: Option<&str>, visitor: &Visitor) -> Result<Order> {
    db.look(|txn| orders::open(txn, keys, id, token, visitor.in_person()))
}

fn sealed(page: Page<WithdrawalPage>) -> Sealed {
    Sealed { page: Box::new(page), referrer: Header::new("Referrer-Policy", "no-referrer") }
}
