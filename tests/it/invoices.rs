//! Invoices: one for each paid order, numbered without gaps, completed afterwards and never changed.

use std::collections::BTreeSet;

use bodega::features::{invoices, orders};
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, fields},
    pages::Html,
    shop::{Seen, Shop},
};

fn text_of(pdf: &Seen) -> String {
    assert_eq!(pdf.status, Status::Ok, "{}", pdf.text());
    assert_eq!(pdf.header("Content-Type"), Some("application/pdf"));
    let document = lopdf::Document::load_mem(&pdf.bytes).unwrap();
    let pages: Vec<u32> = document.get_pages().keys().copied().collect();
    document.extract_text(&pages).unwrap()
}

fn page(order: &Bought, rest: &str) -> String {
    format!("/orders/{}{rest}?token={}", order.id, order.token)
}

#[rocket::async_test]
async fn a_paid_order_has_an_invoice() {
    let shop = Shop::open_with(|config| {
        config.invoices.name = Some("Aurora Type Ltd".into());
        config.invoices.address = "1 Glyph Street\n10115 Berlin".into();
        config.invoices.vat_number = Some("DE136695976".into());
    })
    .await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    shop.settle().await;
    let html = bob.reads(&page(&order, "/invoice")).await;
    Html::of("invoice", &html).is_well_formed();
    for said in
        ["INV-1001", "Aurora Type Ltd", "10115 Berlin", "DE136695976", "Aurora Sans", "$12.50", "22 November 2026"]
    {
        assert!(html.contains(said), "{said}: {html}");
    }
    let pdf = bob.opens(&page(&order, "/invoice.pdf")).await;
    let text = text_of(&pdf);
    assert!(text.contains("INV-1001") && text.contains("Aurora Sans") && text.contains("$12.50"), "{text}");
    assert_eq!(pdf.header("Content-Disposition"), Some("attachment; filename=\"INV-1001.pdf\""));
    assert!(pdf.header("Cache-Control").unwrap().contains("no-store"));
    let by_program = bob.opens(&order.api("/invoice.pdf")).await;
    assert_eq!(by_program.bytes, pdf.bytes, "the same document gives the same bytes");
    let listed = bob.opens(&order.api("/documents")).await.json();
    assert_eq!((listed[0]["number"].as_str(), listed.as_array().unwrap().len()), (Some("INV-1001"), 1));
    assert_eq!(listed[0]["total"], json!({"amount": 1250, "currency": "USD"}));
    // Without the token that opens the order there is none.
    for path in ["/invoice", "/invoice.pdf", "/billing"] {
        assert_eq!(shop.person().opens(&format!("/orders/{}{path}", order.id)).await.status, Status::NotFound);
    }
    shop.close().await;
}

#[rocket::async_test]
async fn what_was_not_paid_has_no_invoice() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let declined = bob.pays("declined").await;
    let free = shop.maker("Ada Type").sells("Gratis", "0").await;
    let bea = shop.person();
    let free = bea.buys(&free).await;
    shop.settle().await;
    for order in [&declined, &free] {
        assert_eq!(bob.opens(&page(order, "/invoice")).await.status, Status::NotFound);
        assert_eq!(bob.opens(&order.api("/documents")).await.json(), json!([]));
    }
    // A paid one is written at once when somebody asks before the shop has come to it.
    let paid = bea.buys(&font).await;
    assert!(text_of(&bea.opens(&paid.api("/invoice.pdf")).await).contains("INV-1001"));
    shop.close().await;
}

#[rocket::async_test]
async fn buyers_complete_their_details_afterwards() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    shop.settle().await;
    let form = bob.reads(&page(&order, "/billing")).await;
    Html::of("billing", &form).is_well_formed();
    let wrong = bob.posts(&page(&order, "/billing"), &[("country", "ZZ"), ("street", "Old Street 1")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    assert!(wrong.text().contains("Old Street 1") && wrong.text().contains("two letters"), "{}", wrong.text());
    let good = [("name", "Bob Byte"), ("company", "Bytes & Sons"), ("country", "DE"), ("vat_number", "de136695976")];
    let done = bob.posts(&page(&order, "/billing"), &good).await;
    let invoice = bob.follows(&done).await.text();
    for said in
        ["INV-1001", "Bytes &#38; Sons", "Bob Byte", "Germany", "DE136695976", "details were added on 22 November"]
    {
        assert!(invoice.contains(said), "{said}: {invoice}");
    }
    let text = text_of(&bob.opens(&order.api("/invoice.pdf")).await);
    assert!(text.contains("Bytes & Sons") && text.contains("$12.50"), "{text}");
    let first = bob.opens(&format!("{}&version=0", order.api("/invoice.pdf"))).await;
    assert!(!text_of(&first).contains("Bytes & Sons"), "the version before stays");
    assert!(bob.reads(&format!("{}&version=0", page(&order, "/invoice"))).await.contains("As it is now"));

    let refused = bob.asks(Method::Put, &order.api("/billing"), &json!({"city": "Berlin"})).await;
    assert_eq!((refused.status, fields(&refused)), (Status::UnprocessableEntity, vec!["name".to_owned()]));
    let put = bob.asks(Method::Put, &order.api("/billing"), &json!({"name": "Bob", "city": "Berlin"})).await;
    assert_eq!(put.status, Status::Ok, "{}", put.text());
    assert_eq!(
        (put.json()["number"].as_str(), put.json()["buyer"]["city"].as_str()),
        (Some("INV-1001"), Some("Berlin"))
    );
    let eve =
        shop.person().asks(Method::Put, &format!("/api/v1/orders/{}/billing", order.id), &json!({"name": "E"})).await;
    assert_eq!(eve.status, Status::NotFound);
    shop.close().await;
}

/// Case 31: two hundred orders at once; every number once, none left out, and what was issued stays.
#[rocket::async_test]
async fn threat_31_invoice_numbers_are_unique_and_have_no_gaps() {
    let shop = Shop::open().await;
    let font = shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    let people: Vec<_> = (0..200).map(|_| shop.person()).collect();
    for person in &people {
        person.puts(&font).await;
    }
    let orders = futures::future::join_all(people.iter().map(|it| it.pays("paid"))).await;
    // Half of the invoices are asked for while the shop itself is writing them.
    let early = orders.iter().step_by(2).map(|it| async { shop.person().opens(&it.api("/documents")).await.json() });
    let (early, ()) = futures::future::join(futures::future::join_all(early), shop.settle()).await;
    assert!(early.iter().all(|it| it[0]["number"].as_str().is_some()));
    let numbers = |shop: &Shop| {
        let all = orders.iter().map(|it| {
            let id = it.id.parse().unwrap();
            let document = shop.app.db.look(|txn| invoices::of_order(txn, id)).unwrap().unwrap();
            (document.number, document.seal)
        });
        all.collect::<BTreeSet<_>>()
    };
    let issued = numbers(&shop);
    let expected: Vec<u64> = (1001..1201).collect();
    assert_eq!(issued.iter().map(|it| it.0).collect::<Vec<_>>(), expected);
    // Whatever becomes of the orders, the documents stay as they are.
    let first = orders[0].id.parse().unwrap();
    shop.app.db.write(move |txn| orders::cancel(txn, first, "Called off")).await.unwrap_err();
    shop.settle().await;
    assert_eq!(numbers(&shop), issued);
    shop.close().await;
}
