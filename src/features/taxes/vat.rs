//! A company's number for the value-added tax of the European Union.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::base::{Country, Error, Result};

/// A number whose form and check digits are right. Whether its company still holds it is known to the Union's register
/// alone, which is not asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VatNumber(String);

impl VatNumber {
    /// Takes what stands in the field `field`, in whatever spelling.
    pub fn parse(field: &'static str, text: &str) -> Result<Self> {
        let advice = "This is not a VAT number of the EU; it begins with two letters, such as DE136695976";
        let short = Some(text).filter(|it| it.len() <= 40);
        let known = short.and_then(|it| eu_vat::Vat::parse(it).ok());
        known.map(|it| Self(it.to_string())).ok_or_else(|| Error::invalid(field, advice))
    }

    /// The country that gave it out; none for Northern Ireland, which is of the Union for goods, not for what is sold
    /// here.
    pub fn country(&self) -> Option<Country> {
        let prefix = self.0.get(..2)?;
        let code = if prefix == "EL" { "GR" } else { prefix };
        Country::parse("vat_number", code).ok().filter(Country::is_in_eu)
    }

    /// Without separators, in capitals.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for VatNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for VatNumber {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse("vat_number", &text).map_err(|error| error.advice())
    }
}

impl From<VatNumber> for String {
    fn from(number: VatNumber) -> Self {
        number.0
    }
}
