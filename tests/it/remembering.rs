//! Searches that members save and hear of, and those of late that they find again.

use std::time::Duration;

use bodega::{
    base::{Email, Timestamp},
    features::{
        accounts,
        catalog::{self, NewFile},
        saved_searches,
    },
    platform::db::WriteTxn,
};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    account::{Bearer, unpacked},
    cast::{Good, PASSWORD},
    pages::Html,
    shop::{Person, Shop},
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const HERE: &str = "/account/searches";
const NEW: &str = "/account/saved-searches/new";

async fn saves(person: &Person<'_>, query: &str, name: &str) {
    let page = person.reads(&format!("{NEW}?{query}")).await;
    Html::of("a search to be saved", &page).is_well_formed();
    let kept = crate::cast::hidden(&page, "query").replace("&amp;", "&").replace("&#38;", "&");
    let fields = [("query", kept.as_str()), ("name", name), ("mails", "true")];
    let seen = person.submits(&format!("{NEW}?{query}"), "/account/saved-searches", &fields).await;
    assert_eq!(seen.header("Location"), Some("/account/searches?done=saved"), "{}", seen.text());
}

fn digests(shop: &Shop, name: &str) -> Vec<String> {
    let mails = shop.mails_to(&format!("{name}@")).into_iter().filter(|it| it.kind == "digest");
    mails.map(|it| format!("{}\n{}", it.subject, it.text)).collect()
}

async fn now_has_version(shop: &Shop, good: &Good<'_>, version: &'static str) {
    let id = good.product.id;
    let attach = move |txn: &WriteTxn| {
        let file = catalog::get(txn, id)?.releases[0].files[0].clone();
        let new = NewFile { name: file.name, media_type: file.media_type, size: file.size, sha256: file.sha256 };
        catalog::attach_release(txn, id, version, "", txn.now, &[new])
    };
    shop.app.db.write(attach).await.unwrap();
    shop.settle().await;
}

#[rocket::async_test]
async fn a_member_saves_a_search_and_hears_of_what_is_new() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    ada.sells("Aurora Sans", "12.50").await;
    shop.settle().await;
    let guest = shop.person();
    let found = guest.reads("/products?q=aurora&max=20").await;
    let link = "/account/saved-searches/new?q=aurora&amp;max_price=2000";
    assert!(found.contains(link) || found.contains(&link.replace("&amp;", "&#38;")), "{found}");
    assert!(!guest.reads("/products").await.contains(NEW), "there is nothing to be saved");
    let turned = guest.opens(&format!("{NEW}?q=aurora&max_price=2000")).await;
    assert!(turned.header("Location").is_some_and(|it| it.starts_with("/login?next=%2Faccount%2Fsaved%2Dsearches")));

    let ines = shop.member("Ines").await;
    let empty = ines.reads(HERE).await;
    Html::of("no searches", &empty).is_well_formed();
    assert!(empty.contains("No saved searches yet"));
    let offered = ines.reads(&format!("{NEW}?q=aurora&max_price=2000")).await;
    assert!(offered.contains("“aurora”, up to $20") && offered.contains("value=\"aurora\""), "{offered}");
    assert_eq!(ines.opens(&format!("{NEW}?sort=newest")).await.status, Status::UnprocessableEntity);
    let query = "q=aurora&max_price=2000";
    let nameless = [("query", query), ("name", " ")];
    let refused = ines.submits(&format!("{NEW}?{query}"), "/account/saved-searches", &nameless).await;
    assert!(refused.status == Status::UnprocessableEntity && refused.text().contains("Give the search a name"));
    saves(&ines, query, "Aurora for <b>little</b>").await;
    saves(&ines, "q=icons", "Icons").await;
    let page = ines.reads(HERE).await;
    Html::of("searches", &page).is_well_formed();
    assert!(page.contains("up to $20") && !page.contains("<b>little"), "{page}");

    // What was there already is no news; what is dearer, says something else or is a draft again does not fit.
    shop.later(HOUR).await;
    ada.sells("Aurora Serif", "15").await;
    ada.sells("Aurora Deluxe", "45").await;
    ada.sells("Borealis", "5").await;
    let gone = ada.sells("Aurora Mono", "9").await;
    shop.later(HOUR).await;
    assert!(digests(&shop, "ines").is_empty(), "once a day");
    gone.is_withdrawn().await;
    shop.later(DAY).await;
    shop.later(HOUR).await;
    let mails = digests(&shop, "ines");
    assert_eq!(mails.len(), 1, "{mails:?}");
    assert!(mails[0].contains("Aurora for <b>little</b>: 1 new product"), "{}", mails[0]);
    assert!(mails[0].contains("Aurora Serif ($15.00)") && mails[0].contains("max_price=2000&sort=newest"));
    for absent in ["Deluxe", "Borealis", "Mono", "Sans", "Icons"] {
        assert!(!mails[0].contains(absent), "{absent}: {}", mails[0]);
    }
    let html = shop.mails_to("ines@").pop().unwrap().html;
    assert!(html.contains("little") && !html.contains("<b>little"), "{html}");
    shop.later(3 * DAY).await;
    assert_eq!(digests(&shop, "ines").len(), 1, "nothing new, no mail");

    // Renamed, silenced, deleted: by their owner alone.
    ines.signs_in("Ines", PASSWORD).await;
    let id = {
        let email = Email::parse("ines@example.com").unwrap();
        let user = shop.app.db.look(|txn| accounts::by_email(txn, &email)).unwrap().unwrap().id;
        shop.app.db.look(|txn| saved_searches::of(txn, user)).unwrap().searches[1].id
    };
    let path = format!("/account/saved-searches/{id}");
    let eve = shop.member("Eve").await;
    assert_eq!(eve.opens(&path).await.status, Status::NotFound, "threat 40: another's");
    Html::of("a saved search", &ines.reads(&path).await).is_well_formed();
    let seen = ines.submits(&path, &path, &[("name", "Aurora, quietly")]).await;
    assert_eq!(seen.header("Location"), Some("/account/searches?done=changed"));
    ada.sells("Aurora Slab", "9").await;
    shop.later(2 * DAY).await;
    assert_eq!(digests(&shop, "ines").len(), 1, "they want no mails of it");
    ines.signs_in("Ines", PASSWORD).await;
    assert!(ines.reads(HERE).await.contains("Aurora, quietly"));
    let seen = ines.submits(&path, &format!("{path}/removal"), &[]).await;
    assert_eq!(seen.header("Location"), Some("/account/searches?done=removed"));
    assert_eq!(ines.opens(&path).await.status, Status::NotFound);
    shop.close().await;
}

