//! The door for rates: what an admin says of one, checked once.

use super::{TaxClass, TaxRate};
use crate::base::{Country, Error, ErrorKind, Result, TaxRateId, Timestamp, text};

/// What somebody says of a rate, not yet looked at.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(default)]
pub struct RateForm {
    /// Two letters.
    pub country: String,
    /// Its code within the country; the whole country if empty.
    pub region: String,
    /// `digital` if empty.
    pub class: String,
    /// `VAT` if empty.
    pub name: String,
    /// In percent, with up to three decimals.
    pub rate: String,
}

/// A rate that is fit to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRate {
    country: Country,
    region: Option<String>,
    class: TaxClass,
    name: String,
    rate: u32,
}

impl RateForm {
    /// What a person would fill in to get `rate` as it is.
    pub fn of(rate: &TaxRate) -> Self {
        Self {
            country: rate.country.to_string(),
            region: rate.region.clone().unwrap_or_default(),
            class: rate.class.as_str().to_owned(),
            name: rate.name.clone(),
            rate: percent(rate.rate),
        }
    }

    /// Checks everything, and says all that is wrong.
    pub fn check(&self) -> Result<NewRate> {
        let country = Country::parse("country", &self.country);
        let region = match (&country, self.region.trim()) {
            (Ok(country), region) if !region.is_empty() => country.region("region", region).map(Some),
            _ => Ok(None),
        };
        let class = TaxClass::parse(&self.class);
        let name = name(&self.name);
        let rate = thousandths(&self.rate)
            .ok_or_else(|| Error::invalid("rate", "Write a percentage from 0 to 100, with three decimals at most"));
        match (country, region, class, name, rate) {
            (Ok(country), Ok(region), Ok(class), Ok(name), Ok(rate)) => {
                Ok(NewRate { country, region, class, name, rate })
            }
            (country, region, class, name, rate) => {
                let errors = [country.err(), region.err(), class.err(), name.err(), rate.err()];
                let fields = errors.into_iter().flatten().flat_map(|it| it.fields);
                let refused = Error::of(ErrorKind::Invalid, "Please check what you entered");
                Err(fields.fold(refused, |sum, (field, advice)| sum.and(field, advice)))
            }
        }
    }
}

impl NewRate {
    pub(super) fn into_rate(self, id: TaxRateId, now: Timestamp) -> TaxRate {
        let Self { country, region, class, name, rate } = self;
        TaxRate { id, country, region, class, name, rate, updated: now }
    }

    /// What makes two rows the same.
    pub(super) fn key(&self) -> (Country, Option<String>, TaxClass, String) {
        (self.country, self.region.clone(), self.class.clone(), self.name.to_lowercase())
    }
}

fn name(given: &str) -> Result<String> {
    let name = text::line(given);
    match name.chars().count() {
        0 => Ok("VAT".into()),
        1..=40 => Ok(name),
        _ => Err(Error::invalid("name", "Use 40 characters at most")),
    }
}

/// `8.875` are 8,875 thousandths.
fn thousandths(text: &str) -> Option<u32> {
    let text = text.trim().trim_end_matches('%').trim();
    let (whole, part) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 3 || part.len() > 3 || !digits(whole) || !digits(part) {
        return None;
    }
    let rate = whole.parse::<u32>().ok()? * 1_000 + format!("{part:0<3}").parse::<u32>().ok()?;
    (rate <= 100_000).then_some(rate)
}

/// A rate as the form holds it: `8.875`.
fn percent(rate: u32) -> String {
    let (whole, part) = (rate / 1_000, rate % 1_000);
    if part == 0 { whole.to_string() } else { format!("{whole}.{}", format!("{part:03}").trim_end_matches('0')) }
}
