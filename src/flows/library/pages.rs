//! The library, and the way into it.

use rocket::{
    Responder, Route, State, get,
    http::{Cookie, CookieJar, Header, SameSite},
    post,
    response::Redirect,
    routes,
    time::Duration,
};
use serde::Deserialize;

use super::{
    mail,
    pass::{self, Kind},
    reader::{Reader, Unhurried},
    shelf,
    view::{LibraryPage, RequestPage},
};
use crate::{
    base::{Email, Error, Result, Timestamp},
    features::{
        audit::{self, Act, Actor, NewEntry},
        delivery::Desk,
        mailboxes,
    },
    platform::{
        db::Db,
        limits::{Limits, Rule},
        mail as post_office,
        signing::Keys,
        web::{
            Form, Frame, Page, Shop,
            parts::{Issues, Note, Pager, Tone},
        },
    },
};

const SIZE: u64 = 20;
const MINUTE: std::time::Duration = std::time::Duration::from_secs(60);
/// Codes sent to one mailbox.
const MAILS: Rule = Rule::new("library mails", 1, MINUTE);
/// In the long run one in ten minutes: each code may be mistyped five times, so whoever guesses at a mailbox from many
/// addresses has some 750 tries a day among a million codes.
const MAILS_IN_THE_LONG_RUN: Rule = Rule::new("library mails in the long run", 6, std::time::Duration::from_secs(600));

pub(super) fn routes() -> Vec<Route> {
    routes![library, request, redeem, enter, leave]
}

/// The library, or the question whose it is.
#[derive(Responder)]
enum Answer {
    Library(Box<Page<LibraryPage>>),
    Request(Box<Page<RequestPage>>),
}

#[get("/library?<page>")]
async fn library(
    page: Option<u64>,
    reader: Reader,
    frame: Frame,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
) -> Result<Answer> {
    let now = db.clock().now();
    let whose = reader.0;
    let Some(whose) = whose else { return Ok(ask(frame, RequestPage::default())) };
    let (desk, keys) = (desk.inner().clone(), keys.inner().clone());
    let page = page.unwrap_or(1).clamp(1, 1000);
    let shown = db.read(move |txn| {
        let bought = shelf::bought(txn, &whose)?;
        let skip = usize::try_from((page - 1) * SIZE).unwrap_or(usize::MAX);
        let visible = bought.iter().skip(skip).take(SIZE as usize);
        let items = visible.map(|it| shelf::item(txn, &desk, &keys, &whose, it, now));
        Ok(LibraryPage {
            frame: frame.private(),
            email: whose.email().to_string(),
            items: items.collect::<Result<_>>()?,
            pager: pager(page, bought.len() as u64),
            ..LibraryPage::default()
        })
    });
    Ok(Answer::Library(Box::new(Page::new(shown.await?))))
}

#[derive(Deserialize)]
struct RequestForm {
    #[serde(default)]
    email: String,
}

