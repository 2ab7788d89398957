//! Calls to Stripe: their time-outs, their keys, and what goes wrong.

use std::time::Duration;

use serde_json::Value;
use stripe::{Client, ClientBuilder, IdempotencyKey, RequestStrategy, StripeError, StripeRequest};

use crate::{
    base::{Error, Result},
    platform::payments::StripeConfig,
};

/// Connecting and answering together take no longer.
const PATIENCE: Duration = Duration::from_secs(10);
/// Stripe keeps even a failure of its own under a key, for a day. A request that may be made again is tried under so
/// many keys, always the same ones.
const KEYS: u32 = 3;
/// Before the next of them.
const PAUSE: Duration = Duration::from_millis(400);

/// An account at Stripe.
pub struct Api(Client);

/// Why Stripe did not do what it was asked for.
#[derive(Debug)]
pub enum Refusal {
    /// The payer's means do not suffice; Stripe's words for the payer.
    Payer(String),
    /// It knows no such thing.
    Missing(String),
    /// It understood and will not do it.
    Refused(String),
    /// It failed itself and keeps that answer under the key of the request, or another request was made under it.
    Broken(String),
    /// It could not be reached, or has no time: nobody knows whether it was done.
    Unknown(String),
}

impl Api {
    /// As it is set up. Nothing is called yet.
    pub fn new(config: &StripeConfig) -> Result<Self> {
        let mut builder = ClientBuilder::new(config.secret_key.expose()).timeout(PATIENCE).app_info(
            "Bodega",
            Some(env!("CARGO_PKG_VERSION").to_owned()),
            None,
        );
        if let Some(base) = &config.api_base {
            builder = builder.url(base.to("/"));
        }
        let client = builder.build().map_err(|cause| {
            Error::invalid("payments.stripe.secret_key", "Write the key as Stripe shows it").because(cause.to_string())
        })?;
        Ok(Self(client))
    }

    /// Looks something up.
    pub async fn look<R: StripeRequest>(&self, request: &R) -> Result<Value, Refusal> {
        self.send(request, RequestStrategy::Once).await
    }

    /// Changes something; the same `key` changes it once.
    pub async fn act<R: StripeRequest>(&self, request: &R, key: &str) -> Result<Value, Refusal> {
        let key = IdempotencyKey::new(key).map_err(|cause| Refusal::Refused(cause.to_string()))?;
        self.send(request, RequestStrategy::Idempotent(key)).await
    }

    /// As [`act`](Self::act), for what may well exist twice as long as one of them is used, such as a page to pay at: a
    /// failure of Stripe's own that is kept under the key does not block it for a day.
    pub async fn act_anew<R: StripeRequest>(&self, request: &R, key: &str) -> Result<Value, Refusal> {
        let mut answer = self.act(request, key).await;
        for attempt in 2..=KEYS {
            if !matches!(answer, Err(Refusal::Broken(_))) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
            answer = self.act(request, &format!("{key}-{attempt}")).await;
        }
        answer
    }

    /// As [`act`](Self::act), for what must not happen twice, such as a refund: before another key is taken, `done` looks
    /// whether it has happened.
    pub async fn act_once<R: StripeRequest, L: StripeRequest>(
        &self,
        request: &R,
        key: &str,
        list: &L,
        done: impl Fn(&Value) -> bool + Send + Sync,
    ) -> Result<Value, Refusal> {
        let mut answer = self.act(request, key).await;
        for attempt in 2..=KEYS {
            if !matches!(answer, Err(Refusal::Broken(_))) {
                break;
            }
            tokio::time::sleep(PAUSE).await;
            let there = self.look(list).await?;
            let mut all = there["data"].as_array().into_iter().flatten();
            if let Some(found) = all.find(|it| done(it)) {
                return Ok(found.clone());
            }
            answer = self.act(request, &format!("{key}-{attempt}")).await;
        }
        answer
    }

    async fn send<R: StripeRequest>(&self, request: &R, strategy: RequestStrategy) -> Result<Value, Refusal> {
        let request = request.build().customize::<miniserde::json::Value>().request_strategy(strategy);
        let answer = request.send(&self.0).await.map_err(Refusal::of)?;
        serde_json::from_str(&miniserde::json::to_string(&answer)).map_err(|cause| Refusal::Unknown(cause.to_string()))
    }
}

impl Refusal {
    fn of(error: StripeError) -> Self {
        let StripeError::Stripe(said, status) = error else { return Self::Unknown(error.to_string()) };
        let code = said.code.as_ref().map(ToString::to_string).unwrap_or_default();
        let message = said.message.clone().unwrap_or_default();
        let log = said.request_log_url.clone().unwrap_or_default();
        let full = format!("Stripe says {status} {} {code}: {message} {log}", said.type_.as_str());
        match (said.type_.as_str(), code.as_str(), status) {
            ("card_error", ..) | (_, "amount_too_small" | "amount_too_large", _) => Self::Payer(message),
            (_, "resource_missing", _) | (_, _, 404) => Self::Missing(full),
            // The same payment in other words, as when the shop got another name meanwhile: that needs another key.
            ("idempotency_error", _, 400) => Self::Broken(full),
            // Another request with this key is still being worked on, or there were too many.
            (_, _, 409 | 424 | 429) => Self::Unknown(full),
            (_, _, 500..) => Self::Broken(full),
            _ => Self::Refused(full),
        }
    }

    /// What only the log may tell.
    pub fn cause(&self) -> &str {
        match self {
            Self::Payer(text)
            | Self::Missing(text)
            | Self::Refused(text)
            | Self::Broken(text)
            | Self::Unknown(text) => text,
        }
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Self {
        let cause = refusal.cause().to_owned();
        match refusal {
            Refusal::Payer(words) => Self::conflict(words),
            Refusal::Missing(_) => Self::conflict("Stripe does not know this").because(cause),
            Refusal::Refused(_) => Self::conflict("Stripe refused this").because(cause),
            Refusal::Broken(_) | Refusal::Unknown(_) => {
                Self::unavailable("Stripe cannot be reached right now; please try again in a minute").because(cause)
            }
        }
    }
}

/// Whether a reference can stand in an address: Stripe's identifiers are letters, digits and underscores.
pub fn is_reference(text: &str) -> bool {
    (3..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}
