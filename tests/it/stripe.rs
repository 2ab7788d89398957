//! Purchases by Stripe, against a stand-in in a process of its own.

use std::time::Duration;

use bodega::{
    base::{Currency, ErrorKind, Money, PaymentId, RefundId, SellerId, Timestamp, TransferId, UserId},
    config::Config,
    platform::{
        payments::{
            Charge, Gateway, Keeper, Payees, RefundStanding, Return, Standing, StripeGateway, StripeKeeper,
            StripePayees, Transfer,
        },
        web::Mode,
    },
};
use rocket::http::Status;
use serde_json::{Value, json};

use crate::{
    cast::{Bought, hidden},
    shop::{Person, Shop},
    standin::StandIn,
};

async fn open(stripe: &StandIn) -> Shop {
    let shop = Shop::open_with(|config| stripe.sets_stripe(config)).await;
    stripe.keeps_time_of(&shop);
    shop
}

fn wish() -> Value {
    json!({"email": "bob@example.com", "gateway": "stripe", "immediate_delivery_consent": true})
}

async fn orders(bob: &Person<'_>) -> (Bought, String) {
    let order = Bought::of(&bob.orders(&wish(), None).await);
    let session = session_of(&order.json);
    (order, session)
}

fn session_of(order: &Value) -> String {
    let url = order["payment"]["redirect_url"].as_str().unwrap_or_else(|| panic!("nowhere to pay: {order}"));
    url.rsplit('/').next().unwrap().to_owned()
}

/// Long enough for the till to ask how payments stand.
const A_MOMENT: Duration = Duration::from_secs(60 * 60);

#[rocket::async_test]
async fn a_purchase_by_stripe() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let (order, session) = orders(&bob).await;
    assert_eq!(order.status(), "pending");
    let made = &stripe.looks("/sessions")[0];
    assert_eq!((made["amount_total"].as_i64(), made["currency"].as_str()), (Some(1250), Some("usd")));
    assert_eq!(made["customer_email"], "bob@example.com");
    assert!(made["success_url"].as_str().unwrap().contains(&order.id), "{made}");

    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "pending", "nobody has paid");
    assert!(bob.downloads(&order).await.is_empty());
    stripe.control(&format!("/sessions/{session}"), &json!({"do": "decline"}));
    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "pending", "they may try another card");
    stripe.control(&format!("/sessions/{session}"), &json!({"do": "pay", "country": "DE"}));
    shop.later(A_MOMENT).await;
    assert_eq!(bob.looks_at(&order).await["status"], "paid");
    assert_eq!(bob.downloads(&order).await.len(), 1);
    let books = stripe.looks("/books");
    let charged: Vec<_> = books["payments"].as_object().unwrap().values().collect();
    assert_eq!(
        (charged.len(), charged[0]["charged"].as_i64(), charged[0]["charges"].as_i64()),
        (1, Some(1250), Some(1))
    );
    shop.close().await;
}

/// Cases 20 and 22 of the threats: letters come before anybody asks, twice, and while the buyer comes back.
#[rocket::async_test]
async fn threats_20_and_22_letters_and_the_way_back_race() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let (font, bob) = shop.font_and_buyer().await;
    for number in 1..=3 {
        bob.puts(&font).await;
        let (order, session) = orders(&bob).await;
        stripe.control(&format!("/sessions/{session}"), &json!({"do": "pay"}));
        let mut letters = stripe.letters(&shop);
        assert_eq!(letters.len(), 3, "charge, intent and session");
        if number == 2 {
            letters.reverse();
        }
        let back = format!("/checkout/return/{}?token={}", order.id, order.token);
        let twice = letters.iter().chain(&letters).map(|it| stripe.carries(&shop, it));
        let returns = (0..10).map(|_| bob.opens(&back));
        // The third comes by letter alone.
        let (taken, seen) = if number == 3 {
            (futures::future::join_all(twice).await, Vec::new())
        } else {
            futures::future::join(futures::future::join_all(twice), futures::future::join_all(returns)).await
        };
        assert!(taken.iter().all(|it| it.status == Status::Ok), "{}", taken[0].text());
        assert!(seen.iter().all(|it| it.status == Status::SeeOther));
        shop.settle().await;
        assert_eq!(bob.looks_at(&order).await["status"], "paid", "{number}");
        assert_eq!((bob.downloads(&order).await.len(), shop.mails_to("bob@").len()), (1, number));
    }
    assert_eq!(stripe.looks("/books")["payments"].as_object().unwrap().len(), 3);
    shop.close().await;
}

