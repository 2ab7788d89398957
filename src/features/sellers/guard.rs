//! Who minds what a seller sells, as types.

use std::{marker::PhantomData, sync::Arc};

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Seller, store};
use crate::{
    base::{Error, Result, Role, SellerId, UserId},
    platform::{
        db::Db,
        web::{
            Identity, Via,
            guards::{self, Allowed, Guard, Purpose, outcome, scope},
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

/// Someone who may edit products: whoever sells, what is theirs; an admin, all.
#[derive(Debug, Clone)]
pub struct Editing {
    /// Who.
    pub who: Arc<Identity>,
    /// As whom they sell, if they do.
    pub seller: Option<Seller>,
    /// Whether what others sell is theirs to edit, too.
    all: bool,
}

/// The same, or a program with a key that is good for `P`.
#[derive(Debug, Clone)]
pub struct EditingBy<P>(pub Editing, PhantomData<P>);

impl Editing {
    /// Whether they may edit what `seller` sells.
    pub fn may(&self, seller: SellerId) -> bool {
        self.all || self.seller.as_ref().is_some_and(|it| it.id == seller)
    }

    /// Whether they may edit everything.
    pub fn may_all(&self) -> bool {
        self.all
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Editing {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.guard::<guards::Seller>().await {
            Outcome::Success(person) => outcome(request, editing(person.0, request).await),
            Outcome::Error(refused) => Outcome::Error(refused),
            Outcome::Forward(onwards) => Outcome::Forward(onwards),
        }
    }
}

#[rocket::async_trait]
impl<'r, P: Purpose> FromRequest<'r> for EditingBy<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.guard::<Allowed<P>>().await {
            Outcome::Success(allowed) => {
                outcome(request, editing(allowed.0, request).await.map(|it| Self(it, PhantomData)))
            }
            Outcome::Error(refused) => Outcome::Error(refused),
            Outcome::Forward(onwards) => Outcome::Forward(onwards),
        }
    }
}

/// Power over what others sell takes all that the shop asks of admins.
async fn editing(who: Arc<Identity>, request: &Request<'_>) -> Result<Editing> {
    let by_key = matches!(who.via, Via::Key(..));
    let all = who.role == Role::Admin && (by_key || request.guard::<guards::Admin>().await.is_success());
    let seller = match own(who.user, request) {
        Ok(seller) => Some(seller),
        Err(_) if all => None,
        Err(error) => return Err(error),
    };
    Ok(Editing { who, seller, all })
}

fn own(user: UserId, request: &Request<'_>) -> Result<Seller> {
    let db = request.rocket().state::<Db>().ok_or_else(|| Error::internal("there is no store"))?;
    let found = db.look(|txn| store::of_owner(txn, user))?;
    found.ok_or_else(|| Error::not_found("Your account sells nothing here. The shop can make it that of a seller"))
}
