//! The page of a licence, for whoever holds its link, and the way there from an order.

use rocket::{Responder, Route, State, get, http::Header, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    devices::{LicenseFile, write},
    facts::Facts,
    letters, shown,
    view::{GonePage, LicensePage},
};
use crate::{
    base::{ActivationId, Email, Error, ErrorKind, LicenseId, OrderId, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        licenses::{self, License},
        orders,
    },
    platform::{
        db::{Db, Reads, WriteTxn},
        mail,
        signing::Keys,
        web::{ClientAddress, Form, Frame, Page, Shop, guards::Visitor, parts::Issues},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![of_order, show, free, rotate, hand_on, handed_on, file]
}

/// A page whose address opens something: it is told to no other site.
#[derive(Responder)]
struct Private {
    page: Box<Page<LicensePage>>,
    referrer: Header<'static>,
}

impl Private {
    fn new(page: Page<LicensePage>) -> Self {
        Self { page: Box::new(page), referrer: Header::new("Referrer-Policy", "no-referrer") }
    }
}

/// Whoever may open an order may open its licences, unless they were handed on or the order is a gift.
#[get("/orders/<id>/licenses/<license>?<token>")]
fn of_order(
    id: OrderId,
    license: LicenseId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    keys: &State<Keys>,
) -> Result<Redirect> {
    let asking = visitor.0.map(|it| it.user);
    let missing = || Error::not_found("There is no such licence, or it was handed on");
    db.look(|txn| {
        let order = orders::open(txn, keys, id, token, asking)?;
        let license = licenses::get(txn, license).map_err(|_| missing())?;
        if license.order != order.id || license.holder.is_some() || order.is_gift() {
            return Err(missing());
        }
        Ok(Redirect::to(licenses::page_of(keys, &license)))
    })
}

#[get("/licenses/<id>?<token>&<done>")]
fn show(
    id: LicenseId,
    token: Option<&str>,
    done: Option<&str>,
    frame: Frame,
    db: &State<Db>,
    keys: &State<Keys>,
) -> Result<Private> {
    let now = db.clock().now();
    let page = db.look(|txn| {
        let license = licenses::open(txn, keys, id, token)?;
        shown::license(txn, frame, keys, license, done, now)
    })?;
    Ok(Private::new(Page::new(page)))
}

/// Frees a device.
#[post("/licenses/<id>/devices/<device>/removal?<token>")]
async fn free(
    id: LicenseId,
    device: ActivationId,
    token: Option<&str>,
    db: &State<Db>,
    keys: &State<Keys>,
) -> Result<Redirect> {
    let license = db.look(|txn| licenses::open(txn, keys, id, token))?;
    db.write(move |txn| licenses::deactivate(txn, id, device)).await?;
    Ok(Redirect::to(format!("{}&done=freed", licenses::page_of(keys, &license))))
}

#[post("/licenses/<id>/rotation?<token>")]
async fn rotate(
    id: LicenseId,
    token: Option<&str>,
    client: ClientAddress,
    db: &State<Db>,
    keys: &State<Keys>,
) -> Result<Redirect> {
    let (ours, token) = (keys.inner().clone(), token.map(str::to_owned));
    let change = move |txn: &WriteTxn| {
        // Looked at in the same write: of two clicks on the same page the second finds the link used up.
        licenses::open(txn, &ours, id, token.as_deref())?;
        audit::note(txn, NewEntry::new(Actor::Visitor, Act::LicenseRotated).to(id).from(client.0))?;
        licenses::rotate(txn, id)
    };
    let license = db.write(change).await?;
    Ok(Redirect::to(format!("{}&done=rotated", licenses::page_of(keys, &license))))
}

/// To whom it goes.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct HandOnForm {
    email: String,
}

#[derive(Responder)]
enum Answer {
    On(Box<Redirect>),
    Again(Box<Private>),
}

#[expect(clippy::too_many_arguments, reason = "Rocket's guards are arguments")]
#[post("/licenses/<id>/holder?<token>", data = "<form>")]
async fn hand_on(
    id: LicenseId,
    token: Option<&str>,
    form: Form<HandOnForm>,
    client: ClientAddress,
    frame: Frame,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let license = db.look(|txn| licenses::open(txn, keys, id, token))?;
    let typed = form.0.email;
    let done = match Email::parse(&typed) {
        Ok(email) => {
            let (ours, shop, token) = (keys.inner().clone(), shop.inner().clone(), token.map(str::to_owned));
            let give = move |txn: &WriteTxn| {
                licenses::open(txn, &ours, id, token.as_deref())?;
                let entry = NewEntry::new(Actor::Visitor, Act::LicenseHandedOn).to(id).from(client.0);
                audit::note(txn, entry.detail(&email.masked()))?;
                give(txn, &ours, &shop, id, &email)
            };
            db.write(give).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Answer::On(Box::new(Redirect::to("/licenses/handed-on")))),
        Err(error) if error.kind == ErrorKind::Invalid => {
            let now = db.clock().now();
            let page = db.look(|txn| shown::license(txn, frame, keys, license, None, now))?;
            let page = LicensePage { issues: Issues::of(&error), email: typed, ..page };
            Ok(Answer::Again(Box::new(Private::new(Page::new(page).because(error.kind)))))
        }
        Err(error) => Err(error),
    }
}

#[get("/licenses/handed-on")]
fn handed_on(frame: Frame) -> Page<GonePage> {
    Page::new(GonePage { frame: frame.private() })
}

/// Hands a licence on, and writes to both.
fn give(txn: &WriteTxn, keys: &Keys, shop: &Shop, id: LicenseId, to: &Email) -> Result<()> {
    let before = Facts::of(txn, licenses::get(txn, id)?)?;
    let after = licenses::hand_on(txn, id, to.clone())?;
    if let Some(old) = before.holder() {
        mail::enqueue(txn, mail::letter(shop, &letters::gone(shop, old, before.title(), to))?)?;
    }
    let url = shop.base_url.to(&licenses::page_of(keys, &after));
    mail::enqueue(txn, mail::letter(shop, &letters::come(shop, to, before.title(), &url))?).map(drop)
}

#[get("/licenses/<id>/file?<token>")]
fn file(
    id: LicenseId,
    token: Option<&str>,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<LicenseFile> {
    let now = db.clock().now();
    let facts = db.look(|txn| opened(txn, keys, id, token).and_then(|it| Facts::of(txn, it)))?;
    write(&facts, None, keys, shop, now)
}

fn opened(txn: &impl Reads, keys: &Keys, id: LicenseId, token: Option<&str>) -> Result<License> {
    licenses::open(txn, keys, id, token)
}
