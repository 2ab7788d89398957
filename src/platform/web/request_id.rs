//! A number for each request, in its answer, on its error page and in the log.

use std::{
    convert::Infallible,
    sync::atomic::{AtomicBool, Ordering},
    time::Instant,
};

use rocket::{
    Data, Request, Response,
    fairing::{Fairing, Info, Kind},
    request::{FromRequest, Outcome},
};

use crate::platform::clock::Chance;

/// Numbers requests and logs their outcome: failures and changes always, plain reads at level `debug`.
/// Queries are left out, since they may hold tokens.
pub struct RequestLog(pub Chance);

struct Numbered {
    id: String,
    began: Instant,
}

/// Taken by a route that changes nothing though it is asked with a body, as a question about a secret is: it is logged as
/// the plain read that it is.
pub struct PlainRead;

struct IsPlainRead(AtomicBool);

#[rocket::async_trait]
impl<'r> FromRequest<'r> for PlainRead {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        request.local_cache(|| IsPlainRead(AtomicBool::new(false))).0.store(true, Ordering::Relaxed);
        Outcome::Success(Self)
    }
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
        response.set_raw_header("X-Request-Id", numbered.id.as_str());
        // A path is only made readable where it is written down.
        if status >= 500 {
            tracing::error!(request_id = numbered.id, %method, path = path_for_log(request), status, ms, "request failed");
        } else if method.supports_payload() && !is_plain_read(request) {
            tracing::info!(request_id = numbered.id, %method, path = path_for_log(request), status, ms, "request");
        } else {
            tracing::debug!(request_id = numbered.id, %method, path = path_for_log(request), status, ms, "request");
        }
    }
}

fn is_plain_read(request: &Request<'_>) -> bool {
    request.local_cache(|| IsPlainRead(AtomicBool::new(false))).0.load(Ordering::Relaxed)
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

#[cfg(test)]
mod tests {
    use std::{
        io,
        sync::{Arc, Mutex},
    };

    use rocket::{local::asynchronous::Client, post, routes};
    use tracing_subscriber::fmt;

    use super::*;

    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);

    impl io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[post("/changes")]
    fn changes() {}

    #[post("/asks")]
    fn asks(_plain: PlainRead) {}

    #[test]
    fn changes_are_logged_and_questions_are_not() {
        let lines = Lines::default();
        let writer = lines.clone();
        let log =
            fmt().with_ansi(false).with_max_level(tracing::Level::INFO).with_writer(move || writer.clone()).finish();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let _guard = tracing::subscriber::set_default(log);
        runtime.block_on(async {
            let rocket = rocket::build().attach(RequestLog(Chance::seeded(1))).mount("/", routes![changes, asks]);
            let client = Client::untracked(rocket).await.unwrap();
            for path in ["/changes", "/asks", "/nowhere"] {
                assert!(client.post(path).dispatch().await.headers().contains("X-Request-Id"));
            }
        });
        let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
        assert!(lines.contains("path=\"/changes\"") && lines.contains("path=\"/nowhere\""), "{lines}");
        assert!(!lines.contains("/asks"), "{lines}");
    }
}
