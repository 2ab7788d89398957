//! From the cart to the files, and all that may come between.

use std::time::Duration;

use bodega::features::orders;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, fields, hidden},
    pages::Html,
    shop::Shop,
};

#[rocket::async_test]
async fn a_sale_from_the_shelf_to_the_bytes() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let seen = bob.posts("/cart/lines", &[("product", &font.id()), ("next", "checkout")]).await;
    assert_eq!(seen.header("Location"), Some("/checkout"));
    let page = bob.follows(&seen).await.text();
    Html::of("checkout", &page).is_well_formed();
    assert!(page.contains("Pay $12.50") && page.contains("Test payment"), "{page}");

    let (key, expected) = (hidden(&page, "key"), hidden(&page, "expected"));
    let form = [
        ("key", key.as_str()),
        ("expected", expected.as_str()),
        ("email", "Bob@Example.com"),
        ("gateway", "test"),
        ("outcome", "paid"),
        ("immediate_delivery_consent", "true"),
    ];
    let seen = bob.posts("/checkout", &form).await;
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    let order = bob.follows(&seen).await;
    assert_eq!(order.header("Referrer-Policy"), Some("no-referrer"));
    let page = order.text();
    Html::of("order", &page).is_well_formed();
    assert!(
        page.contains("Your files are ready") && page.contains("1001") && page.contains("Aurora Sans.zip"),
        "{page}"
    );
    let link = page.split("href=\"").find(|it| it.starts_with("/d/")).unwrap().split('"').next().unwrap();
    assert_eq!(bob.reads(link).await, "the bytes of Aurora Sans");

    let again = bob.posts("/checkout", &form).await;
    assert_eq!(again.header("Location"), seen.header("Location"), "a second click gives the same order");
    assert!(bob.reads("/cart").await.contains("Your cart is empty"));
    let back = bob.opens("/checkout").await;
    assert_eq!(back.header("Location"), seen.header("Location"), "the way back leads to the order");

    shop.settle().await;
    let mails = shop.mails_to("Bob@example.com");
    assert_eq!(mails.len(), 1);
    let path = seen.header("Location").unwrap();
    assert!(mails[0].text.contains(path) && mails[0].text.contains("$12.50"), "{}", mails[0].text);
    assert!(mails[0].html.contains("Aurora Sans.zip"));
    shop.close().await;
}

#[rocket::async_test]
async fn mistakes_come_back_with_advice_and_what_was_typed() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    assert_eq!(bob.opens("/checkout").await.header("Location"), Some("/cart"), "nothing to check out");
    bob.puts(&font).await;
    let seen = bob.posts("/checkout", &[("key", "k"), ("email", "bob@"), ("outcome", "paid")]).await;
    assert_eq!(seen.status, Status::UnprocessableEntity);
    let page = seen.text();
    assert!(page.contains("2 things to fix first") && page.contains("value=\"bob@\""), "{page}");
    let body = json!({"email": "bob@", "gateway": "test"});
    assert_eq!(fields(&bob.orders(&body, None).await), ["email"]);
    let body = json!({"email": "bob@example.com", "gateway": "stripe"});
    assert_eq!(fields(&bob.orders(&body, None).await), ["gateway"]);
    let body = json!({"email": "bob@example.com", "gateway": "test", "billing": {"country": "Germany"}});
    assert_eq!(fields(&bob.orders(&body, None).await), ["billing.country"]);
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "gratis"});
    assert_eq!(bob.orders(&body, None).await.status, Status::UnprocessableEntity);
    let key = bob.orders(&json!({"email": "bob@example.com", "gateway": "test"}), Some(&"k".repeat(256))).await;
    assert_eq!(fields(&key), ["idempotency_key"]);
    shop.close().await;
}

#[rocket::async_test]
async fn threat_8_nothing_to_pay_needs_no_gateway() {
    let shop = Shop::open_with(|config| config.shop.mode = bodega::platform::web::Mode::Live).await;
    let ada = shop.maker("Ada Type");
    let free = ada.sells("Free Sampler", "0").await;
    let priced = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    bob.puts(&free).await;
    assert!(bob.reads("/checkout").await.contains("Get it free"));
    let order = Bought::of(&bob.orders(&json!({"email": "bob@example.com"}), None).await);
    assert_eq!((order.status(), &order.json["payment"]["gateway"]), ("paid", &json!("free")));
    assert_eq!(bob.downloads(&order).await.len(), 1);

    bob.puts(&priced).await;
    let test = json!({"email": "bob@example.com", "gateway": "test"});
    let refused = bob.orders(&test, None).await;
    assert_eq!(fields(&refused), ["gateway"], "there is no test gateway outside of test mode");
    assert!(bob.reads("/checkout").await.contains("no way to pay yet"));
    shop.close().await;
}

