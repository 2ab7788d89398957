//! Sales of another shop come along: buyers find their goods, keys stay good, and the books are left alone.

use bodega::{
    base::{Role, Slug},
    features::{audit::Actor, catalog::EditionForm, ledger, orders},
    flows::past_sales::{self, Alias, Options, Report},
    platform::progress::Silent,
};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Good, hidden},
    pages::Html,
    shop::Shop,
};

const FILE: &str = include_str!("../fixtures/import/gumroad_sales.csv");
/// The key of the first sale in it.
const KEY: &str = "A0B1D201-A0B2D302-A0B3D403-A0B4D504";

impl Shop {
    fn brings(&self, text: &str, aliases: &[&str], dry_run: bool) -> Report {
        let aliases = aliases.iter().map(|it| Alias::parse(it).unwrap()).collect();
        let options = Options { aliases, dry_run, ..Options::new(&self.app.shop, Actor::Operator, None) };
        past_sales::import(&self.app.db, text.as_bytes(), &options, &Silent).unwrap()
    }

    async fn goods(&self) -> [Good<'_>; 3] {
        let ada = self.maker("Ada");
        let keyed = |price: &str| EditionForm { price: price.into(), license_keys: true, ..EditionForm::default() };
        let studio = EditionForm { name: "Studio".into(), price: "9".into(), ..EditionForm::default() };
        [
            ada.sells_as("Synth One", keyed("40")).await,
            ada.sells_as("Brush Pack", studio).await,
            ada.sells_as("Club", keyed("5")).await,
        ]
    }

    async fn asks_as_gumroad(&self, product: &str, key: &str) -> (Status, Value) {
        let body = format!("product_permalink={product}&license_key={key}&increment_uses_count=false");
        let kind = [("Content-Type", "application/x-www-form-urlencoded")];
        let seen = self.send(Method::Post, "/v2/licenses/verify", &kind, body.as_bytes()).await;
        (seen.status, seen.json())
    }
}

fn counts(it: &Report) -> [u64; 5] {
    [it.added, it.updated, it.unchanged, it.renewals, it.refused_rows]
}

#[rocket::async_test]
async fn buyers_of_another_shop_find_their_goods() {
    let shop = Shop::open().await;
    let [synth, ..] = shop.goods().await;
    let trial = shop.brings(FILE, &[], true);
    assert_eq!(shop.app.db.look(orders::count).unwrap(), 0, "a trial keeps nothing");
    let first = shop.brings(FILE, &[], false);
    assert_eq!(counts(&first), [8, 0, 0, 1, 3], "{}", first.in_words());
    assert_eq!((first.added, first.unmatched), (trial.added, trial.unmatched));
    let again = shop.brings(FILE, &[], false);
    assert_eq!(counts(&again), [0, 0, 8, 1, 3], "twice changes nothing");
    assert!(shop.app.postbox.mails().is_empty(), "nobody is written to");

    // Ines has had no account: her purchases become hers with it.
    let ines = shop.member("Ines").await;
    let library = ines.reads("/library").await;
    assert!(library.contains("Synth One") && library.contains(KEY) && library.contains("Brush Pack"), "{library}");
    assert!(!library.contains("Club"), "what others bought is theirs");
    let orders = ines.program("Ines").await.reads("/orders").await.json();
    assert_eq!((&orders["total"], &orders["data"][1]["placed_at"]), (&json!(2), &json!("2021-03-04T10:20:30Z")));
    let page = ines.reads(&path_of(&library)).await;
    Html::of("order", &page).is_well_formed();
    assert!(page.contains("You bought this at Gumroad") && page.contains("Synth One.zip"), "{page}");
    assert!(!page.contains("Invoice") && !page.contains("Withdraw"), "{page}");

    // Keys are good as before, by the name that programs know.
    let (status, told) = shop.asks_as_gumroad("synth", KEY).await;
    assert_eq!((status, &told["purchase"]["email"]), (Status::Ok, &json!("ines@example.com")), "{told}");
    assert_eq!((&told["purchase"]["sale_id"], &told["purchase"]["price"]), (&json!("sale-1=="), &json!(1200)));
    assert_eq!(shop.asks_as_gumroad(&synth.id(), KEY).await.0, Status::Ok);
    assert_eq!(shop.asks_as_gumroad("club", KEY).await.0, Status::NotFound);

    // The books know nothing of it, and nothing can be paid back from here.
    for order in shop.app.db.look(|txn| orders::latest(txn, 100)).unwrap() {
        assert_eq!(shop.app.db.look(|txn| ledger::of_order(txn, order.id)).unwrap().len(), 0);
    }
    let sue = shop.staff("Sue", Role::Support).await.program("Sue").await;
    let order = shop.app.db.look(|txn| orders::find_past(txn, "gumroad:sale-1==")).unwrap().unwrap();
    let refund = sue.asks(Method::Post, &format!("/orders/{}/refunds", order.id), &json!({"reason": "no"})).await;
    assert!(refund.status == Status::Conflict || refund.status == Status::UnprocessableEntity, "{}", refund.text());
    shop.close().await;
}

