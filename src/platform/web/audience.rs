//! Who reads an answer: a person or a program.

use std::convert::Infallible;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
};

use super::wants_json;

/// Whether a program asks, which reads problem documents instead of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Program(pub bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Program {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self(wants_json(request)))
    }
}
