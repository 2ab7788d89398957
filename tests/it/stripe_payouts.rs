//! Sellers are paid through Stripe's stand-in: once, what is theirs, to an account that is known for a while.

use std::time::Duration;

use bodega::{
    base::Role,
    features::{ledger, payouts},
};
use rocket::http::{Method, Status as Http};
use serde_json::json;

use crate::{
    cast::{PASSWORD, address_of, hidden},
    pages::Html,
    shop::{Person, Seen, Shop},
    standin::StandIn,
};

async fn api(person: &Person<'_>, auth: &str, method: Method, key: &str, amount: Option<i64>) -> Seen {
    let headers = [("Authorization", auth), ("Content-Type", "application/json"), ("Idempotency-Key", key)];
    let body = json!({"amount": amount}).to_string();
    person.sends(method, "/api/v1/seller/payouts", &headers, body.as_bytes()).await
}

async fn bearer(person: &Person<'_>, name: &str) -> String {
    let body = json!({"email": address_of(name), "password": PASSWORD});
    let seen = person.asks(Method::Post, "/api/v1/auth/login", &body).await;
    format!("Bearer {}", seen.json()["access_token"].as_str().unwrap())
}

/// Case 29: ten payouts at once are one, a payout beside a refund leaves no less than nothing, and a new account waits.
#[rocket::async_test]
async fn threat_29_a_seller_is_paid_once_what_is_theirs() {
    let stripe = StandIn::stripe();
    let shop = Shop::open_with(|config| stripe.sets_stripe(config)).await;
    let (font, bob) = shop.font_and_buyer().await;
    let seller = font.product.seller;
    let ada = shop.seller("Ada", seller).await;
    for _ in 0..4 {
        bob.buys(&font).await;
    }
    let page = ada.reads("/sell/payouts").await;
    assert!(page.contains("$50.00") && page.contains("Link an account"), "{page}");
    let seal = hidden(&page, "_token");
    let away = ada.posts("/sell/payouts/account", &[("_token", &seal)]).await;
    assert!(away.header("Location").is_some_and(|it| it.starts_with(&stripe.url)), "{}", away.text());
    assert!(ada.reads("/sell/payouts").await.contains("Not finished"));

    let account = shop.app.db.look(|txn| payouts::destination(txn, seller)).unwrap().unwrap().account;
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "complete"}));
    // Any page could send somebody to where they come back to: without what they were sent with, nothing is asked.
    let gates = stripe.looks("/calls").as_array().unwrap().len();
    for eve in ["/sell/payouts/back", "/sell/payouts/back?state=", "/sell/payouts/back?state=0123456789abcdef"] {
        assert_eq!(ada.opens(eve).await.header("Location"), Some("/sell/payouts"));
    }
    assert_eq!(stripe.looks("/calls").as_array().unwrap().len(), gates);
    assert!(ada.reads("/sell/payouts").await.contains("Not finished"));
    let calls = stripe.looks("/calls");
    let sent = calls.as_array().unwrap().iter().rfind(|it| it["path"] == "/v1/account_links").unwrap();
    let way = sent["body"]["return_url"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    let other = shop.person();
    other.signs_in("Ada", PASSWORD).await;
    assert_eq!(other.opens(&way).await.header("Location"), Some("/sell/payouts"), "another session was not sent");
    assert_eq!(ada.opens(&way).await.header("Location"), Some("/sell/payouts?done=back"));
    assert_eq!(ada.opens(&way).await.header("Location"), Some("/sell/payouts"), "once");
    let auth = bearer(&ada, "Ada").await;
    assert_eq!(api(&ada, &auth, Method::Post, "k0", Some(100)).await.status, Http::Conflict, "linked just now");

    // A week later the sales can be paid out, but not more, and not by an old sign-in.
    shop.clock.advance(Duration::from_secs(8 * 24 * 3600));
    stripe.keeps_time_of(&shop);
    ada.signs_in("Ada", PASSWORD).await;
    let auth = bearer(&ada, "Ada").await;
    let listed = api(&ada, &auth, Method::Get, "k", None).await.json();
    assert_eq!((listed["available"]["amount"].as_i64(), listed["account_ready"].as_bool()), (Some(5000), Some(true)));
    bob.buys(&font).await;
    assert_eq!(api(&ada, &auth, Method::Get, "k", None).await.json()["available"]["amount"], 5000, "lately sold stays");
    assert_eq!(api(&ada, &auth, Method::Post, "k1", Some(5001)).await.status, Http::UnprocessableEntity);
    let clicks = futures::future::join_all((0..10).map(|n| {
        let (ada, auth) = (&ada, &auth);
        async move { api(ada, auth, Method::Post, &format!("click-{n}"), Some(5000)).await }
    }));
    let clicks = clicks.await;
    assert_eq!(clicks.iter().filter(|it| it.status == Http::Created).count(), 1, "one payout");
    let books = stripe.looks("/books");
    assert_eq!(books["transfers"][&account], 5000);
    let owed = shop.app.db.look(|txn| ledger::balances(txn, seller)).unwrap();
    assert_eq!(owed[0].amount, 1250);
    assert!(ada.reads("/sell/payouts").await.contains("Sent"));

    shop.clock.advance(Duration::from_secs(11 * 60));
    let stale = api(&ada, &auth, Method::Post, "late", Some(1)).await;
    assert!(
        matches!(stale.status, Http::Forbidden | Http::Unauthorized),
        "an old proof pays nothing: {}",
        stale.text()
    );
    let eve = shop.staff("Eve", Role::Support).await;
    assert_eq!(eve.opens("/sell/payouts").await.status, Http::Forbidden);
    shop.close().await;
}

