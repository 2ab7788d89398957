//! What withdrawals are taken in and answered with.

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use super::Cashier;
use crate::platform::{db::Db, signing::Keys, web::Shop};

/// The store, the shop's own words, and who pays back.
pub(super) struct Counter<'r> {
    pub db: &'r Db,
    pub keys: &'r Keys,
    pub shop: &'r Shop,
    pub cashier: &'r Cashier,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Counter<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state(), rocket.state(), rocket.state(), rocket.state()) {
            (Some(db), Some(keys), Some(shop), Some(cashier)) => Outcome::Success(Self { db, keys, shop, cashier }),
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}
