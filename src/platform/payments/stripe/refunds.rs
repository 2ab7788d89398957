//! Money that goes back.

use std::collections::HashMap;

use stripe_checkout::checkout_session::RetrieveCheckoutSession;
use stripe_core::refund;

use super::{
    Refusal,
    api::{Api, is_reference},
    reading,
    units::to_stripe,
};
use crate::{
    base::{Error, Result},
    platform::payments::{RefundNews, RefundStanding, Return},
};

/// Pays back once. A refusal that will not change is told as a refund that failed.
pub async fn pay_back(api: &Api, what: &Return) -> Result<RefundNews> {
    let Some(amount) = to_stripe(what.amount) else {
        return Ok(failed(what, "Stripe does not pay back this exact amount".into()));
    };
    let intent = intent_of(api, what).await?;
    let reason: String = what.reason.chars().take(500).collect();
    let ours = [("refund", what.refund.to_string()), ("payment", what.charge.payment.to_string()), ("reason", reason)];
    let ours: HashMap<_, _> =
        ours.into_iter().filter(|(_, it)| !it.is_empty()).map(|(name, it)| (name.to_owned(), it)).collect();
    let request = refund::CreateRefund::new().payment_intent(intent.clone()).amount(amount).metadata(ours);
    let list = refund::ListRefund::new().payment_intent(intent).limit(100);
    let name = what.refund.to_string();
    let is_ours = |it: &serde_json::Value| it["metadata"]["refund"].as_str() == Some(name.as_str());
    match api.act_once(&request, &format!("{name}-refund"), &list, is_ours).await {
        Ok(value) => reading::refund(&value).ok_or_else(unclear),
        Err(refusal @ (Refusal::Refused(_) | Refusal::Missing(_) | Refusal::Payer(_))) => {
            tracing::warn!("the refund {name} was refused: {}", refusal.cause());
            Ok(failed(what, "Stripe refused to pay this back".into()))
        }
        Err(other) => Err(other.into()),
    }
}

/// How a refund stands.
pub async fn ask(api: &Api, what: &Return, reference: &str) -> Result<RefundNews> {
    if !is_reference(reference) || !reference.starts_with("re_") && !reference.starts_with("pyr_") {
        return pay_back(api, what).await;
    }
    let value = api.look(&refund::RetrieveRefund::new(reference)).await?;
    reading::refund(&value).ok_or_else(unclear)
}

/// The intent that holds the money: as it was told when it was paid, or as the session tells it.
async fn intent_of(api: &Api, what: &Return) -> Result<String> {
    let known = [&what.charge.capture, &what.charge.reference].into_iter().flatten();
    if let Some(intent) = known.clone().find(|it| it.starts_with("pi_") && is_reference(it)) {
        return Ok(intent.clone());
    }
    let session = known.clone().find(|it| is_reference(it));
    let session = session.ok_or_else(|| Error::conflict("This payment has not been made at Stripe"))?;
    let value = api.look(&RetrieveCheckoutSession::new(session.as_str())).await?;
    reading::named(&value, "payment_intent")
        .ok_or_else(|| Error::conflict("Nothing was paid at Stripe that could go back"))
}

fn failed(what: &Return, reason: String) -> RefundNews {
    RefundNews {
        reference: what.refund.to_string(),
        refund: Some(what.refund),
        amount: what.amount,
        standing: RefundStanding::Failed,
        reason: Some(reason),
    }
}

fn unclear() -> Error {
    Error::unavailable("Stripe's answer cannot be understood")
}
