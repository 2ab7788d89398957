//! The catalogue as programs browse it.

use bodega::{
    base::Currency,
    features::{
        catalog::{self, EditionForm, FileName, NewFile, Origin, Product, ProductForm},
        sellers::{self, SellerName},
    },
};
use rocket::http::Status;
use serde_json::{Value, json};

use crate::shop::Shop;

fn form(title: &str, category: &str) -> ProductForm {
    ProductForm {
        title: title.into(),
        description: "Ninety <b>pads</b><script>x</script>".into(),
        category: vec!["Audio".into(), category.into()],
        tags: vec!["Lo-fi".into(), format!("Only {title}")],
        editions: vec![
            EditionForm { name: "Studio".into(), price: "40".into(), ..EditionForm::default() },
            EditionForm {
                name: "Solo".into(),
                price: "12.99".into(),
                compare_at: "20".into(),
                license: "One seat".into(),
                ..EditionForm::default()
            },
        ],
        ..ProductForm::default()
    }
}

fn sells(shop: &Shop, form: &ProductForm, published: bool) -> Product {
    let new = form.check(Currency::USD).unwrap();
    let blob = shop.app.files.put_blocking(&b"seven b"[..], u64::MAX).unwrap();
    let add = move |txn: &bodega::platform::db::WriteTxn| {
        let seller = sellers::find_or_make(txn, &SellerName::parse("Ada")?)?;
        let id = catalog::add(txn, seller.id, &new, Origin::default())?.id;
        let file = NewFile {
            name: FileName::of("pads.zip"),
            media_type: "application/zip".into(),
            size: blob.size,
            sha256: blob.sha256,
        };
        catalog::attach_release(txn, id, "1.0", "", txn.now, &[file])?;
        if published { catalog::publish(txn, id) } else { catalog::get(txn, id) }
    };
    shop.app.db.write_blocking(add).unwrap()
}

async fn asks(shop: &Shop, path: &str) -> Value {
    let seen = shop.person().opens(path).await;
    assert_eq!(seen.status, Status::Ok, "{path}: {}", seen.text());
    seen.json()
}

#[tokio::test]
async fn a_product_in_full() {
    let shop = Shop::open().await;
    let tape = sells(&shop, &form("Tape Garden", "Sample packs"), true);
    sells(&shop, &form("Drone Field", "Sample packs"), true);
    let draft = sells(&shop, &form("In work", "Sample packs"), false);
    let it = asks(&shop, "/api/v1/products/tape-garden").await;
    assert_eq!(it, asks(&shop, &format!("/api/v1/products/{}", tape.id)).await);
    assert_eq!(it["price"], json!({ "amount": 1299, "currency": "USD" }));
    assert_eq!(it["compare_at_price"]["amount"], 2000);
    assert_eq!(it["description_html"], "Ninety <b>pads</b>");
    assert_eq!(it["seller"]["name"], "Ada");
    assert_eq!(it["category"]["path"], "audio/sample-packs");
    assert_eq!(it["editions"][0]["name"], "Studio");
    assert_eq!(it["license"], "One seat");
    assert_eq!(it["files"][0]["name"], "pads.zip");
    assert_eq!(it["releases"][0]["version"], "1.0");
    assert_eq!(it["related"].as_array().unwrap().len(), 1, "neither itself nor drafts");
    assert_eq!(it["related"][0]["title"], "Drone Field");
    assert!(!it.to_string().contains("sha256"), "only buyers see fingerprints");
    let revision = shop.person().opens("/api/v1/products/tape-garden").await;
    assert_eq!(revision.header("ETag").unwrap(), format!("\"{}\"", it["revision"]));
    for missing in ["in-work", &draft.id.to_string(), "nothing", "prod_1", "%00", "..%2f"] {
        let seen = shop.person().opens(&format!("/api/v1/products/{missing}")).await;
        assert_eq!(seen.status, Status::NotFound, "{missing}");
        assert!(seen.header("Content-Type").unwrap().starts_with("application/problem+json"), "{missing}");
    }
    shop.close().await;
}

#[tokio::test]
async fn a_product_without_its_seller_is_a_fault() {
    let shop = Shop::open().await;
    let tape = sells(&shop, &form("Tape Garden", "Loops"), true);
    let seller = tape.seller;
    shop.app.db.write_blocking(move |txn| sellers::remove(txn, seller)).unwrap();
    let faults = shop.app.check().unwrap();
    assert!(faults.iter().any(|it| it.contains("who is missing")), "{faults:?}");
}

#[tokio::test]
async fn the_tree_and_the_tags_count_what_is_published() {
    let shop = Shop::open().await;
    sells(&shop, &form("One", "Sample packs"), true);
    sells(&shop, &form("Two", "Loops"), true);
    sells(&shop, &form("Three", "Loops"), false);
    let tree = asks(&shop, "/api/v1/categories").await;
    assert_eq!((&tree["total"], &tree["next"]), (&json!(3), &json!(null)));
    assert_eq!((&tree["data"][0]["path"], &tree["data"][0]["count"]), (&json!("audio"), &json!(2)));
    let children: Vec<_> = tree["data"][0]["children"].as_array().unwrap().iter().map(|it| &it["label"]).collect();
    assert_eq!(children, ["Loops", "Sample packs"]);
    let tags = asks(&shop, "/api/v1/tags?limit=2").await;
    assert_eq!(tags["data"][0], json!({ "slug": "lo-fi", "label": "Lo-fi", "count": 2 }));
    assert_eq!((tags["data"].as_array().unwrap().len(), &tags["total"]), (2, &json!(3)));
    let rest = asks(&shop, &format!("/api/v1/tags?limit=2&cursor={}", tags["next"].as_str().unwrap())).await;
    assert_eq!((rest["data"].as_array().unwrap().len(), &rest["next"]), (1, &json!(null)));
    for wrong in ["limit=0", "limit=101", "limit=x", "limit=1.5", "cursor=!"] {
        let seen = shop.person().opens(&format!("/api/v1/tags?{wrong}")).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{wrong}");
    }
    shop.close().await;
}

