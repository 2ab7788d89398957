//! A number for each request, in its answer, on its error page and in the log.

use std::time::Instant;

use rocket::{
    Data, Request, Response,
    fairing::{Fairing, Info, Kind},
};

use crate::platform::clock::Chance;

/// Numbers requests and logs their outcome: failures and changes always, plain reads at level `debug`.
/// Queries are left out, since they may hold tokens.
pub struct RequestLog(pub Chance);

struct Numbered {
    id: String,
    began: Instant,
}

#[rocket::async_trait]
impl Fairing for RequestLog {
    fn info(&self) -> Info {
        Info { name: "request log", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let id = data_encoding::HEXLOWER.encode(&self.0.bytes::<8>());
        request.local_cache(|| Numbered { id, began: Instant::now() });
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let numbered = numbered(request);
        let (method, status) = (request.method(), response.status().code);
        let ms = numbered.began.elapsed().as_secs_f64() * 1000.0;
        response.set_raw_header("X-Request-Id", numbered.id.clone());
        // A path is only made readable where it is written down.
        if status >= 500 {
            tracing::error!(request_id = numbered.id, %method, path = path_for_log(request), status, ms, "request failed");
        } else if method.supports_payload() {
            tracing::info!(request_id = numbered.id, %method, path = path_for_log(request), status, ms, "request");
        } else {
            tracing::debug!(request_id = numbered.id, %method, path = path_for_log(request), status, ms, "request");
        }
    }
}

/// The path of a request as the log may show it: what is as long as a token is cut, since whoever reads the log may
/// not do all that a token allows.
pub fn path_for_log(request: &Request<'_>) -> String {
    let short = |segment: &str| match segment.get(..8) {
        Some(start) if segment.len() > 80 => format!("{start}…"),
        _ => segment.to_owned(),
    };
    request.uri().path().as_str().split('/').map(short).collect::<Vec<_>>().join("/")
}

/// The number of this request.
pub fn request_id<'r>(request: &'r Request<'_>) -> &'r str {
    &numbered(request).id
}

fn numbered<'r>(request: &'r Request<'_>) -> &'r Numbered {
    request.local_cache(|| Numbered { id: "unnumbered".into(), began: Instant::now() })
}
