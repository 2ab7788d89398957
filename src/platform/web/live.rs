//! Connections that stay open for as long as whoever opened them may have them.

use std::time::Duration;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};
use tokio::time::{sleep, timeout};

use super::{
    answer::{note, status},
    identity::{Door, Identity},
    shield,
};
use crate::{base::Error, platform::db::Db};

/// Ages end without any commit, so everyone is looked at this often.
const LOOK: Duration = Duration::from_secs(60);
/// A busy shop commits all the time; between two looks there is a breath.
const BREATH: Duration = Duration::from_millis(200);

/// Waits until what `who` asked with opens nothing any more: signed out, suspended, another password, role or address,
/// too old. Comes within a breath of the commit that causes it.
pub async fn ended(db: &Db, door: &Door, who: &Identity) {
    let mut commits = db.announcements();
    loop {
        commits.mark_unchanged();
        match (door.still)(who) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!("a session cannot be looked at: {}", error.in_full()),
        }
        sleep(BREATH).await;
        // Also when nobody commits any more the next look comes.
        let _ = timeout(LOOK, commits.changed()).await;
    }
}

/// A request that one of our own pages sent, as far as browsers tell: for WebSockets, which browsers open to anywhere
/// (RFC 6455, section 10.2).
pub struct SameOrigin;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SameOrigin {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if shield::is_from_our_page(request) { Outcome::Success(Self) } else { refused(request) }
    }
}

/// As [`SameOrigin`], but a program that is no browser, and so names no site, may come as well.
pub struct NotForeign;

#[rocket::async_trait]
impl<'r> FromRequest<'r> for NotForeign {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if shield::is_from_elsewhere(request) { refused(request) } else { Outcome::Success(Self) }
    }
}

fn refused<T>(request: &Request<'_>) -> Outcome<T, ()> {
    let error = Error::forbidden("That came from another site, so nothing was opened");
    let status = status(error.kind);
    note(request, error);
    Outcome::Error((status, ()))
}
