//! Purchases by PayPal, against a stand-in in a process of its own.

use std::time::Duration;

use bodega::{
    base::{Currency, ErrorKind, Money, PaymentId, RefundId, Timestamp},
    config::Config,
    platform::{
        payments::{Charge, Gateway, Letter, News, PaypalGateway, RefundStanding, Return, Standing},
        web::Mode,
    },
};
use serde_json::{Value, json};

use crate::{
    cast::Bought,
    shop::{Person, Shop},
    standin::StandIn,
};

const A_MOMENT: Duration = Duration::from_secs(60 * 60);

async fn open(paypal: &StandIn) -> Shop {
    Shop::open_with(|config| paypal.sets_paypal(config)).await
}

async fn orders(bob: &Person<'_>) -> (Bought, String) {
    let wish = json!({"email": "bob@example.com", "gateway": "paypal", "immediate_delivery_consent": true});
    let order = Bought::of(&bob.orders(&wish, None).await);
    let url = order.json["payment"]["redirect_url"].as_str().unwrap().to_owned();
    (order, url.rsplit('/').next().unwrap().to_owned())
}

fn totals(paypal: &StandIn) -> Vec<Value> {
    paypal.looks("/books")["payments"].as_object().unwrap().values().cloned().collect()
}

#[rocket::async_test]
async fn a_purchase_by_paypal() {
    let paypal = StandIn::paypal();
    let shop = open(&paypal).await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let (order, theirs) = orders(&bob).await;
    assert_eq!(order.status(), "pending");
    let unit = &paypal.looks("/orders")[0]["purchase_units"][0];
    assert_eq!(unit["amount"], json!({"currency_code": "USD", "value": "12.50"}));
    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "pending", "nobody has approved it");
    paypal.control(&format!("/orders/{theirs}"), &json!({"do": "approve"}));
    assert_eq!(totals(&paypal).len(), 0, "approved is not paid");
    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "paid");
    assert_eq!(bob.downloads(&order).await.len(), 1);
    assert_eq!(totals(&paypal)[0]["charged"], 1250);
    assert_eq!(paypal.calls("/v1/oauth2/token"), 1, "one token for all calls");
    shop.close().await;
}

#[rocket::async_test]
async fn payers_who_cannot_pay_by_paypal() {
    let paypal = StandIn::paypal();
    let shop = open(&paypal).await;
    let (font, bob) = shop.font_and_buyer().await;
    for ends in ["decline", "forget"] {
        bob.puts(&font).await;
        let (order, theirs) = orders(&bob).await;
        paypal.control(&format!("/orders/{theirs}"), &json!({"do": ends}));
        shop.later(A_MOMENT).await;
        assert_eq!(bob.looks_at(&order).await["status"], "failed", "{ends}");
        assert!(bob.reads("/cart").await.contains("Aurora Sans"), "the cart is as it was");
    }
    bob.puts(&font).await;
    let (order, theirs) = orders(&bob).await;
    paypal.control("/captures", &json!({"wait": true}));
    paypal.control(&format!("/orders/{theirs}"), &json!({"do": "approve"}));
    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "pending", "the bank takes its time");
    let capture = &paypal.looks("/orders")[1]["purchase_units"][0]["payments"]["captures"][0]["id"];
    paypal.control(&format!("/captures/{}", capture.as_str().unwrap()), &json!({"do": "settle"}));
    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "paid");
    shop.close().await;
}

fn gateway(paypal: &StandIn) -> PaypalGateway {
    let mut config = Config::default();
    paypal.sets_paypal(&mut config);
    PaypalGateway::new(&config.payments.paypal, Mode::Test).unwrap().unwrap()
}

