//! Signing out.

use rocket::{Route, State, http::CookieJar, post, response::Redirect, routes};
use serde::Deserialize;

use super::{Entrance, Origin, cookie};
use crate::{
    base::{Error, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        sessions,
    },
    platform::{
        db::WriteTxn,
        web::{Identity, SealedForm, guards::Customer},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![leave]
}

#[derive(Debug, Default, Deserialize)]
struct Nothing {}

#[post("/logout", data = "<_form>")]
async fn leave(
    who: Customer,
    _form: SealedForm<Nothing>,
    origin: Origin,
    jar: &CookieJar<'_>,
    entrance: &State<Entrance>,
) -> Result<Redirect> {
    entrance.leave(&who, &origin).await?;
    cookie::forget(jar, &entrance.shop);
    Ok(Redirect::to("/login?done=signed-out"))
}

impl Entrance {
    /// Ends the session that someone is in.
    pub(super) async fn leave(&self, who: &Identity, origin: &Origin) -> Result<()> {
        let session = who.session().ok_or_else(|| Error::conflict("There is no session to end"))?;
        let (user, address) = (who.user, origin.address);
        let end = move |txn: &WriteTxn| {
            sessions::end(txn, user, session)?;
            audit::note(txn, NewEntry::new(Actor::User(user), Act::SignedOut).to(user).from(address))
        };
        self.db.write(end).await
    }
}
