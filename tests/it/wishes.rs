//! Wishlists: kept by guests, taken along at sign-in, shown to others by a link, bought in one go.

use bodega::{features::catalog::EditionForm, platform::db::WriteTxn};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    carts::bearer,
    cast::{Good, PASSWORD, fields},
    pages::Html,
    shop::{Person, Seen, Shop},
};

/// Presses the heart on the page of a good, and gives the list that it is on now.
async fn wishes(person: &Person<'_>, good: &Good<'_>) -> String {
    let seen = person.posts("/wishlists/items", &[("product", &good.id())]).await;
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    seen.header("Location").unwrap().split('?').next().unwrap().to_owned()
}

/// Asks the API in somebody's name.
async fn asks(shop: &Shop, token: &str, method: Method, path: &str, body: Value) -> Seen {
    let headers = [("Content-Type", "application/json"), ("Authorization", token)];
    let body = if body.is_null() { String::new() } else { body.to_string() };
    shop.send(method, &format!("/api/v1{path}"), &headers, body.as_bytes()).await
}

/// The first link of this beginning on a page.
fn link(page: &str, beginning: &str) -> String {
    let at = page.find(beginning).unwrap_or_else(|| panic!("no {beginning}: {page}"));
    page[at..].split(['"', '<', '?']).next().unwrap().to_owned()
}

async fn shares(person: &Person<'_>, list: &str, name: &str) -> String {
    let seen = person.submits(list, &format!("{list}/share"), &[("display_name", name)]).await;
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    link(&person.reads(list).await, "/wishlists/shared/")
}

#[rocket::async_test]
async fn a_guest_keeps_a_list_and_takes_it_along() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let icons = ada.sells("Pebble Icons", "9").await;
    let ines = shop.person();
    let empty = ines.reads("/wishlists").await;
    Html::of("empty", &empty).is_well_formed();
    assert!(empty.contains("Nothing wished for yet"));
    assert!(ines.reads(&format!("/products/{}", font.product.slug)).await.contains("formaction=\"/wishlists/items\""));

    let list = wishes(&ines, &font).await;
    assert_eq!(wishes(&ines, &font).await, list, "once");
    let product = ines.reads(&format!("/products/{}", font.product.slug)).await;
    Html::of("wished", &product).is_well_formed();
    assert!(product.contains(&format!("href=\"{list}\"")) && product.contains(">Saved<"), "{product}");
    assert!(!ines.reads(&format!("/products/{}", icons.product.slug)).await.contains(">Saved<"), "that one is not");
    let others = shop.person().reads(&format!("/products/{}", font.product.slug)).await;
    assert!(!others.contains(">Saved<") && !others.contains(&list), "nobody else's page shows it");
    let page = ines.reads(&list).await;
    Html::of("list", &page).is_well_formed();
    assert!(page.contains("1 thing<") && page.contains("$12.50") && !page.contains("Share by link"), "{page}");
    assert!(ines.reads("/wishlists").await.contains("1 thing, changed 22 November 2026"));
    assert_eq!(shop.person().opens(&list).await.status, Status::NotFound, "nobody else's");

    ines.registers("Ines").await;
    ines.confirms("Ines").await;
    assert!(ines.reads(&list).await.contains("Aurora Sans"), "it is the account's first list");
    ines.submits("/login/confirm", "/logout", &[]).await;
    assert!(ines.reads("/wishlists").await.contains("Nothing wished for yet"), "the account keeps its own");
    let guests = wishes(&ines, &font).await;
    wishes(&ines, &icons).await;
    for _ in 0..2 {
        ines.signs_in("Ines", PASSWORD).await;
        let page = ines.reads(&list).await;
        assert!(page.contains("2 things<") && page.contains("Pebble Icons"), "nothing is there twice: {page}");
    }
    assert_eq!(ines.opens(&guests).await.status, Status::NotFound, "the guest's list is gone");
    assert_eq!(ines.reads("/wishlists").await.matches("2 things").count(), 1);
    shop.close().await;
}

