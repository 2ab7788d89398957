//! Prices that change by themselves, and bundles.

use std::time::Duration;

use bodega::{
    base::{Role, Timestamp},
    features::{
        catalog::{self, BundleItem, EditionPrices, Sale},
        discounts, ledger,
    },
    platform::db::WriteTxn,
};
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, Good, fields, hidden},
    pages::Html,
    shop::{Person, Shop},
};

const HOUR: Duration = Duration::from_secs(60 * 60);

impl Good<'_> {
    async fn is_set(&self, shop: &Shop, sale: Option<Sale>, bundle: Vec<BundleItem>) {
        let (id, edition) = (self.product.id, self.edition());
        let prices = vec![EditionPrices { edition, sale, bundle }];
        shop.app.db.write(move |txn: &WriteTxn| catalog::set_prices(txn, id, None, &prices)).await.unwrap();
        shop.settle().await;
    }

    fn item(&self) -> BundleItem {
        BundleItem { product: self.product.id, edition: self.edition() }
    }
}

fn usd(amount: i64) -> bodega::base::Money {
    bodega::base::Money::new(amount, bodega::base::Currency::USD)
}

async fn found(bob: &Person<'_>, query: &str) -> u64 {
    bob.opens(&format!("/api/v1/products?{query}")).await.json()["total"].as_u64().unwrap()
}

#[rocket::async_test]
async fn a_sale_begins_and_ends_by_itself() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let now = Timestamp::parse("2026-11-22T12:00:00Z").unwrap();
    let sale = Sale::new(usd(500), Some(now.plus(HOUR)), Some(now.plus(3 * HOUR)));
    font.is_set(&shop, Some(sale), vec![]).await;
    let page = format!("/products/{}", font.product.slug);
    assert!(!bob.reads(&page).await.contains("$5"), "not yet");
    assert_eq!((found(&bob, "on_sale=true").await, found(&bob, "max_price=600").await), (0, 0));
    bob.puts(&font).await;

    shop.later(HOUR + Duration::from_secs(30)).await;
    let shown = bob.reads(&page).await;
    assert!(shown.contains("$5") && shown.contains("was </span>$12.50"), "{shown}");
    assert!(bob.reads("/products").await.contains("60% off"));
    assert_eq!((found(&bob, "on_sale=true").await, found(&bob, "max_price=600").await), (1, 1));
    let cart = bob.reads("/cart").await;
    assert!(cart.contains("went from $12.50 to $5"), "{cart}");
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid"});
    assert_eq!(fields(&bob.orders(&body, None).await), ["expected_total"], "asked about");
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid", "expected_total": 500});
    let order = Bought::of(&bob.orders(&body, None).await);
    assert_eq!(order.json["totals"]["total"]["amount"], 500);

    // The maker's own price may change meanwhile; the sale goes on.
    font.now_costs("10").await;
    bob.puts(&font).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 500);
    // To the moment, even before anybody has turned the page.
    shop.clock.advance(2 * HOUR);
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 1000);
    shop.settle().await;
    assert!(!bob.reads(&page).await.contains("$5"));
    assert_eq!((found(&bob, "on_sale=true").await, found(&bob, "max_price=600").await), (0, 0));
    shop.close().await;
}

