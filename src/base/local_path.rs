//! Where to go on within the shop.

use std::fmt;

/// A path of our own, such as a page to return to after signing in. Anything that could lead elsewhere becomes `/`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LocalPath(String);

impl LocalPath {
    /// Reads what a form or an address says. Browsers take `//host`, `/\host` and what hides in control characters for
    /// addresses of others (WHATWG URL, section 4.4), so only a slash followed by plain characters is taken.
    pub fn parse(text: &str) -> Self {
        let ours = text.starts_with('/') && !text.starts_with("//") && !text.contains('\\');
        let plain = text.len() <= 2_000 && text.bytes().all(|byte| byte.is_ascii_graphic());
        Self(if ours && plain { text.to_owned() } else { "/".to_owned() })
    }

    /// As it stands in an address.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is the front page, which is also what everything foreign has become.
    pub fn is_home(&self) -> bool {
        self.0 == "/"
    }
}

impl Default for LocalPath {
    fn default() -> Self {
        Self("/".to_owned())
    }
}

impl fmt::Display for LocalPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case 64 of the threats.
    #[test]
    fn threat_64_nobody_is_led_astray() {
        for foreign in [
            "//e.test",
            "/\\e.test",
            "https:e.test",
            "https://e.test/",
            "/\t/e.test",
            "/a\r\nSet-Cookie: b=c",
            "javascript:alert(1)",
            "e.test",
            "",
            "/é",
        ] {
            assert_eq!(LocalPath::parse(foreign).as_str(), "/", "{foreign:?}");
        }
        // An escape stays an escape within a path.
        for ours in ["/cart", "/products?q=serif&page=2#top", "/%09/e.test"] {
            assert_eq!(LocalPath::parse(ours).as_str(), ours);
        }
    }
}
