//! The doors for gateways and for those who come back from them.

use rocket::{
    Request, Route, State,
    data::{Data, FromData, Outcome as Guarded, ToByteUnit},
    get,
    http::{HeaderMap, Status},
    post,
    request::{FromRequest, Outcome},
    response::{self, Redirect, Responder},
    routes,
};
use serde::Serialize;

use super::till::Till;
use crate::{
    base::{Error, ErrorKind, OrderId, Result, links},
    features::orders,
    platform::{
        payments::Letter,
        web::{Json, refuse},
    },
};

/// No gateway writes longer letters; the longest of Stripe have some tens of kilobytes.
const LONGEST: u64 = 1024 * 1024;

pub(super) fn routes() -> Vec<Route> {
    routes![told, back]
}

/// All headers of a request.
struct Headers<'r>(&'r HeaderMap<'r>);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Headers<'r> {
    type Error = std::convert::Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Self::Error> {
        Outcome::Success(Self(request.headers()))
    }
}

/// A body byte for byte, whatever it is.
struct Raw(Vec<u8>);

#[rocket::async_trait]
impl<'r> FromData<'r> for Raw {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Guarded<'r, Self> {
        match data.open(LONGEST.bytes()).into_bytes().await {
            Ok(bytes) if bytes.is_complete() => Guarded::Success(Self(bytes.into_inner())),
            Ok(_) => refuse(request, Error::too_large("That is too large; send at most 1024 KiB")),
            Err(cause) => refuse(request, Error::invalid("body", "The request broke off").because(cause)),
        }
    }
}

/// That an event was taken in.
#[derive(Serialize)]
struct Received {
    received: bool,
}

/// A letter that is not proved to be a gateway's is a bad request: gateways take nothing else for a refusal.
struct BadLetter(Error);

impl<'r> Responder<'r, 'static> for BadLetter {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let is_bad = self.0.kind == ErrorKind::Invalid;
        let mut answer = self.0.respond_to(request)?;
        if is_bad {
            answer.set_status(Status::BadRequest);
        }
        Ok(answer)
    }
}

/// An event of a gateway: kept, answered, and applied afterwards.
#[post("/webhooks/<gateway>", data = "<body>")]
async fn told(
    gateway: &str,
    headers: Headers<'_>,
    body: Raw,
    till: &State<Till>,
) -> std::result::Result<Json<Received>, BadLetter> {
    let header = |name: &str| headers.0.get_one(name).map(str::to_owned);
    let letter = Letter { header: &header, body: &body.0 };
    till.receive(gateway, &letter).await.map(|_| Json(Received { received: true })).map_err(BadLetter)
}

/// Where buyers come back to from the gateway. Whether they have paid is asked of the gateway, never of them; its own
/// event may come before, at the same time, later or never.
#[get("/checkout/return/<id>?<token>")]
async fn back(id: OrderId, token: Option<&str>, till: &State<Till>) -> Result<Redirect> {
    let order = till.db.look(|txn| orders::open(txn, &till.keys, id, token, None))?;
    let page = links::order(order.id, &orders::token(&till.keys, order.id));
    if let Some(gateway) = till.gateways.find(&order.payment.gateway)
        && till.may_ask(&order)
        && let Err(error) = till.ask(gateway, order).await
    {
        tracing::warn!("{} was not asked about {id}: {}", gateway.name(), error.in_full());
    }
    Ok(Redirect::to(page))
}
