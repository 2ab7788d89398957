//! Gateways: whoever collects money for the shop. None of them knows what is sold.
//!
//! A gateway is never called within a change of the store, and every call bears an identifier of ours (a payment's, a
//! refund's), so that calling twice charges or pays back once. What a gateway says, in an answer or in an event, is a
//! statement about one payment, refund or dispute; it may come late, twice and in any order.

mod config;
mod manual;
mod news;
mod payees;
mod paypal;
mod saved;
mod stripe;
mod test_gateway;

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

pub use self::{
    paypal::PaypalGateway,
    stripe::{StripeGateway, StripeKeeper, StripePayees},
};
pub use config::{ManualConfig, PaymentsConfig, PaypalConfig, StripeConfig};
pub use manual::ManualGateway;
pub use news::{About, DisputeNews, DisputeStanding, Letter, News, Notice, RefundNews, RefundStanding};
pub use payees::{Payee, Payees, Transfer};
pub use saved::{Keeper, SavedMethod};
pub use test_gateway::TestGateway;

use super::web::Mode;
use crate::base::{Currency, Email, Error, Money, PaymentId, RefundId, Result, Timestamp};

/// What is to be paid, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Charge {
    /// Which payment: the same one is charged once.
    pub payment: PaymentId,
    /// How much. It does not change any more.
    pub amount: Money,
    /// Who pays.
    pub email: Email,
    /// What stands on the payer's statement, such as the number of the order.
    pub description: String,
    /// Where the payer comes back to when they have paid.
    pub return_url: String,
    /// Where the payer comes back to when they would rather not.
    pub cancel_url: String,
    /// By which the gateway knows the payer from earlier payments, if it does and they want it to.
    pub customer: Option<String>,
    /// How a test payment shall end.
    pub outcome: Option<Outcome>,
    /// By which the gateway knows the payment, once it has been started.
    pub reference: Option<String>,
    /// By which the gateway knows the collected money, once it has been paid.
    pub capture: Option<String>,
}

/// How a test payment shall end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// At once, with money.
    Paid,
    /// At once, without.
    Declined,
    /// Later; until then it waits.
    Delayed,
}

/// How a payment stands.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// The gateway has not answered yet.
    #[default]
    New,
    /// It waits for the payer or the bank.
    Pending,
    /// The money is there.
    Paid,
    /// There will be no money.
    Declined,
    /// There was nothing to pay.
    NotNeeded,
}

/// What a gateway says of a payment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// How it stands.
    pub standing: Standing,
    /// By which the gateway knows it.
    pub reference: String,
    /// Where the payer goes to pay, if anywhere.
    #[serde(default)]
    pub redirect_url: Option<String>,
    /// What the payer's browser needs to pay, if anything.
    #[serde(default)]
    pub client_secret: Option<String>,
    /// Why it was declined, in words for the payer.
    #[serde(default)]
    pub reason: Option<String>,
    /// What was collected, where it stands as paid; held against the order before anything is handed over.
    #[serde(default)]
    pub collected: Option<Collected>,
}

/// Money that a gateway has collected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Collected {
    /// How much.
    pub amount: Money,
    /// Whether it is real money. The test gateway says so too: it is only offered where nothing is real.
    pub live: bool,
    /// By which the gateway knows this money when it is to go back, if not by the payment's reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub capture: Option<String>,
    /// In whose account at the gateway it lies, if the gateway says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The payer's country as the gateway knows it, by two letters (evidence for taxes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// What the gateway keeps, if it has said so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fee: Option<Money>,
    /// By which the gateway will know the payer again, if they want it to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
}

/// Money that shall go back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Return {
    /// Which refund: the same one is paid back once.
    pub refund: RefundId,
    /// Of which payment, with its `reference` and `capture`.
    pub charge: Charge,
    /// How much of it.
    pub amount: Money,
    /// Why, for the books of the gateway; may be empty.
    pub reason: String,
}

/// Somebody who collects money.
#[rocket::async_trait]
pub trait Gateway: Send + Sync {
    /// Its name in addresses, forms and the ledger.
    fn name(&self) -> &'static str;

    /// Its name for people.
    fn title(&self) -> &str;

    /// A few words beside its name at the checkout; may be empty.
    fn hint(&self) -> &str {
        ""
    }

    /// Whether what it collects is real money; [`Collected::live`] must agree with it.
    fn is_live(&self) -> bool;

    /// The shop's own account, where the gateway names it in what it says; [`Collected::account`] must agree with it.
    fn account(&self) -> Option<&str> {
        None
    }

    /// How long a payment is left alone after it was begun or asked about, before it is asked about again. The pauses grow
    /// with its age.
    fn patience(&self) -> Duration {
        Duration::from_secs(3 * 60)
    }

    /// After so long, what nobody has paid is called off.
    fn deadline(&self) -> Duration {
        Duration::from_secs(7 * 24 * 60 * 60)
    }

