//! What keys of programs may open.

use std::{marker::PhantomData, ops::Deref, sync::Arc};

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{known, outcome, role::allowed};
use crate::{
    base::{Error, Result, Role},
    platform::web::identity::{Identity, Scope, Via},
};

/// A purpose that a key may be good for, as a type.
pub trait Purpose: Send + Sync + 'static {
    /// The scope that a key needs.
    const SCOPE: Scope;
    /// The role that its owner needs.
    const ROLE: Role = Role::Customer;
}

/// The purposes.
pub mod scope {
    use super::{Purpose, Role, Scope};

    macro_rules! purposes {
        ($($name:ident for $role:ident),* $(,)?) => {$(
            #[doc = concat!("Needs the scope `", stringify!($name), "`.")]
            #[derive(Debug, Clone, Copy)]
            pub enum $name {}
            impl Purpose for $name {
                const SCOPE: Scope = Scope::$name;
                const ROLE: Role = Role::$role;
            }
        )*};
    }

    purposes! {
        AccountRead for Customer,
        OrdersRead for Customer,
        LibraryRead for Customer,
        WishlistsRead for Customer,
        WishlistsWrite for Customer,
        Assistant for Customer,
        ProductsRead for Seller,
        ProductsWrite for Seller,
        SalesRead for Seller,
        UsersRead for Admin,
        AuditRead for Admin,
    }
}

/// Someone who signed in, or a program with a key that is good for `P`.
#[derive(Debug, Clone)]
pub struct Allowed<P>(pub Arc<Identity>, PhantomData<P>);

impl<P> Deref for Allowed<P> {
    type Target = Identity;

    fn deref(&self) -> &Identity {
        &self.0
    }
}

#[rocket::async_trait]
impl<'r, P: Purpose> FromRequest<'r> for Allowed<P> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        outcome(request, admit::<P>(request))
    }
}

fn admit<P: Purpose>(request: &Request<'_>) -> Result<Allowed<P>> {
    let who = known(request)?;
    if let Via::Key(_, scopes) = &who.via {
        if !scopes.contains(&P::SCOPE) {
            let needed = P::SCOPE.word();
            return Err(Error::forbidden(format!("This API key is not good for that; it needs the scope {needed}")));
        }
        // A second factor cannot be asked of a program; whoever made its key has shown theirs.
        if !who.role.covers(P::ROLE) {
            return Err(Error::forbidden("That is not for you"));
        }
    } else {
        allowed(&who, &[P::ROLE], request)?;
    }
    Ok(Allowed(who, PhantomData))
}
