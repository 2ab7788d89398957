//! Errors as answers: a page for people, a problem document (RFC 9457) for programs.

use std::sync::{Mutex, PoisonError};

use rocket::{
    Catcher, Request, Response, catch, catchers as list,
    data::Outcome,
    http::{ContentType, Status},
    response::{self, Redirect, Responder},
};
use serde_json::json;

use super::{
    body::Body,
    frame::Frame,
    input::REFUSED,
    request_id::{path_for_log, request_id},
};
use crate::base::{Error, ErrorKind};

/// Whatever Rocket itself turns away is answered in the same voice.
pub fn catchers() -> Vec<Catcher> {
    list![turned_away]
}

#[catch(default)]
fn turned_away(status: Status, request: &Request<'_>) -> Error {
    if let Some(error) = noted(request).lock().unwrap_or_else(PoisonError::into_inner).take() {
        return error;
    }
    match status.code {
        400 => Error::of(ErrorKind::Invalid, "That request could not be read"),
        401 => Error::unauthenticated("Please sign in first"),
        403 => Error::forbidden("That is not for you"),
        413 => Error::too_large("That is too large"),
        414 => Error::of(ErrorKind::Invalid, "That address is too long"),
        // Without a body only the path can be malformed, and nothing links there.
        404 | 405 | 422 => Error::not_found("There is nothing here"),
        429 => Error::too_many("That was a little too often; please wait a moment"),
        503 => Error::unavailable("The shop is busy; please try again in a moment"),
        _ => Error::internal(status.to_string()),
    }
}

type Noted = Mutex<Option<Error>>;

fn noted<'r>(request: &'r Request<'_>) -> &'r Noted {
    request.local_cache(|| Noted::new(None))
}

/// Turns a request away in a data guard, so that the visitor reads `error`.
pub fn refuse<'r, T>(request: &'r Request<'_>, error: Error) -> Outcome<'r, T>
where
    T: rocket::data::FromData<'r, Error = ()>,
{
    note(request, error);
    Outcome::Error((REFUSED, ()))
}

/// Remembers what the visitor shall read when a guard has turned the request away.
pub fn note(request: &Request<'_>, error: Error) {
    *noted(request).lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
}

impl<'r> Responder<'r, 'static> for Error {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let status = status(self.kind);
        let id = request_id(request);
        match (self.cause(), self.kind) {
            (Some(cause), ErrorKind::Internal) => {
                tracing::error!(request_id = id, "{} {}: {cause}", request.method(), path_for_log(request));
            }
            (Some(cause), _) => {
                tracing::info!(
                    request_id = id,
                    "{} {}: {} ({cause})",
                    request.method(),
                    path_for_log(request),
                    self.message
                );
            }
            (None, _) => {}
        }
        let mut answer = if let Some(way) = self.way.clone().filter(|_| leads_on(request)) {
            Redirect::to(way).respond_to(request)?
        } else if wants_json(request) {
            problem(&self, status, id).respond_to(request)?
        } else {
            let frame = Frame::of(request);
            match super::error_page::render(frame, &self, status, id) {
                Ok(html) => Body::new(ContentType::HTML, html).status(status).respond_to(request)?,
                Err(cause) => {
                    tracing::error!(request_id = id, "the error page cannot be drawn: {cause}");
                    Response::build().status(Status::InternalServerError).finalize()
                }
            }
        };
        answer.set_raw_header("Cache-Control", "no-store");
        if matches!(self.kind, ErrorKind::Unavailable | ErrorKind::TooMany) {
            let wait = self.wait.map_or(5, |it| it.as_secs() + 1);
            answer.set_raw_header("Retry-After", wait.to_string());
            if self.kind == ErrorKind::TooMany {
                answer.set_raw_header("RateLimit-Remaining", "0");
                answer.set_raw_header("RateLimit-Reset", wait.to_string());
            }
        }
        if self.kind == ErrorKind::Unauthenticated && wants_json(request) {
            // RFC 6750, section 3.
            answer.set_raw_header("WWW-Authenticate", "Bearer");
        }
        Ok(answer)
    }
}

fn problem(error: &Error, status: Status, id: &str) -> Body {
    let errors: Vec<_> =
        error.fields.iter().map(|(field, message)| json!({ "field": field, "message": message })).collect();
    let detail = error.fields.first().map_or(error.message.to_string(), |(field, advice)| format!("{field}: {advice}"));
    let problem = json!({
        "type": format!("/api/docs#{}", slug(error.kind)),
        "title": error.message,
        "status": status.code,
        "detail": detail,
        "request_id": id,
        "errors": errors,
    });
    Body::new(ContentType::new("application", "problem+json"), problem.to_string()).status(status)
}

/// Whether people who open a page are sent on to where they can put things right; what was sent is not sent again.
fn leads_on(request: &Request<'_>) -> bool {
    request.method() == rocket::http::Method::Get && !wants_json(request) && !request.headers().contains("HX-Request")
}

/// Whether `request` asks where programs do: they are known by what they send along, never by a cookie.
pub fn is_of_program(request: &Request<'_>) -> bool {
    let path = request.uri().path();
    path.starts_with("/api/") || *path == "/mcp"
}

/// Programs get problem documents: whoever asks below `/api/`, or for JSON and not for a page.
pub fn wants_json(request: &Request<'_>) -> bool {
    let accept = request.headers().get_one("Accept").unwrap_or_default();
    is_of_program(request) || (accept.contains("json") && !accept.contains("html"))
}

/// The one status of each kind.
pub fn status(kind: ErrorKind) -> Status {
    match kind {
        ErrorKind::Invalid => Status::UnprocessableEntity,
        ErrorKind::Unauthenticated => Status::Unauthorized,
        ErrorKind::Forbidden => Status::Forbidden,
        ErrorKind::NotFound => Status::NotFound,
        ErrorKind::Conflict => Status::Conflict,
        ErrorKind::Stale => Status::PreconditionFailed,
        ErrorKind::Locked => Status::Locked,
        ErrorKind::TooLarge => Status::PayloadTooLarge,
        ErrorKind::Unsupported => Status::UnsupportedMediaType,
        // Of the tus protocol, for its checksums.
        ErrorKind::Garbled => Status::new(460),
        ErrorKind::TooMany => Status::TooManyRequests,
        ErrorKind::Unavailable => Status::ServiceUnavailable,
        ErrorKind::Internal => Status::InternalServerError,
    }
}

fn slug(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::Invalid => "invalid",
        ErrorKind::Unauthenticated => "unauthenticated",
        ErrorKind::Forbidden => "forbidden",
        ErrorKind::NotFound => "not-found",
        ErrorKind::Conflict => "conflict",
        ErrorKind::Stale => "stale",
        ErrorKind::Locked => "locked",
        ErrorKind::TooLarge => "too-large",
        ErrorKind::Unsupported => "unsupported",
        ErrorKind::Garbled => "garbled",
        ErrorKind::TooMany => "too-many",
        ErrorKind::Unavailable => "unavailable",
        ErrorKind::Internal => "internal",
    }
}
