//! Letters that claim to be Stripe's, and what its objects mean.

use proptest::prelude::*;
use serde_json::{Value, json};
use stripe_webhook::Webhook;

use super::*;
use crate::{
    base::{BaseUrl, Currency, ErrorKind, Money, Secret, Secrets},
    platform::payments::{DisputeStanding, RefundStanding},
};

const NOW: i64 = 1_795_348_800;
const PAYMENT: &str = "pay_0193539cd5a87a6f8a1f5e0c3b2a1d00";

fn gateway(secrets: &str) -> StripeGateway {
    let config = StripeConfig {
        secret_key: Secret::new("sk_live_1"),
        webhook_secret: Secrets::parse(secrets),
        api_base: Some(BaseUrl::parse("http://127.0.0.1:1").unwrap()),
    };
    StripeGateway::new(&config, Mode::Live).unwrap().unwrap()
}

fn event(kind: &str, object: &Value) -> Value {
    json!({"id": "evt_1", "object": "event", "type": kind, "created": NOW, "livemode": true, "api_version": "2026-01-01",
        "pending_webhooks": 1, "data": {"object": object}})
}

fn session(status: &str, paid: &str) -> Value {
    json!({"id": "cs_live_1", "object": "checkout.session", "mode": "payment", "status": status, "payment_status": paid,
        "amount_total": 1250, "currency": "usd", "livemode": true, "payment_intent": "pi_1",
        "metadata": {"payment": PAYMENT}, "customer_details": {"address": {"country": "DE"}}})
}

fn signed(body: &[u8], secret: &str, at: i64) -> String {
    Webhook::generate_test_header(std::str::from_utf8(body).unwrap(), secret, Some(at))
}

fn verify(gateway: &StripeGateway, header: Option<&str>, body: &[u8]) -> Result<Notice> {
    let look = |name: &str| header.filter(|_| name == "Stripe-Signature").map(str::to_owned);
    let letter = Letter { header: &look, body };
    futures::executor::block_on(gateway.verify(&letter, Timestamp::from_millis(NOW * 1000)))
}

fn read(event: &Value) -> News {
    let notice = events::notice(event.to_string().as_bytes(), Timestamp::EPOCH).unwrap();
    gateway("whsec_a").read(&notice)
}

#[test]
fn threat_14_only_signed_letters_are_taken() {
    let gateway = gateway("whsec_a");
    let body = event("a.b", &json!({})).to_string().into_bytes();
    let good = signed(&body, "whsec_a", NOW);
    assert_eq!(verify(&gateway, Some(&good), &body).unwrap().id, "evt_1");
    for wrong in [None, Some(""), Some("v1=00"), Some("t=1"), Some("nonsense"), Some(&*signed(&body, "whsec_b", NOW))] {
        assert_eq!(verify(&gateway, wrong, &body).unwrap_err().kind, ErrorKind::Invalid, "{wrong:?}");
    }
    // Settings with an empty secret are refused at start; even so, nothing signed with nothing gets through.
    let empty = super::tests::gateway(",");
    assert!(verify(&empty, Some(&signed(&body, "", NOW)), &body).is_err());
}

#[test]
fn threat_15_a_replay_is_the_same_notice() {
    let gateway = gateway("whsec_a");
    let body = event("a.b", &json!({})).to_string().into_bytes();
    let all: Vec<_> =
        (0..100).map(|after| verify(&gateway, Some(&signed(&body, "whsec_a", NOW + after)), &body).unwrap()).collect();
    assert!(all.iter().all(|it| *it == all[0]), "its id is Stripe's, whenever it comes");
}

#[test]
fn threat_16_signatures_at_their_edges() {
    let both = gateway("whsec_old,whsec_new");
    let body = event("a.b", &json!({})).to_string().into_bytes();
    let is_good = |header: &str| verify(&both, Some(header), &body).is_ok();
    let at = |time: i64| signed(&body, "whsec_new", time);
    let v1 = |header: &str| header.split_once("v1=").unwrap().1.to_owned();
    assert!(is_good(&at(NOW - 300)) && is_good(&at(NOW + 300)));
    assert!(!is_good(&at(NOW - 301)) && !is_good(&at(NOW + 301)));
    assert!(is_good(&signed(&body, "whsec_old", NOW)), "while secrets change, both are good");
    assert!(!is_good(&format!("t={},v1={}", NOW + 1, v1(&at(NOW)))), "another time than the signed one");
    assert!(!is_good(&format!("t={NOW},t={NOW},v1={}", v1(&at(NOW)))));
    assert!(is_good(&format!("t={NOW},v1={},v1={}", "0".repeat(64), v1(&at(NOW)))), "one of two is enough");
    assert!(is_good(&format!("t={NOW},v0=ff,v1={},v2=x", v1(&at(NOW)))), "schemes of tomorrow are passed over");
    assert!(!is_good(&format!("t={NOW},v0={}", v1(&at(NOW)))), "a scheme that is not in force");
    assert!(!is_good(&format!("t={NOW},v1={},x={}", v1(&at(NOW)), "a".repeat(1 << 20))), "a megabyte of header");
    assert!(!is_good(&at(NOW).replace(&format!("t={NOW}"), "t=99999999999999999999")));
}

