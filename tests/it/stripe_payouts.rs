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
    ada.opens("/sell/payouts/back").await;
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
