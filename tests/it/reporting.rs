//! What was sold, to whom and when: asked in words, by a form and by a program.

use std::time::Duration;

use bodega::base::Role;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::Good,
    pages::Html,
    shop::{Person, Shop},
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// Somebody in a country buys something.
async fn buys(shop: &Shop, good: &Good<'_>, country: &str) -> String {
    let bob = shop.person();
    bob.puts(good).await;
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid",
        "immediate_delivery_consent": true, "billing": {"country": country}});
    let seen = bob.orders(&body, None).await;
    assert_eq!(seen.status, Status::Created, "{}", seen.text());
    seen.json()["id"].as_str().unwrap().to_owned()
}

/// Two sellers and their trade of October and November.
async fn trade() -> (Shop, bodega::base::SellerId) {
    let shop = Shop::open().await;
    let ada = {
        let maker = shop.maker("Ada Type");
        let font = maker.sells("Aurora Sans", "10").await;
        let drums = maker.sells("=Tape Drums", "5").await;
        let synth = shop.maker("Eve Audio").sells("Synth One", "40").await;
        // The clock stands on the 22nd of November.
        for country in ["DE", "DE", "FR"] {
            buys(&shop, &font, country).await;
        }
        buys(&shop, &synth, "DE").await;
        shop.later(DAY).await;
        buys(&shop, &drums, "FR").await;
        font.product.seller
    };
    shop.settle().await;
    (shop, ada)
}

fn rows(answer: &Value) -> Vec<(String, i64)> {
    let rows = answer["answer"]["rows"].as_array().unwrap();
    rows.iter().map(|it| (it["name"].as_str().unwrap().to_owned(), it["value"].as_i64().unwrap())).collect()
}

