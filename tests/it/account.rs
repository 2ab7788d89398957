//! The account area: what people find there, and what nobody else gets out of it.

use std::{
    collections::BTreeMap,
    io::{Cursor, Read},
    time::Duration,
};

use bodega::{
    base::{Email, OrderId, Role},
    features::{
        delivery, orders,
        preferences::{self, Mailing},
    },
    platform::{db::WriteTxn, mail::Letter},
};
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Bought, PASSWORD, address_of, fields},
    pages::Html,
    shop::{Person, Seen, Shop},
};

const MINUTE: Duration = Duration::from_secs(60);

/// Where a redirect leads.
fn led(seen: &Seen) -> &str {
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    seen.header("Location").unwrap()
}

#[rocket::async_test]
async fn a_profile_is_shown_and_renamed() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let page = ines.reads("/account").await;
    Html::of("account", &page).is_well_formed();
    assert!(page.contains("ines@example.com") && page.contains("since 22 November 2026"), "{page}");
    let empty = ines.submits("/account", "/account", &[("name", "  ")]).await;
    assert_eq!(empty.status, Status::UnprocessableEntity);
    Html::of("account refused", &empty.text()).is_well_formed();
    let renamed = ines.submits("/account", "/account", &[("name", "Ines Kettle")]).await;
    assert!(ines.reads(led(&renamed)).await.contains("value=\"Ines Kettle\""));
    assert_eq!(led(&shop.person().opens("/account").await), "/login?next=%2Faccount");
    assert_eq!(led(&ines.submits("/account", "/logout", &[]).await), "/login?done=signed-out");
    assert_eq!(led(&ines.opens("/account").await), "/login?next=%2Faccount");
    shop.close().await;
}

/// A program signed in as someone.
pub struct Bearer<'a> {
    shop: &'a Shop,
    token: String,
    refresh: String,
}

impl<'a> Bearer<'a> {
    pub async fn of(shop: &'a Shop, name: &str) -> Self {
        let body = json!({"email": address_of(name), "password": PASSWORD});
        let seen = shop.person().asks(Method::Post, "/api/v1/auth/login", &body).await.json();
        let text = |field: &str| seen[field].as_str().unwrap().to_owned();
        Self { shop, token: text("access_token"), refresh: text("refresh_token") }
    }

    fn with_key(shop: &'a Shop, key: &str) -> Self {
        Self { shop, token: key.to_owned(), refresh: String::new() }
    }

    pub async fn asks(&self, method: Method, path: &str, body: Value) -> Seen {
        let bearer = format!("Bearer {}", self.token);
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        self.shop.send(method, &format!("/api/v1{path}"), &headers, body.to_string().as_bytes()).await
    }

    pub async fn gets(&self, path: &str) -> Seen {
        self.asks(Method::Get, path, Value::Null).await
    }

    async fn is_dead(&self) -> bool {
        let renews = json!({"refresh_token": self.refresh});
        let renewed = self.shop.person().asks(Method::Post, "/api/v1/auth/refresh", &renews).await;
        self.gets("/me").await.status == Status::Unauthorized && renewed.status == Status::Unauthorized
    }
}

/// A key of someone, good for `scopes`.
async fn key(bearer: &Bearer<'_>, scopes: &[&str]) -> (String, String) {
    let made = bearer.asks(Method::Post, "/me/api-keys", json!({"name": "script", "scopes": scopes})).await;
    assert_eq!(made.status, Status::Created, "{}", made.text());
    let json = made.json();
    (json["id"].as_str().unwrap().to_owned(), json["secret"].as_str().unwrap().to_owned())
}

/// Everything that is open to someone: a second browser, a program, a key.
async fn all_that_opens<'a>(shop: &'a Shop, name: &str) -> (Person<'a>, Bearer<'a>, Bearer<'a>) {
    let other = shop.person();
    other.signs_in(name, PASSWORD).await;
    let program = Bearer::of(shop, name).await;
    let (_, secret) = key(&program, &["account:read"]).await;
    let keyed = Bearer::with_key(shop, &secret);
    assert_eq!(keyed.gets("/me").await.status, Status::Ok);
    (other, program, keyed)
}

