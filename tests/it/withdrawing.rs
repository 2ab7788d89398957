//! Buyers take back their word: a function on every page of an order, a statement, its confirmation, the answer.

use std::time::Duration;

use bodega::base::Role;
use rocket::http::{Method, Status};
use serde_json::json;

use crate::{
    cast::{Bought, fields},
    pages::Html,
    shop::{Person, Shop},
};

fn page(order: &Bought) -> String {
    format!("/orders/{}/withdrawal?token={}", order.id, order.token)
}

const BOB: [(&str, &str); 2] = [("name", "Bob Byte"), ("email", "bob@example.com")];

/// Writes the statement, reads it again, and confirms it.
async fn withdraws(person: &Person<'_>, order: &Bought) -> String {
    let asked = person.posts(&page(order), &BOB).await;
    assert_eq!(asked.status, Status::Ok, "{}", asked.text());
    let text = asked.text();
    Html::of("statement", &text).is_well_formed();
    assert!(text.contains("I, Bob Byte, withdraw from the contract") && text.contains("Confirm withdrawal"), "{text}");
    let all = [BOB[0], BOB[1], ("confirmed", "yes")];
    let sent = person.posts(&page(order), &all).await;
    person.follows(&sent).await.text()
}

#[rocket::async_test]
async fn a_buyer_withdraws_and_is_paid_back() {
    let shop = Shop::open_with(|config| config.shop.contact = Some("shop@example.com".into())).await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    shop.settle().await;
    let receipt = shop.mails_to("bob@")[0].text.clone();
    for said in ["Withdraw from contract here", "until 7 December 2026", "Start my downloads now", "/invoice?token="] {
        assert!(receipt.contains(said), "the mail is the durable medium: {said}: {receipt}");
    }
    let html = bob.reads(&order.page()).await;
    Html::of("order", &html).is_well_formed();
    assert!(html.contains("Withdraw from contract here") && html.contains("Start my downloads now"), "{html}");
    let form = bob.reads(&page(&order)).await;
    assert!(
        form.contains("without giving a reason, until 7 December 2026") && form.contains("bob@example.com"),
        "{form}"
    );
    let wrong = bob.posts(&page(&order), &[("name", " "), ("email", "bob@")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    shop.settle().await;
    assert_eq!(shop.mails_to("bob@").len(), 1, "nothing was sent yet");

    let done = withdraws(&bob, &order).await;
    assert!(done.contains("Received on 22 November 2026, 12:00 UTC"), "{done}");
    // Once more is the same one.
    assert_eq!(bob.posts(&page(&order), &[BOB[0], BOB[1], ("confirmed", "yes")]).await.status, Status::SeeOther);
    shop.settle().await;
    let (mine, theirs) = (shop.mails_to("bob@"), shop.mails_to("shop@"));
    assert_eq!((mine.len(), theirs.len()), (2, 1), "both sides are told, once");
    assert!(mine[1].text.contains("I, Bob Byte, withdraw") && mine[1].text.contains("22 November 2026, 12:00 UTC"));

    let ines = shop.staff("Ines", Role::Support).await;
    let office = ines.reads("/admin/withdrawals").await;
    Html::of("withdrawals", &office).is_well_formed();
    let action = office.split("action=\"/admin/withdrawals/").nth(1).unwrap().split('"').next().unwrap();
    let action = format!("/admin/withdrawals/{action}");
    let refused = ines.submits("/admin/withdrawals", &action, &[("answer", "refuse"), ("reason", "")]).await;
    assert_eq!(refused.status, Status::UnprocessableEntity, "a refusal has a reason");
    let accepted = ines.submits("/admin/withdrawals", &action, &[("answer", "accept"), ("reason", "")]).await;
    assert_eq!(accepted.status, Status::SeeOther, "{}", accepted.text());
    shop.settle().await;
    assert_eq!(bob.looks_at(&order).await["status"], "refunded");
    let html = bob.reads(&order.page()).await;
    assert!(html.contains("Paid back") && html.contains("Credit note CRN-1001"), "{html}");
    assert!(bob.reads(&page(&order)).await.contains("Accepted on"));
    assert_eq!(bob.opens(&order.api("/withdrawal")).await.json()["status"], "accepted");
    let notes = bob.opens(&order.api("/documents")).await.json();
    assert_eq!((notes[1]["kind"].as_str(), notes[1]["corrects"].as_str()), (Some("credit_note"), Some("INV-1001")));
    let note = format!("/api/v1/orders/{}/credit-notes/{}", order.id, notes[1]["id"].as_str().unwrap());
    let pdf = bob.opens(&format!("{note}?token={}", order.token)).await;
    let printed = lopdf::Document::load_mem(&pdf.bytes).unwrap().extract_text(&[1]).unwrap();
    assert!(printed.contains("CRN-1001") && printed.contains("INV-1001") && printed.contains("$12.50"), "{printed}");
    let page = note.replace("/api/v1", "");
    for (ending, kind) in [("", "text/html; charset=utf-8"), (".pdf", "application/pdf")] {
        let seen = bob.opens(&format!("{page}{ending}?token={}", order.token)).await;
        assert_eq!((seen.status, seen.header("Content-Type")), (Status::Ok, Some(kind)));
    }
    shop.close().await;
}

#[rocket::async_test]
async fn the_truth_is_said_about_the_right() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    let url = bob.downloads(&order).await[0]["url"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    assert_eq!(bob.opens(&url).await.status, Status::Ok);
    shop.settle().await;
    let begun = bob.reads(&page(&order)).await;
    assert!(begun.contains("Your right to withdraw has ended") && begun.contains("they have begun"), "{begun}");
    let body = json!({"name": "Bob Byte", "email": "bob@example.com", "message": "It does not fit"});
    let sent = bob.asks(Method::Post, &order.api("/withdrawal"), &body).await;
    assert_eq!((sent.status, sent.json()["right"].as_str()), (Status::Created, Some("begun")), "{}", sent.text());
    let bad = bob.asks(Method::Post, &order.api("/withdrawal"), &json!({"name": "", "email": "b"})).await;
    assert_eq!((bad.status, fields(&bad)), (Status::UnprocessableEntity, vec!["name".into(), "email".into()]));

    let ines = shop.staff("Ines", Role::Support).await;
    let id = sent.json()["id"].as_str().unwrap().to_owned();
    let action = format!("/admin/withdrawals/{id}/answer");
    let form = [("answer", "refuse"), ("reason", "The download had begun")];
    assert_eq!(ines.submits("/admin/withdrawals", &action, &form).await.status, Status::SeeOther);
    let again = ines.posts(&action, &form).await;
    assert!(again.status.code >= 400, "a form without its token does nothing");
    shop.settle().await;
    assert!(shop.mails_to("bob@").last().unwrap().text.contains("The download had begun"));
    assert_eq!(bob.opens(&order.api("/withdrawal")).await.json()["status"], "refused");
    assert_eq!(bob.looks_at(&order).await["status"], "paid");

    // Another order, opened long after: the days are over, and a request still gets through.
    let bea = shop.person();
    let late = bea.buys(&font).await;
    shop.later(Duration::from_secs(17 * 24 * 60 * 60)).await;
    assert!(bea.reads(&page(&late)).await.contains("could withdraw ended on 7 December 2026"));
    let sent = bea.asks(Method::Post, &late.api("/withdrawal"), &body).await;
    assert_eq!(sent.json()["right"], "over");
    shop.close().await;
}

#[rocket::async_test]
async fn withdrawals_are_between_buyer_and_shop() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let order = bob.buys(&font).await;
    let eve = shop.member("Eve").await;
    let body = json!({"name": "Eve", "email": "eve@example.com"});
    let path = format!("/api/v1/orders/{}/withdrawal", order.id);
    assert_eq!(eve.asks(Method::Post, &path, &body).await.status, Status::NotFound);
    assert_eq!(eve.opens(&format!("/orders/{}/withdrawal", order.id)).await.status, Status::NotFound);
    assert_eq!(eve.opens("/admin/withdrawals").await.status, Status::Forbidden);
    assert_eq!(bob.opens(&order.api("/withdrawal")).await.status, Status::NotFound, "nobody has withdrawn");
    bob.puts(&font).await;
    let failed = bob.pays("declined").await;
    let sent = bob.asks(Method::Post, &failed.api("/withdrawal"), &body).await;
    assert_eq!(sent.status, Status::Conflict, "there is no contract");
    // Who is signed in sends the form with its token, and opens the page without the one of the order.
    eve.puts(&font).await;
    let form = [("email", "eve@example.com"), ("gateway", "test"), ("immediate_delivery_consent", "true")];
    let bought = eve.posts("/checkout", &form).await;
    let way = bought.header("Location").unwrap_or_else(|| panic!("{}", bought.text()));
    let own = format!("{}/withdrawal", way.split('?').next().unwrap());
    let form = [("name", "Eve"), ("email", "eve@example.com"), ("confirmed", "yes")];
    assert_eq!(eve.posts(&own, &form).await.status, Status::Forbidden, "a page of others cannot send it");
    assert_eq!(eve.submits(&own, &own, &form).await.status, Status::SeeOther);
    shop.close().await;
}

#[rocket::async_test]
async fn programs_answer_withdrawals() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    let mut sent = Vec::new();
    for _ in 0..2 {
        let order = bob.buys(&font).await;
        let body = json!({"name": "Bob Byte", "email": "bob@example.com"});
        let seen = bob.asks(Method::Post, &order.api("/withdrawal"), &body).await;
        sent.push((seen.json()["id"].as_str().unwrap().to_owned(), order));
        shop.clock.advance(Duration::from_secs(1));
    }
    let ines = shop.staff("Ines", Role::Support).await.program("Ines").await;
    let list = ines.reads("/admin/withdrawals?limit=1").await.json();
    assert_eq!((list["total"].as_i64(), list["data"][0]["id"].as_str()), (Some(2), Some(sent[0].0.as_str())));
    assert_eq!(fields(&ines.reads("/admin/withdrawals?status=all").await), ["status"]);
    let answer = |at: usize, body: serde_json::Value| {
        let (ines, path) = (&ines, format!("/admin/withdrawals/{}/answer", sent[at].0));
        async move { ines.asks(Method::Put, &path, &body).await }
    };
    assert_eq!(fields(&answer(0, json!({"accepted": false})).await), ["reason"], "a refusal has a reason");
    let refused = answer(0, json!({"accepted": false, "reason": "The download had begun"})).await;
    assert_eq!((refused.status, refused.json()["status"].as_str()), (Status::Ok, Some("refused")));
    shop.clock.advance(Duration::from_secs(1));
    assert_eq!(answer(0, json!({"accepted": true})).await.status, Status::Conflict, "it has been answered");
    assert_eq!(bob.looks_at(&sent[0].1).await["status"], "paid", "and nothing was paid back");
    let accepted = answer(1, json!({"accepted": true})).await;
    assert_eq!((accepted.status, accepted.json()["status"].as_str()), (Status::Ok, Some("accepted")));
    assert_eq!(bob.looks_at(&sent[1].1).await["status"], "refunded");
    let answered = ines.reads("/admin/withdrawals?status=answered").await.json();
    assert_eq!((answered["total"].as_i64(), answered["data"][0]["id"].as_str()), (Some(2), Some(sent[1].0.as_str())));
    assert_eq!(ines.reads(&format!("/admin/withdrawals/{}", sent[1].0)).await.json()["status"], "accepted");
    assert_eq!(ines.reads("/admin/withdrawals/wd_019ab000000070008000000000000001").await.status, Status::NotFound);
    // Whoever finds an open program pays nothing back.
    shop.clock.advance(Duration::from_secs(11 * 60));
    let late = answer(1, json!({"accepted": true})).await.status;
    assert!(matches!(late, Status::Forbidden | Status::Unauthorized), "{late}");
    shop.close().await;
}
