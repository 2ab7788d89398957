//! The shop window, looked at from outside.

use bodega::{
    base::Currency,
    features::{
        catalog::{self, EditionForm, Origin, Product, ProductForm},
        sellers::{self, SellerName},
    },
};
use rocket::http::{Method, Status};

use crate::{pages::Html, shop::Shop};

fn form(title: &str, price: &str) -> ProductForm {
    ProductForm {
        title: title.into(),
        description: format!("<p>{title} is a thing to make with.</p>"),
        category: vec!["Audio".into(), "Sample packs".into()],
        tags: vec!["Lo-fi".into()],
        editions: vec![EditionForm { price: price.into(), ..EditionForm::default() }],
        ..ProductForm::default()
    }
}

async fn sells(shop: &Shop, maker: &str, form: ProductForm) -> Product {
    let new = form.check(Currency::USD).unwrap();
    let maker = SellerName::parse(maker).unwrap();
    let add = move |txn: &bodega::platform::db::WriteTxn| {
        let seller = sellers::find_or_make(txn, &maker)?;
        let product = catalog::add(txn, seller.id, &new, Origin::default())?;
        catalog::publish(txn, product.id)
    };
    let product = shop.app.db.write(add).await.unwrap();
    shop.settle().await;
    product
}

async fn stocked() -> Shop {
    let shop = Shop::open().await;
    for (title, maker, price) in [
        ("Tape Garden", "Tidepool Audio", "19"),
        ("Low Tide Keys", "Tidepool Audio", "22"),
        ("Harbor Room", "Tidepool Audio", "15"),
        ("Ostra Serif", "Kestrel Type", "39"),
    ] {
        sells(&shop, maker, form(title, price)).await;
    }
    shop
}

#[rocket::async_test]
async fn an_empty_shop_says_what_to_do() {
    let shop = Shop::open().await;
    let page = shop.person().reads("/").await;
    Html::of("home", &page).is_well_formed();
    assert!(page.contains("bodega demo"), "{page}");
    shop.close().await;
}