#[test]
fn threat_17_not_a_byte_of_the_body_may_differ() {
    let gateway = gateway("whsec_a");
    let body = event("a.b", &json!({"a": 1})).to_string();
    let header = signed(body.as_bytes(), "whsec_a", NOW);
    let value: Value = serde_json::from_str(&body).unwrap();
    let indented = serde_json::to_string_pretty(&value).unwrap();
    let mut broken = body.clone().into_bytes();
    broken[3] = 0xff;
    for other in [indented.into_bytes(), format!("\u{feff}{body}").into_bytes(), broken, vec![b' '; 10 << 20], vec![]] {
        assert_eq!(verify(&gateway, Some(&header), &other).unwrap_err().kind, ErrorKind::Invalid);
    }
    for unreadable in ["", "{", "[]", "null", "{\"id\":1}"] {
        let header = signed(unreadable.as_bytes(), "whsec_a", NOW);
        assert_eq!(verify(&gateway, Some(&header), unreadable.as_bytes()).unwrap_err().kind, ErrorKind::Invalid);
    }
}

#[test]
fn threat_13_money_of_others_says_so() {
    let collected = |event: Value| match read(&event) {
        News::Payment(_, answer) => answer.collected.unwrap(),
        other => panic!("{other:?}"),
    };
    let mut event = event("checkout.session.completed", &session("complete", "paid"));
    assert!(collected(event.clone()).live && collected(event.clone()).account.is_none());
    event["livemode"] = json!(false);
    assert!(!collected(event.clone()).live);
    event["livemode"] = json!(true);
    event["account"] = json!("acct_other");
    assert_eq!(collected(event).account.as_deref(), Some("acct_other"));
    let mut refund = super::tests::event("refund.created", &refund());
    assert!(matches!(read(&refund), News::Refund(..)));
    refund["account"] = json!("acct_other");
    assert_eq!(read(&refund), News::Nothing);
}

#[test]
fn threat_19_what_nobody_knows_is_kept() {
    let gateway = gateway("whsec_a");
    for strange in [
        event("tomorrow.invented", &json!({"object": "surprise"})),
        event("checkout.session.completed", &json!({"status": "teleported"})),
        event("checkout.session.completed", &json!("text")),
        json!({"id": "evt_2", "type": "v2.core.something", "created": "2026-11-22T12:00:00Z", "object": "v2.core.event"}),
        json!({"id": "evt_3", "type": "refund.updated", "livemode": true, "api_version": "2031-01-01.unheard"}),
        json!({"id": "evt_4", "type": "charge.dispute.closed", "created": i64::MAX, "livemode": true,
            "data": {"object": {"amount": 1.5, "currency": 7, "status": []}}}),
    ] {
        let body = strange.to_string().into_bytes();
        let notice = verify(&gateway, Some(&signed(&body, "whsec_a", NOW)), &body).unwrap();
        assert_eq!(notice.body, body);
        assert_eq!(gateway.read(&notice), News::Nothing, "{strange}");
    }
}

#[test]
fn sessions_are_read() {
    let standing = |status: &str, paid: &str| reading::session(&session(status, paid)).unwrap().standing;
    assert_eq!(standing("open", "unpaid"), Standing::Pending);
    assert_eq!(standing("complete", "unpaid"), Standing::Pending, "it takes days");
    assert_eq!(standing("complete", "paid"), Standing::Paid);
    assert_eq!(standing("expired", "unpaid"), Standing::Declined);

    let mut asked = session("complete", "paid");
    asked["payment_intent"] = json!({"id": "pi_1", "status": "succeeded", "amount_received": 1250, "currency": "usd",
        "latest_charge": {"payment_method_details": {"type": "card", "card": {"country": "FR"}},
            "balance_transaction": {"fee": 66, "currency": "usd"}}});
    let collected = reading::session(&asked).unwrap().collected.unwrap();
    assert_eq!(collected.amount, Money::new(1250, Currency::USD));
    assert_eq!((collected.capture.as_deref(), collected.country.as_deref()), (Some("pi_1"), Some("FR")));
    assert_eq!(collected.fee, Some(Money::new(66, Currency::USD)));

    let mut failed = session("complete", "unpaid");
    failed["payment_intent"] = json!({"id": "pi_1", "status": "requires_payment_method",
        "last_payment_error": {"message": "The bank said no."}});
    let answer = reading::session(&failed).unwrap();
    assert_eq!((answer.standing, answer.reason.as_deref()), (Standing::Declined, Some("The bank said no")));
    failed["status"] = json!("open");
    assert_eq!(reading::session(&failed).unwrap().standing, Standing::Pending, "they may try another card");
}