/// Case 9: one key is one order; a double click without a key and a second tab are one order too.
#[rocket::async_test]
async fn threat_9_twenty_clicks_are_one_order() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid"});
    let clicks = futures::future::join_all((0..20).map(|_| bob.orders(&body, Some("click-1")))).await;
    let first = Bought::of(&clicks[0]);
    for click in &clicks {
        let order = Bought::of(click);
        assert_eq!((&order.id, &order.json), (&first.id, &first.json));
    }
    let other = json!({"email": "eve@example.com", "gateway": "test", "outcome": "paid"});
    assert_eq!(bob.orders(&other, Some("click-1")).await.status, Status::Conflict);

    bob.puts(&font).await;
    let tabs = futures::future::join_all((0..20).map(|_| bob.orders(&body, None))).await;
    let second = Bought::of(&tabs[0]);
    assert_ne!(first.id, second.id, "another cart is another order");
    assert!(tabs.iter().all(|it| Bought::of(it).id == second.id));
    assert_eq!(shop.app.db.look(orders::count).unwrap(), 2);

    let eve = shop.person();
    eve.puts(&font).await;
    let hers = Bought::of(&eve.orders(&body, Some("click-1")).await);
    assert_ne!(hers.id, first.id, "a key opens nobody else's order");
    shop.settle().await;
    assert_eq!(shop.mails_to("bob@").len(), 3, "one receipt for each order");
    shop.close().await;
}

/// Case 10: what the buyer has not seen is asked about before anything is ordered.
#[rocket::async_test]
async fn threat_10_a_changed_price_is_asked_about() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let page = bob.reads("/checkout").await;
    let (key, expected) = (hidden(&page, "key"), hidden(&page, "expected"));
    font.now_costs("99").await;
    let form = [
        ("key", key.as_str()),
        ("expected", expected.as_str()),
        ("email", "bob@example.com"),
        ("gateway", "test"),
        ("immediate_delivery_consent", "true"),
    ];
    let asked = bob.posts("/checkout", &form).await;
    assert_eq!(asked.status, Status::Conflict);
    let page = asked.text();
    assert!(page.contains("went from $12.50 to $99") && page.contains("Pay $99"), "{page}");
    assert_eq!(hidden(&page, "expected"), "9900");

    let body =
        |expected: Option<i64>| json!({"email": "bob@example.com", "gateway": "test", "expected_total": expected});
    let unseen = bob.orders(&body(None), None).await;
    assert_eq!((unseen.status, fields(&unseen)), (Status::Conflict, vec!["expected_total".to_owned()]));
    assert_eq!(bob.orders(&body(Some(1250)), None).await.status, Status::Conflict);
    let order = Bought::of(&bob.orders(&body(Some(9900)), None).await);
    font.now_costs("1").await;
    assert_eq!(bob.looks_at(&order).await["totals"]["total"]["amount"], 9900, "what was ordered stays as it was");

    bob.puts(&font).await;
    font.is_withdrawn().await;
    assert_eq!(bob.orders(&body(Some(100)), None).await.status, Status::Conflict);
    assert_eq!(bob.downloads(&order).await.len(), 1, "who has bought it keeps it");
    shop.close().await;
}

/// Case 40: without its token an order is not there, exactly as one that never was.
#[rocket::async_test]
async fn threat_40_orders_open_to_their_token_alone() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let (mine, other) = (bob.buys(&font).await, bob.buys(&font).await);
    let eve = shop.person();
    let missing = "ord_01a2026feb8472f89ad601f3c7b89cb7";
    for (id, token) in [
        (mine.id.as_str(), None),
        (&mine.id, Some(String::new())),
        (&mine.id, Some(other.token.clone())),
        (&mine.id, Some(mine.token[1..].to_owned())),
        (missing, Some(mine.token.clone())),
        ("prod_1", Some(mine.token.clone())),
        ("ord_1", None),
    ] {
        let query = token.map(|it| format!("?token={it}")).unwrap_or_default();
        for path in [format!("/api/v1/orders/{id}{query}"), format!("/api/v1/orders/{id}/downloads{query}")] {
            let seen = eve.opens(&path).await;
            assert_eq!(seen.status, Status::NotFound, "{path}");
            let mut problem = seen.json();
            problem.as_object_mut().unwrap().remove("request_id");
            if id.len() > 10 {
                assert_eq!(problem["title"], "There is no such order", "{path}");
            }
        }
        assert_eq!(eve.opens(&format!("/orders/{id}{query}")).await.status, Status::NotFound);
    }
    assert_eq!(
        eve.asks(Method::Post, "/api/v1/orders/ord_1/test-payment", &json!({"outcome": "paid"})).await.status,
        Status::NotFound
    );
    shop.close().await;
}

