//! An e-mail address.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// An address that mail can be sent to (RFC 5321 limits: 254 characters). The domain is kept in lower case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

impl Email {
    /// Takes what a person typed into the field `email`.
    pub fn parse(text: &str) -> Result<Self> {
        let wrong = || Error::invalid("email", "Write an address such as you@example.com");
        let text = text.trim();
        if text.len() > 254 || text.chars().any(char::is_control) {
            return Err(wrong());
        }
        let (user, domain) = text.rsplit_once('@').ok_or_else(wrong)?;
        let dotted = domain.split('.').count() > 1 && domain.split('.').all(|part| !part.is_empty());
        if !dotted && domain != "localhost" {
            return Err(wrong());
        }
        let address = format!("{user}@{}", domain.to_lowercase());
        lettre::Address::from_str(&address).map_err(|cause| wrong().because(cause))?;
        Ok(Self(address))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One spelling for all ways to write a mailbox, for limits per person: lower case, no `+tag`.
    pub fn normalised(&self) -> String {
        let lower = self.0.to_lowercase();
        match lower.rsplit_once('@') {
            Some((user, domain)) => format!("{}@{domain}", user.split('+').next().unwrap_or(user)),
            None => lower,
        }
    }

    /// `a…@example.com`: enough for its owner to know it again, too little for others.
    pub fn masked(&self) -> String {
        match self.0.rsplit_once('@') {
            Some((user, domain)) => format!("{}…@{domain}", user.chars().take(1).collect::<String>()),
            None => "…".into(),
        }
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Email {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Email {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse(&text).map_err(|error| error.advice())
    }
}

impl From<Email> for String {
    fn from(email: Email) -> Self {
        email.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_checked_at_the_door() {
        assert_eq!(Email::parse(" Ada@Example.COM ").unwrap().as_str(), "Ada@example.com");
        for wrong in [
            "",
            "ada",
            "ada@",
            "@example.com",
            "a b@example.com",
            "a@b",
            "a@example.com\r\nBcc: x@y.z",
            "a@example..com",
        ] {
            assert_eq!(Email::parse(wrong).unwrap_err().fields[0].0, "email", "{wrong}");
        }
    }

    #[test]
    fn one_person_has_one_spelling() {
        assert_eq!(Email::parse("Ada+shop@Example.com").unwrap().normalised(), "ada@example.com");
        assert_eq!(Email::parse("ada@example.com").unwrap().masked(), "a…@example.com");
    }
}
