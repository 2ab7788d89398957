//! The gateway of test mode: no money, and the payer says how it ends.

use std::time::Duration;

use super::{Answer, Charge, Collected, Gateway, Outcome, RefundNews, RefundStanding, Return, Standing};
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

    fn hint(&self) -> &'static str {
        "no money changes hands"
    }

    fn is_live(&self) -> bool {
        false
    }

    fn patience(&self) -> Duration {
        Duration::from_secs(5)
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        Ok(answer(charge, Duration::ZERO))
    }

    async fn ask(&self, charge: &Charge, ago: Duration) -> Result<Answer> {
        Ok(answer(charge, ago))
    }

    async fn call_off(&self, charge: &Charge) -> Result<Answer> {
        let off = Charge { outcome: Some(Outcome::Declined), ..charge.clone() };
        Ok(answer(&off, Duration::ZERO))
    }

    async fn pay_back(&self, what: &Return) -> Result<RefundNews> {
        Ok(paid_back(what))
    }

    async fn ask_refund(&self, what: &Return, _: &str) -> Result<RefundNews> {
        Ok(paid_back(what))
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
    let collected = (standing == Standing::Paid).then_some(Collected {
        amount: charge.amount,
        live: false,
        capture: None,
        account: None,
        country: None,
        fee: None,
        customer: None,
    });
    Answer { standing, reference, redirect_url: None, client_secret: None, reason, collected }
}

fn paid_back(what: &Return) -> RefundNews {
    RefundNews {
        reference: format!("test_{}", what.refund),
        refund: Some(what.refund),
        amount: what.amount,
        standing: RefundStanding::Done,
        reason: None,
    }
}