/// The address of the oldest order in a library.
fn path_of(library: &str) -> String {
    let last = library.rsplit("href=\"/orders/").next().unwrap();
    format!("/orders/{}", last.split(['"', '#']).next().unwrap().replace("&#38;", "&").replace("&amp;", "&"))
}

#[rocket::async_test]
async fn what_was_paid_back_there_is_closed_here() {
    let shop = Shop::open().await;
    shop.goods().await;
    shop.brings(FILE, &[], false);
    let verify = |key: &'static str| shop.asks_as_gumroad("synth", key);
    let (refunded, disputed) = ("A0B1F203-A0B2F304-A0B3F405-A0B4F506", "A0B20204-A0B30305-A0B40406-A0B50507");
    assert_eq!(verify(refunded).await.1["purchase"]["refunded"], true);
    assert_eq!(verify(disputed).await.1["purchase"]["chargebacked"], true);
    assert_eq!(verify(KEY).await.1["purchase"]["refunded"], false);
    // Weeks later Ines has her money back, and the bank has decided against Max.
    let newer = FILE.replacen(
        "12.00,1.20,10.80,,,1 Long Road,Leeds,LS1,,United Kingdom,,0,0.0,0",
        "12.00,1.20,10.80,,,1 Long Road,Leeds,LS1,,United Kingdom,,1,0.0,1",
        1,
    );
    let newer = newer.replacen(",,0,0.0,0,1,0,", ",,0,0.0,0,1,1,", 1);
    assert_ne!(newer, FILE);
    assert_eq!(counts(&shop.brings(&newer, &[], false)), [0, 2, 6, 1, 3]);
    assert_eq!(verify(KEY).await.1["purchase"]["refunded"], true);
    assert_eq!(verify(disputed).await.1["purchase"]["chargebacked"], false);
    let body = json!({"product": "synth-one", "key": KEY});
    let told = shop.person().asks(Method::Post, "/api/v1/licenses/verify", &body).await.json();
    assert_eq!((&told["valid"], &told["status"]), (&json!(false), &json!("revoked")));
    // The older file again would be as wrong as it was; what stands there counts.
    assert_eq!(counts(&shop.brings(FILE, &[], false)), [0, 2, 6, 1, 3]);
    shop.close().await;
}

/// Case 34 of the threats, as Gumroad had it in 2021: whoever calls their page by another product's old name gains nothing.
#[rocket::async_test]
async fn threat_34_an_old_name_stays_with_its_product() {
    let shop = Shop::open().await;
    shop.goods().await;
    shop.brings(FILE, &[], false);
    let keyed = EditionForm { price: "0".into(), license_keys: true, ..EditionForm::default() };
    let eve = shop.maker("Eve").sells_as("Synth", keyed).await;
    assert_eq!(eve.product.slug, Slug::parse("synth").unwrap());
    let order = shop.person().buys(&eve).await;
    let key = order.json["lines"][0]["license_keys"][0].as_str().unwrap().to_owned();
    assert_eq!(shop.asks_as_gumroad("synth", &key).await.0, Status::NotFound);
    assert_eq!(shop.asks_as_gumroad("synth", KEY).await.0, Status::Ok);
    // Nor does another import take the name away.
    let options = Options {
        aliases: vec![Alias::parse("synth=synth").unwrap()],
        ..Options::new(&shop.app.shop, Actor::Operator, None)
    };
    let error = past_sales::import(&shop.app.db, FILE.as_bytes(), &options, &Silent).unwrap_err();
    assert!(error.to_string().contains("another product"), "{error}");
    shop.close().await;
}

