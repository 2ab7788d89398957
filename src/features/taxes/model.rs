//! Rates and places; no I/O.

use serde::{Deserialize, Serialize};

use super::VatNumber;
use crate::{
    base::{Country, Error, Result, TaxRateId, Timestamp},
    platform::db::Record,
};

/// The class of what says nothing else.
pub const DIGITAL: &str = "digital";

/// A row of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxRate {
    /// Its identifier.
    pub id: TaxRateId,
    /// Where it is due.
    pub country: Country,
    /// Only there; in the whole country if nothing is said.
    #[serde(default)]
    pub region: Option<String>,
    /// On what.
    pub class: TaxClass,
    /// What it is called: `VAT`.
    pub name: String,
    /// In thousandths of a percent: 19,000 are 19 %.
    pub rate: u32,
    /// When it was changed last.
    pub updated: Timestamp,
}

/// Goods that are taxed alike: `digital`, `book`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TaxClass(String);

impl TaxClass {
    /// Takes what stands in the field `class`: 1 to 40 small letters, digits and `-`; `digital` if empty.
    pub fn parse(text: &str) -> Result<Self> {
        let class = text.trim().to_ascii_lowercase();
        let good = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        match class.len() {
            0 => Ok(Self(DIGITAL.into())),
            1..=40 if class.bytes().all(good) => Ok(Self(class)),
            _ => Err(Error::invalid("class", "Use up to 40 small letters, digits and hyphens, such as digital")),
        }
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Where a buyer is, and whether they are a company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The country.
    pub country: Country,
    /// The region, by its code within the country.
    #[serde(default)]
    pub region: Option<String>,
    /// The company's number.
    #[serde(default)]
    pub vat_number: Option<VatNumber>,
}

impl TaxRate {
    /// Where it is due: `DE`, `CA-QC`.
    pub fn jurisdiction(&self) -> String {
        match &self.region {
            Some(region) => format!("{}-{region}", self.country),
            None => self.country.to_string(),
        }
    }
}

impl Record for TaxRate {
    type Key = TaxRateId;
    const MISSING: &'static str = "There is no such tax rate";

    fn key(&self) -> TaxRateId {
        self.id
    }
}
