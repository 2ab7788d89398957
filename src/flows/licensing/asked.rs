//! What programs written for other shops send: fields in the address, in a form or in JSON, as they always did.

use std::collections::BTreeMap;

use rocket::{
    Request,
    data::{Data, FromData, Outcome, ToByteUnit},
    http::{ContentType, Status},
    request::{self, FromRequest},
    response::{self, Responder, Response},
};
use serde_json::Value;

use crate::{
    base::{Error, Result},
    platform::{
        limits::Limits,
        web::{ClientAddress, refuse},
    },
};

/// Such requests are short.
const LONGEST: u64 = 64 * 1024;

/// The fields of a request, by name, from its address and its body; of a name that comes twice the last is meant.
#[derive(Debug, Clone, Default)]
pub(super) struct Asked(BTreeMap<String, String>);

impl Asked {
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|it| it.trim()).filter(|it| !it.is_empty())
    }

    /// Whether a field says yes, or `usual` if it says nothing.
    pub fn is(&self, name: &str, usual: bool) -> bool {
        self.get(name).map_or(usual, |it| !matches!(it.to_ascii_lowercase().as_str(), "false" | "0" | "no"))
    }

    /// Those in the address alone.
    pub fn of_address(request: &Request<'_>) -> Self {
        let query = request.uri().query().map(|it| it.as_str()).unwrap_or_default();
        Self(pairs(query.as_bytes()).into_iter().collect())
    }

    fn take_in(&mut self, request: &Request<'_>, body: &[u8]) -> Result<()> {
        let is_json = request.content_type().is_some_and(|it| it.is_json() || it.sub().as_str().ends_with("json"));
        if !is_json {
            self.0.extend(pairs(body));
            return Ok(());
        }
        let fields: BTreeMap<String, Value> = serde_json::from_slice(body)
            .map_err(|cause| Error::invalid("body", "That is not a JSON object").because(cause))?;
        self.0.extend(fields.into_iter().filter_map(|(name, value)| match value {
            Value::String(text) => Some((name, text)),
            Value::Number(_) | Value::Bool(_) => Some((name, value.to_string())),
            _ => None,
        }));
        Ok(())
    }
}

/// What cannot be read stands for nothing, as it does in PHP.
fn pairs(text: &[u8]) -> Vec<(String, String)> {
    serde_html_form::from_bytes(text).unwrap_or_default()
}

#[rocket::async_trait]
impl<'r> FromData<'r> for Asked {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let mut asked = Self::of_address(request);
        let read = data.open(LONGEST.bytes()).into_bytes().await;
        let done = match read {
            Ok(body) if body.is_complete() => asked.take_in(request, &body),
            Ok(_) => Err(Error::too_large("That is too large; send at most 64 KiB")),
            Err(cause) => Err(Error::invalid("body", "The request broke off").because(cause)),
        };
        match done {
            Ok(()) => Outcome::Success(asked),
            Err(error) => refuse(request, error),
        }
    }
}

/// An answer in the words of another shop.
pub(super) struct Told(pub Status, pub Value);

impl<'r> Responder<'r, 'static> for Told {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let body = self.1.to_string();
        Response::build()
            .status(self.0)
            .header(ContentType::JSON)
            .sized_body(body.len(), std::io::Cursor::new(body))
            .ok()
    }
}

/// Who asks, and how often they may.
pub(super) struct Gate<'r> {
    limits: &'r Limits,
    client: ClientAddress,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Gate<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> request::Outcome<Self, ()> {
        let client =
            rocket::outcome::try_outcome!(request.guard::<ClientAddress>().await.map_error(|(status, _)| (status, ())));
        match request.rocket().state::<Limits>() {
            Some(limits) => request::Outcome::Success(Self { limits, client }),
            None => request::Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

impl Gate<'_> {
    /// Counts a question from this address.
    ///
    /// # Errors
    /// It asks too often.
    pub fn pass(&self) -> Result<()> {
        self.limits.take(super::api::CHECKS, &self.client.key()).map(drop)
    }

    /// Counts a wrong key for a product, from everywhere.
    ///
    /// # Errors
    /// There were too many.
    pub fn guessed(&self, product: &str) -> Result<()> {
        let bucket = product.chars().take(64).collect::<String>().to_lowercase();
        self.limits.take(super::api::GUESSES, &bucket).map(drop)
    }
}
