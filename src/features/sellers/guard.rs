//! Who minds what a seller sells, as types.

use std::sync::Arc;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Seller, store};
use crate::{
    base::{Error, Result, UserId},
    platform::{
        db::Db,
        web::{
            Identity,
            guards::{self, Allowed, Guard, outcome, scope},
        },
    },
};

/// Someone who sells here, in person, and the seller that is theirs. Whoever has the role and no seller finds nothing.
#[derive(Debug, Clone)]
pub struct Selling {
    /// Who.
    pub who: Arc<Identity>,
    /// As whom they sell.
    pub seller: Seller,
}

/// The same, or a program with a key that is good for `sales:read`.
#[derive(Debug, Clone)]
pub struct SalesReader(pub Seller);

impl Guard for Selling {
    fn admit(who: Arc<Identity>, request: &Request<'_>) -> Result<Self> {
        let who = guards::Seller::admit(who, request)?.0;
        let seller = own(who.user, request)?;
        Ok(Self { who, seller })
    }

    fn who(&self) -> &Arc<Identity> {
        &self.who
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Selling {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.guard::<guards::Seller>().await {
            Outcome::Success(person) => {
                outcome(request, own(person.user, request).map(|seller| Self { who: person.0, seller }))
            }
            Outcome::Error(refused) => Outcome::Error(refused),
            Outcome::Forward(onwards) => Outcome::Forward(onwards),
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for SalesReader {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.guard::<Allowed<scope::SalesRead>>().await {
            Outcome::Success(reader) => outcome(request, own(reader.user, request).map(Self)),
            Outcome::Error(refused) => Outcome::Error(refused),
            Outcome::Forward(onwards) => Outcome::Forward(onwards),
        }
    }
}

fn own(user: UserId, request: &Request<'_>) -> Result<Seller> {
    let db = request.rocket().state::<Db>().ok_or_else(|| Error::internal("there is no store"))?;
    let found = db.look(|txn| store::of_owner(txn, user))?;
    found.ok_or_else(|| Error::not_found("Your account sells nothing here. The shop can make it that of a seller"))
}
