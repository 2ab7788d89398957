//! The pages for whoever forgot their password.

use rocket::{
    Responder, Route, State, get,
    http::{CookieJar, Header},
    post,
    response::Redirect,
    routes,
};
use serde::Deserialize;

use super::{
    Entrance, Origin, cookie, covers,
    login_page::Answer,
    registration_pages::again,
    view::{ForgotPage, ResetPage},
};
use crate::{
    base::{Email, ErrorKind, Result},
    features::accounts,
    platform::web::{Form, Frame, Page},
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, send, open, reset]
}

#[get("/forgot-password")]
fn ask(frame: Frame, entrance: &State<Entrance>) -> Result<Page<ForgotPage>> {
    let covers = entrance.db.look(covers::newest)?;
    Ok(Page::new(ForgotPage { frame: frame.private(), covers, ..ForgotPage::default() }))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ForgotForm {
    email: String,
}

#[post("/forgot-password", data = "<form>")]
async fn send(
    form: Form<ForgotForm>,
    origin: Origin,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Page<ForgotPage>> {
    let covers = entrance.db.look(covers::newest)?;
    let page = ForgotPage { frame: frame.private(), covers, email: form.0.email.clone(), ..ForgotPage::default() };
    let sent = match Email::parse(&form.0.email) {
        Ok(email) => entrance.forgot(&email, &origin).await,
        Err(error) => Err(error),
    };
    match sent {
        Ok(()) => Ok(Page::new(ForgotPage { sent: true, ..page })),
        Err(error) => again(error, |issues| ForgotPage { issues, ..page }),
    }
}

/// A page whose address is a secret: told to nobody the visitor goes on to.
#[derive(Responder)]
struct Sealed {
    page: Page<ResetPage>,
    referrer: Header<'static>,
}

#[get("/reset-password?<token>")]
fn open(token: &str, frame: Frame, entrance: &State<Entrance>) -> Result<Sealed> {
    let now = entrance.db.clock().now();
    let (open, covers) =
        entrance.db.look(|txn| Ok((accounts::reset_is_open(txn, token, now)?, covers::newest(txn)?)))?;
    let page = ResetPage { frame: frame.private(), covers, token: token.to_owned(), open, ..ResetPage::default() };
    let page = if open { Page::new(page) } else { Page::new(page).because(ErrorKind::Forbidden) };
    Ok(Sealed { page, referrer: Header::new("Referrer-Policy", "no-referrer") })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ResetForm {
    token: String,
    password: String,
}

#[post("/reset-password", data = "<form>")]
async fn reset(
    form: Form<ResetForm>,
    origin: Origin,
    jar: &CookieJar<'_>,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Answer<ResetPage>> {
    let ResetForm { token, password } = form.0;
    let covers = entrance.db.look(covers::newest)?;
    match entrance.reset(&token, password, &origin).await {
        Ok(_) => {
            cookie::forget(jar, &entrance.shop);
            Ok(Answer::On(Box::new(Redirect::to("/login?done=reset"))))
        }
        Err(error) if error.kind == ErrorKind::Forbidden => {
            let page = ResetPage { frame: frame.private(), covers, ..ResetPage::default() };
            Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))))
        }
        Err(error) => {
            let page = ResetPage { frame: frame.private(), covers, token, open: true, ..ResetPage::default() };
            again(error, |issues| ResetPage { issues, ..page }).map(|page| Answer::Again(Box::new(page)))
        }
    }
}
