//! Money that goes back.

use serde::Serialize;

use super::{
    Refusal,
    api::{Api, is_reference},
    reading::{self, Sum},
};
use crate::{
    base::{Error, Result},
    platform::payments::{RefundNews, RefundStanding, Return},
};

#[derive(Serialize)]
struct NewRefund {
    amount: Sum,
    custom_id: String,
}

/// Pays back once. A refusal that will not change is told as a refund that failed.
pub async fn pay_back(api: &Api, what: &Return, is_live: bool) -> Result<RefundNews> {
    let Some(amount) = Sum::of(what.amount) else {
        return Ok(failed(what, "PayPal does not pay back this exact amount"));
    };
    let capture = capture_of(api, what, is_live).await?;
    let name = what.refund.to_string();
    let body = NewRefund { amount, custom_id: name.clone() };
    let body = serde_json::to_string(&body).map_err(Error::internal)?;
    match api.act(&format!("/v2/payments/captures/{capture}/refund"), body, &format!("{name}-refund")).await {
        // It is ours: the key was.
        Ok(value) => {
            reading::refund(&value).map(|it| RefundNews { refund: Some(what.refund), ..it }).ok_or_else(unclear)
        }
        Err(Refusal::Refused(_, cause) | Refusal::Missing(cause)) => {
            tracing::warn!("the refund {name} was refused: {cause}");
            Ok(failed(what, "PayPal refused to pay this back"))
        }
        Err(other) => Err(other.into()),
    }
}

/// How a refund stands.
pub async fn ask(api: &Api, what: &Return, reference: &str, is_live: bool) -> Result<RefundNews> {
    if !is_reference(reference) {
        return pay_back(api, what, is_live).await;
    }
    let value = api.look(&format!("/v2/payments/refunds/{reference}")).await?;
    reading::refund(&value).map(|it| RefundNews { refund: Some(what.refund), ..it }).ok_or_else(unclear)
}

async fn capture_of(api: &Api, what: &Return, is_live: bool) -> Result<String> {
    if let Some(capture) = what.charge.capture.as_ref().filter(|it| is_reference(it)) {
        return Ok(capture.clone());
    }
    let order = what.charge.reference.as_ref().filter(|it| is_reference(it));
    let order = order.ok_or_else(|| Error::conflict("This payment has not been made at PayPal"))?;
    let value = api.look(&format!("/v2/checkout/orders/{order}")).await?;
    let collected = reading::order(&value, is_live).and_then(|it| it.collected);
    let capture = collected.and_then(|it| it.capture).filter(|it| is_reference(it));
    capture.ok_or_else(|| Error::conflict("Nothing was paid at PayPal that could go back"))
}

fn failed(what: &Return, reason: &str) -> RefundNews {
    RefundNews {
        reference: what.refund.to_string(),
        refund: Some(what.refund),
        amount: what.amount,
        standing: RefundStanding::Failed,
        reason: Some(reason.into()),
    }
}

fn unclear() -> Error {
    Error::unavailable("PayPal's answer cannot be understood")
}
