//! What stands between a stranger's browser and the shop: headers on every answer, and requests turned away
//! that another site sent or that came for another host.

use rocket::{
    Data, Request, Response, Route,
    fairing::{Fairing, Info, Kind},
    get,
    http::{Method, uri::Origin},
    routes,
};

use super::{cors::is_let_in, shop::Shop};
use crate::base::{Error, Result};

/// On every answer that has none of its own.
const HEADERS: [(&str, &str); 4] = [
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
];

/// What browsers heed in documents alone; answers in JSON are none.
const OF_DOCUMENTS: [(&str, &str); 3] = [
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "geolocation=(), camera=(), microphone=(), payment=()"),
];

const POLICY: &str = "Content-Security-Policy";
/// Whoever is led to JSON by a link loads nothing because of it.
const OF_JSON: &str = "default-src 'none'; frame-ancestors 'none'";

/// What browsers may load and where forms may lead; managed state. Only what the shop itself serves, nothing inline.
pub struct ContentPolicy(String);

impl ContentPolicy {
    /// Forms may also lead to these sites, such as `https://pay.example.com`: browsers hold the redirects after a form
    /// against the policy too, and some gateways have the payer come to their own pages.
    pub fn leading_to(sites: &[String]) -> Self {
        let sites: String = sites.iter().map(|it| format!(" {it}")).collect();
        Self(format!(
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self'; font-src 'self'; \
             connect-src 'self'; form-action 'self'{sites}; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
        ))
    }
}

/// Sets the headers and turns foreign requests away, after Rocket has rewritten the method by `_method`.
pub struct Shield;

#[rocket::async_trait]
impl Fairing for Shield {
    fn info(&self) -> Info {
        Info { name: "shield", kind: Kind::Request | Kind::Response }
    }

    async fn on_request(&self, request: &mut Request<'_>, _: &mut Data<'_>) {
        let Some(shop) = request.rocket().state::<Shop>() else { return };
        let reason = if !is_our_host(request, shop) {
            "host"
        } else if !is_our_page(request, shop) {
            "site"
        } else {
            return;
        };
        // A fairing cannot answer; a route can.
        request.local_cache(|| Refused);
        request.set_method(Method::Get);
        let api = request.uri().path().starts_with("/api/");
        let path = format!("{}/refused/{reason}", if api { "/api" } else { "" });
        if let Ok(uri) = Origin::parse_owned(path) {
            request.set_uri(uri);
        }
    }

    async fn on_response<'r>(&self, request: &'r Request<'_>, response: &mut Response<'r>) {
        let is_json = response.headers().get_one("Content-Type").is_some_and(|it| it.contains("json"));
        let documents = OF_DOCUMENTS.iter().filter(|_| !is_json);
        for (name, value) in HEADERS.iter().chain(documents) {
            if !has(response, name) {
                response.set_raw_header(*name, *value);
            }
        }
        if !has(response, POLICY) {
            let policy = request.rocket().state::<ContentPolicy>().filter(|_| !is_json);
            match policy {
                Some(policy) => response.set_raw_header(POLICY, policy.0.as_str()),
                None if is_json => response.set_raw_header(POLICY, OF_JSON),
                None => response.set_raw_header(POLICY, ContentPolicy::leading_to(&[]).0),
            };
        }
        if request.rocket().state::<Shop>().is_some_and(|shop| shop.base_url.is_https()) {
            response.set_raw_header("Strict-Transport-Security", "max-age=63072000; includeSubDomains");
        }
    }
}

/// A walk over the few that are there costs less than a look-up.
fn has(response: &Response<'_>, name: &str) -> bool {
    response.headers().iter().any(|it| it.name == name)
}

#[derive(Clone, Copy)]
struct Refused;

/// The routes that tell a visitor why they were turned away.
pub fn routes() -> Vec<Route> {
    routes![refused, refused_api]
}

#[get("/refused/<reason>")]
fn refused(reason: &str) -> Result<()> {
    match reason {
        "host" => Err(Error::of(
            crate::base::ErrorKind::Forbidden,
            "This shop is not reached under that name. If you run it, set base_url in config.toml",
        )),
        "site" => {
            Err(Error::forbidden("That came from another site, so nothing was done. Please use the shop's own page"))
        }
        _ => Err(Error::not_found("There is nothing here")),
    }
}

#[get("/api/refused/<reason>")]
fn refused_api(reason: &str) -> Result<()> {
    refused(reason)
}

/// The host that the owner has set, or a name of this very machine.
fn is_our_host(request: &Request<'_>, shop: &Shop) -> bool {
    if matches!(request.uri().path().as_str(), "/healthz" | "/readyz" | "/metrics") {
        return true;
    }
    let mut hosts = request.headers().get("Host");
    match (hosts.next(), hosts.next()) {
        // HTTP/1.1 without one does not come through a socket; two are a trick.
        (None, _) => true,
        (Some(host), None) => is_ours(host, shop),
        (Some(_), Some(_)) => false,
    }
}

fn is_ours(host: &str, shop: &Shop) -> bool {
    let name = match host.find(']') {
        Some(end) if host.starts_with('[') => &host[..=end],
        _ => host.split(':').next().unwrap_or_default(),
    };
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    let address = || name.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    host.eq_ignore_ascii_case(shop.base_url.host())
        || ["localhost", "127.0.0.1", "[::1]"].into_iter().any(is)
        || (!shop.base_url_is_set && address())
}

/// Whether a browser says that one of our own pages sent `request`; one that says nothing is a program.
/// Whether another site sent it, as far as browsers tell; programs that are none say nothing.
pub(super) fn is_from_elsewhere(request: &Request<'_>) -> bool {
    request.headers().contains("Origin") && !is_from_our_page(request)
}

/// Whether one of our own pages sent it.
pub(super) fn is_from_our_page(request: &Request<'_>) -> bool {
    let Some(shop) = request.rocket().state::<Shop>() else { return false };
    let mut origins = request.headers().get("Origin");
    match (origins.next(), origins.next()) {
        (Some(origin), None) => origin.split_once("://").is_some_and(|(_, host)| is_ours(host, shop)),
        _ => false,
    }
}

/// Whether a request that changes something came from one of our own pages, or from a program without cookies.
fn is_our_page(request: &Request<'_>, shop: &Shop) -> bool {
    if matches!(request.method(), Method::Get | Method::Head | Method::Options) || is_let_in(request) {
        return true;
    }
    let headers = request.headers();
    match (headers.get_one("Sec-Fetch-Site"), headers.get_one("Origin")) {
        (Some(site), _) => matches!(site, "same-origin" | "none"),
        (None, Some(origin)) => origin.split_once("://").is_some_and(|(_, host)| is_ours(host, shop)),
        (None, None) => !headers.contains("Cookie"),
    }
}
