//! The page that makes the first admin.

use askama::Template;
use rocket::{Route, State, get, http::CookieJar, post, routes};

use super::{Entrance, Origin, cookie};
use crate::{
    base::{Error, ErrorKind, Result},
    features::{
        accounts::{UserForm, may_set_up, set_up, setup_path},
        audit::{self, Act, Actor, NewEntry},
        sessions::Medium,
    },
    platform::{
        db::WriteTxn,
        web::{Form, Frame, Page, parts::Issues},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![ask, take]
}

/// The form behind the one-time link that the program prints at its first start.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/claim.html")]
pub struct ClaimPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// Where the form leads, with the link's token.
    pub action: String,
    /// The name as typed.
    pub name: String,
    /// The address as typed.
    pub email: String,
    /// What has to be corrected.
    pub issues: Issues,
}

/// What the first admin reads: what to do next.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "signing_in/claimed.html")]
pub struct ClaimedPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
}

#[get("/setup?<token>")]
fn ask(token: &str, frame: Frame, entrance: &State<Entrance>) -> Result<Page<ClaimPage>> {
    entrance.db.look(|txn| may_set_up(txn, token))?;
    Ok(Page::new(ClaimPage { frame: frame.private(), action: setup_path(token), ..ClaimPage::default() }))
}

#[post("/setup?<token>", data = "<form>")]
async fn take(
    token: &str,
    form: Form<UserForm>,
    origin: Origin,
    jar: &CookieJar<'_>,
    frame: Frame,
    entrance: &State<Entrance>,
) -> Result<Result<Page<ClaimedPage>, Page<ClaimPage>>> {
    entrance.db.look(|txn| may_set_up(txn, token))?;
    let frame = frame.private();
    let form = form.0;
    let again = |form: UserForm, error: &Error| {
        let (action, issues) = (setup_path(token), Issues::of(error));
        let page = ClaimPage { frame: frame.clone(), action, name: form.name, email: form.email, issues };
        Page::new(page).because(ErrorKind::Invalid)
    };
    let new = match form.clone().parse().await {
        Ok(new) => new,
        Err(error) if error.kind == ErrorKind::Invalid => return Ok(Err(again(form, &error))),
        Err(error) => return Err(error),
    };
    let (token, address) = (token.to_owned(), origin.address);
    let make = move |txn: &WriteTxn| {
        let user = set_up(txn, &token, &new)?;
        audit::note(txn, NewEntry::new(Actor::User(user.id), Act::AdminMade).to(user.id).from(address))?;
        Ok(user)
    };
    let user = entrance.db.write(make).await?;
    let (_, secret) = entrance.enter(&user, Medium::Browser { keep: false }, false, &origin, None).await?;
    cookie::keep(jar, &entrance.shop, &secret, false);
    Ok(Ok(Page::new(ClaimedPage { frame, name: user.name, email: user.email.to_string() })))
}
