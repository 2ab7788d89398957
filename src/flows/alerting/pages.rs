//! The page of price alerts and its forms.

use rocket::{Responder, Route, State, get, post, response::Redirect, routes};
use serde::Deserialize;

use super::view::{AlertRow, AlertsPage, Watched};
use crate::{
    base::{Currency, Error, ErrorKind, Money, PriceAlertId, Result, UserId, links},
    features::{
        accounts,
        alerts::{self, NewPriceAlert, PriceAlert},
        catalog::{self, Product},
        preferences::{self, Mailing},
    },
    platform::{
        db::{Db, Reads},
        web::{
            Frame, Page, SealedForm, Shop,
            guards::Customer,
            parts::{Issues, Note, Pill, Tone},
        },
    },
};

const HERE: &str = "/account/price-alerts";

pub(super) fn routes() -> Vec<Route> {
    routes![show, set, remove]
}

#[derive(Responder)]
enum Answer {
    On(Box<Redirect>),
    Again(Box<Page<AlertsPage>>),
}

#[get("/account/price-alerts?<product>&<target>&<done>")]
async fn show(
    product: Option<String>,
    target: Option<&str>,
    done: Option<String>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Page<AlertsPage>> {
    let mut page = gather(&who, product, frame, db, shop).await?;
    page.notes.extend(done.as_deref().and_then(said));
    // Whoever said a price to the assistant does not type it again.
    page.target = target.unwrap_or_default().chars().take(TARGET).collect();
    Ok(Page::new(page))
}

/// Characters of a price in the address.
const TARGET: usize = 20;

fn said(done: &str) -> Option<Note> {
    match done {
        "set" => Some(Note::new(Tone::Good, "The alert is set.", "You get one mail when the price is there.")),
        "removed" => Some(Note::new(Tone::Good, "The alert is removed.", "")),
        _ => None,
    }
}

async fn gather(who: &Customer, product: Option<String>, frame: Frame, db: &Db, shop: &Shop) -> Result<AlertsPage> {
    let (user, email, currency) = (who.user, who.email.clone(), shop.currency);
    let read = db.read(move |txn| {
        let rows = alerts::of(txn, user)?.iter().map(|it| row(txn, it)).collect::<Result<_>>()?;
        let wanted = product.filter(|it| !it.is_empty());
        let found = wanted.as_deref().map(|it| catalog::get_published(txn, it)).transpose()?;
        let kept = found.as_ref().map(|it| alerts::for_product(txn, user, it.id)).transpose()?.flatten();
        let off = || {
            Note::new(
                Tone::Warn,
                "You have stopped these mails.",
                "Turn them on under E-mails to hear from your alerts.",
            )
        };
        let notes = if preferences::allows(txn, &email, Mailing::PriceAlerts)? { vec![] } else { vec![off()] };
        Ok(AlertsPage {
            frame: frame.private(),
            side: accounts::side_nav(HERE),
            notes,
            fresh: found.map(|it| watched(&it, currency)),
            target: kept.map(|it| it.target.plain()).unwrap_or_default(),
            rows,
            ..AlertsPage::default()
        })
    });
    read.await
}

fn watched(product: &Product, currency: Currency) -> Watched {
    let now = product.price().map_or("It is not for sale just now.".to_owned(), |it| format!("It costs {it} now."));
    Watched {
        slug: product.slug.to_string(),
        title: product.title.clone(),
        now,
        sign: currency.sign().unwrap_or(currency.code()).to_owned(),
    }
}

fn row(txn: &impl Reads, alert: &PriceAlert) -> Result<AlertRow> {
    let product = catalog::find(txn, alert.product)?.filter(Product::is_published);
    let price = product.as_ref().and_then(Product::price);
    let url = product.as_ref().map(|it| links::product(&it.slug)).unwrap_or_default();
    let again = product.as_ref().map(|it| format!("{HERE}?product={}", it.slug)).unwrap_or_default();
    let (pill, detail) = match alert.fired {
        Some(fired) => (Pill::new(Tone::Good, "Reached"), format!("{} on {}", fired.price, fired.at.date())),
        None if price.is_none() => (Pill::new(Tone::Warn, "Not for sale"), format!("Set {}", alert.set.date())),
        None => (Pill::new(Tone::Info, "Waiting"), format!("Set {}", alert.set.date())),
    };
    Ok(AlertRow {
        id: alert.id.to_string(),
        title: product.map_or_else(|| alert.title.clone(), |it| it.title),
        url,
        target: alert.target.to_string(),
        now: price.map(|it| it.to_string()).unwrap_or_default(),
        pill,
        detail,
        again,
    })
}

/// For what, and from which price on.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
struct AlertForm {
    product: String,
    target: String,
}

#[post("/account/price-alerts", data = "<form>")]
async fn set(
    form: SealedForm<AlertForm>,
    who: Customer,
    frame: Frame,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let AlertForm { product, target } = form.0;
    match keep(db, shop.currency, who.user, product.clone(), &target).await {
        Ok(_) => Ok(Answer::On(Box::new(Redirect::to(format!("{HERE}?done=set"))))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let page = gather(&who, Some(product), frame, db, shop).await?;
            let page = AlertsPage { issues: Issues::of(&error), target, ..page };
            Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => Err(error),
    }
}

/// Sets the alert of an account for a published product, named by id or slug. Says whether it is new.
async fn keep(db: &Db, currency: Currency, user: UserId, product: String, target: &str) -> Result<(PriceAlert, bool)> {
    if target.trim().is_empty() {
        return Err(Error::invalid("target", "Say from which price on you want to hear"));
    }
    let target = Money::parse(target, currency)
        .map_err(|cause| Error::invalid("target", format!("Write an amount in {}", currency.code())).because(cause))?;
    place(db, user, product, target).await
}

/// As [`keep`], with an amount.
pub(super) async fn place(db: &Db, user: UserId, product: String, target: Money) -> Result<(PriceAlert, bool)> {
    let write = db.write(move |txn| {
        let product = catalog::get_published(txn, &product)?;
        let new = NewPriceAlert::new(product.id, &product.title, target, product.price())?;
        alerts::set(txn, user, new)
    });
    write.await
}

/// A form with nothing to say but that it was sent.
#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/account/price-alerts/<id>/removal", data = "<_form>")]
async fn remove(id: PriceAlertId, _form: SealedForm<Nothing>, who: Customer, db: &State<Db>) -> Result<Redirect> {
    let user = who.user;
    db.write(move |txn| alerts::remove(txn, user, id)).await?;
    Ok(Redirect::to(format!("{HERE}?done=removed")))
}
