//! Whether a script asks for a part of a page in place of all of it.

use std::convert::Infallible;

use rocket::{
    Request,
    request::{FromRequest, Outcome},
    response::{self, Responder},
};

/// Whether htmx wants the part that changes. After going back it wants all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fragment(pub bool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Fragment {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let headers = request.headers();
        Outcome::Success(Self(headers.contains("HX-Request") && !headers.contains("HX-History-Restore-Request")))
    }
}

/// An answer that tells htmx which address to show for it.
pub struct Addressed<R> {
    /// The answer.
    pub answer: R,
    /// The address; left alone where nothing is said.
    pub url: Option<String>,
}

impl<'r, R: Responder<'r, 'static>> Responder<'r, 'static> for Addressed<R> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.answer.respond_to(request)?;
        if let Some(url) = self.url {
            answer.set_raw_header("HX-Push-Url", url);
        }
        Ok(answer)
    }
}
