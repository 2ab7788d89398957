//! The pages on which accounts come to be.

use rocket::{Route, State, get, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Entrance, Origin, cookie, covers,
    login_page::Answer,
    view::{ConfirmPage, RegisterPage},
};
use crate::{
    base::{Error, ErrorKind, Result},
    features::{
        accounts::{self, UserForm},
        sessions::Medium,
    },
    platform::web::{Form, Frame, Page, guards::Visitor, parts::Issues},
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, register, open, confirm]
}

#[get("/register")]
fn ask(visitor: Visitor, frame: Frame, entrance: &State<Entrance>) -> Result<Answer<RegisterPage>> {
    if visitor.0.is_some() {
        return Ok(Answer::On(Box::new(Redirect::to("/account"))));
    }
    let covers = entrance.db.look(covers::newest)?;
    let page = RegisterPage { frame: frame.private(), covers, ..RegisterPage::default() };
    Ok(Answer::Again(Box::new(Page::new(page))))
}

#[post("/register", data = "<form>")]
async fn register(
    form: Form<UserForm>,
    origin: Origin,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Page<RegisterPage>> {
    let form = form.0;
    let (name, email) = (form.name.clone(), form.email.clone());
    let covers = entrance.db.look(covers::newest)?;
    let page = RegisterPage { frame: frame.private(), covers, name, email, ..RegisterPage::default() };
    match entrance.register(form, &origin).await {
        Ok(()) => Ok(Page::new(RegisterPage { sent: true, ..page })),
        Err(error) => again(error, |issues| RegisterPage { issues, ..page }),
    }
}

#[get("/register/confirm?<token>")]
fn open(token: &str, frame: Frame, entrance: &State<Entrance>) -> Result<Page<ConfirmPage>> {
    let now = entrance.db.clock().now();
    entrance.db.look(|txn| {
        let waiting = accounts::registration(txn, token, now)?;
        let (email, token, covers) = (waiting.email.to_string(), token.to_owned(), covers::newest(txn)?);
        Ok(Page::new(ConfirmPage { frame: frame.private(), covers, email, token, ..ConfirmPage::default() }))
    })
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct ConfirmForm {
    token: String,
    password: String,
}

/// Whoever opens a link proves that they read the mail; the password proves that it was they who registered.
#[post("/register/confirm", data = "<form>")]
async fn confirm(
    form: Form<ConfirmForm>,
    origin: Origin,
    visitor: Visitor,
    jar: &CookieJar<'_>,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Answer<ConfirmPage>> {
    let ConfirmForm { token, password } = form.0;
    entrance.limits.take(super::entrance::SIGN_IN, &origin.key)?;
    let now = entrance.db.clock().now();
    let waiting = entrance.db.look(|txn| accounts::registration(txn, &token, now))?;
    if !waiting.password.is(password).await? {
        let covers = entrance.db.look(covers::newest)?;
        let issues = Issues::of(&Error::invalid("password", "That is not the password you chose when you registered"));
        let (email, frame) = (waiting.email.to_string(), frame.private());
        let page = ConfirmPage { frame, covers, issues, email, token };
        return Ok(Answer::Again(Box::new(Page::new(page).because(ErrorKind::Invalid))));
    }
    let user = entrance.confirm(&token, &origin).await?;
    let before = visitor.0.and_then(|it| it.session());
    let (_, secret) = entrance.enter(&user, Medium::Browser { keep: false }, false, &origin, before).await?;
    cookie::keep(jar, &entrance.shop, &secret, false);
    Ok(Answer::On(Box::new(Redirect::to("/account"))))
}

/// The form once more, with what has to be corrected.
pub(super) fn again<T: askama::Template>(error: Error, page: impl FnOnce(Issues) -> T) -> Result<Page<T>> {
    match error.kind {
        ErrorKind::Invalid => Ok(Page::new(page(Issues::of(&error))).because(error.kind)),
        ErrorKind::TooMany => {
            let issues = Issues::of(&Error::invalid("email", error.message.clone()));
            Ok(Page::new(page(issues)).because(error.kind))
        }
        _ => Err(error),
    }
}
