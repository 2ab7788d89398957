//! Prices that people wait for: alerts, news of wishlists, and one mail a day at most.

use std::time::Duration;

use bodega::{
    base::Timestamp,
    features::{
        catalog::{self, EditionPrices, Sale},
        wishlists,
    },
    platform::db::WriteTxn,
};
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    account::Bearer,
    bank::usd,
    cast::{Good, PASSWORD},
    pages::Html,
    shop::{Person, Shop},
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HERE: &str = "/account/price-alerts";

async fn waits(person: &Person<'_>, good: &Good<'_>, target: &str) -> String {
    let path = format!("{HERE}?product={}", good.product.slug);
    let fields = [("product", good.product.slug.as_str()), ("target", target)];
    let seen = person.submits(&path, HERE, &fields).await;
    match seen.status {
        Status::SeeOther => String::new(),
        _ => seen.text(),
    }
}

async fn is_on_sale(shop: &Shop, good: &Good<'_>, price: i64, until: Timestamp) {
    let (id, edition) = (good.product.id, good.edition());
    let prices = vec![EditionPrices { edition, sale: Some(Sale::new(usd(price), None, Some(until))), bundle: vec![] }];
    shop.app.db.write(move |txn: &WriteTxn| catalog::set_prices(txn, id, None, &prices)).await.unwrap();
    shop.settle().await;
}

#[rocket::async_test]
async fn a_price_that_was_waited_for_is_told_once() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let (font, icons) = (ada.sells("Aurora Sans", "12.50").await, ada.sells("Pebble Icons", "9").await);
    let ines = shop.member("Ines").await;
    let guest = shop.person();
    let page = guest.reads(&format!("/products/{}", font.product.slug)).await;
    assert!(page.contains(&format!("{HERE}?product=aurora-sans")), "{page}");
    assert_eq!(guest.opens(HERE).await.status, Status::SeeOther, "it needs an address to write to");

    let empty = ines.reads(HERE).await;
    Html::of("empty", &empty).is_well_formed();
    assert!(empty.contains("No alerts yet"));
    let asked = ines.reads(&format!("{HERE}?product=aurora-sans")).await;
    Html::of("asked", &asked).is_well_formed();
    assert!(asked.contains("It costs $12.50 now."));
    for (wrong, advice) in
        [("", "from which price on"), ("cheap", "Write an amount in USD"), ("12.50", "name a lower price")]
    {
        let refused = waits(&ines, &font, wrong).await;
        assert!(refused.contains(advice) && refused.contains("12.50"), "{wrong}: {refused}");
    }
    assert_eq!(waits(&ines, &font, "10").await, "");
    assert_eq!(waits(&ines, &icons, "5").await, "");
    let page = ines.reads(&format!("{HERE}?done=set")).await;
    assert!(page.contains("$10.00") && page.contains("Waiting") && page.contains("$12.50"), "{page}");

    font.now_costs("10.50").await;
    shop.later(HOUR).await;
    assert!(shop.mails_to("ines@").iter().all(|it| !it.text.contains("Aurora")), "not yet");
    font.now_costs("9.99").await;
    shop.later(HOUR).await;
    let mail = shop.mails_to("ines@").pop().unwrap();
    assert!(mail.subject.contains("Aurora Sans: $9.99 now"), "{}", mail.subject);
    assert!(mail.text.contains("you asked for $10.00 or less") && mail.text.contains("/products/aurora-sans"));
    assert!(mail.text.contains("/unsubscribe?token="));
    assert!(ines.reads(HERE).await.contains("Reached"));
    let count = shop.mails_to("ines@").len();
    for price in ["12.50", "8", "12.50"] {
        font.now_costs(price).await;
        shop.later(2 * DAY).await;
    }
    assert_eq!(shop.mails_to("ines@").len(), count, "an alert speaks once");

    ines.signs_in("Ines", PASSWORD).await;
    assert_eq!(waits(&ines, &font, "8").await, "", "set anew");
    font.now_costs("7").await;
    shop.later(HOUR).await;
    assert_eq!(shop.mails_to("ines@").len(), count + 1);
    icons.now_costs("4").await;
    shop.later(HOUR).await;
    assert_eq!(shop.mails_to("ines@").len(), count + 1, "one mail a day at most");
    shop.later(DAY).await;
    assert!(shop.mails_to("ines@").pop().unwrap().subject.contains("Pebble Icons"));
    shop.close().await;
}

