//! What buyers keep: their keys, and a library that opens by mail.

use std::time::Duration;

use bodega::features::catalog::EditionForm;
use rocket::http::Status;
use serde_json::json;

use crate::{pages::Html, shop::Shop};

#[rocket::async_test]
async fn each_copy_comes_with_a_key() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let keyed = EditionForm { price: "40".into(), license_keys: true, ..EditionForm::default() };
    let plugin = ada.sells_as("Ferric Loops", keyed).await;
    let bob = shop.person();
    bob.posts("/cart/lines", &[("product", &plugin.id()), ("quantity", "3")]).await;
    let order = bob.pays("paid").await;
    let keys = order.json["lines"][0]["license_keys"].as_array().unwrap().clone();
    assert_eq!(keys.len(), 3);
    let page = bob.reads(&order.page()).await;
    shop.settle().await;
    let mail = &shop.mails_to("bob@")[0];
    for key in &keys {
        let key = key.as_str().unwrap();
        assert!(page.contains(key) && mail.text.contains(key) && mail.html.contains(key), "{key}");
    }
    assert_eq!(bob.looks_at(&order).await["lines"][0]["license_keys"], json!(keys));
    shop.close().await;
}

#[rocket::async_test]
async fn buyers_find_their_library_by_mail() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    bob.buys(&font).await;
    shop.settle().await;

    let eve = shop.person();
    assert!(eve.reads("/library").await.contains("Find what you bought"));
    let wrong = eve.posts("/library/links", &[("email", "bob@")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    let unknown = eve.posts("/library/links", &[("email", "nobody@example.com")]).await.text();
    let known = eve.posts("/library/links", &[("email", "BOB@example.com")]).await.text();
    assert_eq!(unknown.replace("nobody@", "BOB@"), known, "case 58: the answer tells nothing");
    eve.posts("/library/links", &[("email", "bob@example.com")]).await;
    shop.settle().await;
    assert!(shop.mails_to("nobody@").is_empty());
    let mails: Vec<_> = shop.mails_to("@example.com").into_iter().filter(|it| it.kind == "library").collect();
    assert_eq!(mails.len(), 1, "one link a minute");

    let link = mails[0].text.lines().find(|it| it.contains("/library/enter")).unwrap();
    let path = link.replace("http://127.0.0.1:8000", "");
    assert_eq!(eve.opens(&format!("{path}x")).await.status, Status::Forbidden);
    // Or the code, which is typed.
    let code = mails[0].text.lines().map(str::trim).find(|it| it.len() == 6 && it.parse::<u32>().is_ok()).unwrap();
    let typed = |code: &str| {
        let form = [("email", "bob@example.com".to_owned()), ("code", code.to_owned())];
        let guest = shop.person();
        async move { guest.posts("/library/codes", &form.each_ref().map(|(k, v)| (*k, v.as_str()))).await }
    };
    let wrong = typed("12345").await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    Html::of("code", &wrong.text()).is_well_formed();
    assert_eq!(typed(code).await.header("Location"), Some("/library"));
    assert_eq!(typed(code).await.status, Status::UnprocessableEntity, "once");
    let entered = bob.opens(&path).await;
    let page = bob.follows(&entered).await.text();
    Html::of("library", &page).is_well_formed();
    assert!(page.contains("Aurora Sans") && page.contains("/d/"), "{page}");
    let file = page.split("href=\"").find(|it| it.starts_with("/d/")).unwrap().split('"').next().unwrap();
    assert_eq!(bob.reads(file).await, "the bytes of Aurora Sans");
    bob.posts("/library/exit", &[]).await;
    assert!(bob.reads("/library").await.contains("Find what you bought"));
    shop.later(Duration::from_secs(3600)).await;
    assert_eq!(bob.opens(&path).await.status, Status::Forbidden, "the link is too old");
    shop.close().await;
}

/// Whoever guesses at codes from many addresses gets few codes to guess at.
#[rocket::async_test]
async fn a_mailbox_gets_few_codes_in_the_long_run() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    shop.person().buys(&font).await;
    for turn in 0..30 {
        let from = format!("198.51.100.{turn}:4000").parse().unwrap();
        shop.person().sends_from(from, "/library/links", &[("email", "bob@example.com")]).await;
        shop.later(Duration::from_secs(60)).await;
    }
    let codes = shop.mails_to("bob@").into_iter().filter(|it| it.kind == "library").count();
    assert!((6..=9).contains(&codes), "{codes} in half an hour");
    shop.close().await;
}
