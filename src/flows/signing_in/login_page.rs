//! The page for signing in.

use rocket::{Responder, Route, State, get, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Entrance, Origin, cookie, covers,
    pending::{LIFE, Pending},
    view::LoginPage,
};
use crate::{
    base::{Error, ErrorKind, LocalPath, Result},
    features::sessions::Medium,
    platform::web::{
        Form, Frame, Page,
        guards::Visitor,
        parts::{Issues, Note, Tone},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, enter]
}

/// Onwards, or the form once more.
#[derive(Responder)]
pub(super) enum Answer<T: askama::Template> {
    On(Box<Redirect>),
    Again(Box<Page<T>>),
}

#[get("/login?<next>&<done>")]
fn ask(
    next: Option<&str>,
    done: Option<&str>,
    visitor: Visitor,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Answer<LoginPage>> {
    let next = LocalPath::parse(next.unwrap_or_default());
    if visitor.0.is_some() {
        return Ok(Answer::On(Box::new(Redirect::to(onwards(&next)))));
    }
    let notes = done.and_then(note).into_iter().collect();
    let covers = entrance.db.look(covers::newest)?;
    let (next, passkeys) = (next.to_string(), entrance.ceremonies.are_possible());
    let page = LoginPage { frame: frame.private(), covers, notes, next, passkeys, ..LoginPage::default() };
    Ok(Answer::Again(Box::new(Page::new(page))))
}

/// What has just happened, where that led here.
fn note(done: &str) -> Option<Note> {
    let (title, text) = match done {
        "confirmed" => ("Your address is confirmed.", "Sign in, and your account is yours."),
        "reset" => ("Your new password is set.", "Sign in with it."),
        "signed-out" => ("You are signed out.", "Come back soon."),
        "email" => ("Your address was changed.", "Sign in with the new one."),
        "closed" => ("Your account is closed.", "What you bought can still be reached by the links in your mails."),
        _ => return None,
    };
    Some(Note::new(Tone::Good, title, text))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct LoginForm {
    email: String,
    password: String,
    keep: Option<String>,
    next: String,
}

#[post("/login", data = "<form>")]
async fn enter(
    form: Form<LoginForm>,
    origin: Origin,
    visitor: Visitor,
    jar: &CookieJar<'_>,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Answer<LoginPage>> {
    let form = form.0;
    let (next, keep) = (LocalPath::parse(&form.next), form.keep.is_some());
    let known = match entrance.check(&form.email, form.password, &origin).await {
        Ok(known) => known,
        Err(error) if error.kind == ErrorKind::Internal => return Err(error),
        Err(error) => {
            let covers = entrance.db.look(covers::newest)?;
            let notes = vec![refusal(&error)];
            let (email, next) = (form.email, next.to_string());
            let (issues, passkeys) = (Issues::default(), entrance.ceremonies.are_possible());
            let page = LoginPage { frame: frame.private(), covers, notes, issues, email, keep, next, passkeys };
            return Ok(Answer::Again(Box::new(Page::new(page).because(error.kind))));
        }
    };
    if known.needs_code {
        let until = entrance.db.clock().now().plus(LIFE);
        let (user, epoch, next) = (known.user.id, known.user.epoch, next.to_string());
        let sealed = Pending { user, epoch, keep, next, until }.seal(&entrance.keys)?;
        let life = rocket::time::Duration::seconds(LIFE.as_secs().cast_signed());
        cookie::keep_pending(jar, &entrance.shop, sealed, life);
        return Ok(Answer::On(Box::new(Redirect::to("/login/second-factor"))));
    }
    let before = visitor.0.and_then(|it| it.session());
    let (_, secret) = entrance.enter(&known.user, Medium::Browser { keep }, false, &origin, before).await?;
    cookie::keep(jar, &entrance.shop, &secret, keep);
    Ok(Answer::On(Box::new(Redirect::to(onwards(&next)))))
}

/// What stands above the form that comes back.
pub(super) fn refusal(error: &Error) -> Note {
    match error.kind {
        ErrorKind::TooMany => Note::new(Tone::Warn, "That was a little too often.", error.message.to_string()),
        ErrorKind::Forbidden => Note::new(Tone::Bad, "You cannot sign in.", error.message.to_string()),
        _ => Note::new(Tone::Bad, "", format!("{}.", error.advice())),
    }
}

/// Where to go after signing in: to one's account, unless one was on the way elsewhere.
pub(super) fn onwards(next: &LocalPath) -> String {
    if next.is_home() { "/account".to_owned() } else { next.to_string() }
}
