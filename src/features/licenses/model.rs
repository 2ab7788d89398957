//! Licences and their keys; no I/O.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    base::{EditionId, Error, LicenseId, OrderId, OrderLineId, ProductId, Result, Timestamp},
    platform::db::Record,
};

/// Crockford's base 32: nothing in it can be mistaken for something else.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const GROUP: usize = 5;

/// What proves a licence: 150 random bits as `7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenseKey(String);

impl LicenseKey {
    /// How many random bytes make a key.
    pub const RANDOM: usize = 30;

    /// The key of these random bytes.
    pub fn new(random: [u8; Self::RANDOM]) -> Self {
        Self(random.iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect())
    }

    /// Reads what a person typed: in any case, with or without dashes and spaces, `O` for `0`, `I` or `L` for `1`.
    pub fn parse(text: &str) -> Result<Self> {
        let letters: Option<String> = text
            .trim()
            .chars()
            .filter(|c| !matches!(c, '-' | ' '))
            .map(|c| match c.to_ascii_uppercase() {
                'O' => Some('0'),
                'I' | 'L' => Some('1'),
                c if c.is_ascii() && LETTERS.contains(&(c as u8)) => Some(c),
                _ => None,
            })
            .take(Self::RANDOM + 1)
            .collect();
        letters
            .filter(|it| it.len() == Self::RANDOM)
            .map(Self)
            .ok_or_else(|| Error::invalid("key", "A key has six groups of five letters and digits"))
    }

    /// The letters alone, as the store finds them.
    pub fn letters(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, letter) in self.0.chars().enumerate() {
            if at > 0 && at % GROUP == 0 {
                f.write_str("-")?;
            }
            write!(f, "{letter}")?;
        }
        Ok(())
    }
}

impl fmt::Debug for LicenseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "LicenseKey(…{})", &self.0[self.0.len() - GROUP..])
    }
}

impl TryFrom<String> for LicenseKey {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        Self::parse(&text)
    }
}

impl From<LicenseKey> for String {
    fn from(key: LicenseKey) -> Self {
        key.0
    }
}

/// The right to use one copy, proved by a key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct License {
    /// Its identifier.
    pub id: LicenseId,
    /// What proves it.
    pub key: LicenseKey,
    /// For which product: a key is worth nothing for another.
    pub product: ProductId,
    /// For which edition.
    pub edition: EditionId,
    /// By which order.
    pub order: OrderId,
    /// By which of its lines.
    pub line: OrderLineId,
    /// Which of the copies of that line, from 1.
    pub seat: u32,
    /// Since when.
    pub issued: Timestamp,
    /// When and why it was taken back.
    #[serde(default)]
    pub revoked: Option<Revocation>,
}

/// That a licence was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Why, in words for its holder.
    pub why: String,
}

impl License {
    /// Whether it is worth anything.
    pub fn is_active(&self) -> bool {
        self.revoked.is_none()
    }
}

impl Record for License {
    type Key = LicenseId;
    const MISSING: &'static str = "There is no such licence";

    fn key(&self) -> LicenseId {
        self.id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_read_as_people_type_them() {
        let random = std::array::from_fn(|n| n as u8 * 7);
        let key = LicenseKey::new(random);
        let text = key.to_string();
        assert_eq!((text.len(), text.matches('-').count()), (35, 5));
        assert_eq!(LicenseKey::parse(&text).unwrap(), key);
        assert_eq!(LicenseKey::parse(&text.to_lowercase().replace('-', " ")).unwrap(), key);
        assert_eq!(LicenseKey::parse(&text.replace('0', "o").replace('1', "l")).unwrap(), key);
        for wrong in ["", "-", &text[1..], &format!("{text}A"), &text.replace('A', "U"), &"é".repeat(30)] {
            let fine = LicenseKey::parse(wrong).is_ok();
            assert!(!fine || *wrong == text, "{wrong}");
        }
        assert!(!format!("{key:?}").contains(&text[..10]), "keys stay out of logs");
    }

    /// Case 35: too many keys to guess one.
    #[test]
    fn keys_carry_at_least_128_bits() {
        const { assert!(LicenseKey::RANDOM * 5 >= 128) };
    }
}