#[rocket::async_test]
async fn lists_are_named_filled_sorted_and_deleted() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let ines = shop.member("Ines").await;
    let first = wishes(&ines, &font).await;
    let made = ines.submits("/wishlists", "/wishlists", &[("name", "For winter")]).await;
    let second = made.header("Location").unwrap().to_owned();
    assert!(ines.reads(&second).await.contains("Nothing on this list yet"));
    let unnamed = ines.submits("/wishlists", "/wishlists", &[("name", "  ")]).await;
    assert_eq!(unnamed.status, Status::UnprocessableEntity);
    Html::of("unnamed", &unnamed.text()).is_well_formed();

    // Every form wants the token of the session.
    let item = link(&ines.reads(&first).await, &format!("{first}/items/"));
    let item = item.trim_end_matches("/removal").trim_end_matches("/list").to_owned();
    for path in ["", "/removal", "/share", "/share/removal", "/cart"].map(|it| format!("{first}{it}")) {
        let bare = ines.posts(&path, &[("name", "Eve was here")]).await;
        assert_eq!(bare.status, Status::Forbidden, "{path}");
    }
    assert_eq!(ines.posts(&format!("{item}/removal"), &[]).await.status, Status::Forbidden);

    let to = second.rsplit('/').next().unwrap();
    ines.submits(&first, &format!("{item}/list"), &[("to", to)]).await;
    assert!(ines.reads(&second).await.contains("Aurora Sans"));
    assert!(ines.reads(&first).await.contains("Nothing on this list yet"));
    let words = [("name", "For <b>spring</b>"), ("description", "One line\r\nand another"), ("display_name", "")];
    ines.submits(&second, &second, &words).await;
    let page = ines.reads(&second).await;
    assert!(page.contains("For &#60;b&#62;spring") && page.contains("One line\nand another"), "{page}");
    let long = ines.submits(&second, &second, &[("description", &"x".repeat(3_001))]).await;
    assert_eq!(long.status, Status::UnprocessableEntity);
    assert!(long.text().contains("at most 3,000 characters") && long.text().contains(&"x".repeat(3_001)));
    Html::of("long", &long.text()).is_well_formed();

    let gone = ines.submits(&second, &format!("{second}/removal"), &[]).await;
    assert!(ines.follows(&gone).await.text().contains("The list is deleted"));
    assert_eq!(ines.opens(&second).await.status, Status::NotFound);
    shop.close().await;
}

