//! What is bought for somebody else.

use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, fields},
    pages::Html,
    shop::Shop,
};

#[rocket::async_test]
async fn a_gift_is_opened_by_whom_it_is_for() {
    let shop = Shop::open().await;
    let edition =
        bodega::features::catalog::EditionForm { price: "12.50".into(), license_keys: true, ..Default::default() };
    let font = shop.maker("Ada Type").sells_as("Aurora Sans", edition).await;
    let bob = shop.person();
    bob.puts(&font).await;
    let gift = |to: &str, message: &str| {
        json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid",
            "gift": {"to": to, "message": message}})
    };
    assert_eq!(fields(&bob.orders(&gift("eve@", ""), None).await), ["gift.to"]);
    assert_eq!(fields(&bob.orders(&gift("eve@example.com", &"x".repeat(501)), None).await), ["gift.message"]);
    let order = Bought::of(&bob.orders(&gift("eve@example.com", "Happy birthday <b>"), None).await);
    assert_eq!((&order.json["gift_to"], order.status()), (&json!("eve@example.com"), "paid"));
    assert_eq!(order.json["lines"][0]["license_keys"], json!([]), "the keys are not the buyer's");
    assert_eq!(bob.downloads(&order).await.len(), 0);
    assert!(!bob.reads(&order.page()).await.contains("href=\"/d/"));

    let link = shop.link_to("eve@", "/gifts/").await;
    let mail = &shop.mails_to("eve@")[0];
    assert!(mail.text.contains("Happy birthday <b>") && !mail.text.contains("12.50"), "{}", mail.text);
    assert!(mail.html.contains("Happy birthday &#60;b&#62;") || mail.html.contains("Happy birthday &lt;b&gt;"));
    let receipt = &shop.mails_to("bob@")[0];
    assert!(receipt.text.contains("$12.50") && !receipt.text.contains("Aurora Sans.zip"), "{}", receipt.text);

    let eve = shop.person();
    let page = eve.opens(&link).await;
    assert_eq!(page.header("Referrer-Policy"), Some("no-referrer"));
    let page = page.text();
    Html::of("gift", &page).is_well_formed();
    assert!(page.contains("Claim your gift") && !page.contains("/d/") && !page.contains("bob@"), "{page}");
    let claim = link.replacen("?token", "/claim?token", 1);
    for _ in 0..2 {
        assert_eq!(eve.posts(&claim, &[]).await.status, Status::SeeOther);
    }
    let page = eve.reads(&link).await;
    Html::of("gift", &page).is_well_formed();
    let file = page.split("href=\"").find(|it| it.starts_with("/d/")).unwrap().split('"').next().unwrap();
    assert_eq!(eve.reads(file).await, "the bytes of Aurora Sans");
    assert!(page.contains("key-box"), "{page}");

    let (id, other) = (order.id.as_str(), &order.token);
    for wrong in [format!("/gifts/{id}"), format!("/gifts/{id}?token={other}"), "/gifts/ord_1?token=x".to_owned()] {
        assert_eq!(bob.opens(&wrong).await.status, Status::NotFound, "{wrong}: the order's token opens no gift");
    }
    let token = link.split_once("token=").unwrap().1;
    let foreign = eve.opens(&format!("/api/v1/orders/{id}?token={token}")).await;
    assert_eq!(foreign.status, Status::NotFound, "and the gift's token no order");
    assert_eq!(eve.asks(Method::Post, "/gifts/ord_1/claim", &json!({})).await.status, Status::NotFound);
    shop.close().await;
}
