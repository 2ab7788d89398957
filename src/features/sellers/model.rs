//! A seller, and what a name may be.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Result, SellerId, Slug, Timestamp, UserId, text},
    platform::db::Record,
};

/// A name that can stand beside products: one line of 1 to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SellerName(String);

impl SellerName {
    /// The most characters a name may have.
    pub const MAX: usize = 100;

    /// Takes what a person or a file calls the seller.
    pub fn parse(name: &str) -> Result<Self> {
        let name = text::line(name);
        match name.chars().count() {
            1..=Self::MAX => Ok(Self(name)),
            _ => Err(Error::invalid("seller", format!("Use a name of 1 to {} characters", Self::MAX))),
        }
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// One spelling for names that look the same whatever letters they are written with (Unicode Technical Standard 39,
    /// section 4).
    pub fn skeleton(&self) -> String {
        let skeleton = |text: &str| unicode_security::skeleton(text).collect::<String>();
        // Lower case first, so that "I" is an "l"; then again, since letters without a twin in lower case have one now.
        skeleton(&skeleton(&self.folded()).to_lowercase())
    }

    /// One spelling for names that differ only in case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }
}

impl fmt::Display for SellerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SellerName {
    type Error = Error;

    fn try_from(name: String) -> Result<Self> {
        Self::parse(&name)
    }
}

impl From<SellerName> for String {
    fn from(name: SellerName) -> Self {
        name.0
    }
}

/// Someone who sells here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// Never changes.
    pub id: SellerId,
    /// Where their page is.
    pub slug: Slug,
    /// What they are called.
    pub name: SellerName,
    /// What they tell about themselves, as plain text.
    #[serde(default)]
    pub about: String,
    /// Since when they have been here.
    pub created: Timestamp,
    /// The account that minds what they sell, if one does.
    #[serde(default)]
    pub owner: Option<UserId>,
}

impl Seller {
    /// The most characters of [`Seller::about`].
    pub const MAX_ABOUT: usize = 5_000;
}

impl Record for Seller {
    type Key = SellerId;
    const MISSING: &'static str = "There is no such seller";

    fn key(&self) -> SellerId {
        self.id
    }
}