#[rocket::async_test]
async fn a_shared_list_is_bought_in_one_go() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let open =
        EditionForm { price: "2".into(), pay_what_you_want: true, suggested: "5".into(), ..EditionForm::default() };
    let kit = ada.sells_as("Field Kit", open).await;
    let icons = ada.sells("Pebble Icons", "9").await;
    let ines = shop.member("Ines").await;
    let list = wishes(&ines, &font).await;
    wishes(&ines, &kit).await;
    let link = shares(&ines, &list, "").await;

    let bob = shop.person();
    let seen = bob.opens(&link).await;
    assert_eq!(seen.header("Referrer-Policy"), Some("no-referrer"));
    let page = seen.text();
    Html::of("shared", &page).is_well_formed();
    assert!(page.contains("Aurora Sans") && page.contains("Put all 2 into the cart, $17.50"), "{page}");
    assert!(!page.contains("Ines") && !page.contains("ines@"), "her name is hers: {page}");
    let api = shop.send(Method::Get, &format!("/api/v1{link}"), &[], b"").await;
    assert!(!api.text().contains("Ines") && !api.text().contains("ines@"), "{}", api.text());
    assert_eq!(api.json()["by"], Value::Null);

    let all = bob.posts(&format!("{link}/cart"), &[]).await;
    assert_eq!(all.header("Location"), Some("/cart"), "nothing was left out");
    bob.posts(&format!("{link}/cart"), &[]).await;
    assert!(bob.reads("/cart").await.contains("$17.50"), "twice puts nothing in twice");
    assert_eq!(bob.pays("paid").await.json["totals"]["total"]["amount"], 1750);

    // What is not sold any more stays on the list, and is told.
    wishes(&ines, &icons).await;
    icons.is_withdrawn().await;
    let carol = shop.person();
    assert!(carol.reads(&link).await.contains("Not available"));
    let some = carol.posts(&format!("{link}/cart"), &[]).await;
    let told = carol.follows(&some).await.text();
    Html::of("told", &told).is_well_formed();
    assert!(told.contains("2 things are in your cart.") && told.contains("1 is not sold just now"), "{told}");
    let id = kit.product.id;
    shop.app.db.write(move |txn: &WriteTxn| bodega::features::catalog::remove(txn, id)).await.unwrap();
    let page = ines.reads(&list).await;
    assert!(page.contains("Field Kit") && page.matches("Not available").count() == 2, "{page}");

    // She may show a name; and the link ends when she says so.
    ines.submits(&list, &list, &[("display_name", "Ines of the hill")]).await;
    assert!(carol.reads(&link).await.contains("A wishlist by Ines of the hill"));
    ines.submits(&list, &format!("{list}/share/removal"), &[]).await;
    assert_eq!(carol.opens(&link).await.status, Status::NotFound);
    assert_eq!(carol.posts(&format!("{link}/cart"), &[]).await.status, Status::NotFound);
    assert_ne!(shares(&ines, &list, "").await, link);
    assert_eq!(carol.opens(&link).await.status, Status::NotFound, "an old link stays dead");
    shop.close().await;
}

