//! Tax: by where the buyer is, in the price or on top of it, and left to companies elsewhere in the European Union.

use bodega::{base::Country, features::taxes, platform::db::WriteTxn};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Bought, fields, hidden},
    pages::Html,
    shop::{Person, Shop},
};

impl Shop {
    async fn taxes(&self, rows: &str) {
        let rows = taxes::read(&format!("country,region,name,rate\n{rows}")).unwrap();
        self.app.db.write(move |txn: &WriteTxn| taxes::replace(txn, &rows)).await.unwrap();
    }

    async fn german(included: bool) -> Self {
        let shop = Self::open_with(|config| {
            config.shop.country = Country::parse("country", "DE").ok();
            config.invoices.vat_number = Some("DE136695976".into());
            config.shop.prices_include_tax = included;
        })
        .await;
        shop.taxes("DE,,VAT,19\nNL,,VAT,21\nCA,,GST,5\nCA,QC,QST,9.975").await;
        shop
    }
}

impl Person<'_> {
    async fn orders_from(&self, billing: Value) -> crate::shop::Seen {
        let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid", "billing": billing});
        self.orders(&body, None).await
    }
}

fn amounts(order: &Bought) -> (i64, i64, i64) {
    let amount = |name: &str| order.json["totals"][name]["amount"].as_i64().unwrap();
    (amount("subtotal"), amount("tax"), amount("total"))
}

#[rocket::async_test]
async fn the_tax_is_shown_before_anything_is_paid() {
    let shop = Shop::german(false).await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    assert_eq!(bob.opens("/api/v1/cart").await.json()["tax_status"], "unknown");
    let page = bob.reads("/checkout").await;
    Html::of("checkout", &page).is_well_formed();
    assert!(page.contains("For tax") && page.contains("Pay $12.50"), "{page}");
    let (key, expected) = (hidden(&page, "key"), hidden(&page, "expected"));
    let form = |expected: &str, country: &str| {
        [
            ("key", key.as_str()),
            ("expected", expected),
            ("email", "bob@example.com"),
            ("gateway", "test"),
            ("outcome", "paid"),
            ("immediate_delivery_consent", "true"),
            ("billing.country", country),
        ]
        .map(|(name, value)| (name, value.to_owned()))
    };
    let send = |path: &'static str, expected: &str, country: &str| {
        let (form, bob) = (form(expected, country), &bob);
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            bob.posts(path, &form).await
        }
    };
    let nowhere = send("/checkout", &expected, "").await;
    assert_eq!(nowhere.status, Status::UnprocessableEntity);
    assert!(nowhere.text().contains("Choose your country"));
    let unseen = send("/checkout", &expected, "DE").await;
    assert_eq!(unseen.status, Status::Conflict, "nobody pays a tax they have not seen");
    assert!(unseen.text().contains("VAT, DE 19%") && unseen.text().contains("Pay $14.88"));
    let shown = send("/checkout/place", &expected, "NL").await;
    assert_eq!(shown.status, Status::Ok);
    assert!(shown.text().contains("VAT, NL 21%") && hidden(&shown.text(), "expected") == "1513");
    assert!(bob.reads("/cart").await.contains("VAT, NL 21%"), "the cart remembers");
    let done = send("/checkout", "1488", "DE").await;
    assert_eq!(done.status, Status::SeeOther, "{}", done.text());
    let page = bob.follows(&done).await.text();
    assert!(page.contains("$14.88"), "{page}");
    let order = shop.app.db.look(|txn| bodega::features::orders::latest(txn, 1)).unwrap().remove(0);
    assert_eq!(order.buyer.billing.country.as_deref(), Some("DE"));
    assert_eq!(order.extras.evidence.len(), 1);
    let owed = shop.app.db.look(|txn| bodega::features::ledger::of_order(txn, order.id)).unwrap();
    let tax = owed[0].legs.iter().find(|it| it.account == bodega::features::ledger::Account::Tax).unwrap();
    assert_eq!(tax.amount, -238, "and is owed to the tax office");
    shop.close().await;
}

#[rocket::async_test]
async fn regions_differ_where_they_do() {
    let shop = Shop::german(false).await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    assert_eq!(fields(&bob.orders_from(json!({})).await), ["billing.country"]);
    assert_eq!(fields(&bob.orders_from(json!({"country": "CA"})).await), ["billing.region"]);
    assert_eq!(fields(&bob.orders_from(json!({"country": "CA", "region": "ZZ"})).await), ["billing.region"]);
    let order = Bought::of(&bob.orders_from(json!({"country": "CA", "region": "QC"})).await);
    assert_eq!(amounts(&order), (1250, 187, 1437));
    assert_eq!(order.json["taxes"].as_array().unwrap().len(), 2);
    bob.puts(&font).await;
    let ontario = Bought::of(&bob.orders_from(json!({"country": "CA", "region": "ON"})).await);
    assert_eq!(amounts(&ontario), (1250, 63, 1313));
    bob.puts(&font).await;
    let nowhere = Bought::of(&bob.orders_from(json!({"country": "US"})).await);
    assert_eq!(amounts(&nowhere), (1250, 0, 1250), "a country without a rate");
    shop.close().await;
}

