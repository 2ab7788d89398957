//! How often one address may order: often enough for a household on a shopping spree, too rarely for a machine that
//! tries cards.

use std::{net::IpAddr, time::Duration};

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{Error, Result},
    platform::{
        limits::{Limits, Rule},
        web::{ClientAddress, note, status},
    },
};

/// Forty at once, then forty a minute.
const MINUTE: Rule = Rule::new("checkout by the minute", 40, Duration::from_millis(1_500));
/// Fifty at once, then fifty an hour.
const HOUR: Rule = Rule::new("checkout by the hour", 50, Duration::from_secs(72));

/// Someone who does not order too often, and from where they ask.
pub(super) struct Paced(pub Option<IpAddr>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Paced {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match take(request) {
            Ok(client) => Outcome::Success(Self(request.remote().map(|_| client.0))),
            Err(error) => {
                let status = status(error.kind);
                note(request, error);
                Outcome::Error((status, ()))
            }
        }
    }
}

fn take(request: &Request<'_>) -> Result<ClientAddress> {
    let client = ClientAddress::of(request);
    let limits = request.rocket().state::<Limits>().ok_or_else(|| Error::internal("there are no limits"))?;
    limits.take(MINUTE, &client.key())?;
    limits.take(HOUR, &client.key())?;
    Ok(client)
}
