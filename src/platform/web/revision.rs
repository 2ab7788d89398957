//! Which state of a thing somebody has read, so that nobody overwrites what they have not seen (RFC 9110, 8.8.3 and 13.1.1).

use std::convert::Infallible;

use data_encoding::BASE64URL_NOPAD;
use rocket::{
    Request,
    request::{FromRequest, Outcome},
    response::{self, Responder},
};
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::Json;
use crate::base::{Error, ErrorKind, Result};

/// So many bytes of a digest tell one state from the next.
const BYTES: usize = 12;

/// The state of a thing, as it stands in `ETag`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision(String);

impl Revision {
    /// Of what is told about a thing: anything else that is told is another state.
    ///
    /// # Errors
    /// It cannot be told as JSON.
    pub fn of(told: &impl Serialize) -> Result<Self> {
        let digest = Sha256::digest(serde_json::to_vec(told).map_err(Error::internal)?);
        let short = digest.get(..BYTES).unwrap_or(&digest);
        Ok(Self(format!("\"{}\"", BASE64URL_NOPAD.encode(short))))
    }

    /// As it stands in the header.
    pub fn tag(&self) -> &str {
        &self.0
    }

    /// Of a thing that counts its changes.
    pub fn number(number: u64) -> Self {
        Self(format!("\"{number}\""))
    }
}

/// A thing as JSON, with `ETag`.
pub struct Revised<T> {
    /// Its state.
    pub revision: Revision,
    /// What is told about it.
    pub value: T,
}

impl<T: Serialize> Revised<T> {
    /// What is told about a thing that does not count its changes.
    ///
    /// # Errors
    /// It cannot be told as JSON.
    pub fn of(value: T) -> Result<Self> {
        Ok(Self { revision: Revision::of(&value)?, value })
    }
}

impl<'r, T: Serialize> Responder<'r, 'static> for Revised<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Json(self.value).respond_to(request)?;
        answer.set_raw_header("ETag", self.revision.0);
        Ok(answer)
    }
}

/// The states in which a thing may be changed, from `If-Match`; without that header any.
#[derive(Debug, Clone, Default)]
pub struct IfMatch(Option<String>);

impl IfMatch {
    /// Whether a thing in the state `now` may be changed. Ask it in the write that changes.
    ///
    /// # Errors
    /// It is in another state than whoever changes it has read.
    pub fn check(&self, now: &Revision) -> Result<()> {
        let Some(wanted) = &self.0 else { return Ok(()) };
        let fits = wanted.split(',').map(str::trim).any(|it| it == "*" || it == now.0);
        if fits { Ok(()) } else { Err(Error::of(ErrorKind::Stale, "It was changed meanwhile; please read it again")) }
    }

    /// The same, for what is told about the thing now.
    ///
    /// # Errors
    /// It is in another state than whoever changes it has read.
    pub fn check_told(&self, now: &impl Serialize) -> Result<()> {
        if self.0.is_some() { self.check(&Revision::of(now)?) } else { Ok(()) }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for IfMatch {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        let all: Vec<_> = request.headers().get("If-Match").collect();
        Outcome::Success(Self((!all.is_empty()).then(|| all.join(","))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_may_be_changed() {
        let (now, other) = (Revision::of(&("Ines", 1)).unwrap(), Revision::of(&("Ines", 2)).unwrap());
        assert_ne!(now, other);
        let may = |header: &str| IfMatch(Some(header.into())).check(&now).is_ok();
        assert!(IfMatch(None).check(&now).is_ok() && may("*") && may(&now.0));
        assert!(may(&format!("{}, {}", other.0, now.0)));
        assert!(!may(&other.0) && !may("") && !may(now.0.trim_matches('"')) && !may(&format!("W/{}", now.0)));
        let refused = IfMatch(Some(other.0)).check(&now).unwrap_err();
        assert_eq!(refused.kind, ErrorKind::Stale);
    }
}