#[rocket::async_test]
async fn wishlists_tell_of_sales_and_of_what_is_back() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let (font, icons) = (ada.sells("Aurora Sans", "12.50").await, ada.sells("Pebble Icons", "9").await);
    let ines = shop.member("Ines").await;
    let now = shop.app.db.clock().now();
    is_on_sale(&shop, &icons, 500, now.plus(DAY)).await;
    for good in [&font, &icons] {
        ines.posts("/wishlists/items", &[("product", &good.id())]).await;
    }
    shop.later(HOUR).await;
    let before = shop.mails_to("ines@").len();
    is_on_sale(&shop, &icons, 500, now.plus(2 * DAY)).await;
    shop.later(HOUR).await;
    assert_eq!(shop.mails_to("ines@").len(), before, "they saw that price when they wished for it");
    is_on_sale(&shop, &font, 700, now.plus(3 * DAY)).await;
    shop.later(HOUR).await;
    let mail = shop.mails_to("ines@").pop().unwrap();
    assert!(
        mail.text.contains("Aurora Sans: on sale for $7.00, usually $12.50, until 25 November 2026"),
        "{}",
        mail.text
    );
    assert_eq!(shop.mails_to("ines@").len(), before + 1);

    shop.later(4 * DAY).await;
    font.is_withdrawn().await;
    shop.later(DAY).await;
    let id = font.product.id;
    shop.app.db.write(move |txn| catalog::publish(txn, id)).await.unwrap();
    shop.later(HOUR).await;
    let mail = shop.mails_to("ines@").pop().unwrap();
    assert!(mail.text.contains("Aurora Sans: can be bought again, for $12.50"), "{}", mail.text);

    // Whoever stops such mails gets none, and what is true no more is not told.
    ines.signs_in("Ines", PASSWORD).await;
    ines.submits("/account/preferences", "/account/preferences", &[("mailings", "price-alerts")]).await;
    let count = shop.mails_to("ines@").len();
    is_on_sale(&shop, &font, 600, now.plus(30 * DAY)).await;
    shop.later(2 * DAY).await;
    assert_eq!(shop.mails_to("ines@").len(), count);
    assert!(shop.app.db.look(|txn| wishlists::is_wished(txn, id)).unwrap());
    shop.close().await;
}

#[rocket::async_test]
async fn programs_set_price_alerts() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let (_, _) = (shop.member("Ines").await, shop.member("Tom").await);
    let (ines, tom) = (Bearer::of(&shop, "Ines").await, Bearer::of(&shop, "Tom").await);
    let wish = |amount: i64, currency: &str| json!({"product": "aurora-sans", "target": {"amount": amount, "currency": currency}});
    let set = ines.asks(Method::Post, "/price-alerts", wish(1000, "USD")).await;
    assert_eq!(set.status, Status::Created, "{}", set.text());
    let alert = set.json();
    assert_eq!((&alert["status"], &alert["price"]["amount"]), (&json!("waiting"), &json!(1250)));
    assert_eq!(ines.asks(Method::Post, "/price-alerts", wish(900, "USD")).await.status, Status::Ok, "one each");
    for (amount, currency) in [(1250, "USD"), (-1, "USD"), (100, "EUR")] {
        let refused = ines.asks(Method::Post, "/price-alerts", wish(amount, currency)).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{amount} {currency}");
        assert_eq!(refused.json()["errors"][0]["field"], "target");
    }
    let unknown = json!({"product": "nothing", "target": {"amount": 1, "currency": "USD"}});
    assert_eq!(ines.asks(Method::Post, "/price-alerts", unknown).await.status, Status::NotFound);
    font.now_costs("8").await;
    shop.settle().await;
    let all = ines.gets("/price-alerts").await.json();
    assert_eq!((&all["total"], &all["data"][0]["status"]), (&json!(1), &json!("reached")));
    let path = format!("/price-alerts/{}", alert["id"].as_str().unwrap());
    assert_eq!(tom.gets("/price-alerts").await.json()["total"], 0);
    assert_eq!(tom.asks(Method::Delete, &path, json!(null)).await.status, Status::NotFound, "threat 40: another's");
    assert_eq!(ines.asks(Method::Delete, &path, json!(null)).await.status, Status::NoContent);
    assert_eq!(ines.asks(Method::Delete, &path, json!(null)).await.status, Status::NotFound);
    shop.close().await;
}