/// A bundle has one price; each thing in it is handed over and owed to its own seller.
#[rocket::async_test]
async fn a_bundle_is_handed_over_thing_by_thing() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let drums = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let free = shop.maker("Tidepool").sells("Free Sampler", "0").await;
    let bundle = shop.maker("Ada Type").sells("Starter Kit", "9.99").await;
    bundle.is_set(&shop, None, vec![font.item(), drums.item(), free.item()]).await;
    let bob = shop.person();
    bob.posts("/cart/lines", &[("product", &bundle.id()), ("quantity", "2")]).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 1998);
    assert!(bob.reads("/checkout").await.contains("Starter Kit"));
    let order = bob.pays("paid").await;
    let lines = order.json["lines"].as_array().unwrap();
    let told =
        |it: &serde_json::Value| (it["title"].as_str().unwrap().to_owned(), it["total"]["amount"].as_i64().unwrap());
    let told: Vec<_> = lines.iter().map(told).collect();
    // 9.99 by 12.50 to 7.50 are 6.24 and 3.75.
    let expected = [("Aurora Sans", 1248), ("Tape Garden", 750), ("Free Sampler", 0), ("Starter Kit", 0)];
    assert_eq!(told, expected.map(|(title, amount)| (title.to_owned(), amount)));
    assert_eq!(bob.downloads(&order).await.len(), 4, "its own files as well");
    let id = order.id.parse().unwrap();
    let owed = shop.app.db.look(|txn| ledger::of_order(txn, id)).unwrap();
    let of = |good: &Good<'_>| -> i64 {
        let account = ledger::Account::Seller(good.product.seller);
        owed.iter().flat_map(|it| &it.legs).filter(|it| it.account == account).map(|it| it.amount).sum()
    };
    assert_eq!((of(&font), of(&drums)), (-1248, -750));

    let other = shop.maker("Ada Type").sells("Second Kit", "5").await;
    let nested = {
        let (id, edition, item) = (other.product.id, other.edition(), bundle.item());
        let prices = vec![EditionPrices { edition, sale: None, bundle: vec![item] }];
        shop.app.db.write(move |txn: &WriteTxn| catalog::set_prices(txn, id, None, &prices)).await
    };
    assert_eq!(nested.unwrap_err().fields[0].0, "bundle");
    shop.close().await;
}

/// Case 28: what was split stays split, whatever becomes of prices and bundles.
#[rocket::async_test]
async fn threat_28_past_splits_are_frozen() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let drums = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let bundle = shop.maker("Ada Type").sells("Starter Kit", "10").await;
    bundle.is_set(&shop, None, vec![font.item(), drums.item()]).await;
    let bob = shop.person();
    let order = bob.buys(&bundle).await;
    let id = order.id.parse().unwrap();
    let before = shop.app.db.look(|txn| ledger::of_order(txn, id)).unwrap();
    drums.now_costs("700").await;
    bundle.is_set(&shop, None, vec![drums.item()]).await;
    font.is_withdrawn().await;
    assert_eq!(shop.app.db.look(|txn| ledger::of_order(txn, id)).unwrap(), before);
    let now = bob.looks_at(&order).await;
    assert_eq!(now["lines"], order.json["lines"]);
    shop.close().await;
}

#[rocket::async_test]
async fn admins_set_prices() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let kit = shop.maker("Ada Type").sells("Starter Kit", "9").await;
    let ada = shop.staff("Ada", Role::Admin).await;
    Html::of("prices", &ada.reads("/admin/prices").await).is_well_formed();
    let way = ada.opens(&format!("/admin/prices?product={}", font.product.slug)).await;
    let page = way.header("Location").unwrap().to_owned();
    Html::of("product prices", &ada.reads(&page).await).is_well_formed();
    assert!(ada.reads("/admin/prices?product=nowhere").await.contains("Nothing found."));
    let edition = font.edition().to_string();
    let form = |price: &'static str, bundle: &'static str, class: &'static str| {
        [
            ("edition", ""),
            ("sale_price", price),
            ("sale_from", ""),
            ("sale_until", "2026-12-01T00:00"),
            ("bundle", bundle),
            ("tax_class", class),
        ]
    };
    let send = |page: String, edition: String, fields: [(&'static str, &'static str); 6]| {
        let ada = &ada;
        async move {
            let mut form = fields.to_vec();
            let edition: &str = &edition;
            form[0].1 = Box::leak(edition.to_owned().into_boxed_str());
            ada.submits(&page, &page, &form).await
        }
    };
    for (fields, part) in [
        (form("13", "", ""), "Ask for less than $12.50"),
        (form("x", "", ""), "Write an amount"),
        (form("", "nothing-here", ""), "There is no “nothing-here” here"),
        (form("", "", "BAD CLASS"), "small letters"),
    ] {
        let wrong = send(page.clone(), edition.clone(), fields).await;
        assert_eq!(wrong.status, Status::UnprocessableEntity);
        Html::of("product prices", &wrong.text()).is_well_formed();
        assert!(wrong.text().contains(part), "{part}: {}", wrong.text());
    }
    let done = send(page.clone(), edition.clone(), form("5", "", "book")).await;
    assert_eq!(done.status, Status::SeeOther, "{}", done.text());
    shop.settle().await;
    assert!(bob.reads(&format!("/products/{}", font.product.slug)).await.contains("$5"));
    assert!(ada.reads(&page).await.contains("value=\"2026-12-01T00:00\""));
    let kits = format!("/admin/products/{}/prices", kit.id());
    let done = send(kits.clone(), kit.edition().to_string(), form("", "aurora-sans", "")).await;
    assert_eq!(done.status, Status::SeeOther, "{}", done.text());
    assert!(ada.reads(&kits).await.contains("aurora-sans/Standard"));
    let list = ada.reads("/admin/prices").await;
    assert!(list.contains("bundle") && list.contains("sale") && list.contains("book"), "{list}");
    shop.close().await;
}

