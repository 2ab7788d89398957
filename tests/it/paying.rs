//! Payments that come at once, later, twice, or not at all.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use bodega::{
    base::{Currency, Money},
    features::{carts::Quotes, orders},
    flows::{checkout::Till, quoting::Quoting},
    platform::{db::WriteTxn, payments},
};
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Good, hidden},
    pages::Html,
    shop::Shop,
};

/// Case 21: who has not paid gets nothing, whatever page they open.
#[rocket::async_test]
async fn threat_21_a_pending_order_has_nothing_to_download() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let order = bob.pays("delayed").await;
    assert_eq!(order.status(), "pending");
    let page = bob.reads(&order.page()).await;
    Html::of("pending order", &page).is_well_formed();
    assert!(page.contains("Your payment is on its way") && !page.contains("/d/"), "{page}");
    assert!(bob.downloads(&order).await.is_empty());
    shop.settle().await;
    assert!(shop.mails_to("bob@").is_empty(), "no receipt without payment");
    shop.close().await;
}

/// Case 23: nothing until the delayed payment has arrived; then everything, once.
#[rocket::async_test]
async fn threat_23_delayed_payments_arrive_or_fail() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let mut orders = Vec::new();
    for _ in 0..3 {
        bob.puts(&font).await;
        orders.push(bob.pays("delayed").await);
    }
    let [by_hand, fails, by_itself] = &orders[..] else { unreachable!() };
    let form = format!("/orders/{}/test-payment?token={}", by_hand.id, by_hand.token);
    let ended = bob.posts(&form, &[("outcome", "paid")]).await;
    assert!(bob.follows(&ended).await.text().contains("Your files are ready"));
    assert_eq!(bob.posts(&form, &[("outcome", "declined")]).await.status, Status::Conflict, "it has ended");
    let failed = bob.asks(Method::Post, &fails.api("/test-payment"), &json!({"outcome": "declined"})).await;
    assert_eq!(failed.json()["status"], "failed");
    assert!(bob.reads(&fails.page()).await.contains("did not go through"));

    shop.later(Duration::from_secs(10)).await;
    assert_eq!(bob.looks_at(by_itself).await["status"], "pending");
    shop.later(Duration::from_secs(15)).await;
    assert_eq!(bob.looks_at(by_itself).await["status"], "paid");
    assert_eq!(bob.downloads(by_itself).await.len(), 1);
    assert_eq!(shop.mails_to("bob@").len(), 2, "one receipt for each paid order");
    shop.close().await;
}

#[rocket::async_test]
async fn a_declined_payment_leaves_the_cart_as_it_was() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let page = bob.reads("/checkout").await;
    let key = hidden(&page, "key");
    let form = |key: &'static str, outcome: &'static str| {
        [
            ("key", key),
            ("email", "bob@example.com"),
            ("gateway", "test"),
            ("outcome", outcome),
            ("immediate_delivery_consent", "true"),
        ]
    };
    let key: &'static str = Box::leak(key.into_boxed_str());
    let declined = bob.posts("/checkout", &form(key, "declined")).await;
    assert_eq!(declined.status, Status::PaymentRequired);
    let page = declined.text();
    assert!(page.contains("Nothing was charged") && page.contains("value=\"bob@example.com\""), "{page}");
    let next: &'static str = Box::leak(hidden(&page, "key").into_boxed_str());
    assert_ne!(key, next, "the next try is another order");
    assert!(bob.reads("/cart").await.contains("Aurora Sans"));
    let paid = bob.posts("/checkout", &form(next, "paid")).await;
    assert!(bob.follows(&paid).await.text().contains("1002"));
    shop.close().await;
}

/// Case 30: whoever tries card after card has to wait.
#[rocket::async_test]
async fn threat_30_declines_are_limited() {
    let shop = Shop::open().await;
    let (font, eve) = shop.font_and_buyer().await;
    eve.puts(&font).await;
    for _ in 0..10 {
        assert_eq!(eve.pays("declined").await.status(), "failed");
    }
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "declined"});
    let seen = eve.orders(&body, None).await;
    assert_eq!(seen.status, Status::TooManyRequests);
    assert!(seen.header("Retry-After").is_some());
    shop.later(Duration::from_secs(600)).await;
    assert_eq!(eve.pays("paid").await.status(), "paid");
    shop.close().await;
}

/// Case 22: the buyer's page, a second tab and the gateway's word come at once; there is one payment and one receipt.
#[rocket::async_test]
async fn threat_22_a_payment_arrives_once() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let order = bob.pays("delayed").await;
    let (path, body) = (order.api("/test-payment"), json!({"outcome": "paid"}));
    let words = futures::future::join_all((0..20).map(|_| bob.asks(Method::Post, &path, &body))).await;
    assert!(words.iter().any(|it| it.status == Status::Ok));
    assert!(words.iter().all(|it| matches!(it.status.code, 200 | 409)), "the others hear that it has ended");
    let paid = bob.looks_at(&order).await;
    assert_eq!((paid["status"].as_str(), paid["history"].as_array().unwrap().len()), (Some("paid"), 2));
    shop.settle().await;
    assert_eq!((shop.mails_to("bob@").len(), bob.downloads(&order).await.len()), (1, 1));
    shop.close().await;
}

