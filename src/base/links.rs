//! Public addresses by name, so that each is written in one place.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Error, OrderId, Result, Slug};

/// Where the shop is reached from outside, such as `https://shop.example.com`: all absolute links begin with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BaseUrl(String);

impl BaseUrl {
    /// Takes `http://` or `https://` with a host and perhaps a port, nothing behind it.
    pub fn parse(text: &str) -> Result<Self> {
        let text = text.trim().trim_end_matches('/');
        let host = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or("");
        let good = !host.is_empty()
            && host.len() <= 255
            && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'[' | b']'));
        if good {
            Ok(Self(text.to_ascii_lowercase()))
        } else {
            Err(Error::invalid(
                "base_url",
                "Write http:// or https://, a host and perhaps a port, such as https://shop.example.com",
            ))
        }
    }

    /// The absolute address of `path`, which begins with a slash.
    pub fn to(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// Host and port, as in a `Host` header.
    pub fn host(&self) -> &str {
        self.0.split_once("://").map_or("", |(_, host)| host)
    }

    /// Whether browsers reach the shop over TLS.
    pub fn is_https(&self) -> bool {
        self.0.starts_with("https://")
    }
}

impl fmt::Display for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for BaseUrl {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for BaseUrl {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| error.advice())
    }
}

impl From<BaseUrl> for String {
    fn from(url: BaseUrl) -> Self {
        url.0
    }
}

/// The page of a product.
pub fn product(slug: &Slug) -> String {
    format!("/products/{slug}")
}

/// The page of a category, by the slugs from the root down.
pub fn category(path: &str) -> String {
    format!("/categories/{path}")
}

/// The page of a seller.
pub fn seller(slug: &Slug) -> String {
    format!("/sellers/{slug}")
}

/// The page of a collection.
pub fn collection(slug: &Slug) -> String {
    format!("/collections/{slug}")
}

/// The page of an order; `token` opens it for a guest.
pub fn order(order: OrderId, token: &str) -> String {
    format!("/orders/{order}?token={token}")
}

/// A download by its signed token.
pub fn download(token: &str) -> String {
    format!("/d/{token}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base_addresses_have_no_path() {
        assert_eq!(BaseUrl::parse("https://Shop.example.com/").unwrap().to("/cart"), "https://shop.example.com/cart");
        assert_eq!(BaseUrl::parse("http://127.0.0.1:8000").unwrap().host(), "127.0.0.1:8000");
        for wrong in ["", "shop.example.com", "ftp://x", "https://", "https://a/b", "https://a b", "https://u@h"] {
            assert!(BaseUrl::parse(wrong).is_err(), "{wrong}");
        }
    }
}