/// Case 55 of the threats: what was open before a change of authority is shut by it, at once.
#[rocket::async_test]
async fn threat_55_stale_authority_is_dead_at_once() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let (other, program, keyed) = all_that_opens(&shop, "Ines").await;
    let new = "eleven brass kettles";
    let wrong = [("current", "not the password"), ("password", new)];
    let refused = ines.submits("/account/security", "/account/password", &wrong).await;
    assert_eq!(refused.status, Status::UnprocessableEntity);
    Html::of("security refused", &refused.text()).is_well_formed();
    let weak = [("current", PASSWORD), ("password", "password123")];
    let refused = ines.submits("/account/security", "/account/password", &weak).await;
    assert!(refused.text().contains("easy to guess"), "{}", refused.text());
    assert!(!program.is_dead().await, "nothing was changed");

    let (other, program, keyed) = {
        drop((other, program, keyed));
        all_that_opens(&shop, "Ines").await
    };
    let right = [("current", PASSWORD), ("password", new)];
    let changed = ines.submits("/account/security", "/account/password", &right).await;
    assert_eq!(led(&changed), "/account/security?done=password");
    assert!(ines.reads("/account/security?done=password").await.contains("Your new password is set"));
    assert_eq!(other.opens("/account").await.status, Status::SeeOther, "another browser");
    assert!(program.is_dead().await && keyed.gets("/me").await.status == Status::Unauthorized);
    assert!(ines.reads("/account/keys").await.contains("No keys yet"), "keys are gone, not only dead");
    assert_eq!(shop.person().signs_in("Ines", PASSWORD).await.status, Status::Unauthorized);
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.kind == "password"));
    shop.close().await;
}

#[rocket::async_test]
async fn sessions_are_shown_and_ended() {
    let shop = Shop::open().await;
    let (ines, eve) = (shop.member("Ines").await, shop.member("Eve").await);
    let (other, program, keyed) = all_that_opens(&shop, "Ines").await;
    let page = ines.reads("/account/security").await;
    Html::of("security", &page).is_well_formed();
    assert_eq!(page.matches("aria-label=\"Sign out ").count(), 2, "every one but this");
    let all = program.gets("/me/sessions").await.json();
    assert_eq!(all["total"], 3);
    let of_other = all["data"].as_array().unwrap().iter().find(|it| it["current"] == true).unwrap();
    assert_eq!(of_other["medium"], "tokens");
    // Another's is not there, neither by page nor by API.
    let id = of_other["id"].as_str().unwrap();
    let foreign = eve.submits("/account/security", &format!("/account/sessions/{id}/end"), &[]).await;
    assert_eq!(foreign.status, Status::NotFound);
    let by_api = Bearer::of(&shop, "Eve").await;
    let foreign = by_api.asks(Method::Delete, &format!("/me/sessions/{id}"), Value::Null).await;
    assert_eq!(foreign.status, Status::NotFound);
    let ended = ines.submits("/account/security", &format!("/account/sessions/{id}/end"), &[]).await;
    assert_eq!(led(&ended), "/account/security?done=session");
    assert!(program.is_dead().await);
    let ended = ines.submits("/account/security", "/account/sessions/others/end", &[]).await;
    assert_eq!(led(&ended), "/account/security?done=others");
    assert_eq!(other.opens("/account").await.status, Status::SeeOther);
    assert_eq!(ines.opens("/account").await.status, Status::Ok);
    assert_eq!(keyed.gets("/me").await.status, Status::Ok, "keys are no sessions");
    let ended = ines.submits("/account/security", "/account/sessions/all/end", &[]).await;
    assert_eq!(led(&ended), "/login?done=signed-out");
    assert_eq!(ines.opens("/account").await.status, Status::SeeOther);
    assert_eq!(keyed.gets("/me").await.status, Status::Unauthorized);
    let program = Bearer::of(&shop, "Ines").await;
    assert_eq!(program.asks(Method::Delete, "/me/sessions", Value::Null).await.status, Status::NoContent);
    assert!(program.is_dead().await);
    shop.close().await;
}

