//! PayPal's events: proved by PayPal itself, read for what they mean, listed where some were missed.

use reqwest::Url;
use serde::Serialize;
use serde_json::Value;

use super::{
    answer,
    api::Api,
    reading::{self, text},
};
use crate::{
    base::{Error, Result, Timestamp},
    platform::payments::{About, Letter, News, Notice, Standing},
};

const PAGE: usize = 300;
/// As many pages are asked for at a time.
const PAGES: usize = 50;

/// What PayPal wants to see of a letter in order to say whether it is its own.
#[derive(Serialize)]
struct Proof<'a> {
    auth_algo: String,
    cert_url: String,
    transmission_id: String,
    transmission_sig: String,
    transmission_time: String,
    webhook_id: &'a str,
}

/// Asks PayPal whether it has sent this. A letter whose certificate lies anywhere but at PayPal's is refused before anybody
/// is called.
pub async fn verify(api: &Api, webhook: &str, letter: &Letter<'_>, now: Timestamp) -> Result<Notice> {
    let value: Value = serde_json::from_slice(letter.body).map_err(|_| refused("it is no JSON"))?;
    let notice = of_value(&value, letter.body.to_vec(), now).ok_or_else(|| refused("it has no id or no type"))?;
    let header = |name: &str| {
        let found = (letter.header)(name).filter(|it| !it.is_empty() && it.len() <= 4096);
        found.ok_or_else(|| refused("it is not signed"))
    };
    let proof = Proof {
        auth_algo: header("PAYPAL-AUTH-ALGO")?,
        cert_url: header("PAYPAL-CERT-URL")?,
        transmission_id: header("PAYPAL-TRANSMISSION-ID")?,
        transmission_sig: header("PAYPAL-TRANSMISSION-SIG")?,
        transmission_time: header("PAYPAL-TRANSMISSION-TIME")?,
        webhook_id: webhook,
    };
    if !is_paypals(&proof.cert_url) {
        return Err(refused("its certificate is not PayPal's"));
    }
    let proof = serde_json::to_string(&proof).map_err(Error::internal)?;
    // The event goes along byte for byte: the signature is over these and no others. It was read as JSON above.
    let event = std::str::from_utf8(letter.body).map_err(|_| refused("it is no text"))?;
    let body = format!("{},\"webhook_event\":{event}}}", proof.trim_end_matches('}'));
    let said = api.post("/v1/notifications/verify-webhook-signature", body).await?;
    if said["verification_status"].as_str() == Some("SUCCESS") { Ok(notice) } else { Err(refused("PayPal denies it")) }
}

/// Whether an address is one of PayPal's own, with nothing that could lead elsewhere.
pub fn is_paypals(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let host = url.host_str().unwrap_or_default();
    url.scheme() == "https"
        && (host == "paypal.com" || host.ends_with(".paypal.com"))
        && url.username().is_empty()
        && url.password().is_none()
        && url.port().is_none()
        && !address.contains(['@', '\\'])
}

fn of_value(value: &Value, body: Vec<u8>, now: Timestamp) -> Option<Notice> {
    let id = text(value, "id").filter(|it| it.len() <= 255)?;
    let kind = text(value, "event_type").filter(|it| it.len() <= 255)?;
    let at = text(value, "create_time").and_then(|it| Timestamp::parse(&it).ok()).unwrap_or(now);
    Some(Notice { id, kind, at, body })
}

/// What a kept event means.
pub fn read(notice: &Notice, is_live: bool) -> News {
    let Ok(event) = serde_json::from_slice::<Value>(&notice.body) else { return News::Nothing };
    let resource = &event["resource"];
    match notice.kind.as_str() {
        "CHECKOUT.ORDER.APPROVED" => {
            let Some(reference) = text(resource, "id") else { return News::Nothing };
            let ours = text(&resource["purchase_units"][0], "custom_id").and_then(|it| it.parse().ok());
            let about = About { payment: ours, references: vec![reference.clone()] };
            News::Payment(about, answer(Standing::Pending, &reference, None))
        }
        "PAYMENT.CAPTURE.COMPLETED"
        | "PAYMENT.CAPTURE.PENDING"
        | "PAYMENT.CAPTURE.DENIED"
        | "PAYMENT.CAPTURE.DECLINED" => {
            let mut resource = resource.clone();
            if notice.kind.ends_with("DENIED") {
                resource["status"] = "DECLINED".into();
            }
            let order = text(&resource["supplementary_data"]["related_ids"], "order_id");
            let references = [order, text(&resource, "id")].into_iter().flatten().collect();
            let about = About { payment: text(&resource, "custom_id").and_then(|it| it.parse().ok()), references };
            reading::capture(&resource, is_live).map_or(News::Nothing, |answer| News::Payment(about, answer))
        }
        "PAYMENT.CAPTURE.REFUNDED"
        | "PAYMENT.CAPTURE.REVERSED"
        | "PAYMENT.REFUND.PENDING"
        | "PAYMENT.REFUND.FAILED" => {
            let about = About { payment: None, references: reading::capture_of_refund(resource).into_iter().collect() };
            reading::refund(resource).map_or(News::Nothing, |news| News::Refund(about, news))
        }
        kind if kind.starts_with("CUSTOMER.DISPUTE.") => {
            let disputed = resource["disputed_transactions"].as_array().into_iter().flatten();
            let references = disputed.filter_map(|it| text(it, "seller_transaction_id")).collect();
            let about = About { payment: None, references };
            reading::dispute(resource).map_or(News::Nothing, |news| News::Dispute(about, news))
        }
        _ => News::Nothing,
    }
}

/// What PayPal has sent since then, oldest first. It keeps events for thirty days.
pub async fn sent_since(api: &Api, since: Timestamp) -> Result<Vec<Notice>> {
    let mut all = Vec::new();
    let mut next = Some(format!("/v1/notifications/webhooks-events?page_size={PAGE}&start_time={}", since.rfc3339()));
    for _ in 0..PAGES {
        let Some(path) = next.take() else { break };
        let page = api.look(&path).await?;
        let events = page["events"].as_array().into_iter().flatten();
        all.extend(events.filter_map(|event| of_value(event, serde_json::to_vec(event).ok()?, since)));
        let mut links = page["links"].as_array().into_iter().flatten();
        let link = links.find(|it| it["rel"].as_str() == Some("next")).and_then(|it| text(it, "href"));
        // It is followed only within the API itself.
        next = link.as_deref().and_then(|it| api.own(it)).map(str::to_owned);
    }
    all.sort_by_key(|it| it.at);
    Ok(all)
}

fn refused(cause: &'static str) -> Error {
    Error::invalid("signature", "This letter is not PayPal's").because(cause)
}