/// Feeds for people, lists for search engines (RFC 4287, sitemaps.org, RFC 9309).
#[tokio::test]
async fn readers_of_feeds_and_search_engines_find_what_is_new() {
    let shop = Shop::open().await;
    sells(&shop, &form("Dusk & <Dawn>", "Pads"), true);
    sells(&shop, &form("Night Loops", "Loops"), true);
    sells(&shop, &form("A draft", "Loops"), false);
    shop.settle().await;
    let bob = shop.person();
    let parsed = |text: &str| {
        let tree = roxmltree::Document::parse(text).unwrap();
        let texts = |name: &str| -> Vec<String> {
            let found = tree.descendants().filter(|it| it.tag_name().name() == name);
            found.filter_map(|it| it.text().map(str::to_owned)).collect()
        };
        (texts("title"), texts("loc"))
    };
    let feed = bob.opens("/products.atom").await;
    assert!(feed.header("Content-Type").unwrap().starts_with("application/atom+xml"));
    let (titles, _) = parsed(&feed.text());
    assert!(titles.len() == 3 && titles.contains(&"Dusk & <Dawn>".to_owned()), "{titles:?}");
    let (titles, _) = parsed(&bob.reads("/products.atom?category=audio/loops&q=night").await);
    assert_eq!(titles[1..], ["Night Loops"]);
    assert_eq!(bob.opens("/products.atom?min_price=x").await.status, Status::UnprocessableEntity);
    let page = bob.reads("/categories/audio/loops?q=night").await;
    assert!(page.contains("type=\"application/atom+xml\"") && page.contains("href=\"/products.atom?q=night"), "{page}");

    let (_, pieces) = parsed(&bob.reads("/sitemap.xml").await);
    assert_eq!(pieces, ["shelves", "products-1"].map(|it| format!("http://127.0.0.1:8000/sitemaps/{it}.xml")));
    let (_, mut products) = parsed(&bob.reads("/sitemaps/products-1.xml").await);
    products.sort();
    assert_eq!(products, ["dusk-dawn", "night-loops"].map(|it| format!("http://127.0.0.1:8000/products/{it}")));
    let (_, shelves) = parsed(&bob.reads("/sitemaps/shelves.xml").await);
    assert!(shelves.iter().any(|it| it.ends_with("/categories/audio/loops")), "{shelves:?}");
    assert!(shelves.iter().any(|it| it.ends_with("/sellers/ada")), "{shelves:?}");
    for missing in ["products-2.xml", "products-0.xml", "products-x.xml", "products-99999999999999999999.xml", "x"] {
        assert_eq!(bob.opens(&format!("/sitemaps/{missing}")).await.status, Status::NotFound, "{missing}");
    }
    let robots = bob.reads("/robots.txt").await;
    assert!(robots.contains("Disallow: /cart\n") && robots.contains("Sitemap: http://127.0.0.1:8000/sitemap.xml"));
    let page = bob.reads("/products/night-loops").await;
    for part in ["itemtype=\"https://schema.org/Product\"", "itemprop=\"price\" content=\"12.99\"", "content=\"USD\""] {
        assert!(page.contains(part), "{part} of {page}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn what_is_bought_together_is_shown_together() {
    let shop = Shop::open().await;
    let maker = shop.maker("Ada Type");
    let (font, icons, brush) = (
        maker.sells("Aurora Sans", "12").await,
        maker.sells("Line Icons", "9").await,
        maker.sells("Dry Brush", "5").await,
    );
    let page = format!("/products/{}", font.product.slug);
    for others in [vec![&icons], vec![&icons, &brush], vec![]] {
        let person = shop.person();
        person.puts(&font).await;
        for other in others {
            person.puts(other).await;
        }
        person.pays("paid").await;
    }
    shop.settle().await;
    let related = |seen: &serde_json::Value| -> Vec<String> {
        seen["related"].as_array().unwrap().iter().map(|it| it["slug"].as_str().unwrap().to_owned()).collect()
    };
    let guest = shop.person();
    let shown = guest.opens(&format!("/api/v1{page}")).await.json();
    assert_eq!(related(&shown)[0], "line-icons", "two orders hold both");
    font.now_costs("13").await;
    let html = guest.reads(&page).await;
    let together = html.split("Often bought together").nth(1).expect("a row of them");
    assert!(together.contains("Line Icons") && !together.contains("Dry Brush"), "one order tells nothing of others");
    // What is off the shelf is not shown.
    icons.is_withdrawn().await;
    assert!(!guest.reads(&page).await.contains("Often bought together"));
    shop.close().await;
}
