//! Whose lists somebody asks for: those of the account of whoever has signed in, or a guest's, known by a cookie or by the
//! header `Wishlist-Token` for programs.

use std::marker::PhantomData;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Owner, Wishlist};
use crate::{
    base::UserId,
    platform::web::{
        Keepsake, VisitorToken,
        guards::{Allowed, Purpose},
        identity,
    },
};

/// What opens a guest's list.
pub type WishToken = VisitorToken;

/// How guests keep their list.
pub const KEEPSAKE: Keepsake = Keepsake { header: "Wishlist-Token", cookie: "wishlist", life: Wishlist::GUEST_LIFE };

/// Whoever asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wisher {
    /// Someone with an account.
    Account(UserId),
    /// A guest, with what opens their list if they have one.
    Guest(Option<WishToken>),
}

impl Wisher {
    /// Whether `list` is theirs.
    pub fn owns(&self, list: &Wishlist) -> bool {
        match (self, list.owner) {
            (Self::Account(user), Owner::Account(owner)) => *user == owner,
            (Self::Guest(Some(token)), Owner::Guest(hash)) => token.hash() == hash,
            _ => false,
        }
    }

    /// Whether they have not signed in.
    pub fn is_guest(&self) -> bool {
        matches!(self, Self::Guest(_))
    }

    /// What opens their list, if they are a guest.
    pub fn token(&self) -> Option<WishToken> {
        match self {
            Self::Account(_) => None,
            Self::Guest(token) => token.clone(),
        }
    }
}

/// Whoever asks, guests too; a key of a program has to be good for `P`.
#[derive(Debug, Clone)]
pub struct Asked<P>(pub Wisher, PhantomData<P>);

#[rocket::async_trait]
impl<'r, P: Purpose> FromRequest<'r> for Asked<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        if let Ok(None) = identity(request) {
            return Outcome::Success(Self(Wisher::Guest(KEEPSAKE.read(request)), PhantomData));
        }
        Allowed::<P>::from_request(request).await.map(|who| Self(Wisher::Account(who.user), PhantomData))
    }
}