#[rocket::async_test]
async fn nobody_overwrites_what_they_have_not_read() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let ines = Bearer::of(&shop, "Ines").await;
    let path = "/api/v1/me";
    let bearer = format!("Bearer {}", ines.token);
    let patches = async |path: &str, tag: &str, body: Value| {
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json"), ("If-Match", tag)];
        shop.send(Method::Patch, path, &headers, body.to_string().as_bytes()).await
    };
    let first = ines.gets("/me").await.header("ETag").unwrap().to_owned();
    let renamed = patches(path, &first, json!({"name": "Inês"})).await;
    assert_eq!(renamed.status, Status::Ok, "{}", renamed.text());
    let second = renamed.header("ETag").unwrap().to_owned();
    assert_ne!(first, second);
    assert_eq!(ines.gets("/me").await.header("ETag"), Some(second.as_str()));
    let late = patches(path, &first, json!({"name": "Somebody else"})).await;
    assert_eq!((late.status, late.json()["status"].clone()), (Status::PreconditionFailed, json!(412)));
    assert_eq!(ines.gets("/me").await.json()["name"], "Inês");
    let mails = ines.gets("/me/preferences").await.header("ETag").unwrap().to_owned();
    let no = json!({"mailings": {"price-alerts": false}});
    let path = "/api/v1/me/preferences";
    assert_eq!(patches(path, &mails, no.clone()).await.status, Status::Ok);
    assert_eq!(patches(path, &mails, no.clone()).await.status, Status::PreconditionFailed);
    assert_eq!(patches(path, "*", no).await.status, Status::Ok);
    shop.close().await;
}

/// What is paid after its buyer has gone is booked, and nobody is written to.
#[rocket::async_test]
async fn no_mail_goes_to_whoever_closed_their_account() {
    let shop = Shop::open().await;
    let (font, bob) = shop.font_and_buyer().await;
    bob.puts(&font).await;
    let order = bob.pays("delayed").await;
    assert_eq!(order.status(), "pending");
    bob.registers("Bob").await;
    bob.confirms("Bob").await;
    let closed = bob.submits("/account/closing", "/account/closing", &[("email", "bob@example.com")]).await;
    assert_eq!(led(&closed), "/login?done=closed");
    shop.later(Duration::from_secs(3600)).await;
    assert_eq!(shop.person().looks_at(&order).await["status"], "paid");
    shop.settle().await;
    assert!(shop.mails_to("deleted").is_empty());
    assert!(shop.mails_to("bob@").iter().all(|it| it.kind != "receipt"));
    shop.close().await;
}

/// Case 56 of the threats: a link to change an address works for its account alone, once, and tells nothing.
#[rocket::async_test]
async fn threat_56_an_address_is_changed_by_its_owner_alone() {
    let shop = Shop::open().await;
    let (ines, eve) = (shop.member("Ines").await, shop.member("Eve").await);
    let asks = async |email: &str| ines.submits("/account/email", "/account/email", &[("email", email)]).await;
    let free = asks("ines@new.example").await;
    let first = shop.link_to("ines@new.example", "/account/email/confirm").await;
    assert!(shop.mails_to("ines@example.com").iter().any(|it| it.kind == "move-asked"), "the old address is told");
    // A taken one is answered alike; only its owner is told.
    let taken = asks("Eve@example.com").await;
    assert_eq!((free.status, free.header("Location")), (taken.status, taken.header("Location")));
    shop.settle().await;
    let to_eve: Vec<_> = shop.mails_to("eve@").into_iter().map(|it| it.kind).collect();
    assert!(to_eve.contains(&"address-wanted".to_owned()) && !to_eve.contains(&"move".to_owned()), "{to_eve:?}");
    assert_eq!(ines.opens(&first).await.status, Status::Forbidden, "a newer request makes it void");
    asks("ines@new.example").await;
    let link = shop.link_to("ines@new.example", "/account/email/confirm").await;
    let token = link.split_once("token=").unwrap().1;
    assert_eq!(eve.opens(&link).await.status, Status::Forbidden, "another's");
    let stolen = eve.submits("/account", "/account/email/confirm", &[("token", token)]).await;
    assert_eq!(stolen.status, Status::Forbidden);
    assert!(led(&shop.person().opens(&link).await).starts_with("/login?next="));

    let (other, program, keyed) = all_that_opens(&shop, "Ines").await;
    let page = ines.opens(&link).await;
    assert_eq!(page.header("Referrer-Policy"), Some("no-referrer"));
    Html::of("move", &page.text()).is_well_formed();
    assert!(ines.reads("/account").await.contains("ines@example.com"), "opening the link changes nothing");
    let moved = ines.submits(&link, "/account/email/confirm", &[("token", token)]).await;
    assert_eq!(led(&moved), "/login?done=email");
    assert_eq!(other.opens("/account").await.status, Status::SeeOther);
    assert!(program.is_dead().await && keyed.gets("/me").await.status == Status::Unauthorized);
    assert_eq!(shop.person().signs_in("Ines", PASSWORD).await.status, Status::Unauthorized);
    let form = [("email", "ines@new.example"), ("password", PASSWORD)];
    assert_eq!(led(&ines.posts("/login", &form).await), "/account");
    assert_eq!(ines.opens(&link).await.status, Status::Forbidden, "once");
    shop.settle().await;
    for address in ["ines@example.com", "ines@new.example"] {
        assert!(shop.mails_to(address).iter().any(|it| it.kind == "moved"), "{address} is told");
    }
    shop.close().await;
}