#[rocket::async_test]
async fn companies_elsewhere_in_the_union_account_for_it() {
    for (included, paid) in [(false, 1250), (true, 1033)] {
        let shop = Shop::german(included).await;
        let (font, bob) = shop.font_and_buyer().await;
        bob.puts(&font).await;
        let wrong = bob.orders_from(json!({"country": "NL", "vat_number": "NL004495446B01"})).await;
        assert_eq!(fields(&wrong), ["billing.vat_number"]);
        let order = Bought::of(&bob.orders_from(json!({"country": "NL", "vat_number": "NL 0044.95445.B01"})).await);
        assert_eq!(amounts(&order), (paid, 0, paid), "prices that contain the tax are asked without it");
        assert_eq!((&order.json["taxes"][0]["reverse_charge"], order.status()), (&json!(true), "paid"));
        bob.puts(&font).await;
        let home = Bought::of(&bob.orders_from(json!({"country": "DE", "vat_number": "DE136695976"})).await);
        assert_eq!(amounts(&home), if included { (1250, 200, 1250) } else { (1250, 238, 1488) });
        shop.close().await;
    }
}

/// Case 3: with a discount, several lines and contained tax, lines add up to what is charged and to the ledger, which
/// `close` holds against the orders.
#[rocket::async_test]
async fn threat_3_discounts_and_taxes_add_up() {
    for (code, included) in [("USD", true), ("USD", false), ("JPY", true), ("KWD", false)] {
        let shop = Shop::open_with(|config| {
            config.shop.currency = bodega::base::Currency::parse(code).unwrap();
            config.shop.prices_include_tax = included;
        })
        .await;
        shop.taxes("DE,,VAT,19").await;
        let form = bodega::features::discounts::DiscountForm {
            name: "Third".into(),
            kind: "percent".into(),
            value: "33.33".into(),
            ..Default::default()
        };
        let new = form.check(bodega::features::discounts::Scope::Shop, shop.app.shop.currency).unwrap();
        let make = move |txn: &WriteTxn| bodega::features::discounts::create(txn, new.clone());
        shop.app.db.write(make).await.unwrap();
        let (ada, bob) = (shop.maker("Ada Type"), shop.person());
        for (n, price) in ["1001", "333", "7"].into_iter().enumerate() {
            let good = ada.sells(&format!("Good {n}"), price).await;
            bob.posts("/cart/lines", &[("product", &good.id()), ("quantity", "3")]).await;
        }
        let cart = bob.opens("/api/v1/cart").await.json();
        assert_eq!(cart["tax_status"], "unknown");
        let order = Bought::of(&bob.orders_from(json!({"country": "DE"})).await);
        let sum = |name: &str| -> i64 {
            order.json["lines"].as_array().unwrap().iter().map(|it| it[name]["amount"].as_i64().unwrap()).sum()
        };
        let totals = |name: &str| order.json["totals"][name]["amount"].as_i64().unwrap();
        assert_eq!((sum("discount"), sum("tax"), sum("total")), (totals("discount"), totals("tax"), totals("total")));
        let added = if included { 0 } else { totals("tax") };
        assert_eq!(totals("total"), totals("subtotal") - totals("discount") + added);
        assert!(totals("tax") > 0);
        shop.close().await;
    }
}

