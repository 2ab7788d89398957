//! The gateway of test mode: no money, and the payer says how it ends.

use super::{Answer, Charge, Gateway, Outcome, Standing};
use crate::base::Result;

/// Ends each payment as the buyer wishes. It is only offered in test mode.
pub struct TestGateway;

#[rocket::async_trait]
impl Gateway for TestGateway {
    fn name(&self) -> &'static str {
        "test"
    }

    fn title(&self) -> &'static str {
        "Test payment"
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        Ok(answer(charge))
    }

    /// A delayed payment waits until somebody ends it by hand.
    async fn ask(&self, charge: &Charge) -> Result<Answer> {
        Ok(answer(charge))
    }
}

fn answer(charge: &Charge) -> Answer {
    let (standing, reason) = match charge.outcome.unwrap_or(Outcome::Paid) {
        Outcome::Paid => (Standing::Paid, None),
        Outcome::Declined => (Standing::Declined, Some("The test payment was declined, as asked for".to_owned())),
        Outcome::Delayed => (Standing::Pending, None),
    };
    let reference = format!("test_{}", charge.payment);
    Answer { standing, reference, redirect_url: None, client_secret: None, reason }
}
