//! Lists that are read a piece at a time.

use data_encoding::BASE64URL_NOPAD;

use super::{Error, Result};

/// How many entries one answer holds: 1 to 100, 24 unless asked otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limit(usize);

impl Limit {
    /// Takes what a visitor asked for.
    pub fn parse(asked: Option<i64>) -> Result<Self> {
        match asked {
            None => Ok(Self::default()),
            Some(n @ 1..=100) => Ok(Self(n.unsigned_abs() as usize)),
            Some(_) => Err(Error::invalid("limit", "Ask for 1 to 100 entries")),
        }
    }

    /// The number of entries.
    pub fn get(self) -> usize {
        self.0
    }
}

impl Default for Limit {
    fn default() -> Self {
        Self(24)
    }
}

/// Where the next piece of a list begins; opaque to those who carry it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor(Vec<u8>);

impl Cursor {
    /// A cursor that carries `bytes`.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self(bytes.into())
    }

    /// A cursor for lists that count from the top.
    pub fn at(offset: usize) -> Self {
        Self(offset.to_string().into_bytes())
    }

    /// Reads what [`Cursor::encode`] wrote; whatever else comes is refused.
    pub fn parse(text: &str) -> Result<Self> {
        BASE64URL_NOPAD
            .decode(text.as_bytes())
            .ok()
            .filter(|bytes| (1..=256).contains(&bytes.len()))
            .map(Self)
            .ok_or_else(Self::refused)
    }

    /// As it stands in an address.
    pub fn encode(&self) -> String {
        BASE64URL_NOPAD.encode(&self.0)
    }

    /// What it carries.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The offset that [`Cursor::at`] stored.
    pub fn offset(&self) -> Result<usize> {
        std::str::from_utf8(&self.0).ok().and_then(|text| text.parse().ok()).ok_or_else(Self::refused)
    }

    /// The error for a cursor that this shop did not make.
    pub fn refused() -> Error {
        Error::invalid("cursor", "Start again without a cursor; this one is not ours")
    }
}

/// One piece of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing<T> {
    /// The entries of this piece.
    pub items: Vec<T>,
    /// How many there are in all.
    pub total: usize,
    /// Where to go on, if there is more.
    pub next: Option<Cursor>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_cursors_are_checked() {
        assert_eq!(Limit::parse(None).unwrap().get(), 24);
        for wrong in [0, -1, 101, i64::MAX] {
            assert!(Limit::parse(Some(wrong)).is_err());
        }
        assert_eq!(Cursor::parse(&Cursor::at(48).encode()).unwrap().offset().unwrap(), 48);
        for wrong in ["", "§", "a b", "////"] {
            assert!(Cursor::parse(wrong).is_err(), "{wrong}");
        }
        assert!(Cursor::new(*b"-1").offset().is_err());
    }
}
