//! The checkout's page and its form.

use data_encoding::HEXLOWER;
use rocket::{Responder, Route, State, get, http::Status, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    paced::Paced,
    shown,
    till::{Asker, Till},
    view::CheckoutPage,
    wish::{CheckoutForm, outcome},
};
use crate::{
    base::{Email, ErrorKind, OrderId, Result, links},
    features::{
        carts::{self, Ask, Cart, Shopper},
        orders::{self, Order},
    },
    platform::{
        clock::Chance,
        db::WriteTxn,
        web::{
            Form, Frame, Page,
            guards::Visitor,
            parts::{Issues, Note, Tone},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![checkout, submit, locate, end_test]
}

/// A page, or the way to another.
#[derive(Responder)]
enum Answer {
    Page(Box<Page<CheckoutPage>>),
    Away(Box<Redirect>),
}

#[get("/checkout")]
fn checkout(
    shopper: Shopper,
    visitor: Visitor,
    frame: Frame,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Answer> {
    // Who has signed in is not asked for what is known; they may still have the receipt sent elsewhere.
    let email = visitor.0.map(|it| it.email.to_string());
    let form = CheckoutForm { key: Some(fresh_key(chance)), email, ..CheckoutForm::default() };
    draw(till, &shopper, frame, &form, Page::new)
}

#[post("/checkout", data = "<form>")]
async fn submit(
    form: Form<CheckoutForm>,
    shopper: Shopper,
    paced: Paced,
    frame: Frame,
    till: &State<Till>,
    chance: &State<Chance>,
) -> Result<Answer> {
    let mut form = form.0;
    let outcome = match form.check() {
        Ok(wish) => till.place(Asker { shopper: shopper.clone(), key: form.key.clone(), address: paced.0 }, wish).await,
        Err(error) => Err(error),
    };
    match outcome {
        Ok(order) if order.status == orders::Status::Failed => {
            // The next try is another order.
            form.key = Some(fresh_key(chance));
            let reason = order.payment.reason.unwrap_or_else(|| "The payment was declined".into());
            let note = Note::new(Tone::Bad, "Nothing was charged.", format!("{reason}. Try again, or pay otherwise."));
            draw(till, &shopper, frame, &form, |mut page| {
                page.notes.insert(0, note);
                Page::new(page).status(Status::PaymentRequired)
            })
        }
        Ok(order) => Ok(away(match &order.payment.redirect_url {
            Some(gateway) if order.status == orders::Status::Pending => gateway.clone(),
            _ => page_of(till, &order),
        })),
        Err(error) if matches!(error.kind, ErrorKind::Internal | ErrorKind::Unavailable) => Err(error),
        Err(error) => {
            let kind = error.kind;
            // What is asked about a changed price is shown by the page itself.
            let shown = error.fields.iter().any(|(field, _)| field != "expected_total");
            draw(till, &shopper, frame, &form, |mut page| {
                if shown {
                    page.issues = Issues::of(&error);
                } else {
                    page.notes.insert(0, Note::new(Tone::Warn, "Not yet.", error.message.clone()));
                }
                Page::new(page).because(kind)
            })
        }
    }
}

/// Shows what it all comes to where the buyer is; nothing is ordered.
#[post("/checkout/place", data = "<form>")]
async fn locate(form: Form<CheckoutForm>, shopper: Shopper, frame: Frame, till: &State<Till>) -> Result<Answer> {
    let form = form.0;
    match form.place() {
        Ok(place) => {
            let mine = shopper.clone();
            let note = move |txn: &WriteTxn| match carts::find_open(txn, &mine)? {
                Some(mut cart) => carts::set_place(txn, &mut cart, place.clone()),
                None => Ok(()),
            };
            till.db.write(note).await?;
            draw(till, &shopper, frame, &form, Page::new)
        }
        Err(error) => draw(till, &shopper, frame, &form, |mut page| {
            page.issues = Issues::of(&error);
            Page::new(page).because(error.kind)
        }),
    }
}

#[derive(Deserialize)]
struct EndForm {
    outcome: String,
}

/// Ends a test payment that waits, by the buttons on the page of its order.
#[post("/orders/<id>/test-payment?<token>", data = "<form>")]
async fn end_test(id: OrderId, token: Option<&str>, form: Form<EndForm>, till: &State<Till>) -> Result<Redirect> {
    let order = till.db.look(|txn| orders::open(txn, &till.keys, id, token, None))?;
    let order = till.end_test(order, outcome(&form.0.outcome)?).await?;
    Ok(Redirect::to(page_of(till, &order)))
}

/// The page for the open cart of `shopper`; without one, the way to the order it has become or to the empty cart.
fn draw(
    till: &Till,
    shopper: &Shopper,
    frame: Frame,
    form: &CheckoutForm,
    finish: impl FnOnce(CheckoutPage) -> Page<CheckoutPage>,
) -> Result<Answer> {
    till.db.look(|txn| {
        let cart = carts::find(txn, shopper)?;
        if let Some(order) = cart.as_ref().and_then(|it| it.closed_by) {
            return Ok(away(page_of(till, &orders::get(txn, order)?)));
        }
        let Some(cart) = cart.filter(Cart::is_open) else { return Ok(away("/cart".into())) };
        let email = form.email.as_deref().and_then(|it| Email::parse(it).ok());
        let ask = Ask { email, account: shopper.user, place: form.place().ok().flatten() };
        let quote = till.quotes.of(txn, till.db.clock().now(), &cart, &ask)?;
        if !quote.is_ready() {
            return Ok(away("/cart".into()));
        }
        let key = form.key.clone().unwrap_or_default();
        let page = finish(shown::page(txn, frame, till, (&cart, &quote), form, key)?);
        Ok(Answer::Page(Box::new(page)))
    })
}

fn page_of(till: &Till, order: &Order) -> String {
    links::order(order.id, &orders::token(&till.keys, order.id))
}

fn away(to: String) -> Answer {
    Answer::Away(Box::new(Redirect::to(to)))
}

fn fresh_key(chance: &Chance) -> String {
    HEXLOWER.encode(&chance.bytes::<16>())
}