#[rocket::async_test]
async fn what_is_not_known_is_named_and_can_be_said() {
    let shop = Shop::open().await;
    shop.maker("Ada").sells("Something", "3").await;
    let report = shop.brings(FILE, &[], false);
    assert_eq!((report.added, report.refused_rows), (0, 12));
    assert_eq!((&*report.unmatched[0].name, report.unmatched[0].rows), ("Synth One", 6));
    assert!(report.in_words().contains("--product \"synth=PRODUCT\""), "{}", report.in_words());
    let said = ["Synth One=something", "nvr=something", "opaque==ID===something"];
    assert_eq!(counts(&shop.brings(FILE, &said, false))[0], 7);
    assert_eq!(shop.asks_as_gumroad("opaque==ID==", KEY).await.0, Status::Ok, "{KEY}");
    shop.close().await;
}

#[rocket::async_test]
async fn the_office_sends_a_file() {
    let shop = Shop::open().await;
    shop.goods().await;
    let mia = shop.staff("Mia", Role::Admin).await;
    let page = mia.reads("/admin/past-sales").await;
    Html::of("past sales", &page).is_well_formed();
    let token = hidden(&page, "_token");
    let send = |file: &str, fields: &[(&str, &str)], token: &str| {
        let mut body = String::new();
        for (name, value) in [("_token", token)].iter().chain(fields) {
            body += &format!("--xx\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body += &format!(
            "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"s.csv\"\r\n\r\n{file}\r\n--xx--\r\n"
        );
        let mia = &mia;
        async move {
            let kind = [("Content-Type", "multipart/form-data; boundary=xx")];
            mia.sends(Method::Post, "/admin/past-sales", &kind, body.as_bytes()).await
        }
    };
    let tried = send(FILE, &[("dry_run", "on")], &token).await;
    Html::of("past sales tried", &tried.text()).is_well_formed();
    assert!(tried.status == Status::Ok && tried.text().contains("nothing was kept"), "{}", tried.text());
    assert!(tried.text().contains("Never heard of") && tried.text().contains("pre-order"), "{}", tried.text());
    assert_eq!(shop.app.db.look(orders::count).unwrap(), 0);
    for (file, fields, field) in [
        ("", &[][..], "file"),
        ("a,b\n1,2\n", &[], "file"),
        (FILE, &[("products", "Synth One=nothing-here")], "products"),
        (FILE, &[("products", "Synth One")], "products"),
        (FILE, &[("seller", "nobody")], "seller"),
    ] {
        let seen = send(file, fields, &token).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{field}");
        assert!(seen.text().contains(&format!("href=\"#{field}\"")), "{field}: {}", seen.text());
    }
    assert_eq!(send(FILE, &[], "forged").await.status, Status::Forbidden);
    let done = send(FILE, &[("seller", "ada")], &token).await;
    assert!(done.text().contains("8 added"), "{}", done.text());
    assert!(mia.reads("/admin/audit").await.contains("Brought sales of another shop in"));
    shop.close().await;
}

/// What was said there stands here as a review: once, and as its author's own when they have an account.
#[rocket::async_test]
async fn what_was_said_there_stands_here() {
    let shop = Shop::open().await;
    let [synth, ..] = shop.goods().await;
    assert!(shop.brings(FILE, &[], false).in_words().contains("stands as a review"));
    shop.brings(FILE, &[], false);
    shop.settle().await;
    let path = format!("/api/v1/products/{}/reviews?sort=highest", synth.id());
    let list = shop.person().opens(&path).await.json();
    assert_eq!((&list["rating"]["average"], &list["total"]), (&json!(4.5), &json!(2)), "{list}");
    let first = &list["data"][0];
    assert_eq!(
        (&first["author"], &first["from"], &first["verified"]),
        (&json!("A buyer"), &json!("Gumroad"), &json!(true))
    );
    assert_eq!(first["body"], "Warm, wide,\nand it never crashed");
    // With an account it is hers: she changes it, deletes it, and it does not come back.
    let ines = shop.member("Ines").await.program("Ines").await;
    let review = format!("/reviews/{}", first["id"].as_str().unwrap());
    let changed = ines.asks(Method::Patch, &review, &json!({"stars": 3, "anonymous": false})).await;
    assert_eq!((changed.status, &changed.json()["author"]), (Status::Ok, &json!("Ines")), "{}", changed.text());
    shop.brings(FILE, &[], false);
    assert_eq!(shop.person().opens(&path).await.json()["rating"]["average"], json!(3.5));
    assert_eq!(ines.asks(Method::Delete, &review, &json!({})).await.status, Status::NoContent);
    shop.brings(FILE, &[], false);
    assert_eq!(shop.person().opens(&path).await.json()["total"], 1);
    shop.close().await;
}