/// Sellers set what their own products cost for a while, admins what all do.
#[rocket::async_test]
async fn programs_set_prices_for_a_while() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let drums = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let ada = shop.seller("Ada", font.product.seller).await.program("Ada").await;
    let path = format!("/seller/products/{}/prices", font.product.slug);
    let sale = |price: i64, until: &str| json!({"editions": [{"edition": font.edition(), "sale": {"price": price, "ends_at": until}}]});
    let read = ada.reads(&path).await;
    let tag = read.header("ETag").unwrap().to_owned();
    assert_eq!(
        (read.json()["tax_class"].as_str(), read.json()["editions"][0]["sale"].is_null()),
        (Some("digital"), true)
    );
    for (wrong, field) in [
        (sale(1250, "2026-12-01T00:00:00Z"), "sale"),
        (sale(-1, "2026-12-01T00:00:00Z"), "sale"),
        (sale(900, "2026-11-01T00:00:00Z"), "sale"),
        (sale(900, "soon"), "sale"),
        (json!({"editions": [{"edition": drums.edition(), "sale": {"price": 1}}]}), "edition"),
        (
            json!({"editions": [{"edition": font.edition(), "bundle": [{"product": drums.id(), "edition": drums.edition()}]}]}),
            "bundle",
        ),
        (json!({"tax_class": "book"}), "tax_class"),
    ] {
        let seen = ada.asks(Method::Put, &path, &wrong).await;
        assert_eq!((seen.status, fields(&seen)), (Status::UnprocessableEntity, vec![field.to_owned()]), "{wrong}");
    }
    let set = ada.asks_if(Method::Put, &path, Some(&tag), &sale(900, "2026-12-01T00:00:00Z")).await;
    assert_eq!((set.status, set.json()["editions"][0]["price"]["amount"].as_i64()), (Status::Ok, Some(1250)));
    let stale = ada.asks_if(Method::Put, &path, Some(&tag), &sale(800, "2026-12-01T00:00:00Z")).await;
    assert_eq!(stale.status, Status::PreconditionFailed);
    bob.puts(&font).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["total"]["amount"], 900);
    // What is another's is not there.
    for method in [Method::Get, Method::Put] {
        let foreign =
            ada.asks(method, &format!("/seller/products/{}/prices", drums.id()), &json!({"editions": []})).await;
        let missing = ada.asks(method, "/seller/products/nothing-here/prices", &json!({"editions": []})).await;
        let told = |it: &crate::shop::Seen| (it.status, it.json()["title"].as_str().map(str::to_owned));
        assert_eq!((told(&foreign).0, told(&foreign)), (Status::NotFound, told(&missing)));
        let admins = format!("/admin/products/{}/prices", font.id());
        assert_eq!(ada.asks(method, &admins, &json!({})).await.status, Status::Forbidden);
    }

    let ann = shop.staff("Ann", Role::Admin).await.program("Ann").await;
    let path = format!("/admin/products/{}/prices", drums.product.slug);
    let item = json!({"product": font.product.id, "edition": font.edition()});
    let kit = json!({"tax_class": "book", "editions": [{"edition": drums.edition(), "bundle": [item]}]});
    let set = ann.asks(Method::Put, &path, &kit).await;
    assert_eq!((set.status, &set.json()["editions"][0]["bundle"][0]), (Status::Ok, &item), "{}", set.text());
    assert_eq!(set.json()["tax_class"], "book");
    // Nobody names a price for a bundle with goods of others, though it is their own.
    let tide = shop.seller("Tide", drums.product.seller).await.program("Tide").await;
    let path = format!("/seller/products/{}/prices", drums.id());
    let cheap = json!({"editions": [{"edition": drums.edition(), "sale": {"price": 1}}]});
    assert_eq!(fields(&tide.asks(Method::Put, &path, &cheap).await), ["sale"]);
    assert_eq!(tide.asks(Method::Put, &path, &json!({"editions": []})).await.json()["tax_class"], "book", "it stays");
    shop.close().await;
}

