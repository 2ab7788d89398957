//! What buyers send at the checkout, read at the door. Prices are not among it: those are the catalogue's.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{Country, Email, Error, ErrorKind, Result, text},
    features::{carts::CartPlace, orders::Billing, taxes::VatNumber},
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
    #[serde(rename = "billing.country")]
    pub country: Option<String>,
    /// `CA-QC`, or `-` for none of those that are offered.
    #[serde(rename = "billing.region")]
    pub region: Option<String>,
    #[serde(rename = "billing.company")]
    pub company: Option<String>,
    #[serde(rename = "billing.vat_number")]
    pub vat_number: Option<String>,
    #[serde(rename = "gift.to")]
    pub gift_to: Option<String>,
    #[serde(rename = "gift.message")]
    pub gift_message: Option<String>,
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
    /// Whom it is for, if not for its buyer: they get the link to the goods, the buyer gets the receipt.
    #[serde(default)]
    pub gift: Option<GiftJson>,
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
    /// Its code within the country (ISO 3166-2); needed where tax differs between regions.
    #[schema(example = "QC")]
    pub region: Option<String>,
    /// With a number of the EU that is good in form and check digit, a company outside of the shop's country accounts for
    /// the tax itself.
    pub vat_number: Option<String>,
}

/// Whom an order is for.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
pub(super) struct GiftJson {
    #[schema(example = "friend@example.com")]
    pub to: String,
    /// A few words for them, up to 500 characters.
    #[serde(default)]
    pub message: String,
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
    /// Where they are, by which the tax is reckoned; where their cart says if nothing is said.
    pub place: Option<CartPlace>,
    /// Whom it is for, if not for them.
    pub gift: Option<NewGift>,
    /// The buyer agrees that delivery begins at once.
    pub consent: bool,
    /// The total that the buyer saw, in minor units.
    pub expected: Option<i64>,
}

/// Whom an order is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NewGift {
    /// Where the link to the goods goes.
    pub to: Email,
    /// A few words for them.
    pub message: String,
}

impl CheckoutForm {
    /// Checks everything, so that all that is wrong is said at once.
    pub fn check(&self) -> Result<Wish> {
        let consent = given(&self.immediate_delivery_consent).is_some();
        let missing = "Tick this, so that your files can be handed over at once";
        let agreed = consent.then_some(()).ok_or_else(|| Error::invalid("immediate_delivery_consent", missing));
        let email = Email::parse(self.email.as_deref().unwrap_or_default());
        let billing = self.billing().check();
        let gift = gift(self.gift_to.as_deref(), self.gift_message.as_deref());
        match (email, billing, gift, agreed) {
            (Ok(email), Ok((billing, place)), Ok(gift), Ok(())) => {
                let outcome = given(&self.outcome).map(|it| outcome(&it)).transpose()?;
                let expected = given(&self.expected).and_then(|it| it.parse().ok());
                Ok(Wish { email, gateway: given(&self.gateway), outcome, billing, place, gift, consent, expected })
            }
            (email, billing, gift, agreed) => {
                let errors = [email.err(), billing.err(), gift.err(), agreed.err()];
                let fields = errors.into_iter().flatten().flat_map(|it| it.fields);
                let refused = Error::of(ErrorKind::Invalid, "Please check what you entered");
                Err(fields.fold(refused, |sum, (field, advice)| sum.and(field, advice)))
            }
        }
    }

    /// Where the buyer says they are.
    ///
    /// # Errors
    /// It cannot be used; the field is named.
    pub fn place(&self) -> Result<Option<CartPlace>> {
        Ok(self.billing().check()?.1)
    }

    fn billing(&self) -> BillingJson {
        BillingJson {
            company: self.company.clone(),
            country: self.country.clone(),
            region: self.region.clone(),
            vat_number: self.vat_number.clone(),
            ..BillingJson::default()
        }
    }
}

fn given(text: &Option<String>) -> Option<String> {
    text.as_deref().map(str::trim).filter(|it| !it.is_empty()).map(String::from)
}

