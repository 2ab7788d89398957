//! All files of an order at once.

use std::io::{Cursor, Read};

use bodega::features::delivery;
use rocket::http::Status;

use crate::{
    cast::Bought,
    shop::{Person, Seen, Shop},
};

/// What an archive holds, by name.
fn unpacked(seen: &Seen) -> Vec<(String, String)> {
    let mut zip = zip::ZipArchive::new(Cursor::new(&seen.bytes)).unwrap();
    let mut found = Vec::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        found.push((file.name().unwrap().into_owned(), text));
    }
    found
}

async fn left(bob: &Person<'_>, order: &Bought) -> Vec<u64> {
    bob.downloads(order).await.iter().map(|it| it["remaining"].as_u64().unwrap()).collect()
}

#[rocket::async_test]
async fn an_order_comes_as_one_archive() {
    let shop = Shop::open_with(|it| it.delivery.downloads_per_file = 2).await;
    let maker = shop.maker("Ada Type");
    let (sans, serif) = (maker.sells("Aurora Sans", "12.50").await, maker.sells("Quiet Serif", "5").await);
    let (bob, eve) = (shop.person(), shop.person());
    bob.puts(&sans).await;
    let order = bob.buys(&serif).await;
    let page = bob.reads(&order.page()).await;
    assert!(page.contains("Download everything (ZIP)"));
    let from_page = format!("/orders/{}/archive.zip?token={}", order.id, order.token);
    assert!(page.contains(&from_page), "{page}");

    let seen = bob.opens(&order.api("/archive.zip")).await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    assert_eq!(seen.header("Content-Type"), Some("application/zip"));
    assert_eq!(seen.header("Content-Disposition"), Some("attachment; filename=\"order-1001.zip\""));
    assert_eq!(seen.header("Cache-Control"), Some("no-store"));
    let told = |name: &str| (format!("{name}/{name}.zip"), format!("the bytes of {name}"));
    assert_eq!(unpacked(&seen), [told("Aurora Sans"), told("Quiet Serif")]);
    assert_eq!(left(&bob, &order).await, [1, 1], "each file in it counts once");
    let id = order.id.parse().unwrap();
    for grant in shop.app.db.look(|txn| delivery::of_order(txn, id)).unwrap() {
        let log = shop.app.db.look(|txn| delivery::downloads_of(txn, grant.id)).unwrap();
        assert!(log.len() == 1 && log[0].completed && log[0].bytes == log[0].size, "{log:?}");
    }

    // Another's token opens nothing, neither here nor there.
    let other = eve.buys(&sans).await;
    for path in [format!("/orders/{}", order.id), format!("/api/v1/orders/{}", order.id)] {
        for query in [String::new(), format!("?token={}", other.token)] {
            assert_eq!(eve.opens(&format!("{path}/archive.zip{query}")).await.status, Status::NotFound);
        }
    }
    assert!(!eve.reads(&other.page()).await.contains("archive.zip"), "one file needs no archive");
    assert_eq!(unpacked(&eve.opens(&other.api("/archive.zip")).await).len(), 1, "but has one");

    // What is used up is left out; when all is, the answer says so.
    let single = bob.downloads(&order).await[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    assert_eq!(bob.opens(&single).await.status, Status::Ok);
    assert!(!bob.reads(&order.page()).await.contains("archive.zip"));
    assert_eq!(unpacked(&bob.opens(&from_page).await), [told("Quiet Serif")]);
    assert_eq!(left(&bob, &order).await, [0, 0]);
    let refused = bob.opens(&order.api("/archive.zip")).await;
    assert_eq!((refused.status, &refused.json()["type"]), (Status::Forbidden, &"/api/docs#link-exhausted".into()));
    let refused = bob.opens(&from_page).await;
    assert_eq!(refused.status, Status::Forbidden);
    assert!(refused.text().contains("All downloads of this file are used up"));
    shop.close().await;
}

#[rocket::async_test]
async fn what_is_not_paid_has_no_archive() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let order = bob.pays("delayed").await;
    let seen = bob.opens(&order.api("/archive.zip")).await;
    assert_eq!(seen.status, Status::NotFound);
    assert!(seen.text().contains("nothing to download"), "{}", seen.text());
    shop.close().await;
}
