//! What there is not without end: told before anybody pays, sold once, and given back when the money goes back.

use bodega::{
    base::Role,
    features::{
        catalog::{self, BundleItem, EditionForm, EditionPrices},
        licenses::{self, PolicyForm},
        stock,
    },
    platform::db::WriteTxn,
};
use futures::future::join_all;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Bought, Good, fields, hidden},
    pages::Html,
    shop::{Seen, Shop},
};

fn paid() -> Value {
    json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid", "immediate_delivery_consent": true})
}

impl Shop {
    async fn has(&self, good: &Good<'_>, limit: u32) {
        let (product, edition) = (good.product.id, good.edition());
        let set = move |txn: &WriteTxn| stock::set_limit(txn, product, edition, Some(limit)).map(drop);
        self.app.db.write(set).await.unwrap();
    }

    fn left(&self, good: &Good<'_>) -> Option<u32> {
        self.app.db.look(|txn| stock::of(txn, good.edition())).unwrap().map(|it| it.left())
    }

    async fn availability(&self, good: &Good<'_>) -> [String; 3] {
        let one = self.person().opens(&format!("/api/v1/products/{}", good.product.slug)).await.json();
        let all = self.person().opens("/api/v1/products?limit=100").await.json();
        let card = all["data"].as_array().unwrap().iter().find(|it| it["id"] == json!(good.id())).cloned();
        let word = |it: &Value| it["availability"].as_str().unwrap_or_default().to_owned();
        [word(&one), word(&one["editions"][0]), word(&card.unwrap_or_default())]
    }
}

fn sold(answers: &[Seen]) -> (usize, usize) {
    let count = |status| answers.iter().filter(|it| it.status == status).count();
    (count(Status::Created), count(Status::Conflict))
}

/// As case 32 of the threats, with copies in place of keys.
#[rocket::async_test]
async fn threat_32_the_last_copy_is_sold_once() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells("Numbered Print", "40").await;
    shop.has(&good, 1).await;
    shop.settle().await;
    assert_eq!(shop.availability(&good).await, ["in_stock"; 3]);
    let buyers: Vec<_> = (0..50).map(|_| shop.person()).collect();
    for buyer in &buyers {
        buyer.puts(&good).await;
    }
    let body = paid();
    let answers = join_all(buyers.iter().map(|it| it.orders(&body, None))).await;
    assert_eq!(sold(&answers), (1, 49), "nobody pays for what there is not");
    let refused = answers.iter().find(|it| it.status == Status::Conflict).unwrap();
    assert!(refused.text().contains("Numbered Print") && refused.text().contains("sold out"), "{}", refused.text());

    // It is told before anybody tries: on the page, on cards, to programs, and in carts.
    assert_eq!(shop.availability(&good).await, ["sold_out"; 3]);
    let page = shop.person().reads(&format!("/products/{}", good.product.slug)).await;
    Html::of("sold out", &page).is_well_formed();
    assert!(page.contains("Sold out for now") && !page.contains("Add to cart"), "{page}");
    assert!(page.contains("https://schema.org/OutOfStock") && !page.contains("https://schema.org/InStock"), "{page}");
    assert!(shop.person().reads("/products").await.contains("Sold out"));
    let late = buyers.iter().zip(&answers).find(|(_, it)| it.status == Status::Conflict).unwrap().0;
    let cart = late.reads("/cart").await;
    Html::of("cart", &cart).is_well_formed();
    assert!(cart.contains("It is sold out for now") && !cart.contains("href=\"/checkout\""), "{cart}");
    let cart = late.opens("/api/v1/cart").await.json();
    assert_eq!((&cart["ready"], &cart["lines"][0]["left"]), (&json!(false), &json!(0)));
    assert_eq!(late.opens("/checkout").await.header("Location"), Some("/cart"));
    shop.close().await;
}

#[rocket::async_test]
async fn copies_come_back_with_what_came_to_nothing_and_with_the_money() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells("Numbered Print", "40").await;
    shop.has(&good, 3).await;
    let bob = shop.person();
    bob.puts(&good).await;
    assert_eq!(bob.pays("declined").await.status(), "failed");
    assert_eq!(shop.left(&good), Some(3));
    let pending = bob.pays("delayed").await;
    assert_eq!((pending.status(), shop.left(&good)), ("pending", Some(2)), "it is set aside");
    shop.later(std::time::Duration::from_secs(40 * 24 * 60 * 60)).await;
    shop.settle().await;
    let stands = bob.looks_at(&pending).await["status"].as_str().unwrap().to_owned();
    assert_eq!(shop.left(&good), Some(if stands == "paid" { 2 } else { 3 }), "{stands}");

    // More than there are: the cart says how many, and takes fewer.
    let eve = shop.person();
    eve.posts("/cart/lines", &[("product", &good.id()), ("quantity", "9")]).await;
    assert!(eve.reads("/cart").await.contains("There are only"));
    assert_eq!(eve.orders(&paid(), None).await.status, Status::Conflict);
    let line = eve.opens("/api/v1/cart").await.json()["lines"][0]["id"].as_str().unwrap().to_owned();
    eve.asks(Method::Patch, &format!("/api/v1/cart/lines/{line}"), &json!({"quantity": 2})).await;
    let order = Bought::of(&eve.orders(&paid(), None).await);
    let before = shop.left(&good).unwrap();
    let sue = shop.staff("Sue", Role::Support).await.program("Sue").await;
    let refund =
        sue.asks(Method::Post, &format!("/orders/{}/refunds", order.id), &json!({"reason": "As agreed"})).await;
    assert!(refund.status.class().is_success(), "{}", refund.text());
    shop.settle().await;
    assert_eq!(shop.left(&good), Some(before + 2), "what was paid back can be sold again");
    shop.close().await;
}

