//! How often one may ask, who is taken for whom, and whose scripts may ask at all.

use std::{net::SocketAddr, time::Duration};

use rocket::http::{Method, Status};
use serde_json::json;

use crate::shop::{Seen, Shop};

fn peer(text: &str) -> SocketAddr {
    text.parse().unwrap()
}

async fn api(shop: &Shop, from: &str, headers: &[(&str, &str)]) -> Seen {
    shop.send_from(Some(peer(from)), Method::Get, "/api/v1/categories", headers, b"").await
}

async fn strict() -> Shop {
    Shop::open_with(|config| {
        config.limits.on = true;
        config.limits.api_per_10_seconds = 5;
        config.security.trusted_proxies = vec!["10.0.0.0/8".parse().unwrap()];
    })
    .await
}

/// Case 61 of the threats: whatever a request says of itself, it comes from where it comes from.
#[rocket::async_test]
async fn threat_61_headers_do_not_change_who_asks() {
    let shop = strict().await;
    let mut refused = 0;
    for turn in 0..20 {
        let claimed = format!("198.51.100.{turn}");
        let forwarded = format!("for={claimed}");
        let headers = [
            ("X-Real-IP", claimed.as_str()),
            ("X-Forwarded-For", &claimed),
            ("Forwarded", &forwarded),
            ("True-Client-IP", &claimed),
        ];
        refused += usize::from(api(&shop, "203.0.113.9:1000", &headers).await.status == Status::TooManyRequests);
    }
    assert_eq!(refused, 15);
    for turn in 0..20 {
        let from = format!("[2001:db8:1:2::{turn:x}]:1000");
        refused += usize::from(api(&shop, &from, &[]).await.status == Status::TooManyRequests);
    }
    assert_eq!(refused, 30, "a household of IPv6 is one");
    assert_eq!(api(&shop, "[::ffff:203.0.113.9]:1", &[]).await.status, Status::TooManyRequests);
    // A listed proxy is believed; what stands further left is anybody's word.
    for turn in 0..10 {
        let hops = format!("198.51.100.{turn}, 192.0.2.{turn}");
        assert_eq!(api(&shop, "10.1.1.1:80", &[("X-Forwarded-For", &hops)]).await.status, Status::Ok);
    }
    shop.close().await;
}

#[rocket::async_test]
async fn answers_tell_how_much_is_left() {
    let shop = strict().await;
    let first = api(&shop, "203.0.113.9:1", &[]).await;
    assert_eq!((first.header("RateLimit-Limit"), first.header("RateLimit-Remaining")), (Some("5"), Some("4")));
    for _ in 0..4 {
        assert_eq!(api(&shop, "203.0.113.9:1", &[]).await.status, Status::Ok);
    }
    let refused = api(&shop, "203.0.113.9:1", &[]).await;
    assert_eq!(refused.status, Status::TooManyRequests);
    assert_eq!(refused.json()["status"], json!(429));
    assert_eq!(refused.header("RateLimit-Remaining"), Some("0"));
    let wait: u64 = refused.header("Retry-After").unwrap().parse().unwrap();
    shop.clock.advance(Duration::from_secs(wait));
    assert_eq!(api(&shop, "203.0.113.9:1", &[]).await.status, Status::Ok);
    let page = shop.send_from(Some(peer("203.0.113.9:1")), Method::Get, "/", &[], b"").await;
    assert_eq!((page.status, page.header("RateLimit-Limit")), (Status::Ok, None), "pages are not the API");
    shop.close().await;
}

/// Case 30 of the threats, as far as orders go.
#[rocket::async_test]
async fn threat_30_one_address_orders_so_often_and_no_more() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    let order = json!({"email": "bob@example.com"}).to_string();
    let mut refused = 0;
    for _ in 0..60 {
        let headers = [("Content-Type", "application/json")];
        let from = Some(peer("203.0.113.9:1"));
        let seen = shop.send_from(from, Method::Post, "/api/v1/orders", &headers, order.as_bytes()).await;
        refused += usize::from(seen.status == Status::TooManyRequests);
    }
    assert_eq!(refused, 20, "forty at once");
    shop.close().await;
}

/// The same mailbox, however it is written, from one address.
#[rocket::async_test]
async fn threat_61_a_mailbox_is_one_however_it_is_written() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    shop.member("Ines").await;
    let eve = shop.person();
    let mut statuses = Vec::new();
    for turn in 0..14 {
        let email = ["ines@example.com", "INES@example.com", "Ines@EXAMPLE.com", " ines@example.com"][turn % 4];
        let from = peer(&format!("203.0.113.9:{}", 1000 + turn));
        statuses.push(eve.sends_from(from, "/login", &[("email", email), ("password", "guess")]).await.status);
    }
    assert_eq!(statuses.iter().filter(|it| **it == Status::Unauthorized).count(), 10);
    assert_eq!(statuses.last(), Some(&Status::TooManyRequests));
    shop.close().await;
}