#[rocket::async_test]
async fn admins_keep_the_table() {
    let shop = Shop::open().await;
    let ada = shop.staff("Ada", bodega::base::Role::Admin).await;
    let empty = ada.reads("/admin/taxes").await;
    Html::of("taxes", &empty).is_well_formed();
    assert!(empty.contains("No rates yet"));
    let wrong = ada.submits("/admin/taxes", "/admin/taxes", &[("country", "DE"), ("rate", "190")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    Html::of("taxes", &wrong.text()).is_well_formed();
    let row = [("country", "DE"), ("rate", "19"), ("name", "VAT")];
    assert_eq!(ada.submits("/admin/taxes", "/admin/taxes", &row).await.status, Status::SeeOther);
    assert_eq!(ada.submits("/admin/taxes", "/admin/taxes", &row).await.status, Status::Conflict, "once");
    let table = ada.opens("/admin/taxes/table.csv").await;
    assert_eq!(table.text(), "country,region,class,name,rate\nDE,,digital,VAT,19\n");
    assert!(table.header("Content-Disposition").unwrap().contains("tax-rates.csv"));

    let page = ada.reads("/admin/taxes").await;
    let token = hidden(&page, "_token");
    let sends = |token: &str, csv: &str| {
        let body = format!(
            "--xx\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\n{token}\r\n--xx\r\n\
             Content-Disposition: form-data; name=\"file\"; filename=\"t.csv\"\r\n\r\n{csv}\r\n--xx--\r\n"
        );
        let ada = &ada;
        async move {
            let kind = [("Content-Type", "multipart/form-data; boundary=xx")];
            ada.sends(Method::Post, "/admin/taxes/import", &kind, body.as_bytes()).await
        }
    };
    let half = sends(&token, "country,rate\nFR,20\nXX,1\n").await;
    assert_eq!(half.status, Status::UnprocessableEntity);
    assert!(half.text().contains("Row 3, country"), "{}", half.text());
    assert!(ada.reads("/admin/taxes").await.contains("Germany"), "nothing was changed");
    assert_eq!(sends("forged", "country,rate\nFR,20\n").await.status, Status::Forbidden);
    let large = sends(&token, &"FR,20\n".repeat(2_000_000)).await;
    assert_eq!(large.status, Status::PayloadTooLarge);
    assert_eq!(sends(&token, "country,rate\nFR,20\n").await.status, Status::SeeOther);
    let page = ada.reads("/admin/taxes").await;
    assert!(page.contains("France"), "{page}");
    let one = page.split("href=\"").find(|it| it.starts_with("/admin/taxes/tax_")).unwrap().split('"').next().unwrap();
    Html::of("tax", &ada.reads(one).await).is_well_formed();
    let changed = ada.submits(one, one, &[("country", "FR"), ("rate", "5.5"), ("class", "book")]).await;
    assert_eq!(changed.status, Status::SeeOther);
    assert!(ada.reads("/admin/taxes").await.contains("5.5%"));
    ada.submits(one, &format!("{one}/removal"), &[]).await;
    assert!(ada.reads("/admin/taxes").await.contains("No rates yet"));
    assert!(ada.reads("/admin/audit").await.contains("Changed the tax rates"));
    shop.close().await;
}

#[rocket::async_test]
async fn programs_keep_the_table() {
    let shop = Shop::open().await;
    let ada = shop.staff("Ada", bodega::base::Role::Admin).await.program("Ada").await;
    let here = "/admin/taxes";
    let wrong = ada.asks(Method::Post, here, &json!({"country": "XX", "rate": "190"})).await;
    assert_eq!((wrong.status, fields(&wrong)), (Status::UnprocessableEntity, vec!["country".into(), "rate".into()]));
    let made =
        ada.asks(Method::Post, here, &json!({"country": "CA", "region": "QC", "name": "QST", "rate": "9.975"})).await;
    assert_eq!(made.status, Status::Created, "{}", made.text());
    let one = made.header("Location").unwrap().replace("/api/v1", "");
    let again =
        ada.asks(Method::Post, here, &json!({"country": "CA", "region": "QC", "name": "qst", "rate": "1"})).await;
    assert_eq!(again.status, Status::Conflict, "one of a name for each place and class");

    let read = ada.reads(&one).await;
    let tag = read.header("ETag").unwrap().to_owned();
    assert_eq!((read.json()["rate"].as_str(), read.json()["class"].as_str()), (Some("9.975"), Some("digital")));
    let book = json!({"country": "CA", "region": "QC", "name": "QST", "class": "book", "rate": "0"});
    let changed = ada.asks_if(Method::Put, &one, Some(&tag), &book).await;
    assert_eq!((changed.status, changed.json()["class"].as_str()), (Status::Ok, Some("book")));
    for method in [Method::Put, Method::Delete] {
        let stale = ada.asks_if(method, &one, Some(&tag), &book).await;
        assert_eq!(stale.status, Status::PreconditionFailed, "nobody overwrites what they have not seen");
    }
    let gone = ada.asks_if(Method::Delete, &one, changed.header("ETag"), &json!({})).await;
    assert_eq!(gone.status, Status::NoContent);
    assert_eq!(ada.reads(&one).await.status, Status::NotFound);

    let csv = |kind: &'static str, table: &'static str| {
        let ada = &ada;
        async move { ada.sends(Method::Put, "/admin/taxes/table.csv", &[("Content-Type", kind)], table.as_bytes()).await }
    };
    let table = "country,region,class,name,rate\nDE,,digital,VAT,19\nFR,,digital,VAT,20\n";
    assert_eq!(csv("text/csv", table).await.status, Status::NoContent);
    assert_eq!(ada.reads("/admin/taxes/table.csv").await.text(), table);
    let half = csv("text/csv", "country,rate\nIT,22\nXX,1\n").await;
    assert_eq!((half.status, fields(&half)), (Status::UnprocessableEntity, vec!["file".into()]));
    assert_eq!(csv("application/json", table).await.status, Status::UnprocessableEntity);
    let list = ada.reads("/admin/taxes?limit=1").await.json();
    assert_eq!((list["total"].as_i64(), list["data"][0]["country"].as_str()), (Some(2), Some("DE")), "nothing changed");
    let rest = ada.reads(&format!("/admin/taxes?cursor={}", list["next"].as_str().unwrap())).await.json();
    assert_eq!((rest["data"][0]["country"].as_str(), rest["next"].is_null()), (Some("FR"), true));
    shop.close().await;
}