impl NewOrderJson {
    /// Checks everything.
    pub fn check(self) -> Result<Wish> {
        let (billing, place) = self.billing.check()?;
        Ok(Wish {
            email: Email::parse(&self.email)?,
            gateway: self.gateway,
            outcome: self.outcome,
            billing,
            place,
            gift: self.gift.map_or(Ok(None), |it| gift(Some(&it.to), Some(&it.message)))?,
            consent: self.immediate_delivery_consent,
            expected: self.expected_total,
        })
    }
}

impl BillingJson {
    fn check(self) -> Result<(Billing, Option<CartPlace>)> {
        let country = given(&self.country).map(|it| Country::parse("billing.country", &it)).transpose()?;
        let number = line("billing.vat_number", self.vat_number, 32)?;
        let place = country.map(|country| place(country, self.region.as_deref(), number.as_deref())).transpose()?;
        let good = place.as_ref().and_then(|it| it.vat_number.clone());
        let billing = Billing {
            name: line("billing.name", self.name, 200)?,
            company: line("billing.company", self.company, 200)?,
            street: line("billing.street", self.street, 200)?,
            postcode: line("billing.postcode", self.postcode, 32)?,
            city: line("billing.city", self.city, 200)?,
            country: country.map(|it| it.to_string()),
            vat_number: good.or(number),
        };
        Ok((billing, place))
    }
}

/// Where a buyer is. Within the European Union the number of a company has to be good, and one of that country; elsewhere
/// it only stands on the bill.
fn place(country: Country, region: Option<&str>, number: Option<&str>) -> Result<CartPlace> {
    let region = region.map(str::trim).filter(|it| !it.is_empty());
    // A page offers the regions of all countries; those of others are not meant.
    let other =
        region.is_some_and(|it| it.split_once('-').is_some_and(|(head, _)| head.len() == 2 && head != country.code()));
    let elsewhere = region == Some("-");
    let region = region.filter(|_| !other && !elsewhere).map(|it| country.region("billing.region", it)).transpose()?;
    let number = number.filter(|_| country.is_in_eu());
    let vat_number = number.map(|it| VatNumber::parse("billing.vat_number", it)).transpose()?;
    if vat_number.as_ref().is_some_and(|it| it.country() != Some(country)) {
        let advice = format!("This number is not one of {}", country.name());
        return Err(Error::invalid("billing.vat_number", advice));
    }
    Ok(CartPlace { country, region, elsewhere, vat_number: vat_number.map(|it| it.to_string()) })
}

fn gift(to: Option<&str>, message: Option<&str>) -> Result<Option<NewGift>> {
    let Some(to) = to.map(str::trim).filter(|it| !it.is_empty()) else { return Ok(None) };
    let wrong = |_| Error::invalid("gift.to", "Write an address such as friend@example.com");
    let message = text::paragraphs(message.unwrap_or_default());
    if message.chars().count() > 500 {
        return Err(Error::invalid("gift.message", "Use 500 characters at most"));
    }
    Ok(Some(NewGift { to: Email::parse(to).map_err(wrong)?, message }))
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
        assert_eq!(bill("de").unwrap().0.country.as_deref(), Some("DE"));
        assert_eq!(bill(" ").unwrap().0.country, None);
        for wrong in ["DEU", "D", "1A", "ÄÖ"] {
            assert_eq!(bill(wrong).unwrap_err().fields[0].0, "billing.country", "{wrong}");
        }
        let company = |country: &str, number: &str| {
            let (country, vat_number) = (Some(country.into()), Some(number.into()));
            BillingJson { country, vat_number, ..BillingJson::default() }.check()
        };
        let (billing, place) = company("NL", "nl 0044.95445.b01").unwrap();
        assert_eq!(billing.vat_number.as_deref(), Some("NL004495445B01"));
        assert_eq!(place.unwrap().vat_number, billing.vat_number);
        for (country, number) in [("NL", "NL004495446B01"), ("DE", "NL004495445B01"), ("DE", "12")] {
            assert_eq!(company(country, number).unwrap_err().fields[0].0, "billing.vat_number", "{number}");
        }
        assert_eq!(
            company("CH", "CHE-123").unwrap().1.unwrap().vat_number,
            None,
            "a number of elsewhere is only noted"
        );
        let long = BillingJson { name: Some("x".repeat(201)), ..BillingJson::default() };
        assert!(long.check().is_err());
    }
}