/// Sends a code and a link to the address, if anything was bought with it; says the same either way.
#[post("/library/links", data = "<form>")]
async fn request(
    form: Form<RequestForm>,
    _unhurried: Unhurried,
    frame: Frame,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
    limits: &State<Limits>,
) -> Result<Answer> {
    let email = match Email::parse(&form.0.email) {
        Ok(email) => email,
        Err(error) => {
            let page = RequestPage { email: form.0.email, issues: Issues::of(&error), ..RequestPage::default() };
            return Ok(again(frame, page, &error));
        }
    };
    // A mailbox is not filled by somebody else; what was sent a moment ago still works.
    let mailbox = email.normalised();
    if limits.take(MAILS, &mailbox).is_ok() && limits.take(MAILS_IN_THE_LONG_RUN, &mailbox).is_ok() {
        let path = format!("/library/enter?token={}", pass::issue(keys, Kind::Link, &email, db.clock().now())?);
        let (to, shop, keys) = (email.clone(), shop.inner().clone(), keys.inner().clone());
        // One write either way, so that an address that is known takes no longer.
        db.write(move |txn| {
            let code = mailboxes::offer(txn, &keys, &to)?;
            let new = mail::link(&shop, &to, &path, &code)?;
            if shelf::knows(txn, &to)? {
                post_office::enqueue(txn, new)?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(ask(frame, RequestPage { email: email.to_string(), sent: true, ..RequestPage::default() }))
}

#[derive(Deserialize)]
struct CodeForm {
    #[serde(default)]
    email: String,
    #[serde(default)]
    code: String,
}

/// Exchanges the code from the mail for a cookie.
#[post("/library/codes", data = "<form>")]
async fn redeem(
    form: Form<CodeForm>,
    unhurried: Unhurried,
    jar: &CookieJar<'_>,
    frame: Frame,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Entered> {
    let CodeForm { email: typed, code } = form.0;
    let email = Email::parse(&typed)?;
    let (to, sealing, address) = (email.clone(), keys.inner().clone(), unhurried.0);
    let right = db.write(move |txn| {
        let right = mailboxes::redeem(txn, &sealing, &to, &code)?;
        let act = if right { Act::GuestEntered } else { Act::GuestRefused };
        audit::note(txn, NewEntry::new(Actor::Visitor, act).to(to.masked()).from(address))?;
        Ok(right)
    });
    if right.await? {
        return open(jar, keys, shop, &email, db.clock().now());
    }
    let error = Error::invalid("code", "That code is not right, or too old. Type the one in the latest mail");
    let page = RequestPage { email: typed, sent: true, issues: Issues::of(&error), ..RequestPage::default() };
    let page = RequestPage { frame: frame.private(), works_for: works_for(), ..page };
    Ok(Entered::Out(Box::new(Page::new(page).because(error.kind))))
}

/// A way on that keeps the address it came from to itself.
#[derive(Responder)]
enum Entered {
    In(Box<Redirect>, Header<'static>),
    Out(Box<Page<RequestPage>>),
}

/// Exchanges the link from the mail for a cookie.
#[get("/library/enter?<token>")]
fn enter(
    token: Option<&str>,
    jar: &CookieJar<'_>,
    frame: Frame,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Entered> {
    let now = db.clock().now();
    let Some(email) = pass::read(keys, Kind::Link, token.unwrap_or_default(), now) else {
        let note = Note::new(Tone::Warn, "This link is too old or not complete.", "Have a new one sent.");
        let page =
            RequestPage { frame: frame.private(), notes: vec![note], works_for: works_for(), ..RequestPage::default() };
        return Ok(Entered::Out(Box::new(Page::new(page).status(rocket::http::Status::Forbidden))));
    };
    open(jar, keys, shop, &email, now)
}

/// Lets the browser keep that its owner reads the mail of `email`.
fn open(jar: &CookieJar<'_>, keys: &Keys, shop: &Shop, email: &Email, now: Timestamp) -> Result<Entered> {
    let https = shop.base_url.is_https();
    let cookie = Cookie::build((cookie_name(shop), pass::issue(keys, Kind::Cookie, email, now)?))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(Duration::seconds(Kind::Cookie.life().as_secs().cast_signed()));
    jar.add(cookie);
    Ok(Entered::In(Box::new(Redirect::to("/library")), Header::new("Referrer-Policy", "no-referrer")))
}

/// Forgets who reads here.
#[post("/library/exit")]
fn leave(jar: &CookieJar<'_>, shop: &State<Shop>) -> Redirect {
    jar.remove(Cookie::build(cookie_name(shop)).path("/"));
    Redirect::to("/library")
}

/// The question once more, with what has to be corrected.
fn again(frame: Frame, page: RequestPage, error: &Error) -> Answer {
    let page = RequestPage { frame: frame.private(), works_for: works_for(), ..page };
    Answer::Request(Box::new(Page::new(page).because(error.kind)))
}

fn ask(frame: Frame, page: RequestPage) -> Answer {
    let page = RequestPage { frame: frame.private(), works_for: works_for(), ..page };
    Answer::Request(Box::new(Page::new(page)))
}

/// What fits on one page needs none.
fn pager(page: u64, total: u64) -> Pager {
    match total {
        0..=SIZE => Pager::default(),
        _ => Pager::new(page, SIZE, total, |number| format!("/library?page={number}")),
    }
}

fn works_for() -> String {
    "an hour".into()
}

/// `__Host-` keeps neighbouring sites from setting it; browsers take it over https only.
pub(super) fn cookie_name(shop: &Shop) -> &'static str {
    if shop.base_url.is_https() { "__Host-library" } else { "library" }
}