/// The office sees every payout, and tries again what the gateway has not confirmed.
#[rocket::async_test]
async fn the_office_sees_payouts_and_tries_again() {
    let stripe = StandIn::stripe();
    let shop = Shop::open_with(|config| stripe.sets_stripe(config)).await;
    let (font, bob) = shop.font_and_buyer().await;
    let seller = font.product.seller;
    let ada = shop.seller("Ada", seller).await;
    bob.buys(&font).await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let empty = ann.reads("/admin/payouts").await;
    Html::of("payouts", &empty).is_well_formed();
    assert!(empty.contains("No payouts yet"), "{empty}");
    ada.submits("/sell/payouts", "/sell/payouts/account", &[]).await;
    let account = shop.app.db.look(|txn| payouts::destination(txn, seller)).unwrap().unwrap().account;
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "complete"}));
    // Asked for the first time, the account is ready; three days later money goes there.
    for _ in 0..2 {
        let program = ada.program("Ada").await;
        program.asks(Method::Post, "/seller/payouts", &json!({"amount": 1})).await;
        shop.clock.advance(Duration::from_secs(8 * 24 * 3600));
        stripe.keeps_time_of(&shop);
    }
    let program = ada.program("Ada").await;
    stripe.breaks("/v1/transfers", "reset");
    let asked = program.asks(Method::Post, "/seller/payouts", &json!({"amount": 1000})).await;
    assert_eq!(asked.json()["status"], "asked", "{}", asked.text());

    ann.signs_in("Ann", PASSWORD).await;
    let office = ann.program("Ann").await;
    let list = office.reads("/admin/payouts").await.json();
    let first = &list["data"][0];
    assert_eq!((first["status"].as_str(), first["account"].as_str()), (Some("asked"), Some(account.as_str())));
    let one = format!("/admin/payouts/{}", first["id"].as_str().unwrap());
    stripe.breaks("/v1/transfers", "reset");
    let silent = office.asks(Method::Post, &format!("{one}/checks"), &json!({})).await;
    assert_eq!(silent.status, Http::ServiceUnavailable);
    let page = ann.reads("/admin/payouts").await;
    Html::of("payouts", &page).is_well_formed();
    assert!(page.contains("Ada Type") && page.contains("Under way") && page.contains("Try again now"), "{page}");
    let done = ann.submits("/admin/payouts", &format!("{one}/check"), &[]).await;
    let page = ann.follows(&done).await.text();
    assert!(page.contains("It was sent.") && !page.contains("Try again now"), "{page}");
    for _ in 0..2 {
        let told = office.asks(Method::Post, &format!("{one}/checks"), &json!({})).await.json();
        assert_eq!((&told["status"], told["reference"].is_string()), (&json!("sent"), true));
    }
    assert_eq!(stripe.looks("/books")["transfers"][&account], 1001, "each was sent once");
    assert_eq!(office.reads("/admin/payouts/tr_019ab000000070008000000000000001").await.status, Http::NotFound);
    assert_eq!(program.reads("/admin/payouts").await.status, Http::Forbidden);
    shop.close().await;
}

/// Stripe tells when an account changes; what it says of others', or in another mode, changes nothing.
#[rocket::async_test]
async fn what_becomes_of_a_linked_account_is_heard() {
    let stripe = StandIn::stripe();
    let shop = Shop::open_with(|config| stripe.sets_stripe(config)).await;
    stripe.keeps_time_of(&shop);
    let (font, _) = shop.font_and_buyer().await;
    let seller = font.product.seller;
    let ada = shop.seller("Ada", seller).await;
    ada.submits("/sell/payouts", "/sell/payouts/account", &[]).await;
    let linked = || shop.app.db.look(|txn| payouts::destination(txn, seller)).unwrap().unwrap();
    let account = linked().account;
    assert!(!linked().can_receive);
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "complete"}));
    stripe.carries_all(&shop).await;
    shop.settle().await;
    assert!(linked().can_receive);

    let closed = |id: &str| json!({"id": id, "object": "account", "capabilities": {"transfers": "inactive"}});
    for (object, about, live) in [
        (closed(&account), "acct_evil", false),
        (closed("acct_evil"), account.as_str(), false),
        (closed("acct_evil"), "acct_evil", false),
        (closed(&account), account.as_str(), true),
    ] {
        let event = json!({"type": "account.updated", "object": object, "livemode": live, "account": about});
        stripe.control("/events", &event);
        stripe.carries_all(&shop).await;
        shop.settle().await;
        assert!(linked().can_receive, "{event}");
    }
    shop.clock.advance(Duration::from_secs(60));
    stripe.keeps_time_of(&shop);
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "later"}));
    stripe.carries_all(&shop).await;
    shop.settle().await;
    assert!(!linked().can_receive);
    assert!(ada.reads("/sell/payouts").await.contains("external_account"));
    let asked = ada.submits("/sell/payouts", "/sell/payouts/account/check", &[]).await;
    assert!(ada.follows(&asked).await.text().contains("Stripe was asked."));
    shop.close().await;
}

