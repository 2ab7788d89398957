//! Agents of others knock at `/mcp`: what they may see, and what they may not.

use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::Bought,
    pages::Html,
    shop::{Seen, Shop},
};

/// What an agent sends along.
const SPOKEN: [(&str, &str); 3] = [
    ("Content-Type", "application/json"),
    ("Accept", "application/json, text/event-stream"),
    ("MCP-Protocol-Version", "2025-06-18"),
];

async fn knocks(shop: &Shop, headers: &[(&str, &str)], body: &Value) -> Seen {
    let headers: Vec<_> = SPOKEN.iter().chain(headers).copied().collect();
    shop.send(Method::Post, "/mcp", &headers, body.to_string().as_bytes()).await
}

/// What a tool answers: its data, or the words with which it refuses.
async fn calls(shop: &Shop, headers: &[(&str, &str)], tool: &str, arguments: Value) -> Result<Value, String> {
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": { "name": tool, "arguments": arguments } });
    let seen = knocks(shop, headers, &body).await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    let result = &seen.json()["result"];
    match result["isError"] == true {
        true => Err(result["content"][0]["text"].as_str().unwrap().to_owned()),
        false => Ok(result["structuredContent"].clone()),
    }
}

#[rocket::async_test]
async fn a_link_proposes_and_only_a_click_fills_the_cart() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let (font, drums) = (ada.sells("Aurora Sans", "12.50").await, ada.sells("Tape Drums", "19").await);
    shop.settle().await;
    let one = calls(&shop, &[], "add_to_cart", json!({ "product": font.product.slug, "quantity": 2 })).await.unwrap();
    let token = one["cart_token"].clone();
    let both = json!({ "product": drums.id(), "cart_token": token });
    let both = calls(&shop, &[], "add_to_cart", both).await.unwrap();
    assert_eq!((&both["pieces"], &both["total"]["amount"]), (&json!(3), &json!(4400)));
    let way = calls(&shop, &[], "checkout_link", json!({ "cart_token": token })).await.unwrap();
    let url = way["url"].as_str().unwrap();
    assert!(!url.contains(token.as_str().unwrap()), "the link opens nobody's cart");
    let path = &url[url.find("/cart").unwrap()..];

    let bob = shop.person();
    let page = bob.reads(path).await;
    Html::of("link", &page).is_well_formed();
    assert!(page.contains("Aurora Sans") && page.contains("$25") && page.contains("Tape Drums"), "{page}");
    assert!(bob.reads("/cart").await.contains("Your cart is empty"), "looking changes nothing");
    drums.is_withdrawn().await;
    let page = bob.reads(path).await;
    assert!(page.contains("not sold any more") && !page.contains("Tape Drums"), "{page}");
    let form: Vec<_> = page.split("name=\"add\" value=\"").skip(1).map(|it| it.split('"').next().unwrap()).collect();
    let form: Vec<_> = form.into_iter().map(|it| ("add", it)).collect();
    let taken = bob.posts("/cart/link", &form).await;
    assert_eq!(taken.header("Location"), Some("/checkout"));
    assert!(bob.reads("/cart").await.contains("$25.00"));
    for broken in ["/cart/link", "/cart/link?add=", "/cart/link?add=a::many", "/cart/link?add=a:::::"] {
        let seen = bob.opens(broken).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{broken}");
        assert!(seen.text().contains("ask whoever gave it to you"), "{broken}: {}", seen.text());
    }
    shop.close().await;
}

/// Cases 81 and 82 of the threats: an agent has the rights of whoever it speaks for, and no others.
#[rocket::async_test]
async fn agents_see_nothing_of_others() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "0").await;
    shop.settle().await;
    let (bob, eve) = (shop.member("Bob").await, shop.member("Eve").await);
    let order = {
        let program = bob.program("Bob").await;
        let put = program.asks(Method::Post, "/cart/lines", &json!({ "product": font.id() })).await;
        assert_eq!(put.status, Status::Created, "{}", put.text());
        let wish = json!({ "email": "bob@example.com", "gateway": "test", "outcome": "paid", "immediate_delivery_consent": true });
        Bought::of(&program.asks(Method::Post, "/orders", &wish).await)
    };
    let which = json!({ "order": order.id });
    let stranger = calls(&shop, &[], "order_status", which.clone()).await.unwrap_err();
    assert!(stranger.contains("no such order"), "{stranger}");
    let wrong = json!({ "order": order.id, "token": "guessed" });
    assert_eq!(calls(&shop, &[], "order_status", wrong).await.unwrap_err(), stranger, "a guess tells nothing");
    for (who, name, sees) in [(&bob, "Bob", true), (&eve, "Eve", false)] {
        let program = who.program(name).await;
        let seen = calls(&shop, &[("Authorization", program.bearer())], "order_status", which.clone()).await;
        assert_eq!(seen.is_ok(), sees, "{seen:?}");
    }
    font.is_withdrawn().await;
    let gone = calls(&shop, &[], "get_product", json!({ "product": font.id() })).await;
    assert!(gone.is_err(), "what is not published is nobody's");
    let ended = [("Authorization", "Bearer nothing")];
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    let seen = knocks(&shop, &ended, &body).await;
    assert_eq!(seen.status, Status::Unauthorized, "whoever believes to be somebody is told otherwise");
    shop.close().await;
}

/// Cases 84 and 85: long and broken messages, and floods.
#[rocket::async_test]
async fn what_is_no_call_is_refused() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    let long = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": { "x": "x".repeat(300 << 10) } });
    assert_eq!(knocks(&shop, &[], &long).await.status, Status::PayloadTooLarge);
    for broken in ["", "{", "[]", "null", "{\"jsonrpc\":\"2.0\"}", "\u{0}"] {
        let seen = shop.send(Method::Post, "/mcp", &SPOKEN, broken.as_bytes()).await;
        assert!((400..500).contains(&seen.status.code), "{broken}: {}", seen.status);
    }
    for method in [Method::Get, Method::Delete] {
        let seen = shop.send(method, "/mcp", &[("Accept", "text/event-stream")], b"").await;
        assert_eq!(seen.status, Status::MethodNotAllowed);
    }
    let foreign = [("Origin", "https://evil.example"), ("Sec-Fetch-Site", "cross-site")];
    let list = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" });
    assert_eq!(knocks(&shop, &foreign, &list).await.status, Status::Forbidden, "pages of other sites are turned away");
    let mut last = Status::Ok;
    for _ in 0..80 {
        last = knocks(&shop, &[], &list).await.status;
    }
    assert_eq!(last, Status::TooManyRequests);
    shop.close().await;
}