#[rocket::async_test]
async fn a_bundle_is_sold_out_with_what_is_in_it() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada");
    let (print, kit) = (ada.sells("Numbered Print", "40").await, ada.sells("The Kit", "50").await);
    let item = BundleItem { product: print.product.id, edition: print.edition() };
    let (id, edition) = (kit.product.id, kit.edition());
    let bundle = move |txn: &WriteTxn| {
        catalog::set_prices(txn, id, None, &[EditionPrices { edition, sale: None, bundle: vec![item] }])
    };
    shop.app.db.write(bundle).await.unwrap();
    shop.has(&print, 2).await;
    shop.has(&kit, 1).await;
    let order = shop.person().buys(&kit).await;
    assert_eq!((order.status(), shop.left(&print), shop.left(&kit)), ("paid", Some(1), Some(0)));
    shop.has(&kit, 9).await;
    shop.person().buys(&print).await;
    assert_eq!(shop.availability(&kit).await[0], "sold_out", "a part of it is");
    let bob = shop.person();
    bob.puts(&kit).await;
    assert_eq!(bob.orders(&paid(), None).await.status, Status::Conflict);
    shop.close().await;
}

#[rocket::async_test]
async fn an_empty_pool_is_told_on_the_page() {
    let shop = Shop::open().await;
    let keyed = EditionForm { price: "40".into(), license_keys: true, ..EditionForm::default() };
    let good = shop.maker("Ada").sells_as("Synth One", keyed).await;
    let (product, edition) = (good.product.id, good.edition());
    let form = PolicyForm { pool: "on".into(), ..PolicyForm::default() };
    let set = move |txn: &WriteTxn| licenses::set_policy(txn, form.parse(product, edition)?);
    shop.app.db.write(set).await.unwrap();
    assert_eq!(shop.availability(&good).await[0], "sold_out");
    let add = move |txn: &WriteTxn| licenses::import(txn, product, edition, "KEY-0001").map(drop);
    shop.app.db.write(add).await.unwrap();
    assert_eq!(shop.availability(&good).await[0], "in_stock");
    let page = format!("/products/{}", good.product.slug);
    assert!(shop.person().reads(&page).await.contains("Add to cart"));
    shop.person().buys(&good).await;
    assert!(shop.person().reads(&page).await.contains("Sold out for now"), "kept pages follow");
    shop.close().await;
}

#[rocket::async_test]
async fn sellers_say_how_many_there_are() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells("Numbered Print", "40").await;
    let person = shop.seller("Ada", good.product.seller).await;
    let ada = person.program("Ada").await;
    let path = format!("/products/{}/editions/{}", good.id(), good.edition());
    let set = ada.asks(Method::Patch, &path, &json!({"stock": 2})).await;
    let told =
        |seen: &Seen| (seen.json()["editions"][0]["stock"].clone(), seen.json()["editions"][0]["stock_left"].clone());
    assert_eq!((set.status, told(&set)), (Status::Ok, (json!(2), json!(2))), "{}", set.text());
    shop.person().buys(&good).await;
    let renamed = ada.asks(Method::Patch, &path, &json!({"name": "Signed"})).await;
    assert_eq!(told(&renamed), (json!(2), json!(1)), "what is not said stays");
    let wrong = ada.asks(Method::Patch, &path, &json!({"stock": 10_000_001})).await;
    assert_eq!(fields(&wrong), ["stock"]);
    let new = ada
        .asks(
            Method::Post,
            &format!("/products/{}/editions", good.id()),
            &json!({"name": "Plain", "price": 900, "stock": 0}),
        )
        .await;
    assert_eq!(new.json()["editions"][1]["stock"], json!(0), "{}", new.text());

    // The editor says the same, and shows how many are left.
    let editor = format!("/sell/products/{}", good.id());
    let page = person.reads(&editor).await;
    Html::of("editor", &page).is_well_formed();
    assert!(page.contains("1 sold or set aside, 1 left"), "{page}");
    let (token, revision) = (hidden(&page, "_token"), hidden(&page, "revision"));
    let form = |stock: &str| {
        let ids = new.json()["editions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>();
        vec![
            ("_token", token.clone()),
            ("revision", revision.clone()),
            ("do", "save".into()),
            ("title", "Numbered Print".into()),
            ("edition", ids[0].clone()),
            ("name", "Signed".into()),
            ("price", "40".into()),
            ("suggested", String::new()),
            ("compare_at", String::new()),
            ("license", String::new()),
            ("terms", String::new()),
            ("stock", stock.into()),
            ("on", "0".into()),
            ("edition", ids[1].clone()),
            ("name", "Plain".into()),
            ("price", "9".into()),
            ("suggested", String::new()),
            ("compare_at", String::new()),
            ("license", String::new()),
            ("terms", String::new()),
            ("stock", String::new()),
            ("on", "1".into()),
        ]
    };
    let send = |stock: &str| {
        let (form, editor, person) = (form(stock), editor.clone(), &person);
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            person.posts(&editor, &form).await
        }
    };
    let refused = send("some").await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    assert!(
        refused.text().contains("href=\"#stock\"") && refused.text().contains("value=\"some\""),
        "{}",
        refused.text()
    );
    assert_eq!(send("1").await.status, Status::SeeOther);
    assert_eq!(shop.left(&good), Some(0));
    let own = ada.reads(&format!("/products/{}/editions", good.id())).await.json();
    assert_eq!(own[1]["stock"], Value::Null, "{own}");
    shop.close().await;
}
