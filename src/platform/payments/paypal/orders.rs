//! An order at PayPal: made, approved by the payer on PayPal's page, captured by us.

use serde::Serialize;
use serde_json::Value;

use super::{
    Refusal, answer,
    api::{Api, is_reference},
    reading::{self, Sum},
};
use crate::{
    base::{Error, Money, Result},
    platform::payments::{Answer, Charge, Standing},
};

#[derive(Serialize)]
struct NewOrder<'a> {
    intent: &'static str,
    purchase_units: [Unit<'a>; 1],
    payment_source: Source<'a>,
}

#[derive(Serialize)]
struct Unit<'a> {
    custom_id: String,
    /// PayPal takes only one payment for each.
    invoice_id: String,
    description: String,
    amount: Sum,
    reference_id: &'a str,
}

#[derive(Serialize)]
struct Source<'a> {
    paypal: Paypal<'a>,
}

#[derive(Serialize)]
struct Paypal<'a> {
    experience_context: Experience<'a>,
}

#[derive(Serialize)]
struct Experience<'a> {
    return_url: &'a str,
    cancel_url: &'a str,
    user_action: &'static str,
    shipping_preference: &'static str,
}

/// Makes the order, or finds the one that was made for this payment.
pub async fn start(api: &Api, charge: &Charge, is_live: bool) -> Result<Answer> {
    let ours = charge.payment.to_string();
    let Some(amount) = Sum::of(charge.amount) else {
        return Ok(answer(Standing::Declined, &ours, Some("PayPal does not collect this exact amount")));
    };
    let order = NewOrder {
        intent: "CAPTURE",
        purchase_units: [Unit {
            custom_id: ours.clone(),
            invoice_id: ours.clone(),
            description: charge.description.chars().take(127).collect(),
            amount,
            reference_id: "default",
        }],
        payment_source: Source {
            paypal: Paypal {
                experience_context: Experience {
                    return_url: &charge.return_url,
                    cancel_url: &charge.cancel_url,
                    user_action: "PAY_NOW",
                    shipping_preference: "NO_SHIPPING",
                },
            },
        },
    };
    let body = serde_json::to_string(&order).map_err(Error::internal)?;
    match api.act("/v2/checkout/orders", body, &format!("{ours}-order")).await {
        Ok(value) => read(&value, is_live),
        Err(Refusal::Refused(word, cause)) if word == "CURRENCY_NOT_SUPPORTED" || word.starts_with("AMOUNT") => {
            tracing::warn!("{cause}");
            Ok(answer(
                Standing::Declined,
                &ours,
                Some("PayPal does not collect this amount; please choose another way"),
            ))
        }
        Err(other) => Err(other.into()),
    }
}

/// How the payment stands. What the payer has approved is captured now, once.
pub async fn ask(api: &Api, charge: &Charge, is_live: bool) -> Result<Answer> {
    let Some(reference) = charge.reference.as_deref().filter(|it| is_reference(it)) else {
        return start(api, charge, is_live).await;
    };
    let path = format!("/v2/checkout/orders/{reference}");
    let value = match api.look(&path).await {
        Ok(value) => value,
        // PayPal forgets orders that nobody approves.
        Err(Refusal::Missing(_)) => return Ok(answer(Standing::Declined, reference, Some(CLOSED))),
        Err(other) => return Err(other.into()),
    };
    if value["status"].as_str() != Some("APPROVED") {
        return read(&value, is_live);
    }
    is_of(&value, charge)?;
    let key = format!("{}-capture", charge.payment);
    match api.act(&format!("{path}/capture"), "{}".into(), &key).await {
        Ok(value) => read(&value, is_live),
        Err(Refusal::Refused(word, _)) if word == "ORDER_ALREADY_CAPTURED" => read(&api.look(&path).await?, is_live),
        Err(Refusal::Refused(word, cause)) if is_final(&word) => {
            tracing::warn!("{cause}");
            Ok(answer(Standing::Declined, reference, Some("PayPal could not collect the payment")))
        }
        Err(other) => Err(other.into()),
    }
}

const CLOSED: &str = "The page to pay at has closed";

/// What was not captured never will be: nobody but us can, and we do not.
pub async fn call_off(api: &Api, charge: &Charge, is_live: bool) -> Result<Answer> {
    let Some(reference) = charge.reference.as_deref().filter(|it| is_reference(it)) else {
        return Ok(answer(Standing::Declined, &charge.payment.to_string(), Some(CLOSED)));
    };
    let standing = match api.look(&format!("/v2/checkout/orders/{reference}")).await {
        Ok(value) => read(&value, is_live)?,
        Err(Refusal::Missing(_)) => answer(Standing::Declined, reference, Some(CLOSED)),
        Err(other) => return Err(other.into()),
    };
    let is_captured = standing.collected.is_some() || standing.standing == Standing::Declined;
    Ok(if is_captured { standing } else { answer(Standing::Declined, reference, Some(CLOSED)) })
}

/// Words of a refusal that will not change by trying again. An invoice that was paid already is none: the money came by
/// another order for the same payment, and the event of its capture tells so.
fn is_final(word: &str) -> bool {
    matches!(
        word,
        "INSTRUMENT_DECLINED"
            | "TRANSACTION_REFUSED"
            | "PAYER_CANNOT_PAY"
            | "ORDER_EXPIRED"
            | "PAYER_ACCOUNT_RESTRICTED"
            | "PAYER_ACCOUNT_LOCKED_OR_CLOSED"
            | "COMPLIANCE_VIOLATION"
    )
}

/// Only the very order that was made for this payment is captured.
fn is_of(value: &Value, charge: &Charge) -> Result<()> {
    let unit = &value["purchase_units"][0];
    let amount: Option<Money> = reading::money(&unit["amount"]);
    let ours = charge.payment.to_string();
    if amount == Some(charge.amount) && unit["custom_id"].as_str() == Some(&ours) {
        return Ok(());
    }
    Err(Error::conflict("PayPal's order is not the one of this payment").because(format!("payment {ours}")))
}

fn read(value: &Value, is_live: bool) -> Result<Answer> {
    reading::order(value, is_live).ok_or_else(|| Error::unavailable("PayPal's answer cannot be understood"))
}
