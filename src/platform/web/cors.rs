//! Which other sites' scripts may use the API in a browser (Fetch standard, section 3.2). None, unless the owner lists
//! them; cookies are never theirs to use.

use rocket::{
    Data, Request, Response, Route,
    fairing::{Fairing, Info, Kind},
    http::{Method, Status},
    route::{Handler, Outcome},
};

use crate::base::{Error, Result};

const METHODS: &str = "GET, HEAD, POST, PUT, PATCH, DELETE";
const TAKEN: &str = "Authorization, Content-Type, Idempotency-Key, If-Match, Cart-Token, Wishlist-Token, \
    Tus-Resumable, Upload-Length, Upload-Offset, Upload-Metadata, Upload-Checksum";
const SHOWN: &str = "Cart-Token, ETag, Location, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, \
    Tus-Resumable, Upload-Expires, Upload-Length, Upload-Metadata, Upload-Offset, Wishlist-Token, X-Request-Id";

/// The sites that are let in, as browsers name them; managed state.
#[derive(Debug, Clone, Default)]
pub struct Origins(Vec<String>);

impl Origins {
    /// Reads what the owner listed: each a scheme and a host, and a port if it is not the usual one.
    pub fn parse(listed: &[String]) -> Result<Self> {
        let wrong = |it: &String| {
            let host = it.strip_prefix("https://").or_else(|| it.strip_prefix("http://")).unwrap_or_default();
            let plain =
                |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-' | ':' | '[' | ']');
            host.is_empty() || !host.chars().all(plain)
        };
        match listed.iter().find(|it| wrong(it)) {
            Some(it) => {
                let advice = "write a site as browsers name it, such as \"https://app.example.com\"";
                Err(Error::invalid("security.cors_origins", format!("{it:?}: {advice}")))
            }
            None => Ok(Self(listed.to_vec())),
        }
    }

    fn admit(&self, request: &Request<'_>) -> Option<&str> {
        let origin = request.headers().get_one("Origin")?;
        let api = request.uri().path().starts_with("/api/");
        self.0.iter().find(|it| api && it.as_str() == origin).map(String::as_str)
    }
}

/// Whether a script of a listed site sends `request` to the API.
pub(super) fn is_let_in(request: &Request<'_>) -> bool {
    request.rocket().state::<Origins>().is_some_and(|it| it.admit(request).is_some())
}

/// Tells browsers who is let in.
pub struct Cors;

#[rocket::async_trait]
impl Fairing for Cors {
    fn info(&self) -> Info {
        Info { name: "cors", kind: Kind::Response }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let Some(origins) = request.rocket().state::<Origins>() else { return };
        if origins.0.is_empty() || !request.uri().path().starts_with("/api/") {
            return;
        }
        response.adjoin_raw_header("Vary", "Origin");
        let Some(origin) = origins.admit(request) else { return };
        response.set_raw_header("Access-Control-Allow-Origin", origin.to_owned());
        response.set_raw_header("Access-Control-Expose-Headers", SHOWN);
        if request.method() == Method::Options {
            response.set_raw_header("Access-Control-Allow-Methods", METHODS);
            response.set_raw_header("Access-Control-Allow-Headers", TAKEN);
            response.set_raw_header("Access-Control-Max-Age", "600");
        }
    }
}

/// Answers the question that browsers ask before they send something on behalf of another site.
#[derive(Clone)]
struct Preflight;

#[rocket::async_trait]
impl Handler for Preflight {
    async fn handle<'r>(&self, request: &'r Request<'_>, _: Data<'r>) -> Outcome<'r> {
        Outcome::from(request, Status::NoContent)
    }
}

/// The route for that question.
pub fn routes() -> Vec<Route> {
    vec![Route::ranked(20, Method::Options, "/api/v1/<path..>", Preflight)]
}
