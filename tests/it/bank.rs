//! A gateway for stories: it collects when the story says so, and its letters say what the story wants them to.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use bodega::{
    base::{Currency, Error, Money, PaymentId, Result, Timestamp},
    features::{
        carts::Quotes,
        orders::{self, Order},
    },
    flows::{checkout::Till, quoting::Quoting},
    platform::payments::{
        About, Answer, Charge, Collected, DisputeNews, DisputeStanding, Gateway, Gateways, Letter, News, Notice,
        RefundNews, RefundStanding, Return, Standing,
    },
};
use serde_json::{Value, json};

use crate::{cast::Bought, shop::Shop};

/// Its books: what it has paid back by refund, and what is open.
#[derive(Default)]
pub struct Bank {
    pub refunds: Mutex<HashMap<String, i64>>,
    /// So many calls come to nothing.
    pub silent: AtomicUsize,
    /// The letters that it keeps in its list, whether or not they were sent.
    pub sent: Mutex<Vec<Value>>,
    /// The payments that it would say are paid when it is asked.
    pub paid: Mutex<Vec<PaymentId>>,
    pub asked: AtomicUsize,
}

pub fn usd(amount: i64) -> Money {
    Money::new(amount, Currency::USD)
}

fn collected(amount: i64, reference: &str) -> Collected {
    Collected {
        amount: usd(amount),
        live: false,
        capture: Some(format!("cap_{reference}")),
        account: None,
        country: Some("DE".into()),
        fee: Some(usd(30)),
        customer: None,
    }
}

impl Bank {
    fn speak(&self) -> Result<()> {
        if self.silent.load(Ordering::SeqCst) > 0 {
            self.silent.fetch_sub(1, Ordering::SeqCst);
            return Err(Error::unavailable("the line is dead"));
        }
        Ok(())
    }

    fn answer(&self, charge: &Charge, standing: Standing) -> Answer {
        let reference = reference(charge.payment);
        let collected = (standing == Standing::Paid).then(|| collected(charge.amount.amount, &reference));
        let redirect_url = Some("https://bank.example/pay".to_owned());
        Answer { standing, reference, redirect_url, client_secret: None, reason: None, collected }
    }
}

/// What the bank calls a payment.
pub fn reference(payment: PaymentId) -> String {
    format!("bank-{}", &payment.to_string()[20..])
}

#[rocket::async_trait]
impl Gateway for Bank {
    fn name(&self) -> &'static str {
        "test"
    }

    fn title(&self) -> &'static str {
        "Bank"
    }

    fn is_live(&self) -> bool {
        false
    }

    async fn start(&self, charge: &Charge) -> Result<Answer> {
        self.speak()?;
        Ok(self.answer(charge, Standing::Pending))
    }

    async fn ask(&self, charge: &Charge, _: Duration) -> Result<Answer> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.speak()?;
        let paid = self.paid.lock().unwrap().contains(&charge.payment);
        Ok(self.answer(charge, if paid { Standing::Paid } else { Standing::Pending }))
    }

    async fn call_off(&self, charge: &Charge) -> Result<Answer> {
        self.speak()?;
        let paid = self.paid.lock().unwrap().contains(&charge.payment);
        Ok(self.answer(charge, if paid { Standing::Paid } else { Standing::Declined }))
    }

    async fn pay_back(&self, what: &Return) -> Result<RefundNews> {
        // The money goes first, the answer may be lost.
        self.refunds.lock().unwrap().insert(what.refund.to_string(), what.amount.amount);
        self.speak()?;
        Ok(RefundNews {
            reference: format!("re_{}", what.refund),
            refund: Some(what.refund),
            amount: what.amount,
            standing: RefundStanding::Done,
            reason: None,
        })
    }

    async fn ask_refund(&self, what: &Return, _: &str) -> Result<RefundNews> {
        self.pay_back(what).await
    }

    async fn verify(&self, letter: &Letter<'_>, now: Timestamp) -> Result<Notice> {
        if (letter.header)("Signature").as_deref() != Some("ours") {
            return Err(Error::invalid("signature", "This is not the bank's"));
        }
        Ok(notice(letter.body, now))
    }

    fn read(&self, notice: &Notice) -> News {
        serde_json::from_slice(&notice.body).ok().and_then(|body| read(&body)).unwrap_or(News::Nothing)
    }

    async fn sent_since(&self, _: Timestamp) -> Result<Vec<Notice>> {
        self.speak()?;
        let sent = self.sent.lock().unwrap();
        Ok(sent.iter().map(|it| notice(it.to_string().as_bytes(), Timestamp::EPOCH)).collect())
    }
}

