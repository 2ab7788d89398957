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
    requests::Requests,
    shelf,
    view::{LibraryPage, RequestPage},
};
use crate::{
    base::{Email, Result},
    features::delivery::Desk,
    platform::{
        db::Db,
        mail as post_office,
        signing::Keys,
        web::{
            Form, Frame, Page, Shop,
            parts::{Issues, Note, Pager, Tone},
        },
    },
};

const SIZE: u64 = 20;

pub(super) fn routes() -> Vec<Route> {
    routes![library, request, enter, leave]
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
    jar: &CookieJar<'_>,
    frame: Frame,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Answer> {
    let now = db.clock().now();
    let cookie = jar.get(cookie_name(shop)).and_then(|it| pass::read(keys, Kind::Cookie, it.value(), now));
    let Some(email) = cookie else { return Ok(ask(frame, RequestPage::default())) };
    let (desk, keys) = (desk.inner().clone(), keys.inner().clone());
    let page = page.unwrap_or(1).clamp(1, 1000);
    let shown = db.read(move |txn| {
        let bought = shelf::bought(txn, &email)?;
        let skip = usize::try_from((page - 1) * SIZE).unwrap_or(usize::MAX);
        let visible = bought.iter().skip(skip).take(SIZE as usize);
        let items = visible.map(|(order, line)| shelf::item(txn, &desk, &keys, order, line, now));
        Ok(LibraryPage {
            frame: frame.private(),
            email: email.to_string(),
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

/// Sends the link to the address, if anything was bought with it; says the same either way.
#[post("/library/links", data = "<form>")]
async fn request(
    form: Form<RequestForm>,
    frame: Frame,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
    requests: &State<Requests>,
) -> Result<Answer> {
    let email = match Email::parse(&form.0.email) {
        Ok(email) => email,
        Err(error) => {
            let page = RequestPage {
                frame: frame.private(),
                email: form.0.email,
                issues: Issues::of(&error),
                ..RequestPage::default()
            };
            return Ok(Answer::Request(Box::new(Page::new(page).because(error.kind))));
        }
    };
    let now = db.clock().now();
    if requests.admit(&email, now) {
        let path = format!("/library/enter?token={}", pass::issue(keys, Kind::Link, &email, now)?);
        let (to, shop) = (email.clone(), shop.inner().clone());
        // One write either way, so that an address that is known takes no longer.
        db.write(move |txn| {
            let new = mail::link(&shop, &to, &path)?;
            if shelf::knows(txn, &to)? {
                post_office::enqueue(txn, new)?;
            }
            Ok(())
        })
        .await?;
    }
    Ok(ask(frame, RequestPage { email: email.to_string(), sent: true, ..RequestPage::default() }))
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
    let https = shop.base_url.is_https();
    let cookie = Cookie::build((cookie_name(shop), pass::issue(keys, Kind::Cookie, &email, now)?))
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
fn cookie_name(shop: &Shop) -> &'static str {
    if shop.base_url.is_https() { "__Host-library" } else { "library" }
}
