//! What a visitor without an account is known by: random bits that their browser keeps in a cookie, or that their
//! program sends in a header.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use rocket::{
    Request,
    http::{Cookie, CookieJar, SameSite},
    response::{self, Responder},
    time,
};
use sha2::{Digest, Sha256};

use super::Shop;

/// What opens something of a visitor's: 192 random bits, known to them alone; the store keeps only their hash.
#[derive(Clone, PartialEq, Eq)]
pub struct VisitorToken([u8; 24]);

impl VisitorToken {
    /// A token of these random bytes.
    pub fn new(random: [u8; 24]) -> Self {
        Self(random)
    }

    /// Reads what [`VisitorToken::reveal`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        Some(Self(bytes.try_into().ok()?))
    }

    /// As it stands in the cookie or the header.
    pub fn reveal(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// As the store knows it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl std::fmt::Debug for VisitorToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("VisitorToken(…)")
    }
}

/// One kind of thing that visitors are given a token for, and how it is carried.
#[derive(Debug, Clone, Copy)]
pub struct Keepsake {
    /// The header by which programs name it, in requests and in answers.
    pub header: &'static str,
    /// The cookie by which browsers do.
    pub cookie: &'static str,
    /// For how long browsers keep it.
    pub life: Duration,
}

impl Keepsake {
    /// The token in the header of `request`.
    pub fn sent(&self, request: &Request<'_>) -> Option<VisitorToken> {
        request.headers().get_one(self.header).and_then(VisitorToken::parse)
    }

    /// The token in the header of `request`, or else in its cookie.
    pub fn read(&self, request: &Request<'_>) -> Option<VisitorToken> {
        let cookie = || {
            let shop = request.rocket().state::<Shop>()?;
            VisitorToken::parse(request.cookies().get(&self.name(shop))?.value())
        };
        self.sent(request).or_else(cookie)
    }

    /// The token with which somebody comes to sign in. A program says by the header what it wants to have taken along;
    /// what a browser sends by itself counts on pages only.
    pub fn brought(&self, request: &Request<'_>) -> Option<VisitorToken> {
        if request.uri().path().starts_with("/api/") { self.sent(request) } else { self.read(request) }
    }

    /// Lets the visitor's browser keep `token`.
    pub fn keep(&self, jar: &CookieJar<'_>, shop: &Shop, token: &VisitorToken) {
        let life = time::Duration::seconds(self.life.as_secs().cast_signed());
        let cookie = Cookie::build((self.name(shop), token.reveal()))
            .path("/")
            .http_only(true)
            .secure(shop.base_url.is_https())
            .same_site(SameSite::Lax)
            .max_age(life);
        jar.add(cookie);
    }

    /// `__Host-` keeps neighbouring sites from setting it; browsers take it over https only.
    fn name(&self, shop: &Shop) -> String {
        if shop.base_url.is_https() { format!("__Host-{}", self.cookie) } else { self.cookie.to_owned() }
    }
}

/// An answer that names what a visitor keeps: by the header, and by the cookie for whoever sends no header.
pub struct Named<R> {
    /// What is named.
    pub keepsake: Keepsake,
    /// Its token; there is none for whoever has signed in.
    pub token: Option<VisitorToken>,
    /// The answer.
    pub answer: R,
}

impl<'r, R: Responder<'r, 'static>> Responder<'r, 'static> for Named<R> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.answer.respond_to(request)?;
        let Some(token) = self.token else { return Ok(answer) };
        if let Some(shop) = request.rocket().state::<Shop>().filter(|_| self.keepsake.sent(request).is_none()) {
            self.keepsake.keep(request.cookies(), shop, &token);
        }
        answer.set_raw_header(self.keepsake.header, token.reveal());
        Ok(answer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back_and_never_printed() {
        let token = VisitorToken::new([200; 24]);
        assert_eq!(VisitorToken::parse(&token.reveal()), Some(token.clone()));
        for wrong in ["", "a", &token.reveal()[1..], &format!("{}A", token.reveal()), "é"] {
            assert_eq!(VisitorToken::parse(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{token:?}"), "VisitorToken(…)");
    }
}