#[rocket::async_test]
async fn every_page_of_the_window_opens() {
    let shop = stocked().await;
    let visitor = shop.person();
    for (path, words) in [
        ("/", "4 products from 2 independent makers"),
        ("/products", "Tape Garden"),
        ("/products?q=tape", "1 result for"),
        ("/products?q=nothing+so+called", "Nothing for"),
        ("/products?category=audio&min=16&max=20", "$16 to $20"),
        ("/products?page=7", "ends before this page"),
        ("/products?sort=price_desc", "Ostra Serif"),
        ("/categories/audio", "Sample packs"),
        ("/categories/audio/sample-packs?max=16", "Harbor Room"),
        ("/products/tape-garden", "More like this"),
        ("/sellers/tidepool-audio", "3 products"),
    ] {
        let page = visitor.reads(path).await;
        Html::of(path, &page).is_well_formed();
        assert!(page.contains(words), "{path} lacks {words}: {page}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn a_typing_error_is_mended_and_can_be_meant() {
    let shop = stocked().await;
    let visitor = shop.person();
    let mended = visitor.reads("/products?q=ostr+sreif").await;
    assert!(mended.contains("Showing results for") && mended.contains("Ostra Serif"), "{mended}");
    let meant = visitor.reads("/products?q=ostr+sreif&exact=true").await;
    assert!(meant.contains("Nothing for"), "{meant}");
    shop.close().await;
}

#[rocket::async_test]
async fn nothing_found_is_no_dead_end() {
    let shop = stocked().await;
    let visitor = shop.person();
    // One filter too many: each is offered without, with how much that finds.
    let page = visitor.reads("/products?q=tape&tag=lo-fi&min=500").await;
    Html::of("nothing, filtered", &page).is_well_formed();
    assert!(page.contains("Without “From $500”") && page.contains("href=\"/products?q=tape&#38;tag=lo-fi\""), "{page}");
    assert!(!page.contains("Without “lo-fi”"), "that alone finds nothing: {page}");
    assert!(page.contains("Near what you looked for") && page.contains("Tape Garden"));
    assert!(page.contains("/account/saved-searches/new?q=tape"), "they may wait for it");
    // In a category that has none of it.
    let brushes = ProductForm { category: vec!["Brushes".into()], ..form("Chalk and Char", "5") };
    sells(&shop, "Marrow & Pine", brushes).await;
    let page = visitor.reads("/categories/brushes?q=ostra").await;
    assert!(page.contains("Not only in Brushes") && page.contains("href=\"/products?q=ostra\""), "{page}");
    // The very words, and no words that are known at all.
    let page = visitor.reads("/products?q=ostr+sreif&exact=true").await;
    assert!(page.contains("Not only these very words") && page.contains("Ostra Serif"), "{page}");
    let page = visitor.reads("/products?q=qqqq").await;
    assert!(page.contains("Popular here") && page.contains("Tape Garden"), "{page}");
    shop.close().await;
}

#[rocket::async_test]
async fn filters_can_be_taken_off_again() {
    let shop = stocked().await;
    let page = shop.person().reads("/products?q=tape&tag=lo-fi&max=25").await;
    assert!(page.contains("href=\"/products?q=tape&#38;tag=lo-fi\""), "the price's chip: {page}");
    assert!(page.contains("href=\"/products?q=tape&#38;max_price=2500\""), "the tag's chip: {page}");
    shop.close().await;
}

#[rocket::async_test]
async fn a_filter_that_cannot_be_read_is_asked_for_again_and_the_others_stay() {
    let shop = stocked().await;
    for (query, place, advice) in [
        ("min=cheap", "d-min-advice", "Write a price, such as 12.50"),
        ("min_price=abc", "d-min-advice", "Write a price, such as 12.50"),
        ("min=20&max=10", "d-max-advice", "must not be below the lowest"),
        ("min_rating=many", "errors", "from 0 to 5"),
        ("on_sale=perhaps", "d-price-advice", "true or false"),
        ("sort=best", "sort-advice", "Choose one of"),
        ("page=0", "errors", "numbered from 1"),
    ] {
        for shelf in ["/products", "/categories/audio"] {
            let path = format!("{shelf}?q=tape&tag=lo-fi&{query}");
            let seen = shop.person().opens(&path).await;
            assert_eq!(seen.status, Status::UnprocessableEntity, "{path}");
            let page = seen.text();
            Html::of(&path, &page).is_well_formed();
            let told = page.split(&format!("id=\"{place}\"")).nth(1).unwrap_or_else(|| panic!("{path}: no {place}"));
            let told: String = told.chars().take(1200).collect();
            assert!(told.contains(advice), "{path}: {told}");
            assert!(page.contains("Tape Garden") && page.contains("remove filter"), "{path}: {page}");
        }
    }
    let kept = shop.person().opens("/products?min=cheap&max=30").await.text();
    assert!(kept.contains("value=\"cheap\"") && kept.contains("value=\"30\"") && !kept.contains("Ostra Serif"));
    let part = shop.send(Method::Get, "/products?min=cheap", &[("HX-Request", "true")], b"").await;
    assert!(part.status == Status::UnprocessableEntity && !part.text().contains("<html"), "{}", part.text());
    let problem = shop.send(Method::Get, "/products?min=cheap", &[("Accept", "application/json")], b"").await;
    assert_eq!(problem.status, Status::UnprocessableEntity);
    assert_eq!(problem.json()["errors"][0]["field"], "min");
    shop.close().await;
}

#[rocket::async_test]
async fn a_script_gets_only_the_results() {
    let shop = stocked().await;
    let path = "/products?q=tape&min=&max=";
    let part = shop.send(Method::Get, path, &[("HX-Request", "true")], b"").await;
    assert_eq!(part.status, Status::Ok);
    assert!(part.text().contains("<h1") && !part.text().contains("<html"), "{}", part.text());
    assert_eq!(part.header("HX-Push-Url"), Some("/products?q=tape"));
    let back = [("HX-Request", "true"), ("HX-History-Restore-Request", "true")];
    assert!(shop.send(Method::Get, path, &back, b"").await.text().contains("<html"));
    assert!(shop.send(Method::Get, path, &[], b"").await.text().contains("<html"), "kept apart");
    shop.close().await;
}

#[rocket::async_test]
async fn what_changes_is_seen_at_once() {
    let shop = stocked().await;
    let visitor = shop.person();
    assert!(!visitor.reads("/").await.contains("Bus Glue"));
    assert!(!visitor.reads("/products").await.contains("Bus Glue"));
    let glue = sells(&shop, "Tidepool Audio", form("Bus Glue", "0")).await;
    assert!(visitor.reads("/").await.contains("Bus Glue"));
    assert!(visitor.reads("/products?free=true").await.contains("Bus Glue"));
    assert!(visitor.reads("/products/bus-glue").await.contains("Get it free"));
    shop.app.db.write(move |txn| catalog::retire(txn, glue.id)).await.unwrap();
    shop.settle().await;
    let gone = visitor.opens("/products/bus-glue").await;
    assert_eq!(gone.status, Status::Gone);
    Html::of("gone", &gone.text()).is_well_formed();
    assert!(!visitor.reads("/products").await.contains("Bus Glue"));
    shop.close().await;
}

#[rocket::async_test]
async fn an_id_leads_to_the_page_and_a_wrong_name_nowhere() {
    let shop = Shop::open().await;
    let product = sells(&shop, "Kestrel Type", form("Ostra Serif", "39")).await;
    let visitor = shop.person();
    let seen = visitor.opens(&format!("/products/{}", product.id)).await;
    assert_eq!((seen.status.code, seen.header("Location")), (308, Some("/products/ostra-serif")));
    for path in ["/products/ostra", "/sellers/nobody", "/categories/none", "/categories/..%2f..", "/products/%FF"] {
        assert_eq!(visitor.opens(path).await.status, Status::NotFound, "{path}");
    }
    for path in ["/products?min=cheap", "/products?page=0", "/products?sort=best"] {
        assert_eq!(visitor.opens(path).await.status, Status::UnprocessableEntity, "{path}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn a_price_of_ones_own_choice_is_asked_for() {
    let shop = Shop::open().await;
    let mut open = form("Pebble Icons", "0");
    open.editions[0].pay_what_you_want = true;
    open.editions[0].suggested = "5".into();
    sells(&shop, "Marrow & Pine", open).await;
    let page = shop.person().reads("/products/pebble-icons").await;
    assert!(page.contains("Name your price") && page.contains("value=\"5.00\"") && page.contains("$0+"), "{page}");
    Html::of("open price", &page).is_well_formed();
    shop.close().await;
}

#[rocket::async_test]
async fn covers_are_drawn_and_kept_for_good() {
    let shop = stocked().await;
    let page = shop.person().reads("/products/tape-garden").await;
    let at = page.find("/products/tape-garden/cover.svg?v=").unwrap();
    let path = page[at..].split('"').next().unwrap();
    let cover = shop.send(Method::Get, path, &[], b"").await;
    assert_eq!(cover.header("Content-Type"), Some("image/svg+xml"));
    assert!(cover.header("Cache-Control").unwrap().contains("immutable"));
    assert!(cover.header("Content-Security-Policy").unwrap().contains("sandbox"));
    assert!(cover.text().starts_with("<svg"));
    let packed = shop.send(Method::Get, path, &[("Accept-Encoding", "br")], b"").await;
    assert!(packed.header("Content-Encoding") == Some("br") && packed.bytes.len() < cover.bytes.len());
    for path in ["/products/none/cover.svg", "/products/tape-garden/images/none"] {
        assert_eq!(shop.send(Method::Get, path, &[], b"").await.status, Status::NotFound, "{path}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn suggestions_come_while_one_types() {
    let shop = stocked().await;
    let visitor = shop.person();
    let list = visitor.reads("/search/suggest?q=ta").await;
    assert!(list.contains("/products/tape-garden") && list.contains("role=\"option\""), "{list}");
    for nothing in ["/search/suggest?q=t", "/search/suggest?q=", "/search/suggest?q=zzzzzz"] {
        assert!(!visitor.reads(nothing).await.contains("role=\"option\""), "{nothing}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn the_theme_is_remembered() {
    let shop = Shop::open().await;
    let visitor = shop.person();
    assert!(!visitor.reads("/").await.contains("data-theme=\""));
    let seen = visitor.posts("/prefs/theme", &[("theme", "dark"), ("back", "/products?q=a")]).await;
    assert_eq!((seen.status, seen.header("Location")), (Status::SeeOther, Some("/products?q=a")));
    assert!(visitor.reads("/").await.contains("data-theme=\"bodega-dark\""));
    shop.close().await;
}
