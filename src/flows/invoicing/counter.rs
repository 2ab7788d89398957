//! What the papers of an order are put together with.

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use crate::platform::{db::Db, paper::Fonts, signing::Keys, web::Shop};

/// The store, the shop's own words, and its letters.
pub(super) struct Counter<'r> {
    pub db: &'r Db,
    pub keys: &'r Keys,
    pub shop: &'r Shop,
    pub fonts: &'r Fonts,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Counter<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state(), rocket.state(), rocket.state(), rocket.state()) {
            (Some(db), Some(keys), Some(shop), Some(fonts)) => Outcome::Success(Self { db, keys, shop, fonts }),
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}