#[test]
fn a_failed_attempt_is_not_the_end() {
    let failed = json!({"id": "pi_1", "object": "payment_intent", "status": "requires_payment_method", "amount": 1250,
        "currency": "usd", "metadata": {"payment": PAYMENT}});
    assert_eq!(read(&event("payment_intent.payment_failed", &failed)), News::Nothing);
    let News::Payment(about, answer) =
        read(&event("checkout.session.async_payment_failed", &session("complete", "unpaid")))
    else {
        panic!("a delayed payment that fails has ended")
    };
    assert_eq!((about.payment.unwrap().to_string().as_str(), answer.standing), (PAYMENT, Standing::Declined));
    let card = json!({"id": "cs_1", "mode": "setup", "status": "complete", "payment_status": "no_payment_required"});
    assert_eq!(read(&event("checkout.session.completed", &card)), News::Nothing);
}

fn refund() -> Value {
    json!({"id": "re_1", "object": "refund", "amount": 500, "currency": "usd", "status": "succeeded",
        "payment_intent": "pi_1", "charge": "ch_1", "metadata": {"refund": "ref_0193539cd5a87a6f8a1f5e0c3b2a1d00"}})
}

#[test]
fn refunds_are_read() {
    let News::Refund(about, news) = read(&event("refund.updated", &refund())) else { panic!() };
    assert_eq!(about.references, ["pi_1", "ch_1"]);
    assert_eq!((news.standing, news.amount.amount, news.refund.is_some()), (RefundStanding::Done, 500, true));
    let charge =
        json!({"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 500, "refunds": {"data": [refund()]}});
    let News::Refund(about, same) = read(&event("charge.refunded", &charge)) else { panic!() };
    assert_eq!((same, about.references.len()), (news, 2));
    let later = json!({"id": "ch_1", "payment_intent": "pi_1", "amount_refunded": 500});
    assert_eq!(read(&event("charge.refunded", &later)), News::Nothing, "the refund itself is told as well");
}

#[test]
fn disputes_are_read() {
    let dispute = |status: &str| {
        json!({"id": "du_1", "amount": 1250, "currency": "usd", "status": status, "reason": "fraudulent",
            "payment_intent": "pi_1", "charge": "ch_1", "balance_transactions": [{"fee": 1500, "currency": "usd"}]})
    };
    let standing = |status: &str| match read(&event("charge.dispute.updated", &dispute(status))) {
        News::Dispute(_, news) => {
            assert_eq!(news.fee, Some(Money::new(1500, Currency::USD)));
            Some(news.standing)
        }
        _ => None,
    };
    assert_eq!(standing("needs_response"), Some(DisputeStanding::Open));
    assert_eq!(standing("under_review"), Some(DisputeStanding::Open));
    assert_eq!(standing("won"), Some(DisputeStanding::Won));
    assert_eq!(standing("lost"), Some(DisputeStanding::Lost));
    assert_eq!(standing("warning_needs_response"), None, "an inquiry takes no money");
}

proptest! {
    #[test]
    fn no_event_makes_it_panic(kind in prop::sample::select(events::KINDS.to_vec()), object in anything()) {
        let notice = Notice {
            id: "evt_1".into(),
            kind: kind.into(),
            at: Timestamp::EPOCH,
            body: event(kind, &object).to_string().into_bytes(),
        };
        let _ = gateway("whsec_a").read(&notice);
    }

    #[test]
    fn no_letter_makes_it_panic(header in ".{0,200}", body in prop::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(verify(&gateway("whsec_a"), Some(&header), &body).is_err());
    }
}

/// Objects with the fields that are read, and anything in them.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        prop::sample::select(vec!["paid", "complete", "expired", "usd", "kwd", "isk", "pi_1", "succeeded", "lost", ""])
            .prop_map(Value::from),
    ];
    let fields = vec![
        "id",
        "status",
        "payment_status",
        "amount",
        "amount_total",
        "amount_received",
        "currency",
        "payment_intent",
        "metadata",
        "payment",
        "refund",
        "refunds",
        "data",
        "latest_charge",
        "balance_transactions",
        "mode",
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::hash_map(prop::sample::select(fields.clone()), inner, 0..10)
                .prop_map(|map| map.into_iter().map(|(name, value)| (name.to_owned(), value)).collect::<Value>()),
        ]
    })
}