/// Directive 98/6/EC, article 6a: a reduction is held against the lowest price of the thirty days before it.
#[rocket::async_test]
async fn a_reduction_tells_the_lowest_price_of_the_thirty_days_before() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let (page, json) = (format!("/products/{}", font.product.slug), format!("/api/v1/products/{}", font.product.slug));
    let past = format!("{json}/prices");
    assert_eq!(bob.opens(&past).await.json()["data"], json!([]), "it never changed");
    shop.later(100 * 24 * HOUR).await;
    font.now_costs("9").await;
    shop.later(10 * 24 * HOUR).await;
    font.now_costs("15").await;
    shop.later(24 * HOUR).await;
    assert!(!bob.reads(&page).await.contains("Lowest price"), "nothing is said to be reduced");
    let now = shop.clock.now();
    font.is_set(&shop, Some(Sale::new(usd(1200), Some(now), Some(now.plus(48 * HOUR)))), vec![]).await;
    let shown = bob.reads(&page).await;
    assert!(shown.contains("Lowest price of the 30 days before: <span class=\"num\">$9</span>"), "{shown}");
    let edition = &bob.opens(&json).await.json()["editions"][0];
    assert_eq!((&edition["price"]["amount"], &edition["lowest_price_30_days"]["amount"]), (&json!(1200), &json!(900)));
    shop.later(49 * HOUR).await;
    let all = bob.opens(&past).await.json();
    let all: Vec<_> =
        all["data"].as_array().unwrap().iter().map(|it| it["price"]["amount"].as_i64().unwrap()).collect();
    assert_eq!(all, [1500, 1200, 1500, 900, 1250], "each change is kept");
    // The same without a change in the thirty days before: then it is what it cost all along.
    shop.later(60 * 24 * HOUR).await;
    let now = shop.clock.now();
    font.is_set(&shop, Some(Sale::new(usd(1000), Some(now), None)), vec![]).await;
    assert!(bob.reads(&page).await.contains("Lowest price of the 30 days before: <span class=\"num\">$15</span>"));
    shop.close().await;
}

/// Sellers set sales and bundles of their own products on a page, and nothing of others.
#[rocket::async_test]
async fn sellers_set_sales_and_bundles_on_a_page() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let (font, kit) = (ada.sells("Aurora Sans", "12.50").await, ada.sells("The Kit", "20").await);
    let drums = shop.maker("Tide Audio").sells("Drums", "9").await;
    let person = shop.seller("Ada", font.product.seller).await;
    let path = format!("/sell/products/{}/prices", kit.id());
    let page = person.reads(&path).await;
    Html::of("own prices", &page).is_well_formed();
    assert!(!page.contains("tax_class"), "how it is taxed is the shop's matter");
    let token = hidden(&page, "_token");
    let send = |sale: &str, bundle: &str| {
        let edition = kit.edition().to_string();
        let form = [
            ("_token", token.clone()),
            ("edition", edition),
            ("sale_price", sale.to_owned()),
            ("sale_from", String::new()),
            ("sale_until", String::new()),
            ("bundle", bundle.to_owned()),
        ];
        let (person, path) = (&person, path.clone());
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            person.posts(&path, &form).await
        }
    };
    for (sale, bundle, field) in
        [("25", "", "sale"), ("", "nothing-here", "bundle"), ("", "drums", "bundle"), ("", "the-kit", "bundle")]
    {
        let refused = send(sale, bundle).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{field}");
        assert!(refused.text().contains(&format!("href=\"#{field}\"")), "{}", refused.text());
    }
    assert_eq!(send("15", "aurora-sans").await.status, Status::SeeOther);
    let told = person.program("Ada").await.reads(&format!("/seller{}", path.trim_start_matches("/sell"))).await.json();
    assert_eq!(
        (&told["editions"][0]["sale"]["price"]["amount"], &told["editions"][0]["bundle"][0]["product"]),
        (&json!(1500), &json!(font.id()))
    );
    assert_eq!(person.opens(&format!("/sell/products/{}/prices", drums.id())).await.status, Status::NotFound);
    let editor = person.reads(&format!("/sell/products/{}", kit.id())).await;
    assert!(editor.contains(&path) && editor.contains(&path.replace("/prices", "/downloads")), "{editor}");
    shop.close().await;
}

