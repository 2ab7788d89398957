//! Gateways: whoever collects money for the shop. None of them knows what is sold.
//!
//! A gateway is never called within a change of the store, and every call bears the payment's identifier, so that
//! calling twice charges once.

mod test_gateway;

use std::{sync::Arc, time::Duration};

use serde::{Deserialize, Serialize};

pub use test_gateway::TestGateway;

use crate::base::{Email, Error, Money, PaymentId, Result};

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
    /// Where the payer comes back to.
    pub return_url: String,
    /// How a test payment shall end.
    pub outcome: Option<Outcome>,
    /// By which the gateway knows the payment, once it has been started.
    pub reference: Option<String>,
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
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// How it stands.
    pub standing: Standing,
    /// By which the gateway knows it.
    pub reference: String,
    /// Where the payer goes to pay, if anywhere.
    pub redirect_url: Option<String>,
    /// What the payer's browser needs to pay, if anything.
    pub client_secret: Option<String>,
    /// Why it was declined, in words for the payer.
    pub reason: Option<String>,
}

/// Somebody who collects money.
#[rocket::async_trait]
pub trait Gateway: Send + Sync {
    /// Its name in addresses, forms and the ledger.
    fn name(&self) -> &'static str;

    /// Its name for people.
    fn title(&self) -> &'static str;

    /// Begins to collect. Calling it twice for one payment gives the same answer.
    async fn start(&self, charge: &Charge) -> Result<Answer>;

    /// How a payment stands that was started `ago`.
    async fn ask(&self, charge: &Charge, ago: Duration) -> Result<Answer>;
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

    /// Those that this shop offers: the test gateway in test mode only.
    pub fn of(is_test: bool) -> Self {
        Self(if is_test { vec![Arc::new(TestGateway)] } else { Vec::new() })
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &dyn Gateway> {
        self.0.iter().map(|it| &**it)
    }

    /// The one of that name.
    pub fn get(&self, name: &str) -> Result<&dyn Gateway> {
        self.all().find(|it| it.name() == name).ok_or_else(|| {
            let names: Vec<_> = self.all().map(Gateway::name).collect();
            let advice = match names.as_slice() {
                [] => "No way to pay is set up in this shop".to_owned(),
                names => format!("Choose a way to pay: {}", names.join(", ")),
            };
            Error::invalid("gateway", advice)
        })
    }
}
