//! Countries and their regions (ISO 3166).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Error, Result};

/// A country, by its two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

/// The countries in which the VAT of the European Union is due.
const EU: [&str; 27] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IT", "LT", "LU", "LV",
    "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];

impl Country {
    /// Takes what stands in the field `field`: two letters such as `DE`.
    pub fn parse(field: &'static str, text: &str) -> Result<Self> {
        let code = text.trim().to_ascii_uppercase();
        let known = rust_iso3166::from_alpha2(&code);
        let letters = known.and_then(|it| it.alpha2.as_bytes().try_into().ok());
        letters.map(Self).ok_or_else(|| Error::invalid(field, "Write the country by its two letters, such as DE"))
    }

    /// The two letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// Its name in English.
    pub fn name(&self) -> String {
        rust_iso3166::from_alpha2(self.code()).map_or_else(|| self.code().to_owned(), |it| plain(it.name))
    }

    /// Whether it belongs to the European Union.
    pub fn is_in_eu(&self) -> bool {
        EU.contains(&self.code())
    }

    /// All countries, by name.
    pub fn all() -> Vec<Self> {
        let codes = rust_iso3166::ALL_ALPHA2.iter().filter_map(|it| it.as_bytes().try_into().ok());
        let mut all: Vec<_> = codes.map(Self).collect();
        all.sort_by_cached_key(Self::name);
        all
    }

    /// The region of that code, by the part behind the country's: `QC` for `QC`, `qc` or `CA-QC`.
    pub fn region(&self, field: &'static str, text: &str) -> Result<String> {
        let code = text.trim().to_ascii_uppercase();
        let code = code.strip_prefix(&format!("{}-", self.code())).unwrap_or(&code);
        let known = rust_iso3166::iso3166_2::from_code(&format!("{}-{code}", self.code()));
        let wrong = || Error::invalid(field, format!("{} has no such region; write it by its code", self.name()));
        known.map(|_| code.to_owned()).ok_or_else(wrong)
    }

    /// The name of a region of it.
    pub fn region_name(&self, region: &str) -> String {
        let known = rust_iso3166::iso3166_2::from_code(&format!("{}-{region}", self.code()));
        known.map_or_else(|| region.to_owned(), |it| it.name.to_owned())
    }
}

/// `Netherlands (Kingdom of the)` reads `Netherlands`.
fn plain(name: &str) -> String {
    name.split(" (").next().unwrap_or(name).to_owned()
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Country {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        Self::parse("country", &text).map_err(|error| error.advice())
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.code().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_known_by_two_letters() {
        let de = Country::parse("country", " de ").unwrap();
        assert_eq!((de.code(), &*de.name(), de.is_in_eu()), ("DE", "Germany", true));
        for wrong in ["", "D", "DEU", "XX", "ÄÖ", "1A"] {
            assert_eq!(Country::parse("country", wrong).unwrap_err().fields[0].0, "country", "{wrong}");
        }
        let ca = Country::parse("country", "CA").unwrap();
        assert_eq!(ca.region("region", "ca-qc").unwrap(), "QC");
        assert!(ca.region("region", "ZZ").is_err());
        assert!(Country::all().len() > 240);
        assert!(EU.iter().all(|it| Country::parse("country", it).is_ok()));
    }
}
