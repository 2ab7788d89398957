//! Who may pay money back: the shop's staff for every order, a seller for the lines that are theirs.

use std::sync::Arc;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{Error, OrderLineId, Result, Role, SellerId},
    features::{orders::Order, sellers::Selling},
    platform::web::{
        Identity,
        guards::{Customer, Guard as _, outcome},
        identity,
    },
};

/// Somebody who may pay money back.
pub(super) struct Clerk {
    who: Arc<Identity>,
    /// Whose lines alone; all if nothing is said.
    seller: Option<SellerId>,
}

impl Clerk {
    fn of(request: &Request<'_>) -> Result<Self> {
        let who = identity(request)?.ok_or_else(|| Error::unauthenticated("Please sign in first"))?;
        let who = Customer::admit(who, request)?.0;
        if who.role.covers(Role::Support) {
            return Ok(Self { who, seller: None });
        }
        let stranger = |_: Error| Error::forbidden("That is not for you");
        let selling = Selling::admit(who, request).map_err(stranger)?;
        Ok(Self { seller: Some(selling.seller.id), who: selling.who })
    }

    /// Whoever works at a seller's desk pays back for that seller alone, whatever else they may do.
    pub fn only_for(self, seller: SellerId) -> Self {
        Self { seller: Some(seller), ..self }
    }

    /// Who it is.
    pub fn who(&self) -> &Identity {
        &self.who
    }

    /// The lines of `order` that a refund of `wanted` is about: a seller's own, if they ask for none or for theirs alone.
    pub fn lines(&self, order: &Order, wanted: &[OrderLineId]) -> Result<Vec<OrderLineId>> {
        let Some(seller) = self.seller else { return Ok(wanted.to_vec()) };
        let own: Vec<_> = order.lines.iter().filter(|it| it.seller == seller).map(|it| it.id).collect();
        if own.is_empty() {
            return Err(Error::not_found("There is no such order"));
        }
        match wanted {
            [] => Ok(own),
            wanted if wanted.iter().all(|it| own.contains(it)) => Ok(wanted.to_vec()),
            _ => Err(Error::invalid("lines", "Name lines of yours alone")),
        }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Clerk {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        outcome(request, Self::of(request))
    }
}