fn charge(number: u8) -> Charge {
    Charge {
        payment: PaymentId::new(Timestamp::EPOCH, [number; 10]),
        amount: Money::new(5000, Currency::USD),
        email: "bob@example.com".parse().unwrap(),
        description: "Bodega order 1001".into(),
        return_url: "http://127.0.0.1:8000/orders/1".into(),
        cancel_url: "http://127.0.0.1:8000/orders/1".into(),
        customer: None,
        outcome: None,
        reference: None,
        capture: None,
    }
}

/// Calls again what a fault has interrupted, as the till does.
macro_rules! twice {
    ($call:expr) => {
        match $call.await {
            Ok(answer) => answer,
            Err(_) => $call.await.unwrap(),
        }
    };
}

#[rocket::async_test]
async fn faults_of_paypal_charge_and_pay_back_once() {
    let paypal = StandIn::paypal();
    let gateway = gateway(&paypal);
    for (number, fault) in [(1, "none"), (2, "reset"), (3, "reset_after"), (4, "500"), (5, "500_after"), (6, "429")] {
        let breaks = |path: &str| {
            if fault != "none" {
                paypal.breaks(path, fault);
            }
        };
        breaks("/v2/checkout/orders");
        let started = twice!(gateway.start(&charge(number)));
        assert_eq!(gateway.start(&charge(number)).await.unwrap(), started, "{fault}");
        paypal.control(&format!("/orders/{}", started.reference), &json!({"do": "approve", "country": "FR"}));
        let charge = Charge { reference: Some(started.reference), ..charge(number) };
        breaks("/capture");
        let answer = twice!(gateway.ask(&charge, Duration::ZERO));
        let collected = answer.collected.unwrap();
        assert_eq!(
            (answer.standing, collected.amount, collected.live),
            (Standing::Paid, charge.amount, false),
            "{fault}"
        );
        assert_eq!(collected.country.as_deref(), Some("FR"));

        let name = charge.payment.to_string();
        let what = Return {
            refund: RefundId::new(Timestamp::EPOCH, [number; 10]),
            charge: Charge { capture: collected.capture, ..charge },
            amount: Money::new(2000, Currency::USD),
            reason: String::new(),
        };
        breaks("/refund");
        let refund = twice!(gateway.pay_back(&what));
        assert_eq!((refund.standing, refund.refund), (RefundStanding::Done, Some(what.refund)), "{fault}");
        assert_eq!(gateway.pay_back(&what).await.unwrap(), refund);
        assert_eq!(gateway.ask_refund(&what, &refund.reference).await.unwrap(), refund);
        let row = &paypal.looks("/books")["payments"][&name];
        assert_eq!(
            (row["charged"].as_i64(), row["refunded"].as_i64(), row["charges"].as_i64()),
            (Some(5000), Some(2000), Some(1))
        );
        let more = Return {
            refund: RefundId::new(Timestamp::EPOCH, [99 + number; 10]),
            amount: Money::new(3001, Currency::USD),
            ..what
        };
        assert_eq!(gateway.pay_back(&more).await.unwrap().standing, RefundStanding::Failed);
    }
}

#[rocket::async_test]
async fn what_was_called_off_is_never_captured() {
    let paypal = StandIn::paypal();
    let gateway = gateway(&paypal);
    let started = gateway.start(&charge(1)).await.unwrap();
    let open = Charge { reference: Some(started.reference.clone()), ..charge(1) };
    paypal.control(&format!("/orders/{}", started.reference), &json!({"do": "approve"}));
    assert_eq!(gateway.call_off(&open).await.unwrap().standing, Standing::Declined);
    assert!(totals(&paypal).is_empty());
    // Another cart's order, as somebody might put it into an address (case 25).
    let stolen = Charge { reference: Some(started.reference), ..charge(2) };
    assert_eq!(gateway.ask(&stolen, Duration::ZERO).await.unwrap_err().kind, ErrorKind::Conflict);
    assert!(totals(&paypal).is_empty(), "it is captured for its own payment or not at all");
}

