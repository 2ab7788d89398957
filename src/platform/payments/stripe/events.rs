//! Stripe's events: kept as they come, read for what they mean, listed where some were missed.

use serde::{Deserialize, Deserializer, de::IgnoredAny};
use serde_json::Value;
use stripe_core::event::ListEvent;
use stripe_types::RangeQueryTs;

use super::{api::Api, declined, payees, reading};
use crate::{
    base::{Error, Result, Timestamp},
    platform::payments::{About, Answer, News, Notice},
};

/// The kinds that mean something here; others are kept. A webhook at Stripe should send these.
pub const KINDS: [&str; 17] = [
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
    "payment_intent.succeeded",
    "payment_intent.canceled",
    "charge.refunded",
    "charge.refund.updated",
    "refund.created",
    "refund.updated",
    "refund.failed",
    "charge.dispute.created",
    "charge.dispute.updated",
    "charge.dispute.closed",
    "charge.dispute.funds_withdrawn",
    "charge.dispute.funds_reinstated",
    "account.updated",
];
const PAGE: i64 = 100;
/// As many pages are asked for at a time.
const PAGES: usize = 100;

/// The envelope of an event: its id, kind and moment. Whatever is in it is kept.
pub fn notice(body: &[u8], now: Timestamp) -> Result<Notice> {
    let envelope: Envelope = serde_json::from_slice(body)
        .map_err(|cause| Error::invalid("body", "This is no event").because(cause.to_string()))?;
    envelope.notice(body.to_vec(), now).ok_or_else(|| Error::invalid("body", "This event has no id or no type"))
}

/// What is read of an event when it comes; the rest is looked at when it is applied.
#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    id: Loose,
    #[serde(default, rename = "type")]
    kind: Loose,
    #[serde(default)]
    created: Loose,
}

/// Whatever stands there; an odd field does not make an event unreadable.
#[derive(Default, Deserialize)]
#[serde(untagged)]
enum Loose {
    Text(String),
    Number(i64),
    #[default]
    #[serde(deserialize_with = "anything")]
    Other,
}

fn anything<'de, D: Deserializer<'de>>(from: D) -> std::result::Result<(), D::Error> {
    IgnoredAny::deserialize(from).map(drop)
}

impl Envelope {
    fn notice(self, body: Vec<u8>, now: Timestamp) -> Option<Notice> {
        let at = match self.created {
            Loose::Number(seconds) if (0..=253_402_300_799).contains(&seconds) => {
                Timestamp::from_millis(seconds * 1000)
            }
            _ => now,
        };
        Some(Notice { id: self.id.name()?, kind: self.kind.name()?, at, body })
    }
}

impl Loose {
    fn name(self) -> Option<String> {
        match self {
            Self::Text(text) if (1..=255).contains(&text.len()) => Some(text),
            _ => None,
        }
    }
}

/// What a kept event means. Money in another mode or somebody else's account is told with the payment, so that it can
/// be held against the order; of refunds and disputes there it is no news.
pub fn read(notice: &Notice, is_live: bool) -> News {
    let Ok(event) = serde_json::from_slice::<Value>(&notice.body) else { return News::Nothing };
    let object = &event["data"]["object"];
    let live = event["livemode"].as_bool();
    let account = reading::text(&event, "account");
    let is_ours = live == Some(is_live) && account.is_none();
    match notice.kind.as_str() {
        "checkout.session.async_payment_failed" => match reading::text(object, "id") {
            Some(reference) => payment(object, declined(&reference, FAILED.into())),
            None => News::Nothing,
        },
        kind if kind.starts_with("checkout.session.") => match reading::session(object) {
            // A session to keep a card pays nothing.
            Some(answer) if object["mode"].as_str().is_none_or(|it| it == "payment") => {
                payment(object, marked(answer, live, account))
            }
            _ => News::Nothing,
        },
        "payment_intent.succeeded" | "payment_intent.canceled" => {
            reading::intent(object).map_or(News::Nothing, |answer| payment(object, marked(answer, live, account)))
        }
        "charge.refunded" if is_ours => {
            // Older versions of the API list the refunds, the newest first; newer ones send `refund.created` as well.
            let mut about = reading::about_money(object);
            about.references.extend(reading::text(object, "id"));
            let newest = object["refunds"]["data"].as_array().and_then(|it| it.first());
            newest.and_then(reading::refund).map_or(News::Nothing, |news| News::Refund(about, news))
        }
        "charge.refund.updated" | "refund.created" | "refund.updated" | "refund.failed" if is_ours => {
            reading::refund(object).map_or(News::Nothing, |news| News::Refund(reading::about_money(object), news))
        }
        // Stripe says whose account it speaks of twice; both have to be the same one.
        "account.updated" if live == Some(is_live) => payees::read(object)
            .filter(|it| account.as_ref().is_none_or(|account| *account == it.reference))
            .map_or(News::Nothing, News::Payee),
        kind if kind.starts_with("charge.dispute.") && is_ours => {
            reading::dispute(object).map_or(News::Nothing, |news| News::Dispute(reading::about_money(object), news))
        }
        _ => News::Nothing,
    }
}

const FAILED: &str = "The payment did not arrive";

/// A payment that names neither us nor anything of Stripe's is none of ours.
fn payment(object: &Value, answer: Answer) -> News {
    let about: About = reading::about_payment(object);
    if about.payment.is_none() && about.references.is_empty() { News::Nothing } else { News::Payment(about, answer) }
}

/// The mode and the account of the event are those of the money.
fn marked(mut answer: Answer, live: Option<bool>, account: Option<String>) -> Answer {
    if let Some(collected) = &mut answer.collected {
        collected.live = live.unwrap_or(collected.live);
        collected.account = account;
    }
    answer
}

/// What Stripe has sent since then, oldest first. It lists the newest first and keeps events for thirty days.
pub async fn sent_since(api: &Api, since: Timestamp) -> Result<Vec<Notice>> {
    let mut newest_first = Vec::new();
    let mut before: Option<String> = None;
    for _ in 0..PAGES {
        let kinds: Vec<String> = KINDS.iter().map(|it| (*it).to_owned()).collect();
        let mut list = ListEvent::new().created(RangeQueryTs::gte(since.seconds())).limit(PAGE).types(kinds);
        if let Some(event) = before.take() {
            list = list.starting_after(event);
        }
        let page = api.look(&list).await?;
        let events = page["data"].as_array().cloned().unwrap_or_default();
        before = events.last().and_then(|it| reading::text(it, "id"));
        newest_first.extend(events.iter().filter_map(|event| {
            let body = serde_json::to_vec(event).ok()?;
            notice(&body, since).ok()
        }));
        if before.is_none() || page["has_more"].as_bool() != Some(true) {
            newest_first.reverse();
            return Ok(newest_first);
        }
    }
    tracing::warn!("Stripe has sent more than {} events; the oldest are left out", PAGES * 100);
    newest_first.reverse();
    Ok(newest_first)
}
