//! What every answer has, and who is turned away at the door.

use rocket::http::{Method, Status};

use crate::shop::Shop;

#[rocket::async_test]
async fn every_answer_is_shielded_and_numbered() {
    let shop = Shop::open().await;
    for path in ["/", "/healthz", "/nothing-here", "/api/v1/nothing-here", "/api/openapi.json"] {
        let seen = shop.send(Method::Get, path, &[], b"").await;
        let policy = seen.header("Content-Security-Policy").unwrap();
        // What is no document loads nothing at all, and needs nothing that only documents heed.
        let is_json = seen.header("Content-Type").is_some_and(|it| it.contains("json"));
        if is_json {
            assert_eq!(policy, "default-src 'none'; frame-ancestors 'none'", "{path}");
        } else {
            assert!(policy.starts_with("default-src 'none'; script-src 'self'; style-src 'self';"), "{path}: {policy}");
        }
        for (name, value) in [
            ("Referrer-Policy", "strict-origin-when-cross-origin"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
            ("Permissions-Policy", "geolocation=(), camera=(), microphone=(), payment=()"),
        ] {
            assert_eq!(seen.header(name), Some(value).filter(|_| !is_json), "{path}: {name}");
        }
        assert_eq!(seen.header("Cross-Origin-Resource-Policy"), Some("same-origin"));
        assert_eq!(seen.header("X-Content-Type-Options"), Some("nosniff"));
        assert_eq!(seen.header("X-Frame-Options"), Some("DENY"));
        assert_eq!(seen.header("Server"), None);
        assert_eq!(seen.header("X-Request-Id").unwrap().len(), 16);
    }
    shop.close().await;
}

#[rocket::async_test]
async fn people_read_a_page_and_programs_a_problem() {
    let shop = Shop::open().await;
    let page = shop.person().opens("/nothing-here").await;
    assert_eq!(page.status, Status::NotFound);
    assert!(page.header("Content-Type").unwrap().starts_with("text/html"));
    assert!(page.text().contains(page.header("X-Request-Id").unwrap()), "the page names the request");
    let problem = shop.send(Method::Get, "/api/v1/nothing-here", &[], b"").await;
    assert_eq!(problem.header("Content-Type"), Some("application/problem+json"));
    assert_eq!(problem.json()["status"], 404);
    assert_eq!(problem.json()["request_id"], problem.header("X-Request-Id").unwrap());
    shop.close().await;
}

/// Case 65 of the threats: requests that another site makes a browser send.
#[rocket::async_test]
async fn threat_65_other_sites_change_nothing() {
    let shop = Shop::open().await;
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let cookie = ("Cookie", "theme=light");
    for headers in [
        vec![form, ("Origin", "https://evil.test")],
        vec![form, ("Origin", "null")],
        vec![form, ("Sec-Fetch-Site", "cross-site")],
        vec![form, ("Sec-Fetch-Site", "same-site"), ("Origin", "http://127.0.0.1:8000")],
        vec![form, cookie],
    ] {
        let seen = shop.send(Method::Post, "/prefs/theme", &headers, b"theme=dark&back=/").await;
        assert_eq!(seen.status, Status::Forbidden, "{headers:?}");
        assert_eq!(seen.header("Set-Cookie"), None);
    }
    let deleting =
        shop.send(Method::Post, "/prefs/theme", &[form, ("Origin", "https://evil.test")], b"_method=delete").await;
    assert_eq!(deleting.status, Status::Forbidden);
    let ours = [form, cookie, ("Origin", "http://127.0.0.1:8000")];
    let seen = shop.send(Method::Post, "/prefs/theme", &ours, b"theme=dark&back=/").await;
    assert_eq!(seen.status, Status::SeeOther);
    shop.close().await;
}

/// Case 59: a foreign host name is neither answered nor echoed.
#[rocket::async_test]
async fn threat_59_other_host_names_are_turned_away() {
    let shop = Shop::open_with(|config| {
        config.shop.base_url = Some("https://shop.example.com".parse().unwrap());
    })
    .await;
    for (host, status) in [
        ("evil.test", Status::Forbidden),
        ("shop.example.com.evil.test", Status::Forbidden),
        ("10.0.0.1", Status::Forbidden),
        ("shop.example.com", Status::NotFound),
        ("localhost:8000", Status::NotFound),
    ] {
        let seen = shop.send(Method::Get, "/nothing-here", &[("Host", host)], b"").await;
        assert_eq!(seen.status, status, "{host}");
        assert!(!seen.text().contains("evil.test"));
        assert!(seen.header("Strict-Transport-Security").is_some());
    }
    shop.settle().await;
    assert_eq!(shop.send(Method::Get, "/readyz", &[("Host", "10.0.0.1")], b"").await.status, Status::Ok);
    shop.close().await;
}

/// What is too large is refused as such, and the limit is named.
#[rocket::async_test]
async fn too_large_bodies_are_refused_with_their_limit() {
    let shop = Shop::open().await;
    let bob = shop.person();
    let page = bob.posts("/cart/lines", &[("product", &"a".repeat(32 * 1024))]).await;
    assert_eq!(page.status, Status::PayloadTooLarge);
    assert!(page.header("Content-Type").unwrap().starts_with("text/html"));
    assert!(page.text().contains("at most 32 KiB"), "{}", page.text());
    let wish = serde_json::json!({ "product": "a".repeat(256 * 1024) });
    let problem = bob.asks(Method::Post, "/api/v1/cart/lines", &wish).await;
    assert_eq!(problem.status, Status::PayloadTooLarge);
    assert_eq!(problem.header("Content-Type"), Some("application/problem+json"));
    assert_eq!(problem.json()["status"], 413);
    assert_eq!(problem.json()["type"], "/api/docs#too-large");
    assert!(problem.json()["detail"].as_str().unwrap().contains("at most 256 KiB"));
    shop.close().await;
}
