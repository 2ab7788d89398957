//! One guard for each role.

use std::{convert::Infallible, ops::Deref, sync::Arc};

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{Guard, in_person, known, outcome};
use crate::{
    base::{Error, Result, Role, UserId},
    platform::web::{
        identity::{Identity, Scope, identity},
        shop::Shop,
    },
};

/// Whoever asks, known or not.
#[derive(Debug, Clone, Default)]
pub struct Visitor(pub Option<Arc<Identity>>);

impl Visitor {
    /// The account of whoever may read with `scope`, if they have one.
    pub fn reader(&self, scope: Scope) -> Option<UserId> {
        self.0.as_ref().filter(|it| it.may(scope)).map(|it| it.user)
    }

    /// The account of whoever asks themselves, rather than with a key of a program.
    pub fn in_person(&self) -> Option<UserId> {
        self.0.as_ref().filter(|it| it.session().is_some()).map(|it| it.user)
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Visitor {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        // A cookie that is worth nothing any more makes nobody.
        Outcome::Success(Self(identity(request).ok().flatten()))
    }
}

macro_rules! guards {
    ($($(#[$doc:meta])* $guard:ident = $($role:ident)|+;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone)]
        pub struct $guard(pub Arc<Identity>);

        impl Deref for $guard {
            type Target = Identity;

            fn deref(&self) -> &Identity {
                &self.0
            }
        }

        impl Guard for $guard {
            fn admit(who: Arc<Identity>, request: &Request<'_>) -> Result<Self> {
                let who = in_person(who)?;
                allowed(&who, &[$(Role::$role),+], request)?;
                Ok(Self(who))
            }

            fn who(&self) -> &Arc<Identity> {
                &self.0
            }
        }

        #[rocket::async_trait]
        impl<'r> FromRequest<'r> for $guard {
            type Error = ();

            async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
                outcome(request, known(request).and_then(|who| Self::admit(who, request)))
            }
        }
    )*};
}

guards! {
    /// Someone with an account.
    Customer = Customer;
    /// Someone who may sell.
    Seller = Seller;
    /// Someone who looks after what others publish.
    Moderator = Moderator;
    /// Someone who helps buyers.
    Support = Support;
    /// Someone who may do everything.
    Admin = Admin;
}

/// Whether one of `roles` is covered by theirs, and by the proof that the shop asks of admins.
pub(super) fn allowed(who: &Identity, roles: &[Role], request: &Request<'_>) -> Result<()> {
    if !roles.iter().any(|it| who.role.covers(*it)) {
        return Err(Error::forbidden("That is not for you"));
    }
    let power = roles.iter().all(|it| it.is_staff());
    let strict = request.rocket().state::<Shop>().is_some_and(|shop| shop.admins_need_second_factor);
    if power && who.role == Role::Admin && strict && !who.strong {
        let message = "Admins of this shop sign in with a second factor. Set one up, then sign in with it";
        return Err(Error::forbidden(message).at("/account/security"));
    }
    Ok(())
}
