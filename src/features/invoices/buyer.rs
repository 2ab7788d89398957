//! Who the buyer is, as they complete it after the sale.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Buyer;
use crate::base::{Error, Result, text};

/// The form on an order's page.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct BuyerForm {
    /// The person's name.
    pub name: String,
    /// The company's.
    pub company: String,
    /// Street and number.
    pub street: String,
    /// The town's code.
    pub postcode: String,
    /// The town.
    pub city: String,
    /// The country, by two letters.
    pub country: String,
    /// The number for value-added tax.
    pub vat_number: String,
}

/// Who the buyer is, in JSON; what is left out or null is not known.
#[derive(Debug, Clone, Default, Serialize, Deserialize, ToSchema)]
#[schema(as = InvoiceBuyerJson)]
#[serde(default, deny_unknown_fields)]
pub struct BuyerJson {
    /// The person's name.
    pub name: Option<String>,
    /// The company's.
    pub company: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// The town's code.
    pub postcode: Option<String>,
    /// The town.
    pub city: Option<String>,
    /// Two letters (ISO 3166-1).
    #[schema(example = "DE")]
    pub country: Option<String>,
    /// The number for value-added tax.
    pub vat_number: Option<String>,
}

impl BuyerForm {
    /// The form as it is filled in for `buyer`.
    pub fn of(buyer: &Buyer) -> Self {
        let given = |it: &Option<String>| it.clone().unwrap_or_default();
        Self {
            name: given(&buyer.name),
            company: given(&buyer.company),
            street: given(&buyer.street),
            postcode: given(&buyer.postcode),
            city: given(&buyer.city),
            country: given(&buyer.country),
            vat_number: given(&buyer.vat_number),
        }
    }

    /// Checks everything, so that all that is wrong is said at once.
    pub fn check(&self) -> Result<Buyer> {
        let mut wrong: Vec<(&'static str, String)> = Vec::new();
        let mut line = |field: &'static str, value: &str, max: usize| {
            let value = text::line(value);
            if value.chars().count() > max {
                wrong.push((field, format!("Use at most {max} characters")));
            }
            Some(value).filter(|it| !it.is_empty())
        };
        let buyer = Buyer {
            name: line("name", &self.name, 200),
            company: line("company", &self.company, 200),
            street: line("street", &self.street, 200),
            postcode: line("postcode", &self.postcode, 32),
            city: line("city", &self.city, 200),
            country: line("country", &self.country, 2).map(|it| it.to_ascii_uppercase()),
            vat_number: line("vat_number", &self.vat_number, 32).map(|it| it.to_ascii_uppercase()),
        };
        if buyer.country.as_deref().is_some_and(|it| rust_iso3166::from_alpha2(it).is_none()) {
            wrong.push(("country", "Write the country by its two letters, such as DE".into()));
        }
        if buyer.name.is_none() && buyer.company.is_none() {
            wrong.push(("name", "Write your name, or that of your company".into()));
        }
        let mut wrong = wrong.into_iter();
        match wrong.next() {
            None => Ok(buyer),
            Some((field, advice)) => {
                Err(wrong.fold(Error::invalid(field, advice), |error, (field, advice)| error.and(field, advice)))
            }
        }
    }
}

impl From<BuyerJson> for BuyerForm {
    fn from(json: BuyerJson) -> Self {
        Self {
            name: json.name.unwrap_or_default(),
            company: json.company.unwrap_or_default(),
            street: json.street.unwrap_or_default(),
            postcode: json.postcode.unwrap_or_default(),
            city: json.city.unwrap_or_default(),
            country: json.country.unwrap_or_default(),
            vat_number: json.vat_number.unwrap_or_default(),
        }
    }
}

impl From<&Buyer> for BuyerJson {
    fn from(it: &Buyer) -> Self {
        Self {
            name: it.name.clone(),
            company: it.company.clone(),
            street: it.street.clone(),
            postcode: it.postcode.clone(),
            city: it.city.clone(),
            country: it.country.clone(),
            vat_number: it.vat_number.clone(),
        }
    }
}