#[rocket::async_test]
async fn a_seller_asks_what_sold_best() {
    let (shop, ada) = trade().await;
    let ann = shop.seller("Ada", ada).await;
    let program = ann.program("Ada").await;
    let ask = |query: &'static str| program.asks(Method::Get, query, &Value::Null);
    let best = ask("/seller/analytics?q=What+sold+best+this+month%3F").await.json();
    assert_eq!(rows(&best), [("Aurora Sans".to_owned(), 3), ("=Tape Drums".to_owned(), 1)]);
    assert_eq!((&best["question"]["measure"], &best["question"]["by"]), (&json!("copies"), &json!("product")));
    assert_eq!((&best["read_by"], &best["unread"]), (&json!("rules"), &json!([])));
    let there = ask("/seller/analytics?q=sales+in+Germany+by+country+this+month").await.json();
    assert_eq!(rows(&there), [("Germany".to_owned(), 2000)]);
    let days = ask("/seller/analytics?measure=sales&by=day&from=2026-11-22&to=2026-11-23").await.json();
    assert_eq!(rows(&days), [("22 November 2026".to_owned(), 3000), ("23 November 2026".to_owned(), 500)]);
    assert_eq!((&days["answer"]["whole"], &days["answer"]["unit"]), (&json!(3500), &json!("minor_units")));
    let odd = ask("/seller/analytics?q=how+many+subscribers+today").await.json();
    assert_eq!(odd["unread"], json!(["subscribers"]), "nobody takes it for what was asked");
    let nothing = ask("/seller/analytics?q=hello").await.json();
    assert!(nothing["answer"].is_null() && nothing["question"].is_null(), "{nothing}");
    for (query, field) in [
        ("measure=cats", "measure"),
        ("by=seller", "by"),
        ("by=moon", "by"),
        ("from=yesterday", "from"),
        ("from=2026-11-20&to=2026-11-01", "to"),
        ("country=Atlantis", "country"),
        ("product=prod_x", "product"),
        ("by=day&from=2020-01-01", "by"),
        ("by=week&from=1970-01-01&to=9999-12-31", "by"),
        ("by=month&from=1970-01-01&to=9999-12-31", "by"),
        ("top=0", "top"),
        ("order=up", "order"),
    ] {
        let refused = program.asks(Method::Get, &format!("/seller/analytics?{query}"), &Value::Null).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{query}");
        assert_eq!(crate::cast::fields(&refused), [field], "{query}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn the_office_asks_about_all_and_money_that_went_back() {
    let (shop, _) = trade().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let program = ann.program("Ann").await;
    let ask = |query: &'static str| program.asks(Method::Get, query, &Value::Null);
    let sellers = ask("/admin/analytics?q=sales+by+seller+this+month").await.json();
    assert_eq!(rows(&sellers), [("Eve Audio".to_owned(), 4000), ("Ada Type".to_owned(), 3500)]);
    let orders = ask("/admin/analytics?measure=orders&by=none&from=2026-11-01").await.json();
    assert_eq!(orders["answer"]["whole"], 5);
    // One order is paid back.
    let listed = program.asks(Method::Get, "/admin/orders", &Value::Null).await.json();
    let synth = listed["data"].as_array().unwrap().iter().find(|it| it["totals"]["total"]["amount"] == 4000);
    let path = format!("/orders/{}/refunds", synth.unwrap()["id"].as_str().unwrap());
    let refund = program.asks(Method::Post, &path, &json!({})).await;
    assert!(refund.status.code < 300, "{}", refund.text());
    shop.settle().await;
    let back = ask("/admin/analytics?q=refunds+by+product+today").await.json();
    assert_eq!(rows(&back), [("Synth One".to_owned(), 4000)]);
    let net = ask("/admin/analytics?measure=net&by=none&from=2026-11-01").await.json();
    assert_eq!(net["answer"]["whole"], 3500);
    let rate = ask("/admin/analytics?measure=refund_rate&by=none&from=2026-11-01").await.json();
    assert_eq!((&rate["answer"]["whole"], &rate["answer"]["unit"]), (&json!(5333), &json!("basis_points")));
    shop.close().await;
}

async fn page(person: &Person<'_>, path: &str) -> String {
    let page = person.reads(path).await;
    Html::of(path, &page).is_well_formed();
    page
}

#[rocket::async_test]
async fn the_pages_show_it_and_keep_it_as_a_table() {
    let (shop, ada) = trade().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let seller = shop.seller("Ada", ada).await;
    let begins = page(&seller, "/sell/analytics").await;
    assert!(begins.contains("Sales") && begins.contains("<svg") && begins.contains("$35"), "{begins}");
    assert!(!begins.contains("By seller") && !begins.contains("Synth One"), "others' trade is not shown");
    let asked = page(&seller, "/sell/analytics?q=What+sold+best+this+month%3F").await;
    assert!(asked.contains("Aurora Sans comes first, with 3."), "{asked}");
    assert!(asked.contains("value=\"What sold best this month?\""), "what was asked stays");
    let odd = page(&seller, "/sell/analytics?q=how+many+subscribers").await;
    assert!(odd.contains("I left out “subscribers”"), "{odd}");
    let unclear = page(&seller, "/sell/analytics?q=hello").await;
    assert!(unclear.contains("I did not understand that."), "{unclear}");
    let hostile = page(&seller, "/sell/analytics?q=%3Cscript%3Ealert(1)%3C/script%3E").await;
    assert!(!hostile.contains("<script>alert"), "{hostile}");
    let wrong = seller.opens("/sell/analytics?measure=orders&by=week&from=2026-11-20&to=2026-11-01&country=FR").await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    let wrong = wrong.text();
    Html::of("wrong", &wrong).is_well_formed();
    for kept in
        ["value=\"orders\" selected", "value=\"week\" selected", "value=\"FR\" selected", "value=\"2026-11-20\""]
    {
        assert!(wrong.contains(kept), "what was typed is lost: {kept}");
    }
    let sheet = seller.opens("/sell/analytics/table.csv?measure=sales&by=product&from=2026-11-01").await;
    assert_eq!(sheet.header("Content-Disposition"), Some("attachment; filename=\"analytics.csv\""));
    let text = sheet.text();
    assert!(text.contains("Aurora Sans,3,3,30.00,0.00,0.00,0.00,USD"), "{text}");
    assert!(text.contains("'=Tape Drums,"), "no cell is a formula: {text}");
    let office = page(&ann, "/admin/analytics?q=sales+by+seller+this+month").await;
    assert!(office.contains("Eve Audio comes first, with $40."), "{office}");
    assert_eq!(seller.opens("/admin/analytics").await.status, Status::Forbidden);
    assert_eq!(shop.person().opens("/sell/analytics").await.status, Status::SeeOther);
    shop.close().await;
}