/// What a seller was paid for sales that are refunded afterwards is taken back, once, and owed where it cannot be.
#[rocket::async_test]
async fn what_was_paid_for_refunded_sales_is_taken_back() {
    let stripe = StandIn::stripe();
    let shop = Shop::open_with(|config| stripe.sets_stripe(config)).await;
    let (font, bob) = shop.font_and_buyer().await;
    let seller = font.product.seller;
    let ada = shop.seller("Ada", seller).await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let mut orders = Vec::new();
    for _ in 0..4 {
        orders.push(bob.buys(&font).await.id);
    }
    ada.submits("/sell/payouts", "/sell/payouts/account", &[]).await;
    let account = shop.app.db.look(|txn| payouts::destination(txn, seller)).unwrap().unwrap().account;
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "complete"}));
    // Asked for the first time, the account is ready; then it waits. Two payouts: $10 and $35 of $50.
    for amount in [1, 1000, 3500] {
        let program = ada.program("Ada").await;
        let asked = program.asks(Method::Post, "/seller/payouts", &json!({"amount": amount})).await;
        assert!(amount == 1 || asked.status == Http::Created, "{}", asked.text());
        shop.clock.advance(Duration::from_secs(8 * 24 * 3600));
        stripe.keeps_time_of(&shop);
        ada.signs_in("Ada", PASSWORD).await;
    }
    let sent = || stripe.looks("/books")["transfers"][&account].as_i64().unwrap();
    let owed = || shop.app.db.look(|txn| ledger::balances(txn, seller)).unwrap()[0].amount;
    assert_eq!((sent(), owed()), (4500, 500));
    let refunds = async |order: &str| {
        ann.signs_in("Ann", PASSWORD).await;
        let office = ann.program("Ann").await;
        let key = [("Content-Type", "application/json"), ("Idempotency-Key", order)];
        let path = format!("/orders/{order}/refunds");
        let seen = office.sends(Method::Post, &path, &key, b"{}").await;
        assert!(seen.status.class().is_success(), "{}", seen.text());
        shop.settle().await;
    };
    // What is still due covers the first half of it; the rest comes back from the latest payout. An answer that is lost
    // changes nothing.
    stripe.breaks("/reversals", "reset_after");
    refunds(&orders[0]).await;
    assert_eq!(owed(), 0);
    shop.later(Duration::from_secs(61)).await;
    assert_eq!((sent(), owed()), (4500 - 750, 0));
    // It has gone on to a bank.
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "empty"}));
    refunds(&orders[1]).await;
    assert_eq!((sent(), owed()), (3750, -1250));
    let page = ann.reads("/admin/payouts").await;
    Html::of("payouts", &page).is_well_formed();
    assert!(
        page.contains("$7.50 was taken back") && page.contains("$12.50 could not be taken back and is owed"),
        "{page}"
    );
    let office = ann.program("Ann").await;
    let list = office.reads("/admin/payouts").await.json();
    assert_eq!(
        (&list["data"][0]["taken_back"][1]["status"], &list["data"][0]["amount"]["amount"]),
        (&json!("failed"), &json!(3500))
    );
    let one = format!("/admin/payouts/{}", list["data"][0]["id"].as_str().unwrap());
    let again = office.asks(Method::Post, &format!("{one}/takings"), &json!({})).await.json();
    assert_eq!(again["taken_back"][1]["status"], "failed");
    stripe.control(&format!("/accounts/{account}"), &json!({"do": "full"}));
    let done = ann.submits("/admin/payouts", &format!("{one}/takings"), &[]).await;
    assert!(ann.follows(&done).await.text().contains("It was taken back."));
    assert_eq!((sent(), owed()), (2500, 0));
    // More than the latest payout holds reaches into the one before; and of what was never paid out nothing is taken.
    refunds(&orders[2]).await;
    refunds(&orders[3]).await;
    assert_eq!((sent(), owed()), (0, 0));
    shop.close().await;
}
