//! Who stands before the library's door.

use std::net::IpAddr;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::{
    pages::cookie_name,
    pass::{self, Kind},
    shelf::Whose,
};
use crate::{
    base::{Error, Result},
    platform::{
        db::Db,
        limits::{Limits, Rule},
        signing::Keys,
        web::{ClientAddress, Shop, identity, note, status},
    },
};

/// Codes asked for and typed from one address.
const REQUESTS: Rule = Rule::new("library codes", 10, std::time::Duration::from_secs(60));

/// Whose library may be read: that of an account, or that of a mailbox which its reader has proven.
pub(super) struct Reader(pub Option<Whose>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Reader {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        let member = identity(request).ok().flatten().map(|who| Whose::Account(who.user, who.email.clone()));
        Outcome::Success(Self(member.or_else(|| guest(request).map(Whose::Mailbox))))
    }
}

fn guest(request: &Request<'_>) -> Option<crate::base::Email> {
    let rocket = request.rocket();
    let (db, keys, shop) = (rocket.state::<Db>()?, rocket.state::<Keys>()?, rocket.state::<Shop>()?);
    let cookie = request.cookies().get(cookie_name(shop))?;
    pass::read(keys, Kind::Cookie, cookie.value(), db.clock().now())
}

/// Someone who does not ask for codes, or try them, too often; and from where.
pub(super) struct Unhurried(pub IpAddr);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Unhurried {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match take(request) {
            Ok(address) => Outcome::Success(Self(address)),
            Err(error) => {
                let status = status(error.kind);
                note(request, error);
                Outcome::Error((status, ()))
            }
        }
    }
}

fn take(request: &Request<'_>) -> Result<IpAddr> {
    let client = ClientAddress::of(request);
    let limits = request.rocket().state::<Limits>().ok_or_else(|| Error::internal("there are no limits"))?;
    limits.take(REQUESTS, &client.key())?;
    Ok(client.0)
}