#[rocket::async_test]
async fn deals_stand_on_one_page() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let (font, icons, brush) = (
        ada.sells("Aurora Sans", "12.50").await,
        ada.sells("Line Icons", "10").await,
        ada.sells("Dry Brush", "20").await,
    );
    shop.settle().await;
    let bob = shop.person();
    let none = bob.reads("/deals").await;
    Html::of("deals-none", &none).is_well_formed();
    assert!(none.contains("Nothing is on sale just now") && !bob.reads("/").await.contains(">On sale</a>"));
    let now = Timestamp::parse("2026-11-22T12:00:00Z").unwrap();
    shop.later(HOUR).await;
    font.is_set(&shop, Some(Sale::new(usd(1000), None, Some(now.plus(48 * HOUR)))), vec![]).await;
    icons.is_set(&shop, Some(Sale::new(usd(300), None, None)), vec![]).await;
    let page = bob.reads("/deals").await;
    Html::of("deals", &page).is_well_formed();
    let place = |page: &str, title: &str| page.find(&format!(">{title}</a>"));
    assert!(place(&page, "Line Icons").unwrap() < place(&page, "Aurora Sans").unwrap(), "most off first: {page}");
    assert!(place(&page, "Dry Brush").is_none() && page.contains("2 products for less than usual"), "{page}");
    for words in ["70% off", "20% off", "Lowest of the 30 days before: $10", "Lowest of the 30 days before: $12.50"] {
        assert!(page.contains(words), "{words} in {page}");
    }
    assert!(page.contains("Until ") && page.matches("Until ").count() == 1, "{page}");
    let ending = bob.reads("/deals?sort=ending").await;
    assert!(place(&ending, "Aurora Sans").unwrap() < place(&ending, "Line Icons").unwrap(), "{ending}");
    assert!(bob.reads("/").await.contains(">On sale</a>"));
    assert!(bob.reads("/deals?page=9&sort=x").await.contains("Line Icons"), "the last page there is");

    // What everyone gets off without a code is a deal as well.
    let form = discounts::DiscountForm {
        name: "Brushes".into(),
        kind: "percent".into(),
        value: "50".into(),
        until: "2026-11-23".into(),
        ..discounts::DiscountForm::default()
    };
    let new = form.check(discounts::Scope::Products(vec![brush.product.id]), bodega::base::Currency::USD).unwrap();
    shop.app.db.write(move |txn| discounts::create(txn, new.clone())).await.unwrap();
    let page = bob.reads("/deals?sort=ending").await;
    assert!(place(&page, "Dry Brush").unwrap() < place(&page, "Aurora Sans").unwrap(), "{page}");
    assert!(page.contains("50% off") && page.contains("Lowest of the 30 days before: $20"), "{page}");
    // Once it is over, it is no deal any more.
    shop.later(49 * HOUR).await;
    let page = bob.reads("/deals").await;
    assert!(place(&page, "Aurora Sans").is_none() && place(&page, "Dry Brush").is_none(), "{page}");
    shop.close().await;
}