/// Prices, wishes and searches share one mail, each with a way out of its own and one out of all.
#[rocket::async_test]
async fn all_news_of_a_day_come_in_one_mail() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let (font, icons) = (ada.sells("Aurora Sans", "12.50").await, ada.sells("Pebble Icons", "9").await);
    let ines = shop.member("Ines").await;
    saves(&ines, "q=borealis", "Northern lights").await;
    let target = [("product", "aurora-sans"), ("target", "10")];
    ines.submits("/account/price-alerts?product=aurora-sans", "/account/price-alerts", &target).await;
    ines.posts("/wishlists/items", &[("product", &icons.id())]).await;
    shop.later(DAY - HOUR).await;
    ada.sells("Borealis", "5").await;
    font.now_costs("9").await;
    icons.now_costs("7").await;
    now_has_version(&shop, &icons, "2.0").await;
    // The job that looks for new products does so a day after the search was saved; whatever came first waits for nobody.
    shop.later(HOUR).await;
    let first = digests(&shop, "ines");
    assert_eq!(first.len(), 1, "{first:?}");
    let mail = shop.mails_to("ines@").pop().unwrap();
    let text = &mail.text;
    for told in ["Aurora Sans: $9.00 now", "Pebble Icons: costs less now, from $7.00", "version 2.0 is out"] {
        assert!(text.contains(told), "{told}: {text}");
    }
    assert!(text.contains("Northern lights: 1 new product, Borealis ($5.00)"), "{text}");
    assert!(mail.subject.contains("1 price you waited for, 2 things on your wishlists, 1 search with finds"));
    assert_eq!(text.matches("/unsubscribe?token=").count(), 3);

    // One click in the mail program stops all that was in the mail; a link in it one kind.
    let unfolded = mail.message.replace("\r\n ", "").replace("\r\n\t", "");
    let all = unfolded.split("List-Unsubscribe: <").nth(1).unwrap().split('>').next().unwrap();
    let path = all.replace("http://127.0.0.1:8000", "");
    let asked = shop.person().reads(&path).await;
    Html::of("unsubscribe from several", &asked).is_well_formed();
    assert!(asked.contains("Price alerts, Wishlist news, Saved searches"), "{asked}");
    let bearer = Bearer::of(&shop, "Ines").await;
    let one = text.lines().find(|it| it.contains("/unsubscribe")).unwrap().replace("http://127.0.0.1:8000", "");
    shop.person().posts(&one, &[]).await;
    let wanted = bearer.gets("/me/preferences").await.json()["mailings"].clone();
    assert_eq!((&wanted["price-alerts"], &wanted["saved-searches"]), (&json!(false), &json!(true)));
    shop.send(
        Method::Post,
        &path,
        &[("Content-Type", "application/x-www-form-urlencoded")],
        b"List-Unsubscribe=One-Click",
    )
    .await;
    let wanted = bearer.gets("/me/preferences").await.json()["mailings"].clone();
    assert_eq!((&wanted["wishlist-news"], &wanted["saved-searches"]), (&json!(false), &json!(false)));
    icons.now_costs("5").await;
    ada.sells("Borealis Bold", "5").await;
    shop.later(2 * DAY).await;
    assert_eq!(digests(&shop, "ines").len(), 1);
    assert!(ines.signs_in("Ines", PASSWORD).await.status == Status::SeeOther);
    assert!(ines.reads(HERE).await.contains("You have stopped these mails"));
    shop.close().await;
}