#[rocket::async_test]
async fn programs_keep_lists_too() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    shop.member("Ines").await;
    let token = bearer(&shop.person(), "Ines", &[]).await;
    let made = asks(&shop, &token, Method::Post, "/wishlists", json!({"name": "For winter", "owner": "eve"})).await;
    assert_eq!(made.status, Status::Created, "{}", made.text());
    assert_eq!(made.header("Wishlist-Token"), None);
    let list = format!("/wishlists/{}", made.json()["id"].as_str().unwrap());
    let items = format!("{list}/items");
    let slug = font.product.slug.to_string();
    let edition = font.edition().to_string();
    let first = asks(&shop, &token, Method::Post, &items, json!({ "product": slug })).await;
    assert_eq!((first.status, &first.json()["price"]["amount"]), (Status::Created, &json!(1250)), "{}", first.text());
    assert_eq!(asks(&shop, &token, Method::Post, &items, json!({ "product": slug })).await.status, Status::Ok);
    shop.clock.advance(std::time::Duration::from_secs(1));
    let chosen = asks(&shop, &token, Method::Post, &items, json!({"product": slug, "edition": edition})).await;
    assert_eq!(chosen.status, Status::Created, "an edition that was chosen is something else");
    let wrong = asks(&shop, &token, Method::Post, &items, json!({"product": slug, "edition": "ed_1"})).await;
    assert_eq!((wrong.status, fields(&wrong)), (Status::UnprocessableEntity, vec!["edition".to_owned()]));
    assert_eq!(asks(&shop, &token, Method::Post, &items, json!({"product": "nothing"})).await.status, Status::NotFound);
    let piece = asks(&shop, &token, Method::Get, &format!("{items}?limit=1"), Value::Null).await.json();
    assert_eq!((&piece["total"], &piece["data"][0]["edition"]["id"]), (&json!(2), &json!(edition)), "the newest first");
    let rest = format!("{items}?limit=1&cursor={}", piece["next"].as_str().unwrap());
    let rest = asks(&shop, &token, Method::Get, &rest, Value::Null).await.json();
    assert_eq!((&rest["next"], &rest["data"][0]["available"]), (&Value::Null, &json!(true)));

    let cart = asks(&shop, &token, Method::Post, &format!("{list}/cart"), Value::Null).await.json();
    assert_eq!(cart, json!({"added": 1, "already_there": 1, "unavailable": 0, "no_room": 0}));
    let changed = asks(&shop, &token, Method::Patch, &list, json!({"description": "Warm things"})).await.json();
    assert_eq!((&changed["name"], &changed["description"]), (&json!("For winter"), &json!("Warm things")));
    let shared = asks(&shop, &token, Method::Put, &format!("{list}/share"), json!({"display_name": "I."})).await.json();
    let url = shared["share_url"].as_str().unwrap().replace("http://127.0.0.1:8000", "/api/v1");
    assert_eq!(shop.send(Method::Get, &url, &[], b"").await.json()["by"], "I.");
    let share = format!("{list}/share");
    assert_eq!(asks(&shop, &token, Method::Delete, &share, Value::Null).await.status, Status::NoContent);
    assert_eq!(shop.send(Method::Get, &url, &[], b"").await.status, Status::NotFound);

    let item = format!("{items}/{}", first.json()["id"].as_str().unwrap());
    let other = asks(&shop, &token, Method::Post, "/wishlists", json!({"name": "For spring"})).await.json();
    let other = other["id"].as_str().unwrap();
    let moved = asks(&shop, &token, Method::Patch, &item, json!({ "list": other })).await;
    assert_eq!(moved.status, Status::NoContent, "{}", moved.text());
    assert_eq!(asks(&shop, &token, Method::Patch, &item, json!({ "list": other })).await.status, Status::NotFound);
    let there = asks(&shop, &token, Method::Get, &format!("/wishlists/{other}/items"), Value::Null).await.json();
    assert_eq!((&there["total"], &there["data"][0]["id"]), (&json!(1), &first.json()["id"]));
    let item = format!("/wishlists/{other}/items/{}", first.json()["id"].as_str().unwrap());
    assert_eq!(asks(&shop, &token, Method::Delete, &item, Value::Null).await.status, Status::NoContent);
    assert_eq!(asks(&shop, &token, Method::Delete, &item, Value::Null).await.status, Status::NotFound);
    assert_eq!(asks(&shop, &token, Method::Delete, &list, Value::Null).await.status, Status::NoContent);
    assert_eq!(asks(&shop, &token, Method::Get, "/wishlists", Value::Null).await.json()["total"], 1);
    shop.close().await;
}