    /// What buyers have to know in order to pay, where no page of the gateway tells them (a bank transfer).
    fn instructions(&self) -> Option<&str> {
        None
    }

    /// Begins to collect. Calling it twice for one payment gives the same answer.
    ///
    /// # Errors
    /// The gateway cannot be reached or refuses for a reason that is not the payer's; nothing is charged, or the next
    /// call with the same payment finds what has been.
    async fn start(&self, charge: &Charge) -> Result<Answer>;

    /// How a payment stands that was started `ago`; collects what the payer has approved in the meantime.
    async fn ask(&self, charge: &Charge, ago: Duration) -> Result<Answer>;

    /// Calls a payment off that nobody has paid, as far as the gateway can, so that it is not paid any more. Says how
    /// it stands then: it may have been paid at the last moment.
    async fn call_off(&self, charge: &Charge) -> Result<Answer>;

    /// Pays money back. Calling it twice for one refund pays back once and gives the same answer.
    async fn pay_back(&self, what: &Return) -> Result<RefundNews>;

    /// How a refund stands that `reference` names.
    async fn ask_refund(&self, what: &Return, reference: &str) -> Result<RefundNews>;

    /// What a letter to the shop's webhook says, once it is proved to be the gateway's.
    ///
    /// # Errors
    /// [`ErrorKind::Invalid`](crate::base::ErrorKind) for one that is not; `Unavailable` where that cannot be told now.
    async fn verify(&self, letter: &Letter<'_>, now: Timestamp) -> Result<Notice> {
        let _ = (letter, now);
        Err(Error::not_found("This gateway sends no events"))
    }

    /// What a kept event means. Whatever is not known, not readable or of no interest is [`News::Nothing`].
    fn read(&self, notice: &Notice) -> News {
        let _ = notice;
        News::Nothing
    }

    /// The events that the gateway has sent since then, oldest first, whether or not they arrived. Nothing where a
    /// gateway keeps no list.
    async fn sent_since(&self, since: Timestamp) -> Result<Vec<Notice>> {
        let _ = since;
        Ok(Vec::new())
    }
}

/// Who keeps means of payment for members, if anybody does.
pub fn keeper(config: &PaymentsConfig, currency: Currency) -> Result<Option<Arc<dyn Keeper>>> {
    Ok(StripeKeeper::new(&config.stripe, currency)?.map(|it| Arc::new(it) as Arc<dyn Keeper>))
}

/// Who keeps accounts of sellers and sends money to them, if anybody does.
pub fn payees(config: &PaymentsConfig) -> Result<Option<Arc<dyn Payees>>> {
    Ok(StripePayees::new(&config.stripe)?.map(|it| Arc::new(it) as Arc<dyn Payees>))
}

/// The name under which orders without anything to pay are kept.
pub const FREE: &str = "free";

/// The gateways that are offered, in the order in which they are shown; managed state.
#[derive(Clone, Default)]
pub struct Gateways(Vec<Arc<dyn Gateway>>);

impl Gateways {
    /// These gateways.
    pub fn new(gateways: Vec<Arc<dyn Gateway>>) -> Self {
        Self(gateways)
    }

    /// Those that this shop offers: whatever is set up, and the test gateway in test mode only.
    pub fn of(config: &PaymentsConfig, mode: Mode) -> Result<Self> {
        let mut all: Vec<Arc<dyn Gateway>> = Vec::new();
        if let Some(stripe) = StripeGateway::new(&config.stripe, mode)? {
            all.push(Arc::new(stripe));
        }
        if let Some(paypal) = PaypalGateway::new(&config.paypal, mode)? {
            all.push(Arc::new(paypal));
        }
        if let Some(manual) = ManualGateway::new(&config.manual, mode) {
            all.push(Arc::new(manual));
        }
        if mode == Mode::Test {
            all.push(Arc::new(TestGateway));
        }
        Ok(Self(all))
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &dyn Gateway> {
        self.0.iter().map(|it| &**it)
    }

    /// The one of that name, if it is set up.
    pub fn find(&self, name: &str) -> Option<&dyn Gateway> {
        self.all().find(|it| it.name() == name)
    }

    /// The one of that name, for whoever works on another thread.
    pub fn shared(&self, name: &str) -> Option<Arc<dyn Gateway>> {
        self.0.iter().find(|it| it.name() == name).cloned()
    }

    /// The one of that name.
    pub fn get(&self, name: &str) -> Result<&dyn Gateway> {
        self.find(name).ok_or_else(|| {
            let names: Vec<_> = self.all().map(Gateway::name).collect();
            let advice = match names.as_slice() {
                [] => "No way to pay is set up in this shop".to_owned(),
                names => format!("Choose a way to pay: {}", names.join(", ")),
            };
            Error::invalid("gateway", advice)
        })
    }
}