#[rocket::async_test]
async fn an_early_end_of_the_token_is_healed() {
    let paypal = StandIn::paypal();
    let gateway = gateway(&paypal);
    gateway.start(&charge(1)).await.unwrap();
    let ended = ureq::delete(format!("{}/control/tokens", paypal.url)).call().unwrap();
    assert_eq!(ended.status(), 200);
    gateway.start(&charge(2)).await.unwrap();
    assert_eq!(paypal.calls("/v1/oauth2/token"), 2);
}

/// Whether the gateway takes a letter with these headers.
async fn verifies(gateway: &PaypalGateway, headers: &[(String, String)], body: &str) -> Result<News, ErrorKind> {
    let look = |name: &str| headers.iter().find(|it| it.0.eq_ignore_ascii_case(name)).map(|it| it.1.clone());
    let letter = Letter { header: &look, body: body.as_bytes() };
    let notice = gateway.verify(&letter, Timestamp::EPOCH).await.map_err(|error| error.kind)?;
    Ok(gateway.read(&notice))
}

#[rocket::async_test]
async fn threat_24_letters_are_proved_by_paypal_and_nobody_else_is_called() {
    let paypal = StandIn::paypal();
    let gateway = gateway(&paypal);
    let started = gateway.start(&charge(1)).await.unwrap();
    paypal.control(&format!("/orders/{}", started.reference), &json!({"do": "approve"}));
    let letters = paypal.control("/letters", &json!({}));
    let body = letters[0]["body"].as_str().unwrap().to_owned();
    let headers: Vec<(String, String)> = letters[0]["headers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().unwrap().to_owned()))
        .collect();
    let News::Payment(about, answer) = verifies(&gateway, &headers, &body).await.unwrap() else { panic!() };
    assert_eq!((about.payment, answer.standing), (Some(charge(1).payment), Standing::Pending));

    let before = paypal.looks("/calls").as_array().unwrap().len();
    for evil in ["https://paypal.com.evil/c", "http://api.paypal.com/c", "https://api.paypal.com@evil/c", "evil", ""] {
        let swapped: Vec<_> = headers
            .iter()
            .map(|(name, value)| (name.clone(), if name == "paypal-cert-url" { evil.into() } else { value.clone() }))
            .collect();
        assert_eq!(verifies(&gateway, &swapped, &body).await, Err(ErrorKind::Invalid), "{evil}");
    }
    for left_out in ["paypal-transmission-sig", "paypal-auth-algo", "paypal-transmission-id"] {
        let fewer: Vec<_> = headers.iter().filter(|it| it.0 != left_out).cloned().collect();
        assert_eq!(verifies(&gateway, &fewer, &body).await, Err(ErrorKind::Invalid), "{left_out}");
    }
    assert_eq!(verifies(&gateway, &headers, "not JSON").await, Err(ErrorKind::Invalid));
    assert_eq!(paypal.looks("/calls").as_array().unwrap().len(), before, "nobody was asked");

    // PayPal itself denies these.
    for other in [format!(" {body}"), body.replace("WH-", "WX-"), body.replace("APPROVED", "approved")] {
        assert_eq!(verifies(&gateway, &headers, &other).await, Err(ErrorKind::Invalid), "{other}");
    }
    paypal.breaks("verify-webhook-signature", "reset");
    assert_eq!(verifies(&gateway, &headers, &body).await, Err(ErrorKind::Unavailable), "PayPal sends it again");
}

#[rocket::async_test]
async fn missed_events_of_paypal_are_listed_oldest_first() {
    let paypal = StandIn::paypal();
    let gateway = gateway(&paypal);
    for second in 0..310 {
        paypal.control("/clock", &json!({"seconds": 1_000_000 + second}));
        paypal.control("/events", &json!({"type": "A.B", "object": {"number": second}}));
    }
    let all = gateway.sent_since(Timestamp::from_millis(1_000_005_000)).await.unwrap();
    assert_eq!(all.len(), 305);
    assert!(all.is_sorted_by_key(|it| it.at));
}
