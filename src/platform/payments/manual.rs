//! Money that comes by itself, such as a bank transfer: the shop waits until somebody marks the order as paid.

use std::time::Duration;

use super::{Answer, Charge, Gateway, ManualConfig, RefundNews, RefundStanding, Return, Standing};
use crate::{base::Result, platform::web::Mode};

/// Tells buyers how to pay and waits.
pub struct ManualGateway {
    title: String,
    instructions: String,
    is_live: bool,
}

impl ManualGateway {
    /// As it is set up, if it is.
    pub fn new(config: &ManualConfig, mode: Mode) -> Option<Self> {
        let (title, instructions) = (config.title.trim().to_owned(), config.instructions.trim().to_owned());
        (!instructions.is_empty()).then_some(Self { title, instructions, is_live: mode == Mode::Live })
    }
}

#[rocket::async_trait]
impl Gateway for ManualGateway {
    fn name(&self) -> &'static str {
        "manual"
    }

    fn title(&self) -> &str {
        &self.title
    }

    fn hint(&self) -> &str {
        "files when it arrives"
    }

    fn is_live(&self) -> bool {
        self.is_live
    }

    fn instructions(&self) -> Option<&str> {
        Some(&self.instructions)
    }

    /// Transfers between countries take days, and people their time.
    fn deadline(&self) -> Duration {
        Duration::from_secs(30 * 24 * 60 * 60)
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        Ok(answer(charge, Standing::Pending, None))
    }

    async fn ask(&self, charge: &Charge, _: Duration) -> Result<Answer> {
        Ok(answer(charge, Standing::Pending, None))
    }

    async fn call_off(&self, charge: &Charge) -> Result<Answer> {
        Ok(answer(charge, Standing::Declined, Some("The order was called off before the money arrived".to_owned())))
    }

    /// Somebody of the shop sends it back by hand.
    async fn pay_back(&self, what: &Return) -> Result<RefundNews> {
        Ok(paid_back(what))
    }

    async fn ask_refund(&self, what: &Return, _: &str) -> Result<RefundNews> {
        Ok(paid_back(what))
    }
}

fn answer(charge: &Charge, standing: Standing, reason: Option<String>) -> Answer {
    let reference = format!("manual_{}", charge.payment);
    Answer { standing, reference, redirect_url: None, client_secret: None, reason, collected: None }
}

fn paid_back(what: &Return) -> RefundNews {
    RefundNews {
        reference: format!("manual_{}", what.refund),
        refund: Some(what.refund),
        amount: what.amount,
        standing: RefundStanding::Done,
        reason: None,
    }
}
