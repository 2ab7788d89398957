//! What pages of the shop window ask about whoever looks at them.

use std::sync::{Arc, LazyLock};

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};

use crate::{
    base::{Result, UserId},
    features::recommendations::{Taste, Tastes},
    platform::web::ClientAddress,
};

/// Nothing is known of visitors.
static NOBODYS: LazyLock<Arc<Taste>> = LazyLock::new(Arc::default);

/// Who knows the taste of members.
pub struct Knowing<'r>(&'r Tastes);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Knowing<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        match request.rocket().state() {
            Some(tastes) => Outcome::Success(Self(tastes)),
            None => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

impl Knowing<'_> {
    /// What is known of a member, and nothing of anyone else.
    pub async fn of(&self, member: Option<UserId>) -> Result<Arc<Taste>> {
        match member {
            Some(user) => self.0.0.of(user).await,
            None => Ok(NOBODYS.clone()),
        }
    }

    /// The page of the product at `slug` is looked at.
    pub fn look(&self, member: Option<UserId>, client: ClientAddress, slug: &str) {
        self.0.0.look(member, client.0, slug);
    }
}