/// Case 67 of the threats, for an account: what nobody may choose is refused, and nothing changes.
#[rocket::async_test]
async fn threat_67_nobody_gives_themselves_a_role() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let ines = Bearer::of(&shop, "Ines").await;
    let before = ines.gets("/me").await.json();
    assert_eq!((&before["role"], &before["email"]), (&json!("customer"), &json!("ines@example.com")));
    for stolen in [
        json!({"role": "admin"}),
        json!({"name": "Ines", "role": "admin"}),
        json!({"id": "usr_019ab000000070008000000000000001"}),
        json!({"email": "eve@example.com"}),
        json!({"verified": true, "is_seller": true, "epoch": 7, "password": "eleven brass kettles"}),
    ] {
        let seen = ines.asks(Method::Patch, "/me", stolen.clone()).await;
        assert_eq!(seen.status, Status::UnprocessableEntity, "{stolen}");
    }
    assert_eq!(ines.gets("/me").await.json(), before);
    let renamed = ines.asks(Method::Patch, "/me", json!({"name": " Ines Kettle "})).await;
    assert_eq!(renamed.json()["name"], "Ines Kettle");
    let long = ines.asks(Method::Patch, "/me", json!({"name": "x".repeat(81)})).await;
    assert_eq!(fields(&long), ["name"]);
    shop.close().await;
}

/// Case 70 of the threats: keys are shown once, good for what they say, and dead when they end.
#[rocket::async_test]
async fn threat_70_keys_open_what_they_say_and_nothing_else() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    shop.member("Eve").await;
    let eve = Bearer::of(&shop, "Eve").await;
    Html::of("keys, none", &ines.reads("/account/keys").await).is_well_formed();
    let bad = ines.submits("/account/keys/new", "/account/keys", &[("name", ""), ("days", "90")]).await;
    assert_eq!(bad.status, Status::UnprocessableEntity);
    Html::of("key refused", &bad.text()).is_well_formed();
    let form = [("name", "backup script"), ("scopes", "library:read"), ("scopes", "account:read"), ("days", "30")];
    let made = ines.submits("/account/keys/new", "/account/keys", &form).await;
    assert_eq!(made.status, Status::Ok, "{}", made.text());
    let page = made.text();
    Html::of("key made", &page).is_well_formed();
    let secret = page.split("data-copy=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    assert!(secret.starts_with("bdg_"));
    assert_eq!(made.header("Cache-Control"), Some("no-store"));
    let list = ines.reads("/account/keys").await;
    Html::of("keys", &list).is_well_formed();
    assert!(list.contains("backup script") && !list.contains(&secret), "shown once");

    let keyed = Bearer::with_key(&shop, &secret);
    assert_eq!(keyed.gets("/me/library").await.status, Status::Ok);
    let told = keyed.gets("/me/api-keys").await;
    assert!(!told.text().contains(&secret) && !told.text().contains("hash"), "{}", told.text());
    let wrong = keyed.gets("/orders").await;
    assert_eq!(wrong.status, Status::Forbidden);
    assert!(wrong.text().contains("orders:read"), "it says what is missing");
    for (method, path) in [
        (Method::Patch, "/me"),
        (Method::Post, "/me/api-keys"),
        (Method::Post, "/me/export"),
        (Method::Delete, "/me"),
        (Method::Delete, "/me/sessions"),
    ] {
        let seen = keyed.asks(method, path, json!({"name": "Eve"})).await;
        assert_eq!(seen.status, Status::Forbidden, "{path} is for people");
    }
    // In an address it opens nothing, neither alone nor in place of the header.
    for name in ["access_token", "api_key", "token", "key"] {
        let seen = shop.send(Method::Get, &format!("/api/v1/me?{name}={secret}"), &[], b"").await;
        assert_eq!(seen.status, Status::Unauthorized);
    }
    let basic = shop.send(Method::Get, "/api/v1/me", &[("Authorization", &format!("Basic {secret}"))], b"").await;
    assert_eq!(basic.status, Status::Unauthorized);
    assert_eq!(ines.posts("/account/keys", &form).await.status, Status::Forbidden, "a form without its token");

    // Only admins make keys for what only admins may see.
    let program = Bearer::of(&shop, "Ines").await;
    let grabs = program.asks(Method::Post, "/me/api-keys", json!({"name": "x", "scopes": ["users:read"]})).await;
    assert_eq!(fields(&grabs), ["scopes"]);
    assert!(!ines.reads("/account/keys/new").await.contains("users:read"));
    let id = told.json()["data"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(eve.asks(Method::Delete, &format!("/me/api-keys/{id}"), Value::Null).await.status, Status::NotFound);
    let ended = ines.submits("/account/keys", &format!("/account/keys/{id}/end"), &[]).await;
    assert_eq!(led(&ended), "/account/keys?done=ended");
    assert_eq!(keyed.gets("/me/library").await.status, Status::Unauthorized, "revoked");
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.kind == "key" && !it.text.contains(&secret)));
    // An old sign-in makes no keys.
    shop.later(11 * MINUTE).await;
    assert_eq!(led(&ines.opens("/account/keys/new").await), "/login/confirm?next=%2Faccount%2Fkeys%2Fnew");
    let program = program.asks(Method::Post, "/me/api-keys", json!({"name": "x", "scopes": ["orders:read"]})).await;
    assert_eq!(program.status, Status::Forbidden);
    shop.close().await;
}

