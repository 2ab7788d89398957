//! A whole shop for a single test, and the people who use it.

use std::{collections::BTreeMap, net::SocketAddr, sync::Mutex, time::Duration};

use bodega::{
    app::App,
    base::Timestamp,
    config::Config,
    platform::{
        clock::{Chance, Clock},
        web::Mode,
    },
};
use rocket::{
    http::{ContentType, Header, Method, Status},
    local::asynchronous::Client,
};
use serde_json::Value;

/// An open shop with its store in memory, a clock that the test sets, and captured mail.
pub struct Shop {
    pub app: App,
    pub clock: Clock,
    client: Client,
}

/// Someone with a browser: cookies are kept.
pub struct Person<'a> {
    shop: &'a Shop,
    cookies: Mutex<BTreeMap<String, String>>,
}

/// An answer, read to its end.
pub struct Seen {
    pub status: Status,
    pub headers: Vec<(String, String)>,
    pub bytes: Vec<u8>,
}

impl Shop {
    pub async fn open() -> Self {
        Self::open_with(|_| {}).await
    }

    /// A shop whose settings differ from those of other tests.
    pub async fn open_with(change: impl FnOnce(&mut Config)) -> Self {
        let clock = Clock::manual(Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
        let mut config = Config::default();
        config.shop.mode = Mode::Test;
        // Stories ask more often than people do; those about limits turn them on.
        config.limits.on = false;
        // What is found does not hang on whether the program was built with a table of meaning; a story of its own does.
        config.search.meaning = false;
        change(&mut config);
        let app = App::in_memory(config, clock.clone(), Chance::seeded(7)).unwrap();
        let client = Client::untracked(app.rocket()).await.unwrap();
        Self { app, clock, client }
    }

    pub fn person(&self) -> Person<'_> {
        Person { shop: self, cookies: Mutex::default() }
    }

    /// Time goes on, and whatever is due is done.
    pub async fn later(&self, by: Duration) {
        self.clock.advance(by);
        self.settle().await;
    }

    pub async fn settle(&self) {
        self.app.settle().await.unwrap();
    }

    /// Every test ends here: whatever it did, the store must be sound.
    pub async fn close(self) {
        self.settle().await;
        assert_eq!(self.app.check().unwrap(), Vec::<String>::new(), "the store is sound");
    }

    /// Any request, by no one in particular.
    pub async fn send(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Seen {
        self.send_from(None, method, path, headers, body).await
    }

    /// Any request, from an address.
    pub async fn send_from(
        &self,
        peer: Option<SocketAddr>,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> Seen {
        let mut request = self.client.req(method, path.to_owned()).body(body);
        if let Some(peer) = peer {
            request = request.remote(peer);
        }
        for (name, value) in headers {
            request.add_header(Header::new((*name).to_owned(), (*value).to_owned()));
            // Rocket reads cookies off the wire; a request of a test has to be told of them.
            if *name == "Cookie" {
                let pairs = value.split("; ").filter_map(|pair| pair.split_once('='));
                request = request.cookies(pairs.map(|(name, value)| (name.to_owned(), value.to_owned())));
            }
        }
        let answer = request.dispatch().await;
        let status = answer.status();
        let headers = answer.headers().iter().map(|it| (it.name.to_string(), it.value.to_string())).collect();
        let bytes = answer.into_bytes().await.unwrap_or_default();
        Seen { status, headers, bytes }
    }
}

impl<'a> Person<'a> {
    /// The shop they are in.
    pub fn shop(&self) -> &'a Shop {
        self.shop
    }

    /// What their browser keeps under `name`.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.cookies.lock().unwrap().get(name).cloned()
    }

    /// Somebody puts a cookie into their browser.
    pub fn is_given(&self, name: &str, value: &str) {
        self.cookies.lock().unwrap().insert(name.to_owned(), value.to_owned());
    }

    pub async fn opens(&self, path: &str) -> Seen {
        self.sends(Method::Get, path, &[], b"").await
    }

    /// Opens a page that must be there, and gives its text.
    pub async fn reads(&self, path: &str) -> String {
        let seen = self.opens(path).await;
        assert_eq!(seen.status, Status::Ok, "GET {path}: {}", seen.text());
        seen.text()
    }

    /// Sends a form, as a browser does from one of our own pages.
    pub async fn posts(&self, path: &str, form: &[(&str, &str)]) -> Seen {
        let body = serde_html_form::to_string(form).unwrap();
        self.sends(Method::Post, path, &[("Content-Type", &ContentType::Form.to_string())], body.as_bytes()).await
    }

    /// Sends a form from an address.
    pub async fn sends_from(&self, peer: SocketAddr, path: &str, form: &[(&str, &str)]) -> Seen {
        let body = serde_html_form::to_string(form).unwrap();
        let headers = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "http://127.0.0.1:8000")];
        let seen = self.shop.send_from(Some(peer), Method::Post, path, &headers, body.as_bytes()).await;
        self.keep(&seen);
        seen
    }

    /// Asks the API with a JSON body.
    pub async fn asks(&self, method: Method, path: &str, body: &Value) -> Seen {
        let kind = ContentType::JSON.to_string();
        self.sends(
            method,
            path,
            &[("Content-Type", &kind), ("Accept", "application/json")],
            body.to_string().as_bytes(),
        )
        .await
    }

    /// Goes where a redirect leads.
    pub async fn follows(&self, seen: &Seen) -> Seen {
        let location = seen.header("Location").unwrap_or_else(|| panic!("no redirect: {}", seen.text()));
        self.opens(&location.replace("http://127.0.0.1:8000", "")).await
    }

    pub async fn sends(&self, method: Method, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Seen {
        let cookies =
            self.cookies.lock().unwrap().iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join("; ");
        let mut all = headers.to_vec();
        if !cookies.is_empty() {
            all.push(("Cookie", &cookies));
        }
        if method != Method::Get {
            all.push(("Origin", "http://127.0.0.1:8000"));
        }
        let seen = self.shop.send(method, path, &all, body).await;
        self.keep(&seen);
        seen
    }

    fn keep(&self, seen: &Seen) {
        let mut cookies = self.cookies.lock().unwrap();
        for (_, value) in seen.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("set-cookie")) {
            let (pair, rest) = value.split_once(';').unwrap_or((value, ""));
            let (name, value) = pair.split_once('=').unwrap();
            if value.is_empty() || rest.contains("Max-Age=0") {
                cookies.remove(name);
            } else {
                cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

impl Seen {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|cause| panic!("{cause}: {}", self.text()))
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(it, _)| it.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }
}
