//! How often files may be downloaded, who sees what was downloaded, and beginning anew.

use std::time::Duration;

use bodega::{base::Role, features::delivery::SendBy};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Bought, Good, fields},
    pages::Html,
    shop::{Person, Shop},
};

/// The way to the one file of an order.
async fn link(person: &Person<'_>, order: &Bought) -> String {
    person.downloads(order).await[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "")
}

fn left(files: &[Value]) -> &Value {
    &files[0]["remaining"]
}

#[rocket::async_test]
async fn products_and_editions_say_how_often() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let drums = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let ada = shop.seller("Ada", font.product.seller).await;
    let page = format!("/sell/products/{}/downloads", font.id());
    assert!(ada.reads("/sell/downloads").await.contains(&page), "offered where the downloads are");
    let html = ada.reads(&page).await;
    Html::of("terms", &html).is_well_formed();
    assert!(html.contains("This shop allows 5 downloads of each file, for ever."), "{html}");
    let edition = font.edition().to_string();
    let form = |downloads: &'static str, of_edition: &'static str, days: &'static str| {
        vec![
            ("downloads", downloads.to_owned()),
            ("days", String::new()),
            ("edition", edition.clone()),
            ("edition_downloads", of_edition.to_owned()),
            ("edition_days", days.to_owned()),
        ]
    };
    let send = |form: Vec<(&'static str, String)>| {
        let (ada, page) = (&ada, page.clone());
        async move {
            let form: Vec<_> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
            ada.submits(&page, &page, &form).await
        }
    };
    for wrong in [form("1001", "", ""), form("", "x", ""), form("", "", "-1")] {
        let seen = send(wrong).await;
        assert_eq!(seen.status, Status::UnprocessableEntity);
        Html::of("terms", &seen.text()).is_well_formed();
    }
    let before = bob.buys(&font).await;
    assert_eq!(send(form("3", "2", "30")).await.status, Status::SeeOther);
    let product = format!("/products/{}", font.product.slug);
    assert!(bob.reads(&product).await.contains("2 times per file"), "the shop window says what holds");
    let order = bob.buys(&font).await;
    assert_eq!(left(&bob.downloads(&order).await), &json!(2));
    assert_eq!(left(&bob.downloads(&before).await), &json!(5), "what was bought keeps what was said then");
    assert!(bob.reads(&order.page()).await.contains("until 22 December 2026"));

    // The same by program, and nobody's but their own.
    let program = ada.program("Ada").await;
    let path = format!("/seller/products/{}/downloads", font.product.slug);
    let read = program.reads(&path).await;
    assert_eq!((&read.json()["downloads"], &read.json()["editions"][0]["days"]), (&json!(3), &json!(30)));
    let tag = read.header("ETag").unwrap().to_owned();
    let free = json!({"downloads": 0, "editions": [{"edition": edition}]});
    assert_eq!(program.asks_if(Method::Put, &path, Some(&tag), &free).await.status, Status::Ok);
    assert_eq!(program.asks_if(Method::Put, &path, Some(&tag), &free).await.status, Status::PreconditionFailed);
    for (wrong, field) in [
        (json!({"downloads": 1001}), "downloads"),
        (json!({"days": 36501}), "days"),
        (json!({"editions": [{"edition": drums.edition(), "days": 1}]}), "editions"),
    ] {
        assert_eq!(fields(&program.asks(Method::Put, &path, &wrong).await), [field]);
    }
    let order = bob.buys(&font).await;
    assert_eq!(left(&bob.downloads(&order).await), &Value::Null, "as often as one likes");
    let foreign = |good: &Good<'_>| format!("/seller/products/{}/downloads", good.id());
    assert_eq!(program.reads(&foreign(&drums)).await.status, Status::NotFound);
    assert_eq!(program.asks(Method::Put, &foreign(&drums), &free).await.status, Status::NotFound);
    assert_eq!(ada.opens(&format!("/sell/products/{}/downloads", drums.id())).await.status, Status::NotFound);
    let ann = shop.staff("Ann", Role::Admin).await;
    assert!(ann.reads(&format!("/admin/products/{}/downloads", drums.id())).await.contains("Tape Garden"));
    let admin = ann.program("Ann").await;
    let set = admin.asks(Method::Put, &format!("/admin/products/{}/downloads", drums.id()), &json!({"days": 7})).await;
    assert_eq!((set.status, &set.json()["days"]), (Status::Ok, &json!(7)), "{}", set.text());
    shop.close().await;
}

