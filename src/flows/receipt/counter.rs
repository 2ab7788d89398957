//! What the page of an order is put together with.

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use crate::{
    features::delivery::Desk,
    platform::{db::Db, payments::Gateways, signing::Keys, web::Shop},
};

/// The store, the files and the shop's own words.
pub(super) struct Counter<'r> {
    pub db: &'r Db,
    pub desk: &'r Desk,
    pub keys: &'r Keys,
    pub shop: &'r Shop,
    pub gateways: &'r Gateways,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Counter<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state(), rocket.state(), rocket.state(), rocket.state(), rocket.state()) {
            (Some(db), Some(desk), Some(keys), Some(shop), Some(gateways)) => {
                Outcome::Success(Self { db, desk, keys, shop, gateways })
            }
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}
