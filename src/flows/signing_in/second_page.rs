//! The page that asks for a code of the second factor.

use rocket::{Route, State, get, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{
    Entrance, Origin, cookie, covers,
    login_page::{Answer, onwards},
    pending::Pending,
    view::SecondPage,
};
use crate::{
    base::{Error, ErrorKind, LocalPath, Result},
    features::{accounts, factors, sessions::Medium},
    platform::web::{Form, Frame, Page, guards::Visitor, parts::Issues},
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, enter]
}

#[get("/login/second-factor")]
fn ask(jar: &CookieJar<'_>, frame: Frame, entrance: &State<Entrance>) -> Result<Answer<SecondPage>> {
    let Some(pending) = pending(jar, entrance) else { return Ok(Answer::On(Box::new(Redirect::to("/login")))) };
    Ok(Answer::Again(Box::new(Page::new(page(&pending, frame, entrance, Issues::default())?))))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct CodeForm {
    code: String,
}

#[post("/login/second-factor", data = "<form>")]
async fn enter(
    form: Form<CodeForm>,
    origin: Origin,
    visitor: Visitor,
    jar: &CookieJar<'_>,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Answer<SecondPage>> {
    let Some(pending) = pending(jar, entrance) else { return Ok(Answer::On(Box::new(Redirect::to("/login")))) };
    match entrance.redeem(pending.user, &form.0.code, &origin).await {
        Ok(()) => {}
        Err(error) if error.kind == ErrorKind::Internal => return Err(error),
        Err(error) => {
            let issues = if error.fields.is_empty() {
                Issues::of(&Error::invalid("code", error.message.clone()))
            } else {
                Issues::of(&error)
            };
            let page = Page::new(page(&pending, frame, entrance, issues)?).because(error.kind);
            return Ok(Answer::Again(Box::new(page)));
        }
    }
    let user = entrance.db.look(|txn| accounts::find(txn, pending.user))?.filter(|it| it.epoch == pending.epoch);
    let user = user.ok_or_else(|| Error::unauthenticated("Please sign in once more").at("/login"))?;
    let before = visitor.0.and_then(|it| it.session());
    let medium = Medium::Browser { keep: pending.keep };
    let (_, secret) = entrance.enter(&user, medium, true, &origin, before).await?;
    cookie::forget_pending(jar, &entrance.shop);
    cookie::keep(jar, &entrance.shop, &secret, pending.keep);
    Ok(Answer::On(Box::new(Redirect::to(onwards(&LocalPath::parse(&pending.next))))))
}

fn page(pending: &Pending, frame: Frame, entrance: &Entrance, issues: Issues) -> Result<SecondPage> {
    let look = |txn: &_| Ok((covers::newest(txn)?, factors::state(txn, pending.user)?));
    let (covers, state) = entrance.db.look(look)?;
    let (app, passkey) = (state.authenticator.is_some(), !state.passkeys.is_empty());
    Ok(SecondPage { frame: frame.private(), covers, issues, app, passkey })
}

/// Whose password was right in this browser a moment ago.
pub(super) fn pending(jar: &CookieJar<'_>, entrance: &Entrance) -> Option<Pending> {
    let sealed = cookie::read_pending(jar, &entrance.shop)?;
    Pending::open(&entrance.keys, &sealed, entrance.db.clock().now())
}