/// What happens at Stripe reaches the order: refunds made there, disputes, and that they were won.
#[rocket::async_test]
async fn what_is_done_at_stripe_is_heard() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let (order, session) = orders(&bob).await;
    let paid = stripe.control(&format!("/sessions/{session}"), &json!({"do": "pay"}));
    stripe.carries_all(&shop).await;
    shop.settle().await;
    let dispute = stripe.control("/disputes", &json!({"payment_intent": paid["payment_intent"]}));
    stripe.carries_all(&shop).await;
    shop.settle().await;
    assert_eq!(bob.looks_at(&order).await["status"], "disputed");
    assert!(bob.opens(&order.api("/downloads")).await.text().len() < 3, "what is disputed is not handed out");
    stripe.control(&format!("/disputes/{}", dispute["id"].as_str().unwrap()), &json!({"do": "win"}));
    stripe.carries_all(&shop).await;
    shop.settle().await;
    assert_eq!(bob.looks_at(&order).await["status"], "paid");
    assert_eq!(bob.downloads(&order).await.len(), 1);
    shop.close().await;
}

/// A member pays with what Stripe keeps for them.
#[rocket::async_test]
async fn members_are_known_to_stripe_once_they_keep_a_card() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let ines = shop.member("Ines").await;
    let page = "/account/payment-methods";
    assert_eq!(ines.submits(page, page, &[]).await.status, Status::SeeOther);
    ines.puts(&font).await;
    let key = hidden(&ines.reads("/checkout").await, "key");
    let form = [
        ("key", key.as_str()),
        ("email", "ines@example.com"),
        ("gateway", "stripe"),
        ("immediate_delivery_consent", "true"),
    ];
    let seen = ines.posts("/checkout", &form).await;
    let session = seen.header("Location").unwrap_or_else(|| panic!("{}", seen.text())).rsplit('/').next().unwrap();
    let sessions = stripe.looks("/sessions");
    let made = sessions.as_array().unwrap().iter().find(|it| it["id"] == session).unwrap();
    assert!(made["customer"].as_str().unwrap().starts_with("cus_"), "{made}");
    shop.close().await;
}

/// Whatever goes wrong on the way to Stripe, the buyer pays once, at one page.
#[rocket::async_test]
async fn a_page_to_pay_at_survives_faults() {
    for fault in ["reset", "reset_after", "429", "500", "500_after"] {
        let stripe = StandIn::stripe();
        let shop = open(&stripe).await;
        let (font, bob) = shop.font_and_buyer().await;
        bob.puts(&font).await;
        stripe.breaks("/checkout/sessions", fault);
        let key = "a-key-of-the-buyer";
        let first = bob.orders(&wish(), Some(key)).await;
        if !fault.starts_with("500") {
            assert_eq!(first.status, Status::ServiceUnavailable, "{fault}: {}", first.text());
            assert!(!first.text().contains("stripe") && !first.text().contains("standin"), "{}", first.text());
        }
        let again = Bought::of(&{
            let mut seen = bob.orders(&wish(), Some(key)).await;
            seen.status = Status::Created;
            seen
        });
        let session = session_of(&again.json);
        stripe.control(&format!("/sessions/{session}"), &json!({"do": "pay"}));
        shop.later(A_MOMENT).await;
        assert_eq!(bob.looks_at(&again).await["status"], "paid", "{fault}");
        let books = stripe.looks("/books");
        assert_eq!(books["payments"].as_object().unwrap().len(), 1, "{fault}");
        shop.close().await;
    }
}

#[rocket::async_test]
async fn delayed_methods_and_closed_pages_by_stripe() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let (font, bob) = shop.font_and_buyer().await;
    let mut all = Vec::new();
    for ends in ["settle", "fail", "expire"] {
        bob.puts(&font).await;
        let (order, session) = orders(&bob).await;
        if ends != "expire" {
            stripe.control(&format!("/sessions/{session}"), &json!({"do": "delay"}));
        }
        shop.later(A_MOMENT).await;
        assert_eq!(bob.looks_at(&order).await["status"], "pending", "{ends}");
        assert!(bob.downloads(&order).await.is_empty());
        stripe.control(&format!("/sessions/{session}"), &json!({"do": ends}));
        all.push((ends, order));
        shop.later(A_MOMENT).await;
    }
    for (ends, order) in all {
        let status = if ends == "settle" { "paid" } else { "failed" };
        assert_eq!(bob.looks_at(&order).await["status"], status, "{ends}");
    }
    shop.close().await;
}

fn gateway(stripe: &StandIn) -> StripeGateway {
    StripeGateway::new(&settings(stripe).payments.stripe, Mode::Test).unwrap().unwrap()
}