/// What was called off stays so.
#[rocket::async_test]
async fn a_cancelled_order_is_not_paid_any_more() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let order = bob.pays("delayed").await;
    let id = order.id.parse().unwrap();
    let cancelled = shop.app.db.write(move |txn| orders::cancel(txn, id, "Called off")).await.unwrap();
    assert_eq!(cancelled.status, orders::Status::Cancelled);
    assert!(bob.reads(&order.page()).await.contains("This order was cancelled"));
    let late = bob.asks(Method::Post, &order.api("/test-payment"), &json!({"outcome": "paid"})).await;
    assert_eq!(late.status, Status::Conflict, "what was called off is not paid any more");
    shop.later(Duration::from_secs(60)).await;
    assert_eq!(bob.looks_at(&order).await["status"], "cancelled");
    shop.close().await;
}

/// An order that was placed and not yet paid, as a crash between the two leaves it.
async fn left_open(shop: &Shop, good: &Good<'_>) -> orders::Order {
    let (product, edition, seller) = (good.product.id, good.edition(), good.product.seller);
    let place = move |txn: &WriteTxn| {
        let line = orders::NewLine {
            product,
            edition,
            title: "Aurora Sans".into(),
            edition_name: "Standard".into(),
            seller,
            license_keys: false,
            unit: Money::new(1250, Currency::USD),
            quantity: 1,
            costs: orders::Costs::default(),
        };
        let buyer = orders::Buyer {
            email: "bob@example.com".parse()?,
            billing: orders::Billing::default(),
            consent: None,
            consent_words: None,
            address: None,
        };
        let new = orders::NewOrder {
            cart: txn.fresh(),
            owner: None,
            buyer,
            currency: Currency::USD,
            lines: vec![line],
            gateway: "test".into(),
            outcome: None,
            extras: orders::Extras::default(),
        };
        orders::place(txn, new)
    };
    shop.app.db.write(place).await.unwrap()
}

/// A crash between placing an order and paying it leaves it without an answer of the gateway: asking again heals it.
#[rocket::async_test]
async fn an_order_that_a_crash_left_open_is_brought_to_its_end() {
    let shop = Shop::open().await;
    let (font, _) = shop.font_and_buyer().await;
    let order = left_open(&shop, &font).await;
    shop.settle().await;
    assert!(shop.mails_to("bob@").is_empty());
    shop.later(Duration::from_secs(6)).await;
    let order = shop.app.db.look(|txn| orders::get(txn, order.id)).unwrap();
    assert_eq!(order.status, orders::Status::Paid);
    assert_eq!(shop.mails_to("bob@").len(), 1);
    shop.close().await;
}

/// A gateway that takes the money and then cannot be understood, as often as it is told.
struct Mumbling {
    silent: std::sync::atomic::AtomicUsize,
    charged: std::sync::Mutex<Vec<bodega::base::PaymentId>>,
}

#[rocket::async_trait]
impl payments::Gateway for Mumbling {
    fn name(&self) -> &'static str {
        "test"
    }

    fn title(&self) -> &'static str {
        "Mumbling"
    }

    fn is_live(&self) -> bool {
        false
    }

    async fn start(&self, charge: &payments::Charge) -> bodega::base::Result<payments::Answer> {
        let mut charged = self.charged.lock().unwrap();
        if !charged.contains(&charge.payment) {
            charged.push(charge.payment);
        }
        if self.silent.load(Ordering::SeqCst) > 0 {
            self.silent.fetch_sub(1, Ordering::SeqCst);
            return Err(bodega::base::Error::unavailable("timed out"));
        }
        let standing = payments::Standing::Paid;
        Ok(payments::Answer {
            standing,
            reference: charge.payment.to_string(),
            redirect_url: None,
            client_secret: None,
            reason: None,
            collected: Some(payments::Collected {
                amount: charge.amount,
                live: false,
                capture: None,
                account: None,
                country: None,
                fee: None,
                customer: None,
            }),
        })
    }

    async fn call_off(&self, charge: &payments::Charge) -> bodega::base::Result<payments::Answer> {
        self.start(charge).await
    }

    async fn pay_back(&self, _: &payments::Return) -> bodega::base::Result<payments::RefundNews> {
        Err(bodega::base::Error::unavailable("timed out"))
    }

    async fn ask_refund(&self, _: &payments::Return, _: &str) -> bodega::base::Result<payments::RefundNews> {
        Err(bodega::base::Error::unavailable("timed out"))
    }

    async fn ask(&self, charge: &payments::Charge, _: Duration) -> bodega::base::Result<payments::Answer> {
        self.start(charge).await
    }
}

/// Fault F12: the gateway charges and its answer is lost. It is asked again by the same payment, and charges once.
#[rocket::async_test]
async fn a_lost_answer_of_the_gateway_charges_once() {
    let shop = Shop::open().await;
    let (font, _) = shop.font_and_buyer().await;
    let order = left_open(&shop, &font).await;
    let gateway = Arc::new(Mumbling { silent: 2.into(), charged: Default::default() });
    let app = &shop.app;
    let (gateways, quotes) = (payments::Gateways::new(vec![gateway.clone()]), Quotes::new(Quoting::new(&app.shop)));
    let till = Till::new(app.db.clone(), app.shop.clone(), app.keys.clone(), gateways, quotes);
    for moved in [0, 0, 1, 0] {
        shop.clock.advance(Duration::from_secs(6));
        assert_eq!(till.reconcile().await.unwrap(), moved);
    }
    let paid = app.db.look(|txn| orders::get(txn, order.id)).unwrap();
    assert_eq!((paid.status, paid.history.len()), (orders::Status::Paid, 2));
    assert_eq!(gateway.charged.lock().unwrap().len(), 1);
    shop.settle().await;
    assert_eq!(shop.mails_to("bob@").len(), 1);
    shop.close().await;
}