/// Case 71 of the threats: nothing between the shop and its visitor keeps what is private.
#[rocket::async_test]
async fn threat_71_private_pages_are_kept_by_nobody() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    for page in ["", "/orders", "/security", "/email", "/preferences", "/keys", "/keys/new", "/data", "/closing"] {
        let seen = ines.opens(&format!("/account{page}")).await;
        assert_eq!((seen.status, seen.header("Cache-Control")), (Status::Ok, Some("no-store")), "{page}");
        Html::of(page, &seen.text()).is_well_formed();
        assert!(seen.text().contains("name=\"robots\" content=\"noindex\""), "{page}");
        for disguise in ["x.css", "style.css", "%2e%2e%2fx.css"] {
            let seen = ines.opens(&format!("/account{page}/{disguise}")).await;
            assert_eq!(seen.status, Status::NotFound, "{page}/{disguise}");
        }
    }
    assert_eq!(ines.opens("/account;x.css").await.status, Status::NotFound);
    let program = Bearer::of(&shop, "Ines").await;
    for path in ["/me", "/me/preferences", "/me/sessions", "/me/api-keys", "/me/export"] {
        let seen = program.gets(path).await;
        assert_eq!((seen.status, seen.header("Cache-Control")), (Status::Ok, Some("no-store")), "{path}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn mails_that_nobody_has_to_get_can_be_stopped() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let to = Email::parse("ines@example.com").unwrap();
    let sends = async |mailing: Mailing| {
        let (keys, ours, to) = (shop.app.keys.clone(), shop.app.shop.clone(), to.clone());
        let letter = Letter {
            to,
            kind: "news",
            subject: "Something new".into(),
            lines: vec!["It is here.".into()],
            link: None,
            code: None,
            end: "Bye.".into(),
        };
        let post = move |txn: &WriteTxn| preferences::post(txn, &keys, &ours, mailing, &letter);
        let posted = shop.app.db.write(post).await.unwrap();
        shop.settle().await;
        posted.is_some()
    };
    assert!(sends(Mailing::PriceAlerts).await);
    let mail = shop.mails_to("ines@").pop().unwrap();
    let line = mail.text.lines().find(|it| it.contains("/unsubscribe")).unwrap().to_owned();
    let unfolded = mail.message.replace("\r\n ", "").replace("\r\n\t", "");
    assert!(unfolded.contains(&format!("List-Unsubscribe: <{line}>")), "{}", mail.message);
    assert!(unfolded.contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click"));
    assert!(mail.html.contains("No more of these mails"));
    let path = line.replace("http://127.0.0.1:8000", "");

    let guest = shop.person();
    let asked = guest.reads(&path).await;
    Html::of("unsubscribe", &asked).is_well_formed();
    assert!(!asked.contains("ines@example.com"), "the link may lie around");
    assert!(sends(Mailing::PriceAlerts).await, "opening the link stops nothing");
    // As a mail program sends it: no cookie, no page of ours.
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let stopped = shop.send(Method::Post, &path, &form, b"List-Unsubscribe=One-Click").await;
    assert_eq!(stopped.status, Status::Ok, "{}", stopped.text());
    Html::of("unsubscribed", &stopped.text()).is_well_formed();
    assert!(!sends(Mailing::PriceAlerts).await && sends(Mailing::Wishlists).await);
    assert_eq!(guest.opens("/unsubscribe?token=guess").await.status, Status::NotFound);

    let page = ines.reads("/account/preferences").await;
    Html::of("preferences", &page).is_well_formed();
    assert_eq!(page.matches(" checked").count(), 7);
    let all = [("mailings", "wishlist-news"), ("mailings", "price-alerts")];
    let kept = ines.submits("/account/preferences", "/account/preferences", &all).await;
    assert_eq!(led(&kept), "/account/preferences?done=saved");
    assert!(sends(Mailing::Wishlists).await && sends(Mailing::PriceAlerts).await && !sends(Mailing::Updates).await);
    let program = Bearer::of(&shop, "Ines").await;
    let told = json!({"mailings": {"price-alerts": true, "product-updates": false,
        "review-reminders": false, "review-replies": false, "reviews": false, "saved-searches": false,
        "wishlist-news": true}, "picks": false});
    assert_eq!(program.gets("/me/preferences").await.json(), told);
    let changed = program.asks(Method::Patch, "/me/preferences", json!({"mailings": {"wishlist-news": false}})).await;
    assert_eq!(changed.json()["mailings"]["wishlist-news"], false);
    let unknown = program.asks(Method::Patch, "/me/preferences", json!({"mailings": {"receipts": false}})).await;
    assert_eq!(unknown.status, Status::UnprocessableEntity);
    shop.close().await;
}

/// The files of an archive, by name.
pub fn unpacked(bytes: &[u8]) -> BTreeMap<String, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let read = |at| {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        let mut text = String::new();
        file.read_to_string(&mut text).unwrap();
        (name, text)
    };
    (0..zip::ZipArchive::new(Cursor::new(bytes)).unwrap().len()).map(read).collect()
}

#[rocket::async_test]
async fn a_copy_of_all_data_is_made_and_fetched_by_its_owner_alone() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let (bob, eve) = (shop.person(), shop.member("Eve").await);
    let bought = bob.buys(&font).await;
    bob.registers("Bob").await;
    bob.confirms("Bob").await;
    let program = Bearer::of(&shop, "Bob").await;
    let (_, secret) = key(&program, &["account:read"]).await;
    Html::of("data", &bob.reads("/account/data").await).is_well_formed();
    assert_eq!(bob.opens("/account/data/copy.zip").await.status, Status::NotFound);
    assert_eq!(led(&bob.submits("/account/data", "/account/data/copy", &[]).await), "/account/data");
    let page = bob.reads("/account/data").await;
    Html::of("data, waiting", &page).is_well_formed();
    assert!(page.contains("Being made"));
    let again = program.asks(Method::Post, "/me/export", Value::Null).await;
    assert_eq!(again.status, Status::Conflict);
    shop.settle().await;
    assert!(shop.mails_to("bob@").iter().any(|it| it.kind == "export"));
    let page = bob.reads("/account/data").await;
    Html::of("data, ready", &page).is_well_formed();
    let seen = bob.opens("/account/data/copy.zip").await;
    assert_eq!((seen.status, seen.header("Cache-Control")), (Status::Ok, Some("no-store")));
    let files = unpacked(&seen.bytes);
    let names: Vec<_> = files.keys().map(String::as_str).collect();
    let expected = [
        "README.txt",
        "alerts.json",
        "api_keys.json",
        "audit.json",
        "conversations.json",
        "library.json",
        "orders.json",
        "payments.json",
        "preferences.json",
        "profile.json",
        "reviews.json",
        "searches.json",
        "sessions.json",
        "views.json",
        "wishlists.json",
    ];
    assert_eq!(names, expected);
    assert!(files["orders.json"].contains(&bought.id) && files["library.json"].contains("Aurora Sans"));
    assert!(files["audit.json"].contains("account.exported") && files["profile.json"].contains("bob@example.com"));
    for (name, text) in &files {
        assert!(!text.contains(&secret) && !text.contains("argon2") && !text.contains("secret\":"), "{name}");
    }
    let told = program.gets("/me/export").await.json();
    assert_eq!((&told["state"], &told["download"]), (&json!("ready"), &json!("/api/v1/me/export/archive")));
    assert_eq!(program.gets("/me/export/archive").await.bytes, seen.bytes);
    assert_eq!(eve.opens("/account/data/copy.zip").await.status, Status::NotFound, "another's");
    // Whoever finds an open browser cannot take it along; after a week nobody can.
    shop.later(11 * MINUTE).await;
    assert!(led(&bob.opens("/account/data/copy.zip").await).starts_with("/login/confirm"));
    shop.later(7 * 24 * 60 * MINUTE).await;
    bob.signs_in("Bob", PASSWORD).await;
    assert_eq!(bob.opens("/account/data/copy.zip").await.status, Status::NotFound);
    shop.close().await;
}