fn settings(stripe: &StandIn) -> Config {
    let mut config = Config::default();
    stripe.sets_stripe(&mut config);
    config
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

/// Started, paid and asked about: what is known of the money then.
async fn paid(stripe: &StandIn, gateway: &StripeGateway, number: u8) -> Charge {
    let charge = charge(number);
    let started = gateway.start(&charge).await.unwrap();
    stripe.control(&format!("/sessions/{}", started.reference), &json!({"do": "pay", "country": "FR"}));
    let charge = Charge { reference: Some(started.reference), ..charge };
    let answer = gateway.ask(&charge, Duration::ZERO).await.unwrap();
    let collected = answer.collected.unwrap();
    assert_eq!((answer.standing, collected.amount, collected.live), (Standing::Paid, charge.amount, false));
    assert_eq!((collected.country.as_deref(), collected.fee.unwrap().amount), (Some("FR"), 175));
    Charge { capture: collected.capture, ..charge }
}

#[rocket::async_test]
async fn calling_twice_charges_once_and_pays_back_once() {
    let stripe = StandIn::stripe();
    let gateway = gateway(&stripe);
    let first = gateway.start(&charge(1)).await.unwrap();
    let again = futures::future::join_all((0..10).map(|_| async { gateway.start(&charge(1)).await.unwrap() })).await;
    assert!(again.iter().all(|it| *it == first));
    assert_eq!(stripe.looks("/sessions").as_array().unwrap().len(), 1);

    for (number, fault) in
        [(2, None), (3, Some("reset_after")), (4, Some("500_after")), (5, Some("500")), (6, Some("reset"))]
    {
        let charge = paid(&stripe, &gateway, number).await;
        let what = Return {
            refund: RefundId::new(Timestamp::EPOCH, [number; 10]),
            amount: Money::new(2000, charge.amount.currency),
            reason: String::new(),
            charge,
        };
        if let Some(fault) = fault {
            stripe.breaks("/v1/refunds", fault);
            let _ = gateway.pay_back(&what).await;
        }
        let once = gateway.pay_back(&what).await.unwrap();
        let twice = gateway.pay_back(&what).await.unwrap();
        assert_eq!((once.standing, &once), (RefundStanding::Done, &twice), "{fault:?}");
        assert_eq!(once.refund, Some(what.refund));
        assert_eq!(gateway.ask_refund(&what, &once.reference).await.unwrap(), once);
        let books = stripe.looks("/books");
        assert_eq!(books["payments"][what.charge.payment.to_string()]["refunded"], 2000, "{fault:?}");

        let too_much =
            Return { refund: RefundId::new(Timestamp::EPOCH, [number + 100; 10]), amount: what.charge.amount, ..what };
        assert_eq!(gateway.pay_back(&too_much).await.unwrap().standing, RefundStanding::Failed);
    }
}

#[rocket::async_test]
async fn a_page_that_is_called_off_is_not_paid() {
    let stripe = StandIn::stripe();
    let gateway = gateway(&stripe);
    let started = gateway.start(&charge(1)).await.unwrap();
    let open = Charge { reference: Some(started.reference.clone()), ..charge(1) };
    assert_eq!(gateway.call_off(&open).await.unwrap().standing, Standing::Declined);
    assert_eq!(gateway.call_off(&open).await.unwrap().standing, Standing::Declined, "again");
    // The answer to `start` was never heard: the page is found and closed all the same.
    stripe.breaks("/checkout/sessions", "reset_after");
    assert!(gateway.start(&charge(2)).await.is_err());
    assert_eq!(gateway.call_off(&charge(2)).await.unwrap().standing, Standing::Declined);
    assert!(stripe.looks("/sessions").as_array().unwrap().iter().all(|it| it["status"] == "expired"));
    // Paid at the last moment.
    let charge = paid(&stripe, &gateway, 3).await;
    assert_eq!(gateway.call_off(&charge).await.unwrap().standing, Standing::Paid);
}

#[rocket::async_test]
async fn missed_events_are_listed_oldest_first() {
    let stripe = StandIn::stripe();
    let gateway = gateway(&stripe);
    stripe.control("/clock", &json!({"seconds": 1_000}));
    paid(&stripe, &gateway, 1).await;
    stripe.control("/clock", &json!({"seconds": 2_000}));
    for number in 0..150 {
        let kind = if number % 2 == 0 { "charge.dispute.updated" } else { "customer.created" };
        stripe.control("/events", &json!({"type": kind, "object": {"id": "du_1"}}));
    }
    let all = gateway.sent_since(Timestamp::from_millis(900_000)).await.unwrap();
    assert_eq!(all.len(), 77, "those of the purchase and every second of the others, in two pages");
    assert!(all.is_sorted_by_key(|it| it.at));
    assert_eq!(gateway.sent_since(Timestamp::from_millis(1_500_000)).await.unwrap().len(), 75);
}

#[rocket::async_test]
async fn cards_are_kept_for_their_owner_alone() {
    let stripe = StandIn::stripe();
    let keeper = StripeKeeper::new(&settings(&stripe).payments.stripe, Currency::USD).unwrap().unwrap();
    let user = |number: u8| UserId::new(Timestamp::EPOCH, [number; 10]);
    let email = "bob@example.com".parse().unwrap();
    let bob = keeper.open(user(1), &email).await.unwrap();
    assert_eq!(keeper.open(user(1), &email).await.unwrap(), bob, "one customer for each person");
    let eve = keeper.open(user(2), &email).await.unwrap();
    let page = keeper.add(&bob, "http://127.0.0.1:8000/account/payment-methods", "key_1").await.unwrap();
    stripe.control(&format!("/sessions/{}", page.rsplit('/').next().unwrap()), &json!({"do": "pay"}));
    let kept = keeper.all(&bob).await.unwrap();
    assert_eq!((kept.len(), kept[0].label.as_str()), (1, "Visa ending in 4242"));
    assert_eq!(kept[0].expires.as_deref(), Some("08/2031"));
    assert!(keeper.all(&eve).await.unwrap().is_empty());
    for (customer, method) in [(&eve, kept[0].reference.as_str()), (&bob, "pm_none"), (&bob, "../customers")] {
        assert_eq!(keeper.remove(customer, method).await.unwrap_err().kind, ErrorKind::NotFound);
    }
    let portal = keeper.manage(&bob, "http://127.0.0.1:8000/account", "key_2").await.unwrap();
    assert!(ureq::get(&portal).call().unwrap().body_mut().read_to_string().unwrap().contains("visa 4242"));
    keeper.remove(&bob, &kept[0].reference).await.unwrap();
    assert!(keeper.all(&bob).await.unwrap().is_empty());
    keeper.forget(&bob).await.unwrap();
    keeper.forget(&bob).await.unwrap();
    assert!(keeper.all(&bob).await.unwrap().is_empty(), "a customer that is gone keeps nothing");
}

#[rocket::async_test]
async fn transfers_to_sellers_are_sent_once_and_taken_back_once() {
    let stripe = StandIn::stripe();
    let payees = StripePayees::new(&settings(&stripe).payments.stripe).unwrap().unwrap();
    let seller = SellerId::new(Timestamp::EPOCH, [1; 10]);
    let account = payees.open(seller, &"ada@example.com".parse().unwrap()).await.unwrap();
    let url =
        payees.link(&account, "http://127.0.0.1:8000/back", "http://127.0.0.1:8000/again", "visit_1").await.unwrap();
    assert!(url.starts_with(&stripe.url));
    let before = payees.ask(&account).await.unwrap();
    assert!(!before.can_receive && before.missing == ["external_account"]);
    let transfer = |number: u8| Transfer {
        id: TransferId::new(Timestamp::EPOCH, [number; 10]),
        account: account.clone(),
        amount: Money::new(1000, Currency::USD),
        description: "Payout".into(),
    };
    assert_eq!(payees.send(&transfer(1)).await.unwrap_err().kind, ErrorKind::Conflict, "they have told nothing yet");
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "complete"}));
    assert!(payees.ask(&account).await.unwrap().can_receive);
    for (number, fault) in [(2, "none"), (3, "reset_after"), (4, "500_after"), (5, "500"), (6, "429")] {
        let sent = transfer(number);
        let breaks = |path: &str| {
            if fault != "none" {
                stripe.breaks(path, fault);
            }
        };
        breaks("/v1/transfers");
        let _ = payees.send(&sent).await;
        let name = payees.send(&sent).await.unwrap();
        assert_eq!(payees.send(&sent).await.unwrap(), name);
        assert_eq!(stripe.looks("/books")["transfers"][&account], 1000, "{fault}");
        breaks("/reversals");
        let key = format!("ref_{number}");
        let _ = payees.take_back(&name, sent.amount, &key).await;
        let back = payees.take_back(&name, sent.amount, &key).await.unwrap();
        assert_eq!(payees.take_back(&name, sent.amount, &key).await.unwrap(), back);
        assert_eq!(stripe.looks("/books")["transfers"][&account], 0, "{fault}");
    }
}

/// Browsers hold the redirect after a form against the content policy.
#[rocket::async_test]
async fn forms_may_lead_to_the_gateways_that_are_set_up_and_no_others() {
    let without = Shop::open().await;
    let said = policy(&without).await;
    assert!(said.starts_with(" 'self';"), "{said}");
    without.close().await;
    let stripe = StandIn::stripe();
    let with = open(&stripe).await;
    let said = policy(&with).await;
    assert!(
        said.contains("https://checkout.stripe.com") && said.contains(&stripe.url) && !said.contains("paypal"),
        "{said}"
    );
    with.close().await;
}

async fn policy(shop: &Shop) -> String {
    let answer = shop.person().opens("/cart").await;
    answer.header("Content-Security-Policy").unwrap().split("form-action").nth(1).unwrap().to_owned()
}