#[rocket::async_test]
async fn what_is_dearer_or_was_known_is_no_news_of_a_wish() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let icons = ada.sells("Pebble Icons", "9").await;
    let ines = shop.member("Ines").await;
    ines.posts("/wishlists/items", &[("product", &icons.id())]).await;
    icons.now_costs("11").await;
    shop.later(2 * DAY).await;
    assert!(digests(&shop, "ines").is_empty());
    icons.now_costs("10").await;
    shop.later(2 * DAY).await;
    assert_eq!(digests(&shop, "ines").len(), 1);
    shop.later(2 * DAY).await;
    assert_eq!(digests(&shop, "ines").len(), 1);
    shop.close().await;
}

#[rocket::async_test]
async fn programs_save_searches() {
    let shop = Shop::open().await;
    let (_, _) = (shop.member("Ines").await, shop.member("Tom").await);
    let (ines, tom) = (Bearer::of(&shop, "Ines").await, Bearer::of(&shop, "Tom").await);
    let new = |name: &str, query: &str| json!({"name": name, "query": query});
    let saved = ines.asks(Method::Post, "/me/saved-searches", new("Drums", "?q=drums&max_price=1000&page=2")).await;
    assert_eq!(saved.status, Status::Created, "{}", saved.text());
    let saved = saved.json();
    assert_eq!((&saved["query"], &saved["mails"]), (&json!("q=drums&max_price=1000"), &json!(true)));
    assert!(saved["url"].as_str().unwrap().ends_with("/products?q=drums&max_price=1000"));
    let again = ines.asks(Method::Post, "/me/saved-searches", new("Loud", "max_price=1000&q=drums")).await;
    assert_eq!((again.status, &again.json()["id"]), (Status::Ok, &saved["id"]));
    for (body, field) in [
        (new("", "q=drums"), "name"),
        (new("x", "sort=newest"), "query"),
        (new("x", "q=x&max_price=cheap"), "max_price"),
    ] {
        let refused = ines.asks(Method::Post, "/me/saved-searches", body).await;
        assert_eq!(refused.status, Status::UnprocessableEntity);
        assert_eq!(refused.json()["errors"][0]["field"], field);
    }
    let path = format!("/me/saved-searches/{}", saved["id"].as_str().unwrap());
    for (method, body) in [(Method::Get, Value::Null), (Method::Patch, json!({})), (Method::Delete, Value::Null)] {
        assert_eq!(tom.asks(method, &path, body).await.status, Status::NotFound, "threat 40: another's");
    }
    let changed = ines.asks(Method::Patch, &path, json!({"mails": false})).await.json();
    assert_eq!((&changed["name"], &changed["mails"]), (&json!("Loud"), &json!(false)));
    for number in 1..50 {
        ines.asks(Method::Post, "/me/saved-searches", new("n", &format!("q=word{number}"))).await;
    }
    let full = ines.asks(Method::Post, "/me/saved-searches", new("n", "q=one+more")).await;
    assert_eq!(full.status, Status::Conflict);
    assert_eq!(ines.gets("/me/saved-searches").await.json()["total"], 50);
    assert_eq!(ines.asks(Method::Delete, &path, Value::Null).await.status, Status::NoContent);
    assert_eq!(tom.gets("/me/saved-searches").await.json()["total"], 0);
    shop.close().await;
}

