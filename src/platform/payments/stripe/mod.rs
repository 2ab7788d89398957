//! Stripe: the payer pays on Stripe's own page (a Checkout Session), with whatever cards, wallets and bank debits the
//! account there offers; 3-D Secure and methods that take days come by themselves.
//!
//! Requests are made with the library's types. Answers are read as loosely as events are, by the few fields that matter
//! here: Stripe adds values and versions, and a shop must not stop over a field that it never looks at.

mod api;
mod events;
mod keeper;
mod payees;
mod reading;
mod refunds;
mod sessions;
mod signature;
#[cfg(test)]
mod tests;
mod units;

use std::{sync::Arc, time::Duration};

pub use self::{keeper::StripeKeeper, payees::StripePayees};

use self::api::{Api, Refusal};
use super::{Answer, Charge, Gateway, Letter, News, Notice, RefundNews, Return, Standing, StripeConfig};
use crate::{
    base::{Result, Secrets, Timestamp},
    platform::web::Mode,
};

/// Collects by Stripe.
pub struct StripeGateway {
    api: Arc<Api>,
    secrets: Secrets,
    is_live: bool,
}

impl StripeGateway {
    /// As it is set up, if it is.
    pub fn new(config: &StripeConfig, mode: Mode) -> Result<Option<Self>> {
        if !config.is_set() {
            return Ok(None);
        }
        let api = Arc::new(Api::new(config)?);
        Ok(Some(Self { api, secrets: config.webhook_secret.clone(), is_live: mode == Mode::Live }))
    }
}

#[rocket::async_trait]
impl Gateway for StripeGateway {
    fn name(&self) -> &'static str {
        "stripe"
    }

    fn title(&self) -> &str {
        "Card or wallet"
    }

    fn hint(&self) -> &str {
        "paid at Stripe"
    }

    fn is_live(&self) -> bool {
        self.is_live
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        sessions::start(&self.api, charge).await
    }

    async fn ask(&self, charge: &Charge, _: Duration) -> Result<Answer> {
        sessions::ask(&self.api, charge).await
    }

    async fn call_off(&self, charge: &Charge) -> Result<Answer> {
        sessions::call_off(&self.api, charge).await
    }

    async fn pay_back(&self, what: &Return) -> Result<RefundNews> {
        refunds::pay_back(&self.api, what).await
    }

    async fn ask_refund(&self, what: &Return, reference: &str) -> Result<RefundNews> {
        refunds::ask(&self.api, what, reference).await
    }

    async fn verify(&self, letter: &Letter<'_>, now: Timestamp) -> Result<Notice> {
        signature::check(letter, &self.secrets, now)?;
        events::notice(letter.body, now)
    }

    fn read(&self, notice: &Notice) -> News {
        events::read(notice, self.is_live)
    }

    async fn sent_since(&self, since: Timestamp) -> Result<Vec<Notice>> {
        events::sent_since(&self.api, since).await
    }
}

/// A payment that came to nothing, in words for the payer that others are put behind.
fn declined(reference: &str, reason: String) -> Answer {
    let reason = reason.trim_end_matches(['.', ' ']).to_owned();
    Answer {
        standing: Standing::Declined,
        reference: reference.to_owned(),
        redirect_url: None,
        client_secret: None,
        reason: Some(reason),
        collected: None,
    }
}
