//! Who may ask, as types: a handler that takes an [`Admin`] cannot be reached without one.

mod fresh;
mod key;
mod role;

pub use fresh::Fresh;
pub use key::{Allowed, Purpose, scope};
pub use role::{Admin, Customer, Moderator, Seller, Support, Visitor};

use std::sync::Arc;

use rocket::{Request, http::Status, request::Outcome};

use super::{
    answer::{note, status},
    identity::{Identity, Via, identity},
};
use crate::base::{Error, LocalPath, Result};

/// A guard that a known person may pass.
pub trait Guard: Sized {
    /// Lets `who` pass, or says why not.
    fn admit(who: Arc<Identity>, request: &Request<'_>) -> Result<Self>;

    /// Who passed.
    fn who(&self) -> &Arc<Identity>;
}

/// Where to sign in, and to come back from there.
pub fn sign_in_page(request: &Request<'_>) -> String {
    with_next("/login", request)
}

fn with_next(page: &str, request: &Request<'_>) -> String {
    let next = LocalPath::parse(&request.uri().to_string());
    if next.is_home() || request.method() != rocket::http::Method::Get {
        return page.to_owned();
    }
    let next = percent_encoding::utf8_percent_encode(next.as_str(), percent_encoding::NON_ALPHANUMERIC);
    format!("{page}?next={next}")
}

/// Someone who has signed in, whatever they may do.
fn known(request: &Request<'_>) -> Result<Arc<Identity>> {
    let sign_in = || Error::unauthenticated("Please sign in first").at(sign_in_page(request));
    identity(request).map_err(|error| error.at(sign_in_page(request)))?.ok_or_else(sign_in)
}

/// Keys of programs open only what names a scope.
fn in_person(who: Arc<Identity>) -> Result<Arc<Identity>> {
    match who.via {
        Via::Key(..) => Err(Error::forbidden("An API key cannot do this; sign in for it")),
        _ => Ok(who),
    }
}

/// What a guard answers: whoever is turned away reads why.
pub fn outcome<T>(request: &Request<'_>, result: Result<T>) -> Outcome<T, ()> {
    match result {
        Ok(passed) => Outcome::Success(passed),
        Err(error) => {
            let status: Status = status(error.kind);
            note(request, error);
            Outcome::Error((status, ()))
        }
    }
}
