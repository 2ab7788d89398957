//! What PayPal's objects say: only the fields that matter here, whatever else stands beside them or is missing.

use serde::Serialize;
use serde_json::Value;

use super::answer;
use crate::{
    base::{Currency, Money, RefundId},
    platform::payments::{Answer, Collected, DisputeNews, DisputeStanding, RefundNews, RefundStanding, Standing},
};

/// PayPal takes no decimals in them, though ISO 4217 gives them two (developer.paypal.com, "Currency codes").
const WHOLE: [&str; 2] = ["HUF", "TWD"];

/// An amount as PayPal writes it.
#[derive(Serialize)]
pub struct Sum {
    currency_code: &'static str,
    value: String,
}

impl Sum {
    /// Nothing where PayPal cannot collect so exactly.
    pub fn of(money: Money) -> Option<Self> {
        let code = money.currency.code();
        let value = match money.plain() {
            plain if WHOLE.contains(&code) => plain.strip_suffix(".00")?.to_owned(),
            plain => plain,
        };
        Some(Self { currency_code: code, value })
    }
}

/// The text at a field, if it is text.
pub fn text(value: &Value, field: &str) -> Option<String> {
    value.get(field)?.as_str().filter(|it| !it.is_empty()).map(str::to_owned)
}

/// An amount such as `{"currency_code": "USD", "value": "12.99"}`.
pub fn money(value: &Value) -> Option<Money> {
    let currency = Currency::parse(value.get("currency_code")?.as_str()?).ok()?;
    let written = value.get("value")?.as_str()?;
    let (whole, part) = written.split_once('.').unwrap_or((written, ""));
    let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
    let is_plain = !whole.is_empty() && digits(whole) && digits(part) && written.len() <= 32;
    // A point parts decimals here, never thousands.
    let written = format!("{whole}.{part:0<width$}", width = currency.decimals() as usize);
    let written = if currency.decimals() == 0 && part.bytes().all(|b| b == b'0') { whole.to_owned() } else { written };
    if is_plain { Money::parse(&written, currency).ok() } else { None }
}

/// How an order stands, with its capture if there is one.
pub fn order(value: &Value, is_live: bool) -> Option<Answer> {
    let reference = text(value, "id")?;
    let unit = &value["purchase_units"][0];
    if let Some(found) = unit["payments"]["captures"].as_array().and_then(|it| it.first()) {
        let mut answer = capture(found, is_live)?;
        answer.reference = reference;
        if let Some(collected) = &mut answer.collected {
            collected.country = text(&value["payer"]["address"], "country_code").filter(|it| it.len() == 2);
        }
        return Some(answer);
    }
    Some(match value["status"].as_str()? {
        "VOIDED" => answer(Standing::Declined, &reference, Some("The payment was called off")),
        _ => {
            let mut answer = answer(Standing::Pending, &reference, None);
            let links = value["links"].as_array().into_iter().flatten();
            let way = links.into_iter().find(|it| matches!(it["rel"].as_str(), Some("payer-action" | "approve")));
            answer.redirect_url = way.and_then(|it| text(it, "href")).filter(|it| it.starts_with("http"));
            answer
        }
    })
}

/// How a capture stands. Its reference is that of the order, where it is named.
pub fn capture(value: &Value, is_live: bool) -> Option<Answer> {
    let id = text(value, "id")?;
    let order = text(&value["supplementary_data"]["related_ids"], "order_id").unwrap_or_else(|| id.clone());
    Some(match value["status"].as_str()? {
        "COMPLETED" | "REFUNDED" | "PARTIALLY_REFUNDED" => {
            let amount = money(&value["amount"])?;
            let fee = money(&value["seller_receivable_breakdown"]["paypal_fee"]);
            let collected = Collected {
                amount,
                live: is_live,
                capture: Some(id),
                account: None,
                country: None,
                fee: fee.filter(|it| it.currency == amount.currency),
                customer: None,
            };
            Answer { collected: Some(collected), ..answer(Standing::Paid, &order, None) }
        }
        "DECLINED" | "FAILED" => answer(Standing::Declined, &order, Some("PayPal could not collect the payment")),
        _ => answer(Standing::Pending, &order, None),
    })
}

/// How a refund stands.
pub fn refund(value: &Value) -> Option<RefundNews> {
    let standing = match value["status"].as_str()? {
        "COMPLETED" => RefundStanding::Done,
        "CANCELLED" | "FAILED" => RefundStanding::Failed,
        _ => RefundStanding::Pending,
    };
    Some(RefundNews {
        reference: text(value, "id")?,
        refund: text(value, "custom_id").and_then(|it| it.parse::<RefundId>().ok()),
        amount: money(&value["amount"])?,
        standing,
        reason: text(&value["status_details"], "reason").map(|it| it.replace('_', " ").to_lowercase()),
    })
}

/// The capture that a refund is of, as its links tell.
pub fn capture_of_refund(value: &Value) -> Option<String> {
    let mut links = value["links"].as_array().into_iter().flatten();
    let up = links.find(|it| it["rel"].as_str() == Some("up"))?;
    text(up, "href")?.rsplit('/').next().map(str::to_owned)
}

/// How a dispute stands.
pub fn dispute(value: &Value) -> Option<DisputeNews> {
    let outcome = value["dispute_outcome"]["outcome_code"].as_str();
    let standing = match (value["status"].as_str()?, outcome) {
        ("RESOLVED", Some("RESOLVED_BUYER_FAVOUR" | "ACCEPTED")) => DisputeStanding::Lost,
        ("RESOLVED", _) => DisputeStanding::Won,
        _ => DisputeStanding::Open,
    };
    Some(DisputeNews {
        reference: text(value, "dispute_id")?,
        amount: money(&value["dispute_amount"])?,
        standing,
        reason: text(value, "reason").unwrap_or_else(|| "other".into()).to_lowercase(),
        fee: None,
    })
}