/// Case 3: amounts are whole minor units in currencies without decimals and with three of them.
#[rocket::async_test]
async fn threat_3_other_currencies_add_up() {
    for (code, price, each, shown) in [("JPY", "1250", 1250, "¥3,750"), ("KWD", "1.255", 1255, "KWD 3.765")] {
        let shop = Shop::open_with(|config| config.shop.currency = bodega::base::Currency::parse(code).unwrap()).await;
        let ada = shop.maker("Ada Type");
        let font = ada.sells("Aurora Sans", price).await;
        let bob = shop.person();
        bob.posts("/cart/lines", &[("product", &font.id()), ("quantity", "3")]).await;
        assert!(bob.reads("/cart").await.contains(shown), "{code}");
        let order = bob.pays("paid").await;
        assert_eq!(order.json["totals"]["total"], json!({"amount": each * 3, "currency": code}));
        assert!(bob.reads(&order.page()).await.contains(shown), "{code}");
        shop.settle().await;
        assert!(shop.mails_to("bob@")[0].text.contains(shown), "{code}");
        shop.close().await;
    }
}

#[rocket::async_test]
async fn the_document_tells_of_every_route() {
    let shop = Shop::open().await;
    let document = shop.person().opens("/api/openapi.json").await.json();
    for (path, method) in [
        ("/api/v1/cart", "get"),
        ("/api/v1/cart/lines", "post"),
        ("/api/v1/cart/lines/{id}", "patch"),
        ("/api/v1/cart/lines/{id}", "delete"),
        ("/api/v1/orders", "post"),
        ("/api/v1/orders/{id}", "get"),
        ("/api/v1/orders/{id}/downloads", "get"),
        ("/api/v1/orders/{id}/archive.zip", "get"),
        ("/api/v1/orders/{id}/test-payment", "post"),
    ] {
        assert!(document["paths"][path][method]["responses"].is_object(), "{method} {path}");
    }
    assert!(document["components"]["schemas"]["Money"].is_object());
    shop.close().await;
}

#[rocket::async_test]
async fn what_sells_well_is_counted_and_shown() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let quiet = ada.sells("Quiet Serif", "5").await;
    let loud = ada.sells("Loud Slab", "5").await;
    shop.settle().await;
    assert!(!shop.person().reads("/").await.contains("Selling well"));
    for _ in 0..2 {
        let bob = shop.person();
        bob.puts(&loud).await;
        bob.pays("paid").await;
    }
    let eve = shop.person();
    eve.puts(&quiet).await;
    eve.pays("paid").await;
    let mallory = shop.person();
    mallory.puts(&quiet).await;
    mallory.pays("declined").await;
    shop.settle().await;
    let sold = |good: &crate::cast::Good<'_>| shop.app.db.look(|txn| orders::sold(txn, good.product.id)).unwrap();
    assert_eq!((sold(&loud), sold(&quiet)), (2, 1), "a declined payment sells nothing");
    let home = shop.person().reads("/").await;
    let best = home.split("Selling well").nth(1).unwrap();
    assert!(best.find("Loud Slab") < best.find("Quiet Serif"), "{best}");
    let list = shop.person().opens("/api/v1/products?sort=popular").await.json();
    assert_eq!(list["data"][0]["title"], "Loud Slab");
    // A month later one sale of today is hotter than two of then.
    shop.later(Duration::from_secs(30 * 24 * 60 * 60)).await;
    shop.person().buys(&quiet).await;
    shop.settle().await;
    let guest = shop.person();
    let first = async |sort: &str| {
        let list = guest.opens(&format!("/api/v1/products?sort={sort}")).await.json();
        list["data"][0]["title"].as_str().unwrap().to_owned()
    };
    assert_eq!(first("hot").await, "Quiet Serif");
    assert_ne!(first("rating").await, "");
    let best = shop.person().reads("/").await;
    let best = best.split("Selling well").nth(1).unwrap();
    assert!(best.find("Quiet Serif") < best.find("Loud Slab"), "{best}");
    let page = shop.person().reads("/products?sort=hot").await;
    assert!(
        page.contains("value=\"hot\" selected") && page.contains("href=\"/products?sort=hot\" aria-current"),
        "{page}"
    );
    shop.close().await;
}
