//! PayPal: the payer approves on PayPal's own page (Orders v2), and the shop captures the money from its server.
//!
//! What counts is the capture: its amount, its currency and the name that we gave it. Who the payer is at PayPal, and
//! which address they have there, opens nothing in the shop.

mod api;
mod events;
mod orders;
mod reading;
mod refunds;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::api::{Api, Refusal};
use super::{Answer, Charge, Gateway, Letter, News, Notice, PaypalConfig, RefundNews, Return, Standing};
use crate::{
    base::{Result, Timestamp},
    platform::web::Mode,
};

/// Collects by PayPal.
pub struct PaypalGateway {
    api: Api,
    webhook: String,
    is_live: bool,
}

impl PaypalGateway {
    /// As it is set up, if it is.
    pub fn new(config: &PaypalConfig, mode: Mode) -> Result<Option<Self>> {
        if !config.is_set() {
            return Ok(None);
        }
        let api = Api::new(config, mode)?;
        Ok(Some(Self { api, webhook: config.webhook_id.trim().to_owned(), is_live: mode == Mode::Live }))
    }
}

#[rocket::async_trait]
impl Gateway for PaypalGateway {
    fn name(&self) -> &'static str {
        "paypal"
    }

    fn title(&self) -> &str {
        "PayPal"
    }

    fn is_live(&self) -> bool {
        self.is_live
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        orders::start(&self.api, charge, self.is_live).await
    }

    async fn ask(&self, charge: &Charge, _: Duration) -> Result<Answer> {
        orders::ask(&self.api, charge, self.is_live).await
    }

    async fn call_off(&self, charge: &Charge) -> Result<Answer> {
        orders::call_off(&self.api, charge, self.is_live).await
    }

    async fn pay_back(&self, what: &Return) -> Result<RefundNews> {
        refunds::pay_back(&self.api, what, self.is_live).await
    }

    async fn ask_refund(&self, what: &Return, reference: &str) -> Result<RefundNews> {
        refunds::ask(&self.api, what, reference, self.is_live).await
    }

    async fn verify(&self, letter: &Letter<'_>, now: Timestamp) -> Result<Notice> {
        events::verify(&self.api, &self.webhook, letter, now).await
    }

    fn read(&self, notice: &Notice) -> News {
        events::read(notice, self.is_live)
    }

    async fn sent_since(&self, since: Timestamp) -> Result<Vec<Notice>> {
        events::sent_since(&self.api, since).await
    }
}

/// A payment that stands so, without money.
fn answer(standing: Standing, reference: &str, reason: Option<&str>) -> Answer {
    Answer {
        standing,
        reference: reference.to_owned(),
        redirect_url: None,
        client_secret: None,
        reason: reason.map(str::to_owned),
        collected: None,
    }
}
