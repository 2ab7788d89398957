//! How a visitor's cart is known: by a cookie, or by the header `Cart-Token` for programs.

use std::convert::Infallible;

use rocket::{
    Request,
    http::{Cookie, CookieJar, SameSite},
    request::{FromRequest, Outcome},
    time::Duration,
};

use super::{Cart, CartToken, find};
use crate::platform::{db::Db, web::Shop};

/// The header by which programs name their cart, in requests and in answers.
pub const HEADER: &str = "Cart-Token";

/// Whoever asks, with the token of their cart if they have one.
#[derive(Debug, Clone, Default)]
pub struct Shopper {
    /// What opens their cart.
    pub token: Option<CartToken>,
}

impl Shopper {
    /// Reads the header, or else the cookie.
    pub fn of(request: &Request<'_>) -> Self {
        let header = request.headers().get_one(HEADER).and_then(CartToken::parse);
        let cookie = || {
            let https = request.rocket().state::<Shop>().is_some_and(|shop| shop.base_url.is_https());
            request.cookies().get(cookie_name(https)).and_then(|cookie| CartToken::parse(cookie.value()))
        };
        Self { token: header.or_else(cookie) }
    }
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Shopper {
    type Error = Infallible;

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, Infallible> {
        Outcome::Success(Self::of(request))
    }
}

/// Lets the visitor's browser keep `token` for as long as the cart lives.
pub fn keep_token(jar: &CookieJar<'_>, shop: &Shop, token: &CartToken) {
    let https = shop.base_url.is_https();
    let life = Duration::seconds(Cart::LIFE.as_secs().cast_signed());
    let cookie = Cookie::build((cookie_name(https), token.reveal()))
        .path("/")
        .http_only(true)
        .secure(https)
        .same_site(SameSite::Lax)
        .max_age(life);
    jar.add(cookie);
}

/// How many pieces lie in the cart of whoever asks; nothing if that cannot be told.
pub fn pieces(request: &Request<'_>) -> u32 {
    let Some(db) = request.rocket().state::<Db>() else { return 0 };
    let Some(token) = Shopper::of(request).token else { return 0 };
    let cart = db.look(|txn| find(txn, &token)).ok().flatten();
    cart.filter(Cart::is_open).map_or(0, |cart| cart.pieces())
}

/// `__Host-` keeps neighbouring sites from setting it; browsers take it over https only.
fn cookie_name(https: bool) -> &'static str {
    if https { "__Host-cart" } else { "cart" }
}