fn notice(body: &[u8], at: Timestamp) -> Notice {
    let value: Value = serde_json::from_slice(body).unwrap_or_default();
    let text = |key: &str| value[key].as_str().unwrap_or("?").to_owned();
    Notice { id: text("id"), kind: text("kind"), at, body: body.to_vec() }
}

fn read(body: &Value) -> Option<News> {
    let amount = usd(body["amount"].as_i64()?);
    let references = vec![body["about"].as_str()?.to_owned()];
    let about = About { payment: None, references };
    let reference = body["reference"].as_str().unwrap_or_default().to_owned();
    Some(match body["kind"].as_str()? {
        kind @ ("paid" | "failed") => {
            let paid = kind == "paid";
            let mut money = collected(amount.amount, body["about"].as_str()?);
            money.live = body["live"].as_bool().unwrap_or(false);
            money.account = body["account"].as_str().map(str::to_owned);
            News::Payment(
                about,
                Answer {
                    standing: if paid { Standing::Paid } else { Standing::Declined },
                    reference: body["about"].as_str()?.to_owned(),
                    redirect_url: None,
                    client_secret: None,
                    reason: None,
                    collected: paid.then_some(money),
                },
            )
        }
        "refund" => News::Refund(
            about,
            RefundNews { reference, refund: None, amount, standing: RefundStanding::Done, reason: None },
        ),
        "refund_failed" => News::Refund(
            about,
            RefundNews {
                reference,
                refund: None,
                amount,
                standing: RefundStanding::Failed,
                reason: Some("The account is closed".into()),
            },
        ),
        kind => News::Dispute(
            about,
            DisputeNews {
                reference,
                amount,
                standing: match kind {
                    "won" => DisputeStanding::Won,
                    "lost" => DisputeStanding::Lost,
                    _ => DisputeStanding::Open,
                },
                reason: "fraudulent".into(),
                fee: Some(usd(1500)),
            },
        ),
    })
}

/// A letter about a payment.
pub fn letter(id: &str, kind: &str, order: &Order, amount: i64) -> Value {
    let about = reference(order.payment.id);
    // Refunds and disputes know the money, not the payment.
    let about = if matches!(kind, "paid" | "failed") { about } else { format!("cap_{about}") };
    json!({"id": id, "kind": kind, "about": about, "amount": amount, "reference": format!("{kind}-{about}")})
}

/// The till of a shop whose one gateway is this bank.
pub fn till(shop: &Shop, bank: &Arc<Bank>) -> Till {
    let app = &shop.app;
    let (gateways, quotes) = (Gateways::new(vec![bank.clone()]), Quotes::new(Quoting::new(&app.shop)));
    Till::new(app.db.clone(), app.shop.clone(), app.keys.clone(), gateways, quotes)
}

/// The bank's letter arrives.
pub async fn arrives(till: &Till, body: &Value) -> Result<bool> {
    let header = |name: &str| (name == "Signature").then(|| "ours".to_owned());
    till.receive("test", &Letter { header: &header, body: body.to_string().as_bytes() }).await
}

/// The order as the store has it.
pub fn stored(shop: &Shop, order: &Bought) -> Order {
    let id = order.id.parse().unwrap();
    shop.app.db.look(|txn| orders::get(txn, id)).unwrap()
}
