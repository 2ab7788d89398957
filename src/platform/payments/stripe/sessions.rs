//! The page at Stripe where a payer pays.

use std::collections::HashMap;

use serde_json::Value;
use stripe_checkout::{
    CheckoutSessionMode,
    checkout_session::{
        self as session, CreateCheckoutSessionSavedPaymentMethodOptionsAllowRedisplayFilters as Redisplay,
        CreateCheckoutSessionSavedPaymentMethodOptionsPaymentMethodSave as Save,
    },
};
use stripe_core::payment_intent as intent;
use stripe_types::Currency;

use super::{
    Refusal,
    api::{Api, is_reference},
    declined, reading,
    units::to_stripe,
};
use crate::{
    base::{Error, Result},
    platform::payments::{Answer, Charge},
};

/// What an answer has to tell of the charge behind a payment: country and fee.
const CHARGE: &str = "latest_charge.balance_transaction";

/// Makes the page, or finds the one that was made for this payment. It closes by itself after a day, Stripe's longest:
/// a moment of our own would make a repeated request another one.
pub async fn start(api: &Api, charge: &Charge) -> Result<Answer> {
    let Some(amount) = to_stripe(charge.amount) else {
        let last = "Stripe does not collect this exact amount; please choose another way to pay";
        return Ok(declined(&charge.payment.to_string(), last.into()));
    };
    match api.act_anew(&request(charge, amount), &format!("{}-session", charge.payment)).await {
        Ok(value) => read(&value),
        Err(Refusal::Payer(words)) => Ok(declined(&charge.payment.to_string(), words)),
        Err(other) => Err(other.into()),
    }
}

/// One line with the total, so that no rounding of Stripe's can differ from ours.
fn request(charge: &Charge, amount: i64) -> session::CreateCheckoutSession {
    let currency: Currency = charge.amount.currency.code().to_lowercase().parse().unwrap_or(Currency::USD);
    let ours = HashMap::from([("payment".to_owned(), charge.payment.to_string())]);
    let price = session::CreateCheckoutSessionLineItemsPriceData {
        product_data: Some(session::ProductData::new(charge.description.clone())),
        unit_amount: Some(amount),
        ..session::CreateCheckoutSessionLineItemsPriceData::new(currency)
    };
    let line = session::CreateCheckoutSessionLineItems {
        price_data: Some(price),
        quantity: Some(1),
        ..session::CreateCheckoutSessionLineItems::new()
    };
    let intent = session::CreateCheckoutSessionPaymentIntentData {
        description: Some(charge.description.clone()),
        metadata: Some(ours.clone()),
        ..session::CreateCheckoutSessionPaymentIntentData::new()
    };
    // The payer pays the amount and the currency that stand on the order, not a conversion of them.
    let no_conversion = session::CreateCheckoutSessionAdaptivePricing { enabled: Some(false) };
    let request = session::CreateCheckoutSession::new()
        .mode(CheckoutSessionMode::Payment)
        .adaptive_pricing(no_conversion)
        .line_items(vec![line])
        .payment_intent_data(intent)
        .metadata(ours)
        .client_reference_id(charge.payment.to_string())
        .success_url(charge.return_url.clone())
        .cancel_url(charge.cancel_url.clone());
    match &charge.customer {
        // They may choose among what is kept for them, and keep another.
        Some(customer) => request.customer(customer.clone()).saved_payment_method_options(
            session::CreateCheckoutSessionSavedPaymentMethodOptions {
                allow_redisplay_filters: Some(vec![Redisplay::Always, Redisplay::Limited]),
                payment_method_save: Some(Save::Enabled),
                ..session::CreateCheckoutSessionSavedPaymentMethodOptions::new()
            },
        ),
        None => request.customer_email(charge.email.to_string()),
    }
}

/// How the payment stands, with what is known of the charge.
pub async fn ask(api: &Api, charge: &Charge) -> Result<Answer> {
    let Some(reference) = charge.reference.as_deref().filter(|it| is_reference(it)) else {
        return start(api, charge).await;
    };
    let value = if reference.starts_with("pi_") {
        api.look(&intent::RetrievePaymentIntent::new(reference).expand(vec![CHARGE.to_owned()])).await?
    } else {
        let expand = vec![format!("payment_intent.{CHARGE}")];
        api.look(&session::RetrieveCheckoutSession::new(reference).expand(expand)).await?
    };
    read(&value)
}

/// Closes the page. Stripe refuses to close one that was paid or has closed: then it is asked how it stands.
pub async fn call_off(api: &Api, charge: &Charge) -> Result<Answer> {
    let charge = match &charge.reference {
        Some(_) => charge.clone(),
        // It may have been made although nobody heard the answer.
        None => Charge { reference: Some(start(api, charge).await?.reference), ..charge.clone() },
    };
    let Some(reference) = charge.reference.as_deref().filter(|it| is_reference(it)) else {
        return Ok(declined(&charge.payment.to_string(), "The order was called off".into()));
    };
    let key = format!("{}-call-off", charge.payment);
    let closed = if reference.starts_with("pi_") {
        api.act(&intent::CancelPaymentIntent::new(reference), &key).await
    } else {
        api.act(&session::ExpireCheckoutSession::new(reference), &key).await
    };
    match closed {
        Ok(value) => read(&value),
        Err(Refusal::Refused(_) | Refusal::Broken(_)) => ask(api, &charge).await,
        // Made under other keys than today's, as in another account: nobody can pay it here.
        Err(Refusal::Missing(_)) => Ok(declined(reference, "The page to pay at is not there any more".into())),
        Err(other) => Err(other.into()),
    }
}

fn read(value: &Value) -> Result<Answer> {
    let answer = match value["object"].as_str() {
        Some("payment_intent") => reading::intent(value),
        _ => reading::session(value),
    };
    answer.ok_or_else(|| {
        let id = value["id"].as_str().unwrap_or("without an id").to_owned();
        Error::unavailable("Stripe's answer cannot be understood").because(format!("of the object {id}"))
    })
}
