//! The cookies at the door: one that opens a session, one that waits for a second factor.

use rocket::{
    http::{Cookie, CookieJar, SameSite},
    time::Duration,
};

use crate::{features::sessions::Secret, platform::web::Shop};

/// Browsers forget no later than this; the store decides.
const KEPT: Duration = Duration::days(90);

/// Lets the browser keep what opens a session: until it is closed, or longer if its owner wants.
pub(super) fn keep(jar: &CookieJar<'_>, shop: &Shop, secret: &Secret, keep: bool) {
    let cookie = build(session(shop), secret.reveal().to_owned(), shop);
    jar.add(if keep { cookie.max_age(KEPT) } else { cookie });
}

/// What the browser sends to open a session.
pub(super) fn read(jar: &CookieJar<'_>, shop: &Shop) -> Option<String> {
    jar.get(session(shop)).map(|it| it.value().to_owned())
}

/// Forgets it.
pub(super) fn forget(jar: &CookieJar<'_>, shop: &Shop) {
    jar.remove(Cookie::build(session(shop)).path("/"));
}

/// Keeps a value for a short while.
pub(super) fn keep_pending(jar: &CookieJar<'_>, shop: &Shop, value: String, life: Duration) {
    jar.add(build(pending(shop), value, shop).max_age(life));
}

/// The value that was kept for a short while.
pub(super) fn read_pending(jar: &CookieJar<'_>, shop: &Shop) -> Option<String> {
    jar.get(pending(shop)).map(|it| it.value().to_owned())
}

/// Forgets it.
pub(super) fn forget_pending(jar: &CookieJar<'_>, shop: &Shop) {
    jar.remove(Cookie::build(pending(shop)).path("/"));
}

fn build(name: &'static str, value: String, shop: &Shop) -> rocket::http::private::cookie::CookieBuilder<'static> {
    let https = shop.base_url.is_https();
    Cookie::build((name, value)).path("/").http_only(true).secure(https).same_site(SameSite::Lax)
}

/// `__Host-` keeps neighbouring sites from setting it; browsers take it over https only.
fn session(shop: &Shop) -> &'static str {
    if shop.base_url.is_https() { "__Host-session" } else { "session" }
}

fn pending(shop: &Shop) -> &'static str {
    if shop.base_url.is_https() { "__Host-sign-in" } else { "sign-in" }
}
