//! What buyers send at the checkout, read at the door. Prices are not among it: those are the catalogue's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{Email, Error, Result, text},
    features::orders::Billing,
    platform::payments::Outcome,
};

/// The form of the checkout.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct CheckoutForm {
    /// Makes a second click give the same order.
    pub key: Option<String>,
    /// The total that the page showed, in minor units.
    pub expected: Option<String>,
    pub email: Option<String>,
    pub gateway: Option<String>,
    pub outcome: Option<String>,
    pub immediate_delivery_consent: Option<String>,
}

/// What an order is made of, beside the cart.
#[derive(Debug, Clone, Deserialize, ToSchema)]
pub(super) struct NewOrderJson {
    /// Where receipt and links go.
    #[schema(example = "you@example.com")]
    pub email: String,
    /// `test` in test mode; not needed where there is nothing to pay.
    #[serde(default)]
    pub gateway: Option<String>,
    /// How a test payment shall end; `paid` if nothing is said.
    #[serde(default)]
    pub outcome: Option<Outcome>,
    #[serde(default)]
    pub billing: BillingJson,
    /// The buyer agrees that delivery begins at once and the right to withdraw ends with it.
    #[serde(default)]
    pub immediate_delivery_consent: bool,
    /// The total that the buyer saw, in minor units. Needed once a price in the cart has changed.
    #[serde(default)]
    pub expected_total: Option<i64>,
}

/// What stands on the bill; all of it may be left out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct BillingJson {
    pub name: Option<String>,
    pub company: Option<String>,
    pub street: Option<String>,
    pub postcode: Option<String>,
    pub city: Option<String>,
    /// Two letters (ISO 3166-1).
    #[schema(example = "DE")]
    pub country: Option<String>,
    pub vat_number: Option<String>,
}

/// A checked wish to buy what lies in the cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Wish {
    /// Where receipt and links go.
    pub email: Email,
    /// Who shall collect the payment, if there is anything to pay.
    pub gateway: Option<String>,
    /// How a test payment shall end.
    pub outcome: Option<Outcome>,
    /// What stands on the bill.
    pub billing: Billing,
    /// The buyer agrees that delivery begins at once.
    pub consent: bool,
    /// The total that the buyer saw, in minor units.
    pub expected: Option<i64>,
}

impl CheckoutForm {
    /// Checks everything, so that all that is wrong is said at once.
    pub fn check(&self) -> Result<Wish> {
        let given =
            |text: &Option<String>| text.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(String::from);
        let email = Email::parse(self.email.as_deref().unwrap_or_default());
        let consent = given(&self.immediate_delivery_consent).is_some();
        let missing = || ("immediate_delivery_consent", "Tick this, so that your files can be handed over at once");
        let email = match email {
            Ok(email) if consent => email,
            Ok(_) => return Err(Error::invalid(missing().0, missing().1)),
            Err(error) if consent => return Err(error),
            Err(error) => return Err(error.and(missing().0, missing().1)),
        };
        let outcome = given(&self.outcome).map(|it| outcome(&it)).transpose()?;
        let expected = given(&self.expected).and_then(|it| it.parse().ok());
        Ok(Wish { email, gateway: given(&self.gateway), outcome, billing: Billing::default(), consent, expected })
    }
}

impl NewOrderJson {
    /// Checks everything.
    pub fn check(self) -> Result<Wish> {
        Ok(Wish {
            email: Email::parse(&self.email)?,
            gateway: self.gateway,
            outcome: self.outcome,
            billing: self.billing.check()?,
            consent: self.immediate_delivery_consent,
            expected: self.expected_total,
        })
    }
}

impl BillingJson {
    fn check(self) -> Result<Billing> {
        let country = line("billing.country", self.country, 2)?.map(|it| it.to_ascii_uppercase());
        if country.as_ref().is_some_and(|it| it.len() != 2 || !it.bytes().all(|b| b.is_ascii_uppercase())) {
            return Err(Error::invalid("billing.country", "Write the country by its two letters, such as DE"));
        }
        Ok(Billing {
            name: line("billing.name", self.name, 200)?,
            company: line("billing.company", self.company, 200)?,
            street: line("billing.street", self.street, 200)?,
            postcode: line("billing.postcode", self.postcode, 32)?,
            city: line("billing.city", self.city, 200)?,
            country,
            vat_number: line("billing.vat_number", self.vat_number, 32)?,
        })
    }
}

/// How a test payment shall end, by its name.
pub(super) fn outcome(name: &str) -> Result<Outcome> {
    match name {
        "paid" => Ok(Outcome::Paid),
        "declined" => Ok(Outcome::Declined),
        "delayed" => Ok(Outcome::Delayed),
        _ => Err(Error::invalid("outcome", "Choose paid, declined or delayed")),
    }
}

fn line(field: &'static str, value: Option<String>, max: usize) -> Result<Option<String>> {
    let Some(value) = value.map(|it| text::line(&it)).filter(|it| !it.is_empty()) else { return Ok(None) };
    if value.chars().count() > max {
        return Err(Error::invalid(field, format!("Use at most {max} characters")));
    }
    Ok(Some(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_that_is_wrong_is_said_at_once() {
        let error = CheckoutForm { email: Some("noor@".into()), ..CheckoutForm::default() }.check().unwrap_err();
        let fields: Vec<_> = error.fields.iter().map(|it| it.0.as_ref()).collect();
        assert_eq!(fields, ["email", "immediate_delivery_consent"]);
    }

    #[test]
    fn bills_are_kept_within_bounds() {
        let bill = |country: &str| BillingJson { country: Some(country.into()), ..BillingJson::default() }.check();
        assert_eq!(bill("de").unwrap().country.as_deref(), Some("DE"));
        assert_eq!(bill(" ").unwrap().country, None);
        for wrong in ["DEU", "D", "1A", "ÄÖ"] {
            assert_eq!(bill(wrong).unwrap_err().fields[0].0, "billing.country", "{wrong}");
        }
        let long = BillingJson { name: Some("x".repeat(201)), ..BillingJson::default() };
        assert!(long.check().is_err());
    }
}