#[rocket::async_test]
async fn searches_of_late_are_for_their_owner_and_go_when_asked() {
    let shop = Shop::open().await;
    shop.maker("Ada Type").sells("Aurora Sans", "12.50").await;
    shop.settle().await;
    let (ines, guest) = (shop.member("Ines").await, shop.person());
    let bearer = Bearer::of(&shop, "Ines").await;
    let kept = async || -> Vec<String> {
        let data = bearer.gets("/me/searches").await.json()["data"].clone();
        data.as_array().unwrap().iter().map(|it| it["q"].as_str().unwrap().to_owned()).collect()
    };
    for path in ["/products?q=aurora", "/products?q=Aurora&page=1", "/products?q=aurora&free=true", "/products"] {
        ines.reads(path).await;
    }
    // Neither what is typed on the way, nor what a script exchanges, nor what a browser loads ahead, nor programs.
    ines.reads("/search/suggest?q=auro").await;
    ines.sends(Method::Get, "/products?q=fragment", &[("HX-Request", "true")], b"").await;
    ines.sends(Method::Get, "/products?q=ahead", &[("Sec-Purpose", "prefetch")], b"").await;
    bearer.gets("/products?q=program").await;
    guest.reads("/products?q=aurora").await;
    guest.reads("/products?q=stranger").await;
    assert_eq!(kept().await, ["aurora"]);
    ines.reads("/products?q=nothing+holds+this").await;
    ines.reads("/products?q=%3Cb%3Ebold%3C%2Fb%3E").await;
    ines.reads("/products?q=stranger").await;
    assert_eq!(kept().await, ["stranger", "<b>bold</b>", "nothing holds this", "aurora"], "also from kept pages");

    let panel = ines.reads("/search/recent").await;
    assert!(panel.contains("nothing holds this") && !panel.contains("<b>bold"));
    assert!(!guest.reads("/search/recent").await.contains("aurora"));
    let page = ines.reads(HERE).await;
    Html::of("searches of late", &page).is_well_formed();
    assert!(page.contains("nothing holds this"));
    let first = bearer.gets("/me/searches").await.json()["data"][0]["id"].as_str().unwrap().to_owned();
    let (_, eve) = (shop.member("Eve").await, Bearer::of(&shop, "Eve").await);
    assert_eq!(eve.asks(Method::Delete, &format!("/me/searches/{first}"), Value::Null).await.status, Status::NotFound);
    let gone = ines.submits(HERE, &format!("{HERE}/{first}/removal"), &[]).await;
    assert_eq!(gone.header("Location"), Some(HERE));
    assert_eq!(kept().await.len(), 3);
    ines.submits(HERE, &format!("{HERE}/removal"), &[]).await;
    assert!(kept().await.is_empty());
    ines.reads("/products?q=again").await;
    let off = ines.submits(HERE, HERE, &[]).await;
    assert_eq!(off.header("Location"), Some("/account/searches?done=not-kept"));
    ines.reads("/products?q=unseen").await;
    assert!(kept().await.is_empty());
    let on = bearer.asks(Method::Patch, "/me/searches", json!({"keep": true})).await.json();
    assert_eq!(on["keep"], true);
    ines.reads("/products?q=seen").await;
    assert_eq!(kept().await, ["seen"]);

    // Both are in the copy of their data, and go with the account.
    saves(&ines, "q=drums", "Drums").await;
    bearer.asks(Method::Post, "/me/export", Value::Null).await;
    shop.settle().await;
    let files = unpacked(&bearer.gets("/me/export/archive").await.bytes);
    assert!(files["searches.json"].contains("\"seen\"") && files["searches.json"].contains("q=drums"));
    let closed = bearer.asks(Method::Delete, "/me", json!({"email": "ines@example.com"})).await;
    assert!(closed.status.class().is_success(), "{}", closed.text());
    let one_day = Timestamp::parse("2099-01-01T00:00:00Z").unwrap();
    assert!(shop.app.db.look(|txn| saved_searches::due(txn, one_day, 10)).unwrap().is_empty());
    shop.close().await;
}
