//! What admins see and say about the assistant.

use bodega::base::Role;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::fields,
    pages::Html,
    shop::{Person, Shop},
};

const SETTINGS: &str = "/admin/assistant/settings";

async fn stocked() -> Shop {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    for (title, price) in [("Wedding Font", "12.50"), ("Little Wedding Font", "8"), ("Swash Font", "0")] {
        ada.sells(title, price).await;
    }
    shop.settle().await;
    shop
}

/// What the assistant answers a guest, who keeps the conversation.
async fn says(person: &Person<'_>, words: &str) -> String {
    let sent = person.posts("/assistant", &[("q", words)]).await;
    assert_eq!(sent.status, Status::SeeOther, "{}", sent.text());
    sent.header("Location").unwrap().split('#').next().unwrap().to_owned()
}

#[rocket::async_test]
async fn an_admin_sets_how_it_talks() {
    let shop = stocked().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let page = ann.reads("/admin/assistant").await;
    Html::of("the assistant's office", &page).is_well_formed();
    assert!(page.contains("No model is installed") && page.contains("Rules"), "{page}");
    let all = [
        ("on", "on"),
        ("model_chooses", "on"),
        ("tone", "warm"),
        ("style", "chosen"),
        ("greeting", "Ask me about fonts."),
        ("guidance", "Name what is free first."),
        ("answers", "Do you sell gift vouchers?\nNot yet.\n\nWho draws the fonts?\nAda does."),
        ("de", "on"),
        ("messages_per_minute", "20"),
        ("keep_days", "7"),
    ];
    let saved = ann.submits("/admin/assistant", "/admin/assistant", &all).await;
    assert_eq!(saved.status, Status::SeeOther, "{}", saved.text());
    let page = ann.reads("/admin/assistant?done=saved").await;
    assert!(page.contains("Saved.") && page.contains("Who draws the fonts?"), "{page}");
    let bob = shop.person();
    let blank = bob.reads("/assistant").await;
    assert!(blank.contains("Ask me about fonts.") && blank.contains("kept 7 days"), "{blank}");
    let own = bob.reads(&says(&bob, "do you sell gift vouchers").await).await;
    assert!(own.contains("<p class=\"break-words\">Not yet.</p>"), "{own}");
    let kind = bob.reads(&says(&bob, "a wedding font").await).await;
    assert!(kind.contains("Gladly.") || kind.contains("With pleasure."), "{kind}");
    let foreign = bob.reads(&says(&bob, "je cherche une police pour mon mariage").await).await;
    assert!(foreign.contains("French") && foreign.contains("English or German"), "{foreign}");
    let brief = [("tone", "brief"), ("style", "chosen"), ("on", "on"), ("messages_per_minute", "20")];
    ann.submits("/admin/assistant", "/admin/assistant", &brief).await;
    let short = bob.reads(&says(&bob, "a wedding font").await).await;
    assert!(!short.contains("Swash Font is free."), "{short}");

    for (change, field) in [
        (("messages_per_minute", "0"), "messages_per_minute"),
        (("messages_per_minute", "many"), "messages_per_minute"),
        (("tone", "loud"), "tone"),
        (("style", "free"), "style"),
        (("keep_days", "9999"), "keep_days"),
        (("answers", "Only a question"), "answers"),
    ] {
        let form: Vec<_> = all.iter().map(|it| if it.0 == change.0 { change } else { *it }).collect();
        let refused = ann.submits("/admin/assistant", "/admin/assistant", &form).await;
        assert_eq!(refused.status, Status::UnprocessableEntity, "{field}");
        let text = refused.text();
        Html::of("refused", &text).is_well_formed();
        assert!(text.contains("Name what is free first."), "nothing of the form is lost: {field}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn it_can_be_switched_off() {
    let shop = stocked().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let off = [("tone", "plain"), ("style", "chosen"), ("messages_per_minute", "15")];
    ann.submits("/admin/assistant", "/admin/assistant", &off).await;
    let bob = shop.person();
    let page = bob.reads("/assistant").await;
    Html::of("switched off", &page).is_well_formed();
    assert!(page.contains("switched off") && page.contains("Search the shop") && !page.contains("<textarea"), "{page}");
    assert!(bob.reads("/assistant/panel").await.contains("switched off"));
    assert_eq!(bob.posts("/assistant", &[("q", "fonts")]).await.status, Status::ServiceUnavailable);
    shop.close().await;
}

#[rocket::async_test]
async fn a_flood_meets_the_limit_that_was_set() {
    let shop = Shop::open_with(|it| it.limits.on = true).await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let few = [("on", "on"), ("tone", "plain"), ("style", "chosen"), ("messages_per_minute", "2")];
    ann.submits("/admin/assistant", "/admin/assistant", &few).await;
    let bob = shop.person();
    let mut statuses = Vec::new();
    for _ in 0..6 {
        statuses.push(bob.posts("/assistant", &[("q", "fonts")]).await.status.code);
    }
    assert_eq!(statuses, [303, 303, 303, 303, 429, 429]);
    shop.close().await;
}

#[rocket::async_test]
async fn conversations_are_read_only_with_consent() {
    let shop = stocked().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let (bob, eve) = (shop.person(), shop.person());
    let (his, hers) = (says(&bob, "a wedding font").await, says(&eve, "something secret").await);
    let office = |path: &str| path.replace("/assistant/", "/admin/assistant/conversations/");
    assert!(ann.reads("/admin/assistant/conversations").await.contains("None yet"));
    assert_eq!(ann.opens(&office(&his)).await.status, Status::NotFound, "nobody has agreed");

    let asked = bob.reads(&his).await;
    assert!(asked.contains("Let the people of this shop read this conversation"), "{asked}");
    let shared = bob.posts(&format!("{his}/sharing"), &[("on", "on")]).await;
    assert_eq!(shared.status, Status::SeeOther, "{}", shared.text());
    assert!(bob.reads(&his).await.contains("may read this conversation"));
    assert_eq!(eve.posts(&format!("{his}/sharing"), &[("on", "on")]).await.status, Status::NotFound);
    let list = ann.reads("/admin/assistant/conversations").await;
    Html::of("the log", &list).is_well_formed();
    assert!(list.contains("a wedding font") && !list.contains("something secret"), "{list}");
    let read = ann.reads(&office(&his)).await;
    Html::of("a conversation", &read).is_well_formed();
    assert!(read.contains("Little Wedding Font") && !read.contains("Add to cart"), "{read}");
    assert_eq!(ann.opens(&office(&hers)).await.status, Status::NotFound);
    assert!(ann.reads("/admin/audit").await.contains("Read a conversation with the assistant"));
    let counts = ann.reads("/admin/assistant").await;
    assert!(counts.contains("May be read"), "{counts}");

    bob.posts(&format!("{his}/sharing"), &[]).await;
    assert_eq!(ann.opens(&office(&his)).await.status, Status::NotFound, "it was taken back");
    let support = shop.staff("Sue", Role::Support).await;
    assert_eq!(support.opens("/admin/assistant/conversations").await.status, Status::Forbidden);
    shop.close().await;
}

#[rocket::async_test]
async fn messages_are_tried_on_the_bench() {
    let shop = stocked().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let page = ann.reads("/admin/assistant?said=a+free+wedding+font").await;
    Html::of("the bench", &page).is_well_formed();
    assert!(page.contains("Taken for") && page.contains("Swash Font is free."), "{page}");
    let program = ann.program("Ann").await;
    let tried = program.asks(Method::Post, "/admin/assistant/trials", &json!({"text": "a wedding font"})).await.json();
    assert!(tried["intent"].as_str().unwrap().starts_with("Find("), "{tried}");
    assert!(tried["by_model"].is_null() && tried["rules_ms"].as_f64().unwrap() > 0.0, "{tried}");
    assert_eq!(tried["products"].as_array().unwrap().len(), 3, "{tried}");
    let empty = program.asks(Method::Post, "/admin/assistant/trials", &json!({"text": " "})).await;
    assert_eq!(fields(&empty), ["text"]);
    assert!(ann.reads("/admin/assistant/conversations").await.contains("None yet"), "nothing was written down");
    shop.close().await;
}

#[rocket::async_test]
async fn programs_set_it_too() {
    let shop = stocked().await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let program = ann.program("Ann").await;
    let before = program.asks(Method::Get, SETTINGS, &Value::Null).await;
    let tag = before.header("ETag").unwrap().to_owned();
    let mut settings = before.json();
    assert_eq!(
        (&settings["on"], &settings["tone"], &settings["messages_per_minute"]),
        (&json!(true), &json!("plain"), &json!(15))
    );
    settings["answers"] = json!([{"question": "Who are you?", "answer": "A small studio."}]);
    settings["keep_days"] = json!(3);
    let kept = program.asks_if(Method::Put, SETTINGS, Some(&tag), &settings).await;
    assert_eq!(kept.status, Status::Ok, "{}", kept.text());
    assert_eq!(kept.json()["answers"][0]["answer"], "A small studio.");
    let stale = program.asks_if(Method::Put, SETTINGS, Some(&tag), &settings).await;
    assert_eq!(stale.status, Status::PreconditionFailed);
    settings["tone"] = json!("loud");
    assert_eq!(fields(&program.asks(Method::Put, SETTINGS, &settings).await), ["tone"]);

    // A guest lets the shop read what they said.
    let talks = "/api/v1/assistant/conversations";
    let begun = shop.send(Method::Post, talks, &[("Content-Type", "application/json")], b"{}").await;
    let token = begun.header("Assistant-Token").unwrap().to_owned();
    let path = format!("{talks}/{}", begun.json()["id"].as_str().unwrap());
    let headers = [("Content-Type", "application/json"), ("Assistant-Token", token.as_str())];
    let shared = shop.send(Method::Patch, &path, &headers, b"{\"shared\":true,\"title\":\"Fonts\"}").await.json();
    assert!(shared["shared_at"].is_string() && shared["title"] == "Fonts", "{shared}");
    let list = program.asks(Method::Get, "/admin/assistant/conversations", &Value::Null).await.json();
    assert_eq!(list["data"][0]["title"], "Fonts");
    let one = program.asks(Method::Get, &path.replace("/api/v1/assistant", "/admin/assistant"), &Value::Null).await;
    assert_eq!(one.json()["messages"], json!([]));
    shop.close().await;
}
