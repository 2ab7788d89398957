//! Words that nobody is shown.

use std::fmt;

use serde::{Deserialize, Deserializer, de};

/// A password or key out of the settings. It can be used, but no log, no error and no listing of settings shows it.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret without the white space that copying leaves around it.
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The secret itself, for whoever must show it to a server.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether nothing was set.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_empty() { "(not set)" } else { "(secret)" })
    }
}

impl<'de> Deserialize<'de> for Secret {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

/// A variable that is made of digits alone arrives as a number.
struct Reader;

impl de::Visitor<'_> for Reader {
    type Value = Secret;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("text in quotes")
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Secret, E> {
        Ok(Secret::new(text))
    }

    fn visit_i64<E: de::Error>(self, number: i64) -> Result<Secret, E> {
        Ok(Secret::new(&number.to_string()))
    }

    fn visit_bool<E: de::Error>(self, truth: bool) -> Result<Secret, E> {
        Ok(Secret::new(&truth.to_string()))
    }
}

/// Several secrets that are good at the same time, as while one follows another: a list, or text with commas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets(Vec<Secret>);

impl Secrets {
    /// All of them.
    pub fn all(&self) -> &[Secret] {
        &self.0
    }

    /// Whether there is one at all, and none that is empty: an empty secret would let everybody in.
    pub fn are_set(&self) -> bool {
        !self.0.is_empty() && !self.0.iter().any(Secret::is_empty)
    }

    /// Reads secrets with commas between them. Empty text is no secret.
    pub fn parse(text: &str) -> Self {
        if text.trim().is_empty() { Self::default() } else { Self(text.split(',').map(Secret::new).collect()) }
    }
}

impl<'de> Deserialize<'de> for Secrets {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            One(Secret),
            Several(Vec<Secret>),
        }
        Ok(match Written::deserialize(from)? {
            Written::One(text) => Self::parse(text.expose()),
            Written::Several(list) => Self(list),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_shown() {
        let both = Secrets::parse("whsec_old, whsec_new");
        assert_eq!(both.all().iter().map(Secret::expose).collect::<Vec<_>>(), ["whsec_old", "whsec_new"]);
        assert!(both.are_set() && !format!("{both:?}").contains("whsec"));
    }

    #[test]
    fn an_empty_secret_is_none() {
        for text in ["", " ", "\n", ",", "whsec_a,", " ,whsec_a"] {
            assert!(!Secrets::parse(text).are_set(), "{text:?}");
        }
    }
}
