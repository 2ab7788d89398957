//! The part of an address that names a thing to people.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// Lower-case letters, digits and single hyphens, 1 to 80 of them.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

impl Slug {
    /// The most characters a slug may have.
    pub const MAX: usize = 80;

    /// Takes `text` if it is a slug already.
    pub fn parse(text: &str) -> Result<Self> {
        let good = (1..=Self::MAX).contains(&text.len())
            && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'0'..=b'9' | b'-'))
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(Error::invalid("slug", "Use lower-case letters, digits and single hyphens, 80 at most"))
        }
    }

    /// The slug that fits `title` best: letters of any script are written with Latin ones.
    /// A title without any letter or digit gives nothing.
    pub fn of(title: &str) -> Option<Self> {
        let mut slug = String::new();
        for c in deunicode::deunicode(title).chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('-') && c != '\'' {
                slug.push('-');
            }
            if slug.len() >= Self::MAX {
                break;
            }
        }
        Self::parse(slug.trim_end_matches('-')).ok()
    }

    /// The same slug with `-number` behind it, shortened where needed.
    #[must_use]
    pub fn numbered(&self, number: u32) -> Self {
        let tail = format!("-{number}");
        let room = Self::MAX - tail.len();
        let head: String = self.0.chars().take(room).collect();
        Self(format!("{}{tail}", head.trim_end_matches('-')))
    }

    /// The slug as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Slug {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Slug {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| error.advice())
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn titles_become_slugs() {
        let slug = |title| Slug::of(title).map(String::from);
        assert_eq!(slug("Tape Garden 3.0").as_deref(), Some("tape-garden-3-0"));
        assert_eq!(slug("Größe & Übermut").as_deref(), Some("grosse-ubermut"));
        assert_eq!(slug("Maker's Kit").as_deref(), Some("makers-kit"));
        assert_eq!(slug("…"), None);
    }

    proptest! {
        #[test]
        fn whatever_the_title_the_slug_is_good(title in ".{0,200}", number in 0u32..) {
            if let Some(slug) = Slug::of(&title) {
                prop_assert!(Slug::parse(slug.as_str()).is_ok());
                prop_assert!(Slug::parse(slug.numbered(number).as_str()).is_ok());
            }
        }
    }
}