#[rocket::async_test]
async fn a_guests_program_carries_a_token() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    shop.member("Ines").await;
    let json = ("Content-Type", "application/json");
    let made = shop.send(Method::Post, "/api/v1/wishlists", &[json], br#"{"name": "Mine"}"#).await;
    assert_eq!(made.status, Status::Created, "{}", made.text());
    let token = made.header("Wishlist-Token").unwrap().to_owned();
    let list = format!("/api/v1/wishlists/{}", made.json()["id"].as_str().unwrap());
    let headers = [json, ("Wishlist-Token", token.as_str())];
    let body = json!({"product": font.id()}).to_string();
    let items = format!("{list}/items");
    assert_eq!(shop.send(Method::Post, &items, &headers, body.as_bytes()).await.status, Status::Created);
    let second = shop.send(Method::Post, "/api/v1/wishlists", &headers, br#"{"name": "Two"}"#).await;
    assert_eq!(second.status, Status::Conflict, "guests have one");
    let share = shop.send(Method::Put, &format!("{list}/share"), &headers, b"{}").await;
    assert_eq!(share.status, Status::Unauthorized, "whoever publishes something is known");
    assert_eq!(shop.send(Method::Get, &list, &[], b"").await.status, Status::NotFound);

    bearer(&shop.person(), "Ines", &[]).await;
    assert_eq!(shop.send(Method::Get, &list, &headers, b"").await.status, Status::Ok, "nothing was taken along");
    let auth = bearer(&shop.person(), "Ines", &headers[1..]).await;
    let all = asks(&shop, &auth, Method::Get, "/wishlists", Value::Null).await.json();
    assert_eq!((&all["total"], &all["data"][0]["name"]), (&json!(1), &json!("Mine")));
    assert_eq!(shop.send(Method::Get, &list, &headers, b"").await.status, Status::NotFound, "it is the account's now");
    shop.close().await;
}

/// Cases 42 and 67 of the threats, for lists: another's is not there, and says no more than one that never was.
#[rocket::async_test]
async fn threat_42_another_s_list_is_not_there() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let ines = shop.member("Ines").await;
    let list = wishes(&ines, &font).await;
    shares(&ines, &list, "").await;
    let page = ines.reads(&list).await;
    let item = link(&page, &format!("{list}/items/")).trim_end_matches("/removal").to_owned();
    let wish = item.rsplit('/').next().unwrap().to_owned();

    let eve = shop.member("Eve").await;
    let theirs = wishes(&eve, &font).await;
    let token = bearer(&eve, "Eve", &[]).await;
    let never = format!("/wishlists/wish_{}", "0".repeat(32));
    let without_id = |seen: Seen| {
        let mut json = seen.json();
        json["request_id"] = Value::Null;
        (seen.status, json)
    };
    for (method, rest, body) in [
        (Method::Get, String::new(), Value::Null),
        (Method::Patch, String::new(), json!({"name": "Mine now"})),
        (Method::Delete, String::new(), Value::Null),
        (Method::Get, "/items".into(), Value::Null),
        (Method::Post, "/items".into(), json!({"product": font.id()})),
        (Method::Delete, format!("/items/{wish}"), Value::Null),
        (Method::Patch, format!("/items/{wish}"), json!({"list": theirs.rsplit('/').next().unwrap()})),
        (Method::Put, "/share".into(), json!({})),
        (Method::Delete, "/share".into(), Value::Null),
        (Method::Post, "/cart".into(), Value::Null),
    ] {
        let foreign = asks(&shop, &token, method, &format!("{list}{rest}"), body.clone()).await;
        let missing = asks(&shop, &token, method, &format!("{never}{rest}"), body.clone()).await;
        let (foreign, missing) = (without_id(foreign), without_id(missing));
        assert_eq!(foreign.0, Status::NotFound, "{method} {rest}");
        assert_eq!(foreign, missing, "{method} {rest}");
        let guest = shop.person().asks(method, &format!("/api/v1{list}{rest}"), &body).await;
        assert_eq!(guest.status, Status::NotFound, "{method} {rest} as a guest");
    }
    // A thing of hers is not moved onto her own list through it, nor hers onto another's.
    let forms = [("", vec![]), ("/removal", vec![]), ("/share", vec![]), ("/share/removal", vec![]), ("/cart", vec![])];
    for (rest, form) in forms {
        let seen = eve.submits("/wishlists", &format!("{list}{rest}"), &form).await;
        assert_eq!(seen.status, Status::NotFound, "{rest}");
    }
    let own = theirs.rsplit('/').next().unwrap();
    let hers = list.rsplit('/').next().unwrap();
    for (path, to) in [(format!("{item}/list"), own), (format!("{theirs}/items/{wish}/list"), own)] {
        assert_eq!(eve.submits("/wishlists", &path, &[("to", to)]).await.status, Status::NotFound, "{path}");
    }
    let mine = link(&eve.reads(&theirs).await, &format!("{theirs}/items/")).trim_end_matches("/removal").to_owned();
    assert_eq!(eve.submits("/wishlists", &format!("{mine}/list"), &[("to", hers)]).await.status, Status::NotFound);
    assert!(ines.reads(&list).await.contains("Aurora Sans"), "all is as it was");
    shop.close().await;
}
