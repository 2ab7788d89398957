//! Payment methods that members have kept, against a stand-in for Stripe.

use std::time::Duration;

use bodega::features::{accounts, wallets};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{PASSWORD, address_of},
    pages::Html,
    shop::{Seen, Shop},
    standin::StandIn,
};

const PAGE: &str = "/account/payment-methods";

async fn open(stripe: &StandIn) -> Shop {
    Shop::open_with(|config| stripe.sets_stripe(config)).await
}

/// The name at the end of the address that a redirect leads to.
fn led(seen: &Seen) -> String {
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    seen.header("Location").unwrap().rsplit('/').next().unwrap().to_owned()
}

#[rocket::async_test]
async fn a_card_is_kept_looked_after_and_removed() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let ines = shop.member("Ines").await;
    let page = ines.reads(PAGE).await;
    Html::of("payment methods", &page).is_well_formed();
    assert!(page.contains("Nothing is kept"), "{page}");
    assert!(ines.reads("/account").await.contains(PAGE), "the way there stands beside the account");
    let session = led(&ines.submits(PAGE, PAGE, &[]).await);
    stripe.control(&format!("/sessions/{session}"), &json!({"do": "pay"}));
    let page = ines.reads(&format!("{PAGE}?done=back")).await;
    assert!(page.contains("Visa ending in 4242") && page.contains("Good until 08/2031"), "{page}");
    led(&ines.submits(PAGE, &format!("{PAGE}/portal"), &[]).await);
    let method = page.split("/account/payment-methods/pm_").nth(1).unwrap().split('/').next().unwrap();

    // Another member's is not there.
    let eve = shop.member("Eve").await;
    led(&eve.submits(PAGE, PAGE, &[]).await);
    let removal = format!("{PAGE}/pm_{method}/removal");
    assert_eq!(eve.submits(PAGE, &removal, &[]).await.status, Status::NotFound);
    assert_eq!(led(&ines.submits(PAGE, &removal, &[]).await), "payment-methods?done=removed");
    assert!(ines.reads(PAGE).await.contains("Nothing is kept"));
    assert_eq!(ines.submits(PAGE, &removal, &[]).await.status, Status::NotFound);
    shop.close().await;
}

#[rocket::async_test]
async fn programs_of_their_owner_see_and_remove_them() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let ines = shop.member("Ines").await;
    let login = json!({"email": address_of("Ines"), "password": PASSWORD});
    let tokens = ines.asks(Method::Post, "/api/v1/auth/login", &login).await.json();
    let bearer = format!("Bearer {}", tokens["access_token"].as_str().unwrap());
    let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
    let api = "/api/v1/me/payment-methods";
    let made = shop.send(Method::Post, api, &headers, b"").await;
    assert_eq!(made.status, Status::Created, "{}", made.text());
    let url = made.json()["redirect_url"].as_str().unwrap().to_owned();
    stripe.control(&format!("/sessions/{}", url.rsplit('/').next().unwrap()), &json!({"do": "pay"}));
    let all = shop.send(Method::Get, api, &headers, b"").await.json();
    assert_eq!((all["total"].as_u64(), all["data"][0]["kind"].as_str()), (Some(1), Some("card")));
    let portal = shop.send(Method::Post, &format!("{api}/portal"), &headers, b"").await;
    assert!(portal.json()["redirect_url"].as_str().unwrap().starts_with(&stripe.url));
    let one = format!("{api}/{}", all["data"][0]["id"].as_str().unwrap());
    assert_eq!(shop.send(Method::Delete, &one, &headers, b"").await.status, Status::NoContent);
    assert_eq!(shop.send(Method::Delete, &one, &headers, b"").await.status, Status::NotFound);
    assert_eq!(shop.send(Method::Get, api, &headers, b"").await.json()["data"], Value::Array(vec![]));
    shop.close().await;
}

#[rocket::async_test]
async fn a_keeper_in_trouble_is_told_calmly() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let ines = shop.member("Ines").await;
    led(&ines.submits(PAGE, PAGE, &[]).await);
    stripe.breaks("/payment_methods", "reset");
    let page = ines.reads(PAGE).await;
    Html::of("payment methods resting", &page).is_well_formed();
    assert!(page.contains("cannot be shown right now") && !page.contains("Nothing is kept"), "{page}");
    stripe.breaks("/checkout/sessions", "429");
    assert_eq!(ines.submits(PAGE, PAGE, &[]).await.status, Status::ServiceUnavailable);
    shop.close().await;
}

#[rocket::async_test]
async fn who_leaves_is_forgotten_there_too() {
    let stripe = StandIn::stripe();
    let shop = open(&stripe).await;
    let ines = shop.member("Ines").await;
    led(&ines.submits(PAGE, PAGE, &[]).await);
    let email = address_of("Ines").parse().unwrap();
    let user = shop.app.db.look(|txn| accounts::by_email(txn, &email)).unwrap().unwrap().id;
    assert!(shop.app.db.look(|txn| wallets::customer(txn, user, "stripe")).unwrap().is_some());
    let left = ines.submits("/account/closing", "/account/closing", &[("email", &address_of("Ines"))]).await;
    assert_eq!(left.status.class(), Status::SeeOther.class(), "{}", left.text());
    shop.later(Duration::from_secs(1)).await;
    assert_eq!(shop.app.db.look(|txn| wallets::find(txn, user)).unwrap(), None);
    let calls = stripe.looks("/calls");
    let forgotten = calls.as_array().unwrap().iter().filter(|it| it["method"] == "DELETE");
    assert_eq!(forgotten.count(), 1, "{calls}");
    shop.close().await;
}

#[rocket::async_test]
async fn a_shop_without_a_keeper_has_no_such_page() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    assert_eq!(ines.opens(PAGE).await.status, Status::NotFound);
    assert!(!ines.reads("/account").await.contains(PAGE), "nothing leads there");
    shop.close().await;
}
