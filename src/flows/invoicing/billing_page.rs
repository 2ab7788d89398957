//! The form in which buyers complete who they are, after the sale.

use rocket::{Responder, Route, get, post, response::Redirect, routes};

use super::{counter::Counter, desk, pages::open, shown, view::BillingPage};
use crate::{
    base::{ErrorKind, OrderId, Result},
    features::{
        invoices::{self, BuyerForm, Document},
        orders,
    },
    platform::{
        signing::Keys,
        web::{
            Frame, OwnForm, Page,
            guards::Visitor,
            parts::{Choice, Issues, Link},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![form, complete]
}

/// On to the invoice, or the form again with what has to be corrected.
#[derive(Responder)]
enum Answer {
    Page(Box<Page<BillingPage>>),
    On(Box<Redirect>),
}

#[get("/orders/<id>/billing?<token>")]
async fn form(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    frame: Frame,
    counter: Counter<'_>,
) -> Result<Page<BillingPage>> {
    let Counter { db, keys, shop, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let document = desk::invoice(db, shop, &order).await?;
    let form = BuyerForm::of(document.buyer());
    Ok(Page::new(page(frame, keys, &document, form)))
}

/// Completes who the buyer of an invoice is. The number, the date and the amounts stay.
#[post("/orders/<id>/billing?<token>", data = "<form>")]
async fn complete(
    id: OrderId,
    token: Option<&str>,
    form: OwnForm<BuyerForm>,
    visitor: Visitor,
    frame: Frame,
    counter: Counter<'_>,
) -> Result<Answer> {
    let Counter { db, keys, shop, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let document = desk::invoice(db, shop, &order).await?;
    let buyer = match form.0.check() {
        Ok(buyer) => buyer,
        Err(error) => {
            let page_ = BillingPage { issues: Issues::of(&error), ..page(frame, keys, &document, form.0) };
            return Ok(Answer::Page(Box::new(Page::new(page_).because(ErrorKind::Invalid))));
        }
    };
    let document = db.write(move |txn| invoices::complete(txn, id, &buyer)).await?;
    Ok(Answer::On(Box::new(Redirect::to(shown::address(&document, &orders::token(keys, id), "")))))
}

fn page(frame: Frame, keys: &Keys, document: &Document, form: BuyerForm) -> BillingPage {
    let token = orders::token(keys, document.order);
    BillingPage {
        frame: frame.private(),
        number: document.name.clone(),
        action: format!("/orders/{}/billing?token={token}", document.order),
        issues: Issues::default(),
        countries: countries(&form.country),
        form,
        withdrawal: shown::withdrawal(document.order, &token),
        back: Link::new(format!("Invoice {}", document.name), shown::address(document, &token, "")),
    }
}

fn countries(chosen: &str) -> Vec<Choice> {
    let mut all: Vec<_> = rust_iso3166::ALL.iter().collect();
    all.sort_by_key(|it| deunicode::deunicode(it.name));
    all.into_iter().map(|it| Choice::new(it.alpha2, it.name, it.alpha2.eq_ignore_ascii_case(chosen))).collect()
}
