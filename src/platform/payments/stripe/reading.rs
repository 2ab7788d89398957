//! What Stripe's objects say: only the fields that matter here, whatever else stands beside them or is missing.

use serde_json::Value;

use super::{declined, units::from_stripe};
use crate::{
    base::{Money, PaymentId, RefundId},
    platform::payments::{
        About, Answer, Collected, DisputeNews, DisputeStanding, RefundNews, RefundStanding, Standing,
    },
};

/// The text at a field, if it is text.
pub fn text(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().filter(|it| !it.is_empty()).map(str::to_owned)
}

/// The identifier of something that is named or unfolded.
pub fn named(value: &Value, field: &str) -> Option<String> {
    match value.get(field)? {
        Value::String(id) if !id.is_empty() => Some(id.clone()),
        unfolded => text(unfolded, "id"),
    }
}

fn money(value: &Value, field: &str) -> Option<Money> {
    from_stripe(value.get(field)?.as_i64()?, value.get("currency")?.as_str()?)
}

/// Our own identifier of the payment, as we gave it along.
fn payment(value: &Value) -> Option<PaymentId> {
    let ours = value.get("metadata").and_then(|it| text(it, "payment")).or_else(|| text(value, "client_reference_id"));
    ours?.parse().ok()
}

/// Which payment a session or an intent is.
pub fn about_payment(value: &Value) -> About {
    let references = [text(value, "id"), named(value, "payment_intent")].into_iter().flatten().collect();
    About { payment: payment(value), references }
}

/// Which payment a refund or dispute is of.
pub fn about_money(value: &Value) -> About {
    let references = [named(value, "payment_intent"), named(value, "charge")].into_iter().flatten().collect();
    About { payment: payment(value), references }
}

/// How a payment stands whose Checkout Session this is. Nothing where it cannot be told.
pub fn session(value: &Value) -> Option<Answer> {
    let reference = text(value, "id")?;
    let paid = value["payment_status"].as_str() == Some("paid");
    let intent = value.get("payment_intent").filter(|it| it.is_object());
    match value["status"].as_str()? {
        _ if paid => {
            let amount = intent.and_then(|it| money(it, "amount_received").filter(|it| it.amount > 0));
            let mut collected = collected(value, amount.or_else(|| money(value, "amount_total"))?);
            collected.capture = named(value, "payment_intent");
            if let Some(intent) = intent {
                unfold(intent, &mut collected);
            }
            Some(answer(Standing::Paid, reference, Some(collected)))
        }
        "expired" => Some(declined(&reference, "The page to pay at has expired".into())),
        // A method that takes days has failed, or the payment was cancelled in Stripe's own pages.
        "complete" if intent.is_some_and(has_failed) => {
            Some(declined(&reference, intent.map_or_else(String::new, why)))
        }
        "open" => {
            let mut answer = answer(Standing::Pending, reference, None);
            answer.redirect_url = text(value, "url").filter(|it| it.starts_with("http"));
            Some(answer)
        }
        _ => Some(answer(Standing::Pending, reference, None)),
    }
}

/// How a payment stands whose intent this is, where there is no session.
pub fn intent(value: &Value) -> Option<Answer> {
    let reference = text(value, "id")?;
    match value["status"].as_str()? {
        "succeeded" => {
            let amount =
                money(value, "amount_received").filter(|it| it.amount > 0).or_else(|| money(value, "amount"))?;
            let mut collected = collected(value, amount);
            collected.capture = Some(reference.clone());
            unfold(value, &mut collected);
            Some(answer(Standing::Paid, reference, Some(collected)))
        }
        "canceled" => Some(declined(&reference, why(value))),
        _ => Some(answer(Standing::Pending, reference, None)),
    }
}

fn answer(standing: Standing, reference: String, collected: Option<Collected>) -> Answer {
    Answer { standing, reference, redirect_url: None, client_secret: None, reason: None, collected }
}

fn collected(value: &Value, amount: Money) -> Collected {
    let details = &value["customer_details"]["address"];
    Collected {
        amount,
        live: value["livemode"].as_bool().unwrap_or(false),
        capture: None,
        account: None,
        country: country(details),
        fee: None,
        customer: named(value, "customer"),
    }
}

/// What the intent and its last charge tell beyond the amount. The country of a card is the better evidence.
fn unfold(intent: &Value, collected: &mut Collected) {
    let charge = &intent["latest_charge"];
    let means = charge["payment_method_details"].as_object();
    let card = means.and_then(|it| it.values().find_map(country));
    let address = country(&charge["billing_details"]["address"]);
    collected.country = card.or(address).or(collected.country.take());
    // A fee in another currency than the payment's is told in the gateway's own reports.
    let fee = money(&charge["balance_transaction"], "fee");
    collected.fee = fee.filter(|it| it.currency == collected.amount.currency);
    collected.customer = collected.customer.take().or_else(|| named(intent, "customer"));
}

fn country(value: &Value) -> Option<String> {
    text(value, "country").filter(|it| it.len() == 2 && it.bytes().all(|b| b.is_ascii_uppercase()))
}

fn has_failed(intent: &Value) -> bool {
    matches!(intent["status"].as_str(), Some("canceled" | "requires_payment_method"))
}

/// Why an intent came to nothing. Stripe's messages of this kind are made for payers.
pub fn why(intent: &Value) -> String {
    let said = text(&intent["last_payment_error"], "message");
    said.map_or_else(|| "The payment did not go through".into(), |it| it.chars().take(300).collect())
}

/// How a refund stands.
pub fn refund(value: &Value) -> Option<RefundNews> {
    let standing = match value["status"].as_str()? {
        "succeeded" => RefundStanding::Done,
        "failed" | "canceled" => RefundStanding::Failed,
        _ => RefundStanding::Pending,
    };
    Some(RefundNews {
        reference: text(value, "id")?,
        refund: text(&value["metadata"], "refund").and_then(|it| it.parse::<RefundId>().ok()),
        amount: money(value, "amount")?,
        standing,
        reason: text(value, "failure_reason").map(|it| it.replace('_', " ")),
    })
}

/// How a dispute stands. A bank that merely inquires has taken nothing yet: that is no news.
pub fn dispute(value: &Value) -> Option<DisputeNews> {
    let standing = match value["status"].as_str()? {
        status if status.starts_with("warning_") => return None,
        "won" | "prevented" => DisputeStanding::Won,
        "lost" => DisputeStanding::Lost,
        _ => DisputeStanding::Open,
    };
    let amount = money(value, "amount")?;
    let moves = value["balance_transactions"].as_array();
    let fees =
        moves.into_iter().flatten().filter_map(|it| money(it, "fee")).filter(|it| it.currency == amount.currency);
    let fee = fees.fold(0_i64, |sum, it| sum.saturating_add(it.amount));
    Some(DisputeNews {
        reference: text(value, "id")?,
        amount,
        standing,
        reason: text(value, "reason").unwrap_or_else(|| "general".into()),
        fee: (fee > 0).then(|| Money::new(fee, amount.currency)),
    })
}
