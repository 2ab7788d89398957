//! Letters that claim to be PayPal's, and what its objects mean.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{
    events::is_paypals,
    reading::{self, Sum},
};
use crate::{
    base::{Currency, Money, Timestamp},
    platform::payments::{DisputeStanding, News, Notice, RefundStanding, Standing},
};

const PAYMENT: &str = "pay_0193539cd5a87a6f8a1f5e0c3b2a1d00";

fn money(amount: i64, code: &str) -> Money {
    Money::new(amount, Currency::parse(code).unwrap())
}

fn read(kind: &str, resource: &Value) -> News {
    let event = json!({"id": "WH-1", "event_type": kind, "create_time": "2026-11-22T12:00:00Z", "resource": resource});
    let body = event.to_string().into_bytes();
    super::events::read(&Notice { id: "WH-1".into(), kind: kind.into(), at: Timestamp::EPOCH, body }, true)
}

#[test]
fn threat_24_certificates_lie_at_paypals() {
    for good in
        ["https://api.paypal.com/v1/certs/a", "https://api.sandbox.paypal.com/v1/certs/CERT-1", "https://paypal.com/c"]
    {
        assert!(is_paypals(good), "{good}");
    }
    for wrong in [
        "",
        "evil",
        "https://evil",
        "https://evil.example/paypal.com",
        "https://paypal.com.evil",
        "https://evilpaypal.com/c",
        "http://api.paypal.com/c",
        "https://api.paypal.com@evil.example/c",
        "https://evil.example#@api.paypal.com",
        "https://evil.example\\@api.paypal.com/c",
        "https://user:word@api.paypal.com/c",
        "https://api.paypal.com:8443/c",
        "ftp://api.paypal.com/c",
        "//api.paypal.com/c",
        "https://api.paypal.com.",
        "file:///api.paypal.com",
        "https://[::1]/c",
        "https://127.0.0.1/c",
        "https://xn--pypal-4ve.com/c",
        "javascript:https://api.paypal.com",
    ] {
        assert!(!is_paypals(wrong), "{wrong}");
    }
}

#[test]
fn amounts_are_written_as_paypal_does() {
    let written = |amount, code| Sum::of(money(amount, code)).map(|it| serde_json::to_value(it).unwrap());
    assert_eq!(written(1250, "USD").unwrap(), json!({"currency_code": "USD", "value": "12.50"}));
    assert_eq!(written(1200, "JPY").unwrap()["value"], "1200");
    assert_eq!(written(150_000, "HUF").unwrap()["value"], "1500");
    assert!(written(150_050, "HUF").is_none(), "PayPal takes no fillér");
    let read =
        |value: &str, code: &str| reading::money(&json!({"currency_code": code, "value": value})).map(|it| it.amount);
    assert_eq!(read("12.50", "USD"), Some(1250));
    assert_eq!(read("12.5", "USD"), Some(1250));
    assert_eq!(read("1.250", "USD"), Some(125), "a point parts decimals");
    assert_eq!(read("1500", "HUF"), Some(150_000));
    assert_eq!(read("1200.00", "JPY"), Some(1200));
    for wrong in ["", ".", "-1.00", "1,00", "12.501", "1e3", "1.2.3", "99999999999999999999"] {
        assert_eq!(read(wrong, "USD"), None, "{wrong}");
    }
}

fn capture(status: &str) -> Value {
    json!({"id": "3C67", "status": status, "amount": {"currency_code": "USD", "value": "12.50"}, "custom_id": PAYMENT,
        "seller_receivable_breakdown": {"paypal_fee": {"currency_code": "USD", "value": "0.93"}},
        "supplementary_data": {"related_ids": {"order_id": "5O19"}}})
}

/// Case 25 of the threats: the capture counts, and who has paid says nothing.
#[test]
fn threat_25_the_capture_decides() {
    let order = json!({"id": "5O19", "status": "COMPLETED",
        "payer": {"email_address": "victim@example.com", "address": {"country_code": "DE"}},
        "purchase_units": [{"custom_id": PAYMENT, "amount": {"currency_code": "USD", "value": "999.00"},
            "payments": {"captures": [capture("COMPLETED")]}}]});
    let answer = reading::order(&order, true).unwrap();
    let collected = answer.collected.unwrap();
    assert_eq!((answer.standing, answer.reference.as_str()), (Standing::Paid, "5O19"));
    assert_eq!((collected.amount, collected.fee), (money(1250, "USD"), Some(money(93, "USD"))));
    assert_eq!((collected.capture.as_deref(), collected.country.as_deref()), (Some("3C67"), Some("DE")));
    assert_eq!(collected.customer, None, "nobody is known by an address at PayPal");
}

#[test]
fn events_are_read() {
    let News::Payment(about, answer) = read("PAYMENT.CAPTURE.COMPLETED", &capture("COMPLETED")) else { panic!() };
    assert_eq!((about.payment.unwrap().to_string().as_str(), about.references.len()), (PAYMENT, 2));
    assert_eq!((answer.standing, answer.reference.as_str()), (Standing::Paid, "5O19"));
    let News::Payment(_, pending) = read("PAYMENT.CAPTURE.PENDING", &capture("PENDING")) else { panic!() };
    assert_eq!(pending.standing, Standing::Pending);
    let News::Payment(_, denied) = read("PAYMENT.CAPTURE.DENIED", &capture("PENDING")) else { panic!() };
    assert_eq!(denied.standing, Standing::Declined);

    let refund = json!({"id": "1JU0", "status": "COMPLETED", "amount": {"currency_code": "USD", "value": "5.00"},
        "links": [{"rel": "self", "href": "https://a/v2/payments/refunds/1JU0"},
            {"rel": "up", "href": "https://a/v2/payments/captures/3C67"}]});
    let News::Refund(about, news) = read("PAYMENT.CAPTURE.REFUNDED", &refund) else { panic!() };
    assert_eq!((about.references, news.standing, news.refund), (vec!["3C67".to_owned()], RefundStanding::Done, None));

    let dispute = |status: &str, outcome: &str| {
        let resource = json!({"dispute_id": "PP-D-1", "status": status, "reason": "UNAUTHORISED",
            "dispute_amount": {"currency_code": "USD", "value": "12.50"}, "dispute_outcome": {"outcome_code": outcome},
            "disputed_transactions": [{"seller_transaction_id": "3C67"}]});
        let News::Dispute(about, news) = read("CUSTOMER.DISPUTE.UPDATED", &resource) else { panic!() };
        assert_eq!(about.references, ["3C67"]);
        news.standing
    };
    assert_eq!(dispute("OPEN", ""), DisputeStanding::Open);
    assert_eq!(dispute("RESOLVED", "RESOLVED_BUYER_FAVOUR"), DisputeStanding::Lost);
    assert_eq!(dispute("RESOLVED", "RESOLVED_SELLER_FAVOUR"), DisputeStanding::Won);
    assert_eq!(read("TOMORROW.INVENTED", &json!({"id": 7})), News::Nothing);
}

proptest! {
    #[test]
    fn what_is_written_can_be_read(amount in 0..Money::MAX, code in prop::sample::select(vec!["USD", "JPY", "HUF", "KWD"])) {
        let money = money(amount, code);
        if let Some(sum) = Sum::of(money) {
            prop_assert_eq!(reading::money(&serde_json::to_value(sum).unwrap()), Some(money));
        }
    }

    #[test]
    fn no_address_makes_it_panic(address in ".{0,80}") {
        let _ = is_paypals(&address);
    }
}
