//! The catalogue as programs search it.

use bodega::{
    base::Currency,
    features::{
        catalog::{self, EditionForm, Origin, ProductForm},
        sellers::{self, SellerName},
    },
};
use rocket::http::{Method, Status};
use serde_json::Value;

use crate::shop::{Seen, Shop};

/// Puts a product up for sale: title, seller, category, tags, price.
async fn sells(shop: &Shop, title: &str, seller: &str, category: &str, tags: &[&str], price: &str) {
    let edition = EditionForm { price: price.into(), license: "MIT".into(), ..EditionForm::default() };
    let form = ProductForm {
        title: title.into(),
        description: format!("<p>All about <b>{title}</b></p>"),
        category: category.split('/').map(str::to_owned).collect(),
        tags: tags.iter().map(|it| (*it).to_owned()).collect(),
        editions: vec![edition],
        ..ProductForm::default()
    };
    let new = form.check(Currency::USD).unwrap();
    let seller = SellerName::parse(seller).unwrap();
    let sell = move |txn: &bodega::platform::db::WriteTxn| {
        let seller = sellers::find_or_make(txn, &seller)?;
        let product = catalog::add(txn, seller.id, &new, Origin::default())?;
        catalog::publish(txn, product.id)
    };
    shop.app.db.write(sell).await.unwrap();
}

async fn stocked() -> Shop {
    let shop = Shop::open().await;
    sells(&shop, "Photoshop Brushes", "Ada", "Graphics/Brushes", &["ink"], "12.99").await;
    sells(&shop, "Photoshop Actions", "Ada", "Graphics/Actions", &["ink", "fast"], "0").await;
    sells(&shop, "Tape Garden", "Bob", "Audio/Loops", &["dusty"], "29").await;
    shop.settle().await;
    shop
}

async fn asks(shop: &Shop, path: &str) -> Seen {
    shop.send(Method::Get, path, &[("Accept", "application/json")], b"").await
}

async fn reads(shop: &Shop, path: &str) -> Value {
    let seen = asks(shop, path).await;
    assert_eq!(seen.status, Status::Ok, "{path}: {}", seen.text());
    seen.json()
}

fn titles(found: &Value) -> Vec<&str> {
    found["data"].as_array().unwrap().iter().map(|it| it["title"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn products_are_found_and_counted() {
    let shop = stocked().await;
    let found = reads(&shop, "/api/v1/products?q=photshop+brushs").await;
    assert_eq!(titles(&found)[0], "Photoshop Brushes");
    assert_eq!(found["corrected"], "photoshop brushs");
    let card = &found["data"][0];
    assert_eq!(card["price"], serde_json::json!({ "amount": 1299, "currency": "USD" }));
    assert_eq!(card["seller"]["slug"], "ada");
    assert_eq!(card["category"]["path"], "graphics/brushes");
    assert_eq!(card["rating"], serde_json::json!({ "average": null, "count": 0 }));
    assert!(card["snippet"].as_str().unwrap().contains("<mark>Photoshop</mark> <mark>Brushes</mark>"));
    let all = reads(&shop, "/api/v1/products?category=graphics").await;
    assert_eq!(all["total"], 2);
    for facet in ["category", "tag", "file_type", "license", "seller"] {
        for value in all["facets"][facet].as_array().unwrap() {
            let other = if facet == "category" { "" } else { "category=graphics&" };
            let path = format!("/api/v1/products?{other}{facet}={}", value["value"].as_str().unwrap());
            assert_eq!(reads(&shop, &path).await["total"], value["count"], "{path}");
        }
    }
    assert_eq!(titles(&reads(&shop, "/api/v1/products?free=true").await), ["Photoshop Actions"]);
    assert_eq!(reads(&shop, "/api/v1/products?tag=ink&tag=dusty&sort=price_desc").await["total"], 3);
    shop.close().await;
}

#[tokio::test]
async fn lists_are_paged_by_cursor() {
    let shop = stocked().await;
    let (mut seen, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = reads(&shop, &format!("/api/v1/products?sort=price_asc&limit=1{cursor}")).await;
        seen.extend(titles(&page).into_iter().map(str::to_owned));
        let Some(next) = page["next"].as_str() else { break };
        cursor = format!("&cursor={next}");
    }
    assert_eq!(seen, ["Photoshop Actions", "Photoshop Brushes", "Tape Garden"]);
    shop.close().await;
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_by_name() {
    let shop = stocked().await;
    for (query, field) in
        [("min_price=x", "min_price"), ("sort=best", "sort"), ("limit=101", "limit"), ("cursor=%00", "cursor")]
    {
        let seen = asks(&shop, &format!("/api/v1/products?{query}")).await;
        assert_eq!(seen.status, Status::UnprocessableEntity);
        assert_eq!(seen.json()["errors"][0]["field"], field);
    }
    for query in ["q=%28%28%28%5B*+TO%00%FF", "category=none", "tag=%F0%9F%98%80", "seller=&min_price="] {
        reads(&shop, &format!("/api/v1/products?{query}")).await;
    }
    let many: String = (0..10_000).map(|it| format!("w{it}+")).collect();
    let seen = asks(&shop, &format!("/api/v1/products?q={many}")).await;
    assert!(seen.status == Status::Ok, "{:?}", seen.status);
    shop.close().await;
}

#[tokio::test]
async fn suggestions_come_while_one_types() {
    let shop = stocked().await;
    let suggested = reads(&shop, "/api/v1/search/suggestions?q=photosh").await;
    assert_eq!(suggested["products"].as_array().unwrap().len(), 2);
    assert!(suggested["queries"].as_array().unwrap().contains(&"photoshop brushes".into()), "{suggested}");
    let suggested = reads(&shop, "/api/v1/search/suggestions?q=gra").await;
    assert_eq!(suggested["categories"][0], serde_json::json!({ "value": "graphics", "label": "Graphics", "count": 2 }));
    let nothing = reads(&shop, "/api/v1/search/suggestions").await;
    assert_eq!(nothing, serde_json::json!({ "products": [], "categories": [], "queries": [] }));
    shop.close().await;
}
