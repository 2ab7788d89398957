//! What visitors send: JSON and forms, read within limits and refused with the field named.

use rocket::{
    Request,
    data::{Data, FromData, Outcome, ToByteUnit},
    http::Status,
};
use serde::{Deserialize, de::DeserializeOwned};

use super::{answer::refuse, body::Json, identity::identity};
use crate::{
    base::Error,
    platform::{
        limits::{Limits, LimitsConfig},
        signing::Keys,
    },
};

/// Values of an HTML form (`application/x-www-form-urlencoded`), as large as the settings allow.
pub struct Form<T>(pub T);

/// A form of one of our own pages, sent by whoever it was made for: it carries their token in the field `_token`.
/// Whatever acts with the authority of a session takes one of these.
pub struct SealedForm<T>(pub T);

/// As [`SealedForm`], for forms in which long texts are written: up to 512 KiB.
pub struct LongForm<T>(pub T);

/// So much of a [`LongForm`] is read, in KiB.
const LONG_KB: u64 = 512;

/// JSON that a script on one of our own pages sends in the name of whoever the page was made for: their token stands
/// in the header `X-Form-Token`.
pub struct SealedJson<T>(pub T);

/// A form of a page that guests have as well: with the token of their session from whoever has signed in, as it is from
/// guests, for whom it opens only what the cookie of a guest opens.
pub struct OwnForm<T>(pub T);

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Json<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match json(request, data).await {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => refuse(request, error),
        }
    }
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for SealedJson<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        if !is_theirs(request, request.headers().get_one("X-Form-Token").unwrap_or_default()) {
            return refuse(request, stranger());
        }
        match json(request, data).await {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => refuse(request, error),
        }
    }
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for Form<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match form(request, data).await.and_then(|bytes| values(&bytes)) {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => refuse(request, error),
        }
    }
}

#[derive(Deserialize)]
struct Seal {
    #[serde(default, rename = "_token")]
    token: String,
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for SealedForm<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match sealed(request, data).await {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => refuse(request, error),
        }
    }
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for LongForm<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match sealed_within(request, data, LONG_KB).await {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => refuse(request, error),
        }
    }
}

#[rocket::async_trait]
impl<'r, T: DeserializeOwned> FromData<'r> for OwnForm<T> {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        let read = match identity(request) {
            Ok(None) => form(request, data).await.and_then(|bytes| values(&bytes)),
            _ => sealed(request, data).await,
        };
        match read {
            Ok(value) => Outcome::Success(Self(value)),
            Err(error) => refuse(request, error),
        }
    }
}

/// The values of a form that carries the token of the session that sends it.
async fn sealed<T: DeserializeOwned>(request: &Request<'_>, data: Data<'_>) -> Result<T, Error> {
    sealed_within(request, data, sizes(request).form_kb).await
}

async fn sealed_within<T: DeserializeOwned>(request: &Request<'_>, data: Data<'_>, kb: u64) -> Result<T, Error> {
    let bytes = form_within(request, data, kb).await?;
    let seal = values(&bytes).map_or_else(|_| String::new(), |it: Seal| it.token);
    if is_theirs(request, &seal) { values(&bytes) } else { Err(stranger()) }
}

pub(super) fn stranger() -> Error {
    Error::forbidden("This form was open for too long, or came from elsewhere. Nothing was done; please try again")
}

/// Whether `token` is that of the session that sends it.
pub(super) fn is_theirs(request: &Request<'_>, token: &str) -> bool {
    let Ok(Some(who)) = identity(request) else { return false };
    let Some(keys) = request.rocket().state::<Keys>() else { return false };
    who.owns_form(keys, token)
}

async fn json<T: DeserializeOwned>(request: &Request<'_>, data: Data<'_>) -> Result<T, Error> {
    if !request.content_type().is_some_and(|it| it.is_json()) {
        return Err(Error::invalid("body", "Send JSON with Content-Type: application/json"));
    }
    let bytes = read(data, sizes(request).json_kb).await?;
    if let Ok(value) = serde_json::from_slice(&bytes) {
        return Ok(value);
    }
    // Only what cannot be read is walked once more, to name the field.
    let mut from = serde_json::Deserializer::from_slice(&bytes);
    let value = serde_path_to_error::deserialize(&mut from)
        .map_err(|cause| unreadable(cause.path().to_string(), cause.inner()))?;
    from.end().map_err(|cause| unreadable(".".into(), &cause))?;
    Ok(value)
}

async fn form(request: &Request<'_>, data: Data<'_>) -> Result<Vec<u8>, Error> {
    form_within(request, data, sizes(request).form_kb).await
}

async fn form_within(request: &Request<'_>, data: Data<'_>, kb: u64) -> Result<Vec<u8>, Error> {
    if !request.content_type().is_some_and(|it| it.is_form()) {
        return Err(Error::invalid("form", "Send the form as application/x-www-form-urlencoded"));
    }
    read(data, kb).await
}

fn values<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, Error> {
    serde_path_to_error::deserialize(serde_html_form::Deserializer::from_bytes(bytes))
        .map_err(|cause| unreadable(cause.path().to_string(), cause.inner()))
}

/// How much of a body is read.
fn sizes(request: &Request<'_>) -> LimitsConfig {
    request.rocket().state::<Limits>().map_or_else(LimitsConfig::default, |it| it.config().clone())
}

async fn read(data: Data<'_>, limit: u64) -> Result<Vec<u8>, Error> {
    match data.open(limit.kibibytes()).into_bytes().await {
        Ok(bytes) if bytes.is_complete() => Ok(bytes.into_inner()),
        Ok(_) => Err(Error::too_large(format!("That is too large; send at most {limit} KiB"))),
        Err(cause) => Err(Error::invalid("body", "The request broke off").because(cause)),
    }
}

fn unreadable(path: String, cause: &dyn std::fmt::Display) -> Error {
    let field = if matches!(path.as_str(), "." | "?" | "") { "body".to_owned() } else { path };
    let cause = cause.to_string();
    let advice = cause.split(" at line ").next().unwrap_or_default().to_owned();
    Error::invalid(field, advice)
}

/// The status of a refused body, which the catcher replaces by the error's own.
pub(super) const REFUSED: Status = Status::UnprocessableEntity;