#[rocket::async_test]
async fn scripts_of_other_sites_are_let_in_only_where_listed() {
    let shop = Shop::open_with(|config| config.security.cors_origins = vec!["https://app.example.com".into()]).await;
    let ask = |origin: &'static str, method| {
        let shop = &shop;
        async move { shop.send(method, "/api/v1/categories", &[("Origin", origin)], b"").await }
    };
    let listed = ask("https://app.example.com", Method::Get).await;
    assert_eq!(listed.header("Access-Control-Allow-Origin"), Some("https://app.example.com"));
    assert_eq!(listed.header("Access-Control-Allow-Credentials"), None, "cookies are never theirs");
    assert!(listed.headers.iter().any(|(name, value)| name == "Vary" && value.contains("Origin")));
    let preflight = ask("https://app.example.com", Method::Options).await;
    assert_eq!(preflight.status, Status::NoContent);
    assert!(preflight.header("Access-Control-Allow-Headers").unwrap().contains("Authorization"));
    for origin in ["https://evil.test", "https://app.example.com.evil.test", "http://app.example.com", "null"] {
        let foreign = ask(origin, Method::Get).await;
        assert_eq!(foreign.header("Access-Control-Allow-Origin"), None, "{origin}");
        assert_eq!(ask(origin, Method::Options).await.header("Access-Control-Allow-Origin"), None, "{origin}");
    }
    // Pages are nobody else's, listed or not; and what a listed site sends to the API is taken.
    let page = shop.send(Method::Get, "/", &[("Origin", "https://app.example.com")], b"").await;
    assert_eq!(page.header("Access-Control-Allow-Origin"), None);
    let send = |origin: &'static str, path: &'static str| {
        let headers = [("Origin", origin), ("Sec-Fetch-Site", "cross-site"), ("Content-Type", "application/json")];
        let shop = &shop;
        async move { shop.send(Method::Post, path, &headers, b"{\"email\":\"a@example.com\"}").await.status }
    };
    assert_eq!(send("https://app.example.com", "/api/v1/auth/forgot-password").await, Status::Accepted);
    assert_eq!(send("https://evil.test", "/api/v1/auth/forgot-password").await, Status::Forbidden);
    assert_eq!(send("https://app.example.com", "/forgot-password").await, Status::Forbidden);
    shop.close().await;

    let closed = Shop::open().await;
    let seen = closed.send(Method::Get, "/api/v1/categories", &[("Origin", "https://app.example.com")], b"").await;
    assert_eq!(seen.header("Access-Control-Allow-Origin"), None, "off by default");
    closed.close().await;
}

#[rocket::async_test]
async fn sizes_and_rates_are_as_the_settings_say() {
    let shop = Shop::open_with(|config| {
        config.limits.on = true;
        (config.limits.json_kb, config.limits.form_kb) = (16, 8);
        (config.limits.sign_ins, config.limits.registrations) = (2, 1);
    })
    .await;
    let here = peer("203.0.113.9:1000");
    let from = Some(here);
    let long = |kb: usize| json!({"email": "ines@example.com", "password": "x".repeat(kb * 1024)}).to_string();
    let kind = [("Content-Type", "application/json")];
    let path = "/api/v1/auth/login";
    let large = shop.send_from(from, Method::Post, path, &kind, long(17).as_bytes()).await;
    assert_eq!(large.status, Status::PayloadTooLarge);
    assert!(large.json()["detail"].as_str().unwrap().contains("at most 16 KiB"), "{}", large.text());
    let eve = shop.person();
    let form = [("email", "ines@example.com"), ("password", &"x".repeat(9 * 1024))];
    let large = eve.sends_from(here, "/login", &form).await;
    assert_eq!(large.status, Status::PayloadTooLarge);
    assert!(large.text().contains("at most 8 KiB"), "{}", large.text());
    let mut statuses = Vec::new();
    for _ in 0..3 {
        statuses.push(shop.send_from(from, Method::Post, path, &kind, long(1).as_bytes()).await.status.code);
    }
    assert_eq!(statuses, [401, 401, 429]);
    let form = |name| [("name", name), ("email", "ines@example.com"), ("password", "seven quiet lighthouses")];
    let first = eve.sends_from(here, "/register", &form("Ines")).await;
    let second = eve.sends_from(here, "/register", &form("Ines")).await;
    assert_ne!(first.status, Status::TooManyRequests);
    assert_eq!(second.status, Status::TooManyRequests);
    shop.close().await;
}
