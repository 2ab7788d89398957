//! How often one address may ask the API, and what answers tell of it.

use std::time::Duration;

use rocket::{
    Data, Request, Response,
    fairing::{Fairing, Info, Kind},
    http::{Method, uri::Origin},
    response::{self, Responder},
};

use super::{ClientAddress, answer::note};
use crate::platform::limits::{Left, Limits, Rule};

/// The span over which the API's limit is given.
const SPAN: Duration = Duration::from_secs(10);

/// Counts requests to `/api/`, and turns away whoever asks too often.
pub struct Throttle(Rule);

impl Throttle {
    /// So many requests in ten seconds.
    pub fn new(per_10_seconds: u32) -> Self {
        let most = per_10_seconds.max(1);
        Self(Rule::new("the API", most, SPAN / most))
    }
}

#[rocket::async_trait]
impl Fairing for Throttle {
    fn info(&self) -> Info {
        Info { name: "throttle", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        if !request.uri().path().starts_with("/api/") {
            return;
        }
        let Some(limits) = request.rocket().state::<Limits>().filter(|it| it.is_on()) else { return };
        match limits.take_of(self.0, ClientAddress::of(request).0) {
            Ok(left) => {
                request.local_cache(|| Some(left));
            }
            Err(error) => {
                // A fairing cannot answer; the catcher of a path that is nobody's tells what was noted.
                note(request, error);
                request.set_method(Method::Get);
                request.set_uri(Origin::const_new("/api/refused", None));
            }
        }
    }

    /// The headers of an earlier draft of the IETF's, which most clients read (draft-ietf-httpapi-ratelimit-headers-06).
    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let left: &Option<Left> = request.local_cache(|| None);
        // What a narrower limit tells stands, also that it was met.
        if let Some(left) = left.filter(|_| !response.headers().contains(REMAINING)) {
            tell(response, &left);
        }
    }
}

const REMAINING: &str = "RateLimit-Remaining";

fn tell(response: &mut Response<'_>, left: &Left) {
    if left.limit == 0 {
        return;
    }
    response.set_raw_header("RateLimit-Limit", left.limit.to_string());
    response.set_raw_header(REMAINING, left.remaining.to_string());
    response.set_raw_header("RateLimit-Reset", left.full_in.as_secs().to_string());
}

/// An answer under a limit of its own, which tells how much of that is left.
pub struct Limited<T> {
    /// How much.
    pub left: Left,
    /// The answer.
    pub answer: T,
}

impl<'r, 'o: 'r, T: Responder<'r, 'o>> Responder<'r, 'o> for Limited<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'o> {
        let mut response = self.answer.respond_to(request)?;
        tell(&mut response, &self.left);
        Ok(response)
    }
}
