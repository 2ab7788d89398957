//! Whose cart it is: that of the account of whoever has signed in, or a guest's, known by a cookie or by the header
//! `Cart-Token` for programs.

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Cart, CartToken, find_open};
use crate::{
    base::{Error, Result, UserId},
    platform::{
        db::Db,
        web::{Keepsake, guards::outcome, identity},
    },
};

/// How guests keep their carts.
pub const KEEPSAKE: Keepsake = Keepsake { header: "Cart-Token", cookie: "cart", life: Cart::LIFE };

/// Whoever asks, with what opens their cart.
#[derive(Debug, Clone, Default)]
pub struct Shopper {
    /// What opens a guest's cart, if they have one.
    pub token: Option<CartToken>,
    /// Their account, if they have signed in; then the cart is the account's, whatever token they hold.
    pub user: Option<UserId>,
    /// The code of a discount whose link they followed before they had a cart.
    pub code: Option<String>,
}

impl Shopper {
    /// A guest who holds `token`.
    pub fn guest(token: CartToken) -> Self {
        Self { token: Some(token), ..Self::default() }
    }

    /// Someone who has signed in.
    pub fn member(user: UserId) -> Self {
        Self { user: Some(user), ..Self::default() }
    }

    /// Who sends `request`.
    ///
    /// # Errors
    /// It comes with a token that is not good, or with a key of a program: no scope of keys is for buying.
    pub fn of(request: &Request<'_>) -> Result<Self> {
        let who = identity(request)?;
        if who.as_ref().is_some_and(|it| it.session().is_none()) {
            return Err(Error::forbidden("An API key has no cart; sign in, or ask without it as a guest"));
        }
        Ok(Self { token: KEEPSAKE.read(request), user: who.map(|it| it.user), code: super::link::kept(request) })
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Shopper {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        outcome(request, Self::of(request))
    }
}

/// How many pieces lie in the cart of whoever asks; nothing if that cannot be told.
pub fn pieces(request: &Request<'_>) -> u32 {
    let Some(db) = request.rocket().state::<Db>() else { return 0 };
    let Ok(shopper) = Shopper::of(request) else { return 0 };
    let cart = db.look(|txn| find_open(txn, &shopper)).ok().flatten();
    cart.map_or(0, |cart| cart.pieces())
}
