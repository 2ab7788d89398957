//! What licence keys are worth, asked by the programs that were sold with them.

use std::net::SocketAddr;

use bodega::{base::Role, features::catalog::EditionForm};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{PASSWORD, address_of, fields},
    shop::{Seen, Shop},
};

fn keyed() -> EditionForm {
    EditionForm { price: "40".into(), license_keys: true, ..EditionForm::default() }
}

async fn asks(shop: &Shop, product: &str, key: &str) -> Seen {
    let peer: SocketAddr = "203.0.113.9:4000".parse().unwrap();
    let body = json!({"product": product, "key": key}).to_string();
    let headers = [("Content-Type", "application/json")];
    shop.send_from(Some(peer), Method::Post, "/api/v1/licenses/verify", &headers, body.as_bytes()).await
}

fn keys(order: &Value) -> Vec<String> {
    let lines = order["lines"].as_array().unwrap().iter();
    lines.flat_map(|it| it["license_keys"].as_array().unwrap()).map(|it| it.as_str().unwrap().to_owned()).collect()
}

#[rocket::async_test]
async fn a_key_is_good_for_its_product() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let order = shop.person().buys(&good).await;
    let key = keys(&order.json).remove(0);
    let slug = good.product.slug.to_string();
    for (product, key) in [(good.id(), key.clone()), (slug.clone(), key.to_lowercase().replace('-', " "))] {
        let told = asks(&shop, &product, &key).await;
        assert_eq!(told.status, Status::Ok, "{}", told.text());
        let told = told.json();
        assert_eq!((&told["valid"], &told["status"]), (&json!(true), &json!("active")));
        assert_eq!(told["license"]["product"]["title"], "Synth One");
        assert_eq!((&told["license"]["order"], &told["license"]["seat"]), (&json!(order.id), &json!(1)));
        assert!(!told.to_string().contains("bob@"), "nothing tells who bought it");
    }
    // What was bought stays good when it is sold no more.
    good.is_withdrawn().await;
    assert_eq!(asks(&shop, &slug, &key).await.json()["valid"], true);
    assert_eq!(fields(&asks(&shop, "", &key).await), ["product"]);
    assert_eq!(fields(&asks(&shop, &slug, " ").await), ["key"]);
    shop.close().await;
}

#[rocket::async_test]
async fn a_key_of_what_was_paid_back_is_good_no_more() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let order = shop.person().buys(&good).await;
    let key = keys(&order.json).remove(0);
    let sue = shop.staff("Sue", Role::Support).await;
    let body = json!({"email": address_of("Sue"), "password": PASSWORD});
    let login = sue.asks(Method::Post, "/api/v1/auth/login", &body).await.json();
    let bearer = format!("Bearer {}", login["access_token"].as_str().unwrap());
    let headers = [("Content-Type", "application/json"), ("Authorization", bearer.as_str())];
    let path = format!("/api/v1/orders/{}/refunds", order.id);
    let refunded = shop.send(Method::Post, &path, &headers, b"{\"reason\": \"As agreed\"}").await;
    assert!(refunded.status.class().is_success(), "{}", refunded.text());
    shop.settle().await;
    let told = asks(&shop, &good.id(), &key).await.json();
    assert_eq!((&told["valid"], &told["status"]), (&json!(false), &json!("revoked")), "{told}");
    assert!(!told["license"]["revoked_at"].is_null() && !told["message"].as_str().unwrap().is_empty(), "{told}");
    shop.close().await;
}

/// Case 34 of the threats: a key is worth nothing for another product, whatever that is called.
#[rocket::async_test]
async fn threat_34_a_key_of_another_product_opens_nothing() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let same_name = shop.maker("Eve").sells_as("Synth One", keyed()).await;
    let key = keys(&shop.person().buys(&same_name).await.json).remove(0);
    let never = "7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS";
    let unknown = asks(&shop, &good.id(), never).await;
    assert_eq!((unknown.status, &unknown.json()["valid"]), (Status::Ok, &json!(false)));
    for (product, key) in [
        (good.id(), key.as_str()),
        (good.product.slug.to_string(), &key),
        ("nothing-of-that-name".into(), &key),
        (good.id(), "not a key at all"),
    ] {
        let told = asks(&shop, &product, key).await;
        assert_eq!((told.status, told.bytes), (Status::Ok, unknown.bytes.clone()), "{product} {key}");
    }
    assert_eq!(asks(&shop, &same_name.id(), &key).await.json()["valid"], true);
    shop.close().await;
}

/// Case 35 of the threats: keys cannot be guessed, and whoever tries is slowed down without keeping others out.
#[rocket::async_test]
async fn threat_35_guessing_is_slow_and_tells_nothing() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let key = keys(&shop.person().buys(&good).await.json).remove(0);
    let first = asks(&shop, &good.id(), &key).await;
    let told = |seen: &Seen, name| seen.header(name).map(str::to_owned);
    assert_eq!(told(&first, "RateLimit-Limit").as_deref(), Some("60"));
    assert_eq!(told(&first, "RateLimit-Remaining").as_deref(), Some("59"));
    let guess = json!({"product": good.id(), "key": "7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS"}).to_string();
    let headers = [("Content-Type", "application/json")];
    let mut refused = 0;
    for turn in 0..100 {
        // Each from a network of its own.
        let peer = Some(format!("198.51.{turn}.1:9").parse().unwrap());
        let path = "/api/v1/licenses/verify";
        let seen = shop.send_from(peer, Method::Post, path, &headers, guess.as_bytes()).await;
        if seen.status == Status::TooManyRequests {
            refused += 1;
            assert!(seen.header("Retry-After").is_some());
            assert_ne!(seen.header("RateLimit-Limit"), Some("300"), "it is not the API's limit that was met");
        }
    }
    assert_eq!(refused, 40, "sixty wrong keys are looked at");
    for turn in 0..59 {
        assert_eq!(asks(&shop, &good.id(), &key).await.json()["valid"], true, "right keys go on, {turn}");
    }
    assert_eq!(asks(&shop, &good.id(), &key).await.status, Status::TooManyRequests, "sixty a minute from one address");
    shop.close().await;
}
