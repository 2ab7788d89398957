//! What is bought for somebody else.

use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, fields, hidden},
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

/// Somebody gives a thing to Eve: the order, and the path of the link that she got by mail.
async fn given(shop: &Shop) -> (Bought, String) {
    let edition =
        bodega::features::catalog::EditionForm { price: "12.50".into(), license_keys: true, ..Default::default() };
    let font = shop.maker("Ada Type").sells_as("Aurora Sans", edition).await;
    let bob = shop.person();
    bob.puts(&font).await;
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid",
        "gift": {"to": "eve@example.com", "message": "Happy birthday"}});
    let order = Bought::of(&bob.orders(&body, None).await);
    (order, shop.link_to("eve@", "/gifts/").await)
}

/// Who claims a gift with an account has it in their library, and nobody else opens it by the link: it is claimed once. A
/// refund takes it from them.
#[rocket::async_test]
async fn threat_42_a_gift_is_claimed_once_and_goes_with_the_money() {
    let shop = Shop::open().await;
    let (order, link) = given(&shop).await;
    let bob = shop.person();
    let page = bob.reads(&order.page()).await;
    assert!(page.contains("This is a gift for eve@example.com.") && page.contains("have not claimed it yet"), "{page}");
    let receipt = &shop.mails_to("bob@")[0];
    assert!(receipt.text.contains("a gift for eve@example.com") && receipt.subject.contains("Your gift from"));
    assert!(receipt.html.contains("a gift for eve@example.com"));

    let (eve, mallory) = (shop.member("Eve").await, shop.member("Mallory").await);
    let claim = link.replacen("?token", "/claim?token", 1);
    assert_eq!(eve.posts(&claim, &[]).await.status, Status::Forbidden, "a page of others cannot claim it for her");
    // Ten clicks, hers and those of somebody who got hold of the link, are one claim.
    let seal = hidden(&eve.reads(&link).await, "_token");
    let first = eve.posts(&claim, &[("_token", &seal)]).await;
    assert_eq!(first.status, Status::SeeOther, "{}", first.text());
    let stolen = mallory.submits("/account", &claim, &[]).await;
    assert_eq!(stolen.status, Status::Conflict, "{}", stolen.text());
    for stranger in [&mallory, &shop.person()] {
        let page = stranger.reads(&link).await;
        Html::of("gift", &page).is_well_formed();
        assert!(page.contains("claimed already") && !page.contains("/d/") && !page.contains("key-box"), "{page}");
        let api = format!("/api/v1{link}");
        let seen = stranger.opens(&api).await;
        assert_eq!((seen.status, &seen.json()["items"][0]["license_keys"]), (Status::Ok, &json!([])));
        assert_eq!(stranger.opens(&api.replacen("?token", "/downloads?token", 1)).await.json(), json!([]));
    }
    let page = bob.reads(&order.page()).await;
    assert!(page.contains("It was claimed on 22 November 2026"), "{page}");
    assert!(bob.looks_at(&order).await["gift_claimed_at"].is_string());
    shop.settle().await;
    assert_eq!(shop.mails_to("bob@").iter().filter(|it| it.subject.contains("was claimed")).count(), 1);

    let library = eve.reads("/library").await;
    Html::of("library", &library).is_well_formed();
    assert!(library.contains("Aurora Sans") && library.contains("a gift, claimed") && library.contains("key-box"));
    assert!(!library.contains("/orders/"), "what it cost is its buyer's matter: {library}");
    let own = format!("/gifts/{}", order.id);
    assert!(eve.reads(&own).await.contains("It is in your library"), "without the token of the mail");
    assert_eq!(mallory.opens(&own).await.status, Status::NotFound);
    let program = eve.program("Eve").await;
    let item = program.reads("/me/library").await.json()["data"][0].clone();
    assert_eq!((item["gift"].as_bool(), item["license_keys"].as_array().unwrap().len()), (Some(true), 1), "{item}");
    let way = item["downloads"].as_str().unwrap().replacen("/api/v1", "", 1);
    let files = program.reads(&way).await.json();
    let file = files[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    assert_eq!(eve.reads(&file).await, "the bytes of Aurora Sans");
    assert_eq!(mallory.program("Mallory").await.reads(&way).await.status, Status::NotFound);
    assert_eq!(program.reads(&format!("/orders/{}", order.id)).await.status, Status::NotFound, "the order is Bob's");

    // Bob gets his money back, and Eve loses what it had bought.
    let sue = shop.staff("Sue", bodega::base::Role::Support).await.program("Sue").await;
    let back = sue.asks(Method::Post, &format!("/orders/{}/refunds", order.id), &json!({})).await;
    assert_eq!(back.status, Status::Created, "{}", back.text());
    shop.settle().await;
    assert_ne!(eve.opens(&file).await.status, Status::Ok, "the link she has is dead");
    let library = eve.reads("/library").await;
    assert!(
        library.contains("Withdrawn") && !library.contains("key-box") && !library.contains("Refunded"),
        "{library}"
    );
    assert_eq!(program.reads(&way).await.json(), json!([]));
    let left = program.reads("/me/library").await.json();
    assert_eq!(left["data"][0]["license_keys"], json!([]));
    shop.close().await;
}

/// What was claimed without an account goes into the library of whom it was sent to, and of nobody else.
#[rocket::async_test]
async fn a_gift_that_a_guest_has_claimed_can_be_taken_on() {
    let shop = Shop::open().await;
    let (order, link) = given(&shop).await;
    let claim = format!("/api/v1{}", link.replacen("?token", "/claim?token", 1));
    let guest = shop.person();
    let claimed = guest.asks(Method::Post, &claim, &json!({})).await;
    assert_eq!((claimed.status, claimed.json()["in_library"].as_bool()), (Status::Ok, Some(false)));
    assert_eq!(claimed.json()["items"][0]["license_keys"].as_array().unwrap().len(), 1);
    let mallory = shop.member("Mallory").await;
    let taken =
        mallory.program("Mallory").await.asks(Method::Post, &claim.replacen("/api/v1", "", 1), &json!({})).await;
    assert_eq!(taken.status, Status::Conflict);
    let eve = shop.member("Eve").await;
    assert!(eve.reads("/library").await.contains("Nothing here yet"));
    assert!(eve.reads(&link).await.contains("Put it into your library"));
    let done = eve.submits(&link, &link.replacen("?token", "/claim?token", 1), &[]).await;
    assert!(eve.follows(&done).await.text().contains("It is in your library"));
    assert!(guest.reads(&link).await.contains("claimed already"), "from now on it is hers alone");

    // Her account goes; the mail that she has opens it as before.
    eve.submits("/account/closing", "/account/closing", &[("email", "eve@example.com")]).await;
    shop.settle().await;
    assert!(guest.reads(&link).await.contains("/d/"), "nothing that was given is lost");
    assert_eq!(shop.person().looks_at(&order).await["status"], "paid");
    shop.close().await;
}

/// From where a gift is downloaded is no business of whoever gave it; it is in the copy of their data who has it.
#[rocket::async_test]
async fn a_copy_of_ones_data_tells_of_gifts_that_came_and_not_of_those_that_went() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let (bob, eve) = (shop.member("Bob").await, shop.member("Eve").await);
    bob.puts(&font).await;
    let form = [("email", "bob@example.com"), ("gateway", "test"), ("outcome", "paid"), ("gift.to", "eve@example.com")];
    let form = [&form[..], &[("immediate_delivery_consent", "true")]].concat();
    let bought = bob.posts("/checkout", &form).await;
    assert_eq!(bought.status, Status::SeeOther, "{}", bought.text());
    let link = shop.link_to("eve@", "/gifts/").await;
    let done = eve.submits(&link, &link.replacen("?token", "/claim?token", 1), &[]).await;
    let page = eve.follows(&done).await.text();
    let file = page.split("href=\"").find(|it| it.starts_with("/d/")).unwrap().split('"').next().unwrap().to_owned();
    let agent = [("User-Agent", "Eve's own browser")];
    assert_eq!(eve.sends(Method::Get, &file, &agent, b"").await.status, Status::Ok);
    shop.settle().await;
    let mut copies = Vec::new();
    for person in [&bob, &eve] {
        person.submits("/account/data", "/account/data/copy", &[]).await;
        shop.settle().await;
        copies.push(crate::account::unpacked(&person.opens("/account/data/copy.zip").await.bytes));
    }
    let [theirs, hers] = &copies[..] else { unreachable!() };
    assert!(!theirs["library.json"].contains("browser") && theirs["orders.json"].contains("eve@example.com"));
    assert!(hers["library.json"].contains("Eve's own browser"), "{}", hers["library.json"]);
    assert!(!hers["orders.json"].contains("bob@example.com"), "the order is not hers");
    shop.close().await;
}

/// Whoever got a gift looks after its licence as buyers do: devices, file, another key.
#[rocket::async_test]
async fn whoever_got_a_gift_looks_after_its_licence() {
    let shop = Shop::open().await;
    let (_, link) = given(&shop).await;
    let eve = shop.person();
    assert!(!eve.reads(&link).await.contains("/licenses/"), "not before it is claimed");
    let claim = link.replace("?token=", "/claim?token=");
    assert_eq!(eve.posts(&claim, &[]).await.status, Status::SeeOther);
    let page = eve.reads(&link).await;
    Html::of("gift", &page).is_well_formed();
    let path = page.split("href=\"/licenses/").nth(1).unwrap().split('"').next().unwrap().replace("&amp;", "&");
    let licence = eve.reads(&format!("/licenses/{path}")).await;
    Html::of("licence", &licence).is_well_formed();
    assert!(licence.contains("Aurora Sans"), "{licence}");
    shop.close().await;
}
