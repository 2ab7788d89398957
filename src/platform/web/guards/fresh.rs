//! What is asked only of those who have just proven who they are.

use std::ops::Deref;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Guard, known, outcome, with_next};
use crate::{
    base::{Error, Result},
    platform::db::Db,
};

/// Someone who may pass `G` and who proved who they are in the last ten minutes: whoever finds an open browser may
/// look around, but not take the account along.
#[derive(Debug, Clone)]
pub struct Fresh<G>(pub G);

impl<G> Deref for Fresh<G> {
    type Target = G;

    fn deref(&self) -> &G {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r, G: Guard> FromRequest<'r> for Fresh<G> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        outcome(request, fresh(request))
    }
}

fn fresh<G: Guard>(request: &Request<'_>) -> Result<Fresh<G>> {
    let guard = G::admit(known(request)?, request)?;
    let db = request.rocket().state::<Db>().ok_or_else(|| Error::internal("there is no store"))?;
    if guard.who().is_fresh(db.clock().now()) {
        return Ok(Fresh(guard));
    }
    let message = "Please prove once more that it is you: this needs a sign-in of the last ten minutes";
    Err(Error::forbidden(message).at(with_next("/login/confirm", request)))
}