#[rocket::async_test]
async fn support_sees_what_was_downloaded_and_lets_a_buyer_begin_anew() {
    let shop = Shop::open_with(|config| config.delivery.downloads_per_file = 1).await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    let path = link(&bob, &order).await;
    let agent = [("User-Agent", "=HYPERLINK(\"http://evil.example\")")];
    assert_eq!(bob.sends(Method::Get, &path, &agent, b"").await.status, Status::Ok);
    assert_eq!(bob.opens(&path).await.status, Status::Forbidden, "all downloads are used up");
    let sue = shop.staff("Sue", Role::Support).await;
    let log = sue.reads("/admin/downloads").await;
    Html::of("downloads", &log).is_well_formed();
    assert!(log.contains("Aurora Sans.zip") && log.contains("Complete"), "{log}");
    let table = sue.opens("/admin/downloads/table.csv").await;
    assert!(table.text().contains("bob@example.com") && table.header("Cache-Control").unwrap().contains("no-store"));
    assert!(table.text().contains("'=HYPERLINK") || table.text().contains("\"'=HYPERLINK"), "{}", table.text());
    let ada = shop.seller("Ada", font.product.seller).await;
    for told in [ada.reads("/sell/downloads").await, ada.opens("/sell/downloads/table.csv").await.text()] {
        assert!(told.contains("Aurora Sans.zip") && !told.contains("bob@") && !told.contains("HYPERLINK"), "{told}");
    }
    let own = ada.program("Ada").await.reads("/seller/downloads").await.json();
    assert_eq!((&own["data"][0]["completed"], &own["data"][0]["buyer"]), (&json!(true), &Value::Null));
    let tide = shop.maker("Tidepool").sells("Tape Garden", "7.50").await;
    let tide = shop.seller("Tide", tide.product.seller).await;
    assert!(tide.reads("/sell/downloads").await.contains("No downloads yet"), "each sees their own");

    let page = format!("/admin/orders/{}/downloads", order.id);
    assert!(sue.reads(&format!("/admin/orders/{}", order.id)).await.contains(&page));
    let html = sue.reads(&page).await;
    Html::of("downloads of an order", &html).is_well_formed();
    assert!(html.contains("1 download of each file") && html.contains("Aurora Sans.zip: 1 download"), "{html}");
    shop.clock.advance(Duration::from_secs(1));
    let done = sue.submits(&page, &page, &[]).await;
    assert!(sue.follows(&done).await.text().contains("The buyer can begin anew."));
    let again = link(&bob, &order).await;
    assert_eq!(bob.opens(&again).await.status, Status::Ok);
    assert_eq!(bob.opens(&again).await.status, Status::Forbidden);

    let program = sue.program("Sue").await;
    let api = format!("/admin/orders/{}/downloads", order.id);
    let told = program.reads(&api).await.json();
    assert_eq!((told["log"].as_array().unwrap().len(), &told["lines"][0]["limit"]), (2, &json!(1)));
    let line = order.json["lines"][0]["id"].clone();
    shop.clock.advance(Duration::from_secs(1));
    let anew = program.asks(Method::Post, &format!("{api}/resets"), &json!({"lines": [line]})).await;
    assert_eq!((anew.status, &anew.json()["lines"][0]["files"][0]["downloads"]), (Status::Ok, &json!(0)));
    assert_eq!(left(&bob.downloads(&order).await), &json!(1));
    let other = json!({"lines": ["ol_019ab000000070008000000000000001"]});
    assert_eq!(fields(&program.asks(Method::Post, &format!("{api}/resets"), &other).await), ["lines"]);
    assert_eq!(program.reads("/admin/downloads?limit=1").await.json()["data"].as_array().unwrap().len(), 1);
    assert!(program.reads("/admin/downloads/table.csv").await.text().starts_with("started,ended,order"));
    let ann = shop.staff("Ann", Role::Admin).await;
    assert!(ann.reads("/admin/audit").await.contains("Let a buyer download anew"));

    // What was paid back gives nothing any more.
    program.asks(Method::Post, &format!("/orders/{}/refunds", order.id), &json!({})).await;
    let late = program.asks(Method::Post, &format!("{api}/resets"), &json!({})).await;
    assert_eq!(late.status, Status::Conflict, "{}", late.text());
    assert_eq!(sue.submits("/admin/orders", &page, &[]).await.status, Status::Conflict);
    shop.close().await;
}

/// Where a server in front sends the bytes, it is told which; the limit holds as before.
#[rocket::async_test]
async fn the_server_in_front_may_send_the_bytes() {
    for (send_by, header) in [(SendBy::XAccelRedirect, "X-Accel-Redirect"), (SendBy::XSendfile, "X-Sendfile")] {
        let shop = Shop::open_with(|config| {
            config.delivery.send_by = send_by;
            config.delivery.downloads_per_file = 1;
        })
        .await;
        let (font, bob) = shop.font_and_buyer().await;
        let order = bob.buys(&font).await;
        let path = link(&bob, &order).await;
        let hash = bob.downloads(&order).await[0]["sha256"].as_str().unwrap().to_owned();
        assert_eq!(bob.sends(Method::Head, &path, &[], b"").await.header(header), None, "asking costs nothing");
        let seen = bob.opens(&path).await;
        let place = seen.header(header).unwrap().to_owned();
        assert_eq!((seen.status, seen.bytes.len()), (Status::Ok, 0), "the shop sends none");
        assert!(place.ends_with(&format!("{}/{}", &hash[..2], &hash[2..])), "{place}");
        match send_by {
            SendBy::XAccelRedirect => assert!(place.starts_with("/bodega-files/")),
            _ => assert_eq!(std::fs::read(&place).unwrap(), b"the bytes of Aurora Sans"),
        }
        assert!(seen.header("Content-Disposition").unwrap().contains("Aurora Sans.zip"));
        let spent = bob.opens(&path).await;
        assert_eq!((spent.status, spent.header(header)), (Status::Forbidden, None));
        shop.close().await;
    }
}