#[rocket::async_test]
async fn a_closed_account_is_gone_and_its_orders_are_nobodys() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    bob.puts(&font).await;
    let order = json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid",
        "immediate_delivery_consent": true, "billing": {"name": "Bob Byte", "street": "Kiln Lane 4", "country": "DE"}});
    let bought = Bought::of(&bob.orders(&order, None).await);
    bob.registers("Bob").await;
    bob.confirms("Bob").await;
    let program = Bearer::of(&shop, "Bob").await;
    let before = bob.looks_at(&bought).await;
    let page = bob.reads("/account/orders").await;
    Html::of("orders", &page).is_well_formed();
    assert!(page.contains("Aurora Sans"), "{page}");
    let files = bob.downloads(&bought).await;
    let url = files[0]["url"].as_str().unwrap().to_owned();
    let (other, _, keyed) = all_that_opens(&shop, "Bob").await;
    bob.submits("/account/data", "/account/data/copy", &[]).await;
    shop.settle().await;

    let wrong = bob.submits("/account/closing", "/account/closing", &[("email", "eve@example.com")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    Html::of("closing", &wrong.text()).is_well_formed();
    let closed = bob.submits("/account/closing", "/account/closing", &[("email", "BOB@example.com")]).await;
    assert_eq!(led(&closed), "/login?done=closed");
    assert!(program.is_dead().await && keyed.gets("/me").await.status == Status::Unauthorized);
    for person in [&bob, &other] {
        assert_eq!(person.opens("/account").await.status, Status::SeeOther);
    }
    assert_eq!(shop.person().signs_in("Bob", PASSWORD).await.status, Status::Unauthorized);
    // The link of the receipt works on; amounts stay, the buyer does not.
    let guest = shop.person();
    let after = guest.looks_at(&bought).await;
    assert_eq!((&after["totals"], &after["number"]), (&before["totals"], &before["number"]));
    let id: OrderId = bought.id.parse().unwrap();
    let kept = shop.app.db.look(|txn| orders::get(txn, id)).unwrap();
    let text = format!("{kept:?}");
    assert!(!text.contains("bob@") && !text.contains("Bob Byte") && !text.contains("Kiln Lane"), "{text}");
    assert_eq!((kept.owner, kept.buyer.billing.country.as_deref()), (None, Some("DE")));
    let sent = guest.opens(&url.replace("http://127.0.0.1:8000", "")).await;
    assert_eq!(sent.status, Status::Ok, "{}", sent.text());
    shop.settle().await;
    assert!(shop.mails_to("bob@").iter().any(|it| it.kind == "closed"), "farewell");
    let about = kept.id.to_string();
    let grants = shop.app.db.look(|txn| delivery::of_order(txn, id)).unwrap();
    assert!(!grants.is_empty() && grants.iter().all(|it| !it.buyer.as_str().contains("bob")), "{about}");
    // Whoever takes the address next finds nothing of it.
    let next = shop.member("Bob").await;
    assert!(next.reads("/library").await.contains("Nothing here yet"));
    assert!(next.reads("/account/orders").await.contains("No orders yet"));
    shop.close().await;
}

#[rocket::async_test]
async fn the_only_admin_stays() {
    let shop = Shop::open().await;
    let admin = shop.staff("Ada", Role::Admin).await;
    let refused = admin.submits("/account/closing", "/account/closing", &[("email", "ada@example.com")]).await;
    assert_eq!(refused.status, Status::Conflict, "{}", refused.text());
    assert!(refused.text().contains("This is the only admin"));
    assert_eq!(admin.opens("/account").await.status, Status::Ok, "nothing was changed");
    let program = Bearer::of(&shop, "Ada").await;
    let wrong = program.asks(Method::Delete, "/me", json!({})).await;
    assert_eq!(fields(&wrong), ["email"]);
    let refused = program.asks(Method::Delete, "/me", json!({"email": "ada@example.com"})).await;
    assert_eq!(refused.status, Status::Conflict);
    shop.staff("Eve", Role::Admin).await;
    let closed = program.asks(Method::Delete, "/me", json!({"email": "ada@example.com"})).await;
    assert_eq!(closed.status, Status::NoContent);
    shop.close().await;
}

#[rocket::async_test]
async fn programs_change_password_and_address_in_person() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    shop.member("Eve").await;
    let ines = Bearer::of(&shop, "Ines").await;
    let wrong = ines.asks(Method::Post, "/me/password", json!({"current": "no", "password": "eleven brass kettles"}));
    assert_eq!(fields(&wrong.await), ["current"]);
    let address = ines.asks(Method::Post, "/me/email", json!({"email": "ines@example.com"})).await;
    assert_eq!(fields(&address), ["email"], "that is theirs already");
    let address = ines.asks(Method::Post, "/me/email", json!({"email": "ines@new.example"})).await;
    assert_eq!(address.status, Status::Accepted);
    let new = json!({"current": PASSWORD, "password": "eleven brass kettles"});
    assert_eq!(ines.asks(Method::Post, "/me/password", new).await.status, Status::NoContent);
    // The access token is of the age before; the session goes on with its next one.
    assert_eq!(ines.gets("/me").await.status, Status::Unauthorized);
    let renews = json!({"refresh_token": ines.refresh});
    let renewed = shop.person().asks(Method::Post, "/api/v1/auth/refresh", &renews).await;
    assert_eq!(renewed.status, Status::Ok, "{}", renewed.text());
    let link = shop.link_to("ines@new.example", "/account/email/confirm").await;
    let person = shop.person();
    person.signs_in("Ines", "eleven brass kettles").await;
    assert_eq!(person.opens(&link).await.status, Status::Forbidden, "what the old password asked for is void");
    // Asked for again, and confirmed by the program itself.
    let renewed = renewed.json()["access_token"].as_str().unwrap().to_owned();
    let asks = async |token: &str, path: &str, body: Value| {
        let headers = [("Authorization", format!("Bearer {token}")), ("Content-Type", "application/json".into())];
        let headers: Vec<_> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
        shop.send(Method::Post, &format!("/api/v1{path}"), &headers, body.to_string().as_bytes()).await
    };
    let again = asks(&renewed, "/me/email", json!({"email": "ines@newer.example"})).await;
    assert_eq!(again.status, Status::Accepted, "{}", again.text());
    let link = shop.link_to("ines@newer.example", "/account/email/confirm").await;
    let token = link.split_once("token=").unwrap().1;
    let eve = Bearer::of(&shop, "Eve").await;
    let stolen = asks(&eve.token, "/me/email/confirmation", json!({"token": token})).await;
    assert_eq!(stolen.status, Status::Forbidden, "it is for one account alone");
    let confirmed = asks(&renewed, "/me/email/confirmation", json!({"token": token})).await;
    assert_eq!(confirmed.status, Status::NoContent, "{}", confirmed.text());
    assert_eq!(asks(&renewed, "/me/email/confirmation", json!({"token": token})).await.status, Status::Unauthorized);
    let login = json!({"email": "ines@newer.example", "password": "eleven brass kettles"});
    assert_eq!(shop.person().asks(Method::Post, "/api/v1/auth/login", &login).await.status, Status::Ok);
    shop.close().await;
}
