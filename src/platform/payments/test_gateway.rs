//! The gateway of test mode: no money, and the payer says how it ends.

use std::time::Duration;

use super::{Answer, Charge, Gateway, Outcome, Standing};
use crate::base::Result;

/// Ends each payment as the buyer wishes. It is only offered in test mode.
pub struct TestGateway;

/// A delayed payment arrives by itself after so long, unless somebody ends it by hand before.
const DELAY: Duration = Duration::from_secs(20);

#[rocket::async_trait]
impl Gateway for TestGateway {
    fn name(&self) -> &'static str {
        "test"
    }

    fn title(&self) -> &'static str {
        "Test payment"
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        Ok(answer(charge, Duration::ZERO))
    }

    async fn ask(&self, charge: &Charge, ago: Duration) -> Result<Answer> {
        Ok(answer(charge, ago))
    }
}

/// How the test payment of `charge` ends that was started `ago`, or that somebody ends now.
fn answer(charge: &Charge, ago: Duration) -> Answer {
    let (standing, reason) = match charge.outcome.unwrap_or(Outcome::Paid) {
        Outcome::Paid => (Standing::Paid, None),
        Outcome::Declined => (Standing::Declined, Some("The test payment was declined, as asked for".to_owned())),
        Outcome::Delayed if ago >= DELAY => (Standing::Paid, None),
        Outcome::Delayed => (Standing::Pending, None),
    };
    let reference = format!("test_{}", charge.payment);
    Answer { standing, reference, redirect_url: None, client_secret: None, reason }
}
