//! Accounts: how they come to be, how one comes in, and what keeps others out.

use std::time::Duration;

use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{PASSWORD, address_of, fields},
    pages::Html,
    shop::{Person, Seen, Shop},
};

const MINUTE: Duration = Duration::from_secs(60);

/// The tokens of a program that signs in as someone.
async fn tokens(person: &Person<'_>, name: &str) -> Value {
    let body = json!({"email": address_of(name), "password": PASSWORD});
    let seen = person.asks(Method::Post, "/api/v1/auth/login", &body).await;
    assert_eq!(seen.status, Status::Ok, "{}", seen.text());
    seen.json()
}

async fn refreshes(person: &Person<'_>, token: &Value) -> Seen {
    person.asks(Method::Post, "/api/v1/auth/refresh", &json!({ "refresh_token": token })).await
}

#[rocket::async_test]
async fn an_account_comes_to_be_by_mail() {
    let shop = Shop::open().await;
    let ines = shop.person();
    for page in ["/login", "/register", "/forgot-password"] {
        Html::of(page, &ines.reads(page).await).is_well_formed();
    }
    let seen = ines.registers("Ines").await.text();
    assert!(seen.contains("Look into your mail") && seen.contains("ines@example.com"), "{seen}");
    // Until the address is confirmed there is no account to sign in to, and nothing tells it from an unknown one.
    let early = ines.signs_in("Ines", PASSWORD).await;
    assert_eq!(early.status, Status::Unauthorized);
    let nobody = ines.signs_in("Nobody", PASSWORD).await;
    assert_eq!(early.text().replace("ines@", "nobody@"), nobody.text());

    let link = shop.link_to("ines@", "/register/confirm").await;
    Html::of("confirm", &ines.reads(&link).await).is_well_formed();
    let token = link.split_once("token=").unwrap().1;
    let wrong = ines.posts("/register/confirm", &[("token", token), ("password", "something else entirely")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity, "a link alone does not take over what somebody typed");
    ines.confirms("Ines").await;
    assert!(ines.cookie("session").is_some());
    assert_eq!(ines.opens(&link).await.status, Status::NotFound, "once");
    assert!(ines.reads("/").await.contains("href=\"/account\""));
    assert_eq!(ines.opens("/login").await.header("Location"), Some("/account"));
    shop.close().await;
}

#[rocket::async_test]
async fn whoever_signs_in_goes_where_they_wanted_to_go() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let ines = shop.person();
    let sent = ines.opens("/login/confirm?next=/account").await;
    assert_eq!(sent.status, Status::SeeOther);
    let way = sent.header("Location").unwrap().to_owned();
    assert_eq!(way, "/login?next=%2Flogin%2Fconfirm%3Fnext%3D%2Faccount");
    assert!(ines.reads(&way).await.contains("value=\"/login/confirm?next=/account\""));
    let form = [("email", "ines@example.com"), ("password", PASSWORD), ("next", "/login/confirm?next=/account")];
    assert_eq!(ines.posts("/login", &form).await.header("Location"), Some("/login/confirm?next=/account"));
    let page = ines.reads("/login/confirm?next=/cart").await;
    Html::of("confirm", &page).is_well_formed();
    let wrong = ines.submits("/login/confirm", "/login/confirm", &[("password", "wrong words")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    let right = ines.submits("/login/confirm", "/login/confirm", &[("password", PASSWORD), ("next", "//e.test")]).await;
    assert_eq!(right.header("Location"), Some("/account"), "case 64");
    shop.close().await;
}

#[rocket::async_test]
async fn a_program_signs_in_renews_and_leaves() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let program = shop.person();
    let first = tokens(&program, "Ines").await;
    assert_eq!((&first["token_type"], &first["expires_in"]), (&json!("Bearer"), &json!(900)));
    let second = refreshes(&program, &first["refresh_token"]).await.json();
    assert_ne!(second["refresh_token"], first["refresh_token"]);
    // Case 54: after the grace the old one ends the family.
    shop.later(MINUTE).await;
    assert_eq!(refreshes(&program, &first["refresh_token"]).await.status, Status::Unauthorized);
    assert_eq!(refreshes(&program, &second["refresh_token"]).await.status, Status::Unauthorized);

    let again = tokens(&program, "Ines").await;
    let bearer = format!("Bearer {}", again["access_token"].as_str().unwrap());
    let left = shop.send(Method::Post, "/api/v1/auth/logout", &[("Authorization", &bearer)], b"").await;
    assert_eq!(left.status, Status::NoContent);
    let dead = shop.send(Method::Post, "/api/v1/auth/logout", &[("Authorization", &bearer)], b"").await;
    assert_eq!((dead.status, dead.header("WWW-Authenticate")), (Status::Unauthorized, Some("Bearer")));
    assert_eq!(refreshes(&program, &again["refresh_token"]).await.status, Status::Unauthorized);
    shop.close().await;
}

/// Case 60 of the threats.
#[rocket::async_test]
async fn threat_60_a_reset_link_works_once() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let old = tokens(&ines, "Ines").await;
    let other = shop.person();
    other.posts("/forgot-password", &[("email", "INES@example.com")]).await;
    let first = shop.link_to("ines@", "/reset-password").await;
    other.posts("/forgot-password", &[("email", "ines@example.com")]).await;
    let link = shop.link_to("ines@", "/reset-password").await;
    assert_ne!(first, link);
    assert_eq!(other.opens(&first).await.status, Status::Forbidden, "a newer one replaces it");
    let page = other.opens(&link).await;
    assert_eq!(page.header("Referrer-Policy"), Some("no-referrer"));
    Html::of("reset", &page.text()).is_well_formed();
    let token = link.split_once("token=").unwrap().1;
    let weak = other.posts("/reset-password", &[("token", token), ("password", "password123")]).await;
    assert_eq!(weak.status, Status::UnprocessableEntity);
    let new = "eleven brass kettles";
    let both = futures::future::join_all((0..20).map(|_| {
        let shop = &shop;
        async move {
            let body = json!({"token": token, "password": new}).to_string();
            let kind = [("Content-Type", "application/json")];
            shop.send(Method::Post, "/api/v1/auth/reset-password", &kind, body.as_bytes()).await.status
        }
    }));
    assert_eq!(both.await.iter().filter(|it| **it == Status::Ok).count(), 1, "once, however many try");
    assert_eq!(other.opens(&link).await.status, Status::Forbidden);
    // Everything of before is dead: cookie, access and refresh token, password.
    assert!(ines.reads("/").await.contains("href=\"/login\""));
    assert_eq!(refreshes(&ines, &old["refresh_token"]).await.status, Status::Unauthorized);
    let bearer = format!("Bearer {}", old["access_token"].as_str().unwrap());
    let dead = shop.send(Method::Post, "/api/v1/auth/logout", &[("Authorization", &bearer)], b"").await;
    assert_eq!(dead.status, Status::Unauthorized);
    assert_eq!(ines.signs_in("Ines", PASSWORD).await.status, Status::Unauthorized);
    assert_eq!(ines.signs_in("Ines", new).await.status, Status::SeeOther);
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.kind == "password"), "its owner is told");

    ines.posts("/forgot-password", &[("email", "ines@example.com")]).await;
    let link = shop.link_to("ines@", "/reset-password").await;
    shop.later(31 * MINUTE).await;
    assert_eq!(other.opens(&link).await.status, Status::Forbidden, "too old");
    let guess = other.posts("/reset-password", &[("token", "guess"), ("password", new)]).await;
    assert_eq!(guess.status, Status::Forbidden);
    shop.close().await;
}

/// Case 58 of the threats: nothing tells a known address from an unknown one.
#[rocket::async_test]
async fn threat_58_answers_tell_nothing_about_addresses() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let eve = shop.person();
    let same = |known: &Seen, unknown: &Seen| {
        assert_eq!(known.status, unknown.status);
        assert_eq!(known.text().replace("ines@", "nobody@").replace("Ines", "Nobody"), unknown.text());
    };
    same(&eve.signs_in("Ines", "wrong words").await, &eve.signs_in("Nobody", "wrong words").await);
    same(&eve.registers("Ines").await, &eve.registers("Nobody").await);
    let known = eve.posts("/forgot-password", &[("email", "ines@example.com")]).await;
    same(&known, &eve.posts("/forgot-password", &[("email", "nobody@example.com")]).await);
    for path in ["login", "register", "forgot-password"] {
        let ask = |name: &str| json!({"email": address_of(name), "password": "eleven brass kettles", "name": "Eve"});
        let path = format!("/api/v1/auth/{path}");
        let known = eve.asks(Method::Post, &path, &ask("Ines")).await;
        let unknown = eve.asks(Method::Post, &path, &ask("Nobody")).await;
        let without_id = |seen: &Seen| {
            let mut json = seen.json();
            json["request_id"] = Value::Null;
            (seen.status, json)
        };
        assert_eq!(without_id(&known), without_id(&unknown), "{path}");
    }
    // The owner of a known address learns that somebody tried to register it; its password stays.
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.kind == "known"));
    assert_eq!(shop.person().signs_in("Ines", PASSWORD).await.status, Status::SeeOther);
    shop.close().await;
}

/// Case 58 of the threats, by the clock: an address that is known is answered in the same time. Samples take turns, so
/// that whatever else the machine does meets both; only the middle ones are compared.
#[rocket::async_test]
async fn threat_58_answers_take_as_long_whoever_is_known() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let eve = shop.person();
    for (path, turns) in [("login", 12), ("register", 12), ("forgot-password", 60)] {
        let mut taken = [Vec::new(), Vec::new()];
        for turn in 0..2 * turns {
            let name = ["Ines", "Nobody"][turn % 2];
            let body = json!({"email": address_of(name), "password": "eleven brass kettles", "name": "Eve"});
            let began = std::time::Instant::now();
            eve.asks(Method::Post, &format!("/api/v1/auth/{path}"), &body).await;
            taken[turn % 2].push(began.elapsed());
        }
        let [known, unknown] = taken.map(|mut all| {
            all.sort();
            all[all.len() / 2]
        });
        eprintln!("{path}: {known:?} where known, {unknown:?} where not");
        // Without the hash of nobody's password the one would take many times as long as the other.
        let allowed = known.max(unknown) / 3 + std::time::Duration::from_millis(3);
        assert!(known.abs_diff(unknown) < allowed, "{path}: {known:?} where known, {unknown:?} where not");
    }
    shop.close().await;
}

/// Case 57 of the threats: nobody prepares an account for another's address.
#[rocket::async_test]
async fn threat_57_guest_orders_wait_for_their_owner() {
    let shop = Shop::open().await;
    let ada = shop.maker("Ada Type");
    let font = ada.sells("Aurora Sans", "12.50").await;
    let bob = shop.person();
    bob.buys(&font).await;
    let eve = shop.person();
    let form = [("name", "Eve"), ("email", "bob@example.com"), ("password", "a trap for somebody else")];
    eve.posts("/register", &form).await;
    let trap = shop.link_to("bob@", "/register/confirm").await;
    // Bob registers himself: Eve's wish is void, and her password never opens anything.
    bob.registers("Bob").await;
    assert_eq!(bob.opens(&trap).await.status, Status::NotFound);
    bob.confirms("Bob").await;
    assert_eq!(eve.signs_in("Bob", "a trap for somebody else").await.status, Status::Unauthorized);
    let library = bob.reads("/library").await;
    assert!(library.contains("Aurora Sans"), "{library}");
    shop.close().await;
}

/// Case 63 of the threats.
#[rocket::async_test]
async fn threat_63_a_cookie_of_others_is_never_taken_over() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let ines = shop.person();
    ines.is_given("session", "a-cookie-that-eve-knows");
    ines.signs_in("Ines", PASSWORD).await;
    let first = ines.cookie("session").unwrap();
    assert_ne!(first, "a-cookie-that-eve-knows");
    ines.signs_in("Ines", PASSWORD).await;
    assert_ne!(ines.cookie("session").unwrap(), first, "each sign-in has a new one");
    let eve = shop.person();
    eve.is_given("session", &first);
    assert!(eve.reads("/").await.contains("href=\"/login\""), "and the old one is dead");
    shop.close().await;
}

/// Case 62 of the threats.
#[rocket::async_test]
async fn threat_62_guessing_does_not_lock_the_owner_out() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    shop.member("Ines").await;
    let eve = shop.person();
    let from = |last: u8| format!("198.51.100.{last}:4000").parse().unwrap();
    let mut refused = 0;
    for turn in 0..500 {
        let guess =
            eve.sends_from(from((turn % 20) as u8), "/login", &[("email", "ines@example.com"), ("password", "guess")]);
        refused += usize::from(guess.await.status == Status::TooManyRequests);
    }
    assert!(refused >= 250, "most guesses were not even looked at: {refused}");
    let ines = shop.person();
    let form = [("email", "Ines@Example.com"), ("password", PASSWORD)];
    let seen = ines.sends_from("203.0.113.5:4000".parse().unwrap(), "/login", &form).await;
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    shop.close().await;
}

#[rocket::async_test]
async fn what_is_wrong_with_a_registration_is_said_at_once() {
    let shop = Shop::open().await;
    let eve = shop.person();
    for (name, email, password, wrong) in [
        ("", "eve", "short", vec!["name", "email", "password"]),
        ("Eve", "eve@example.com", "password1234", vec!["password"]),
        ("Eve", "eve@example.com", "eve@example.com", vec!["password"]),
        ("Eve", "eve@example.com", "qwertyuiop", vec!["password"]),
        ("x".repeat(90).as_str(), "eve@example.com", PASSWORD, vec!["name"]),
    ] {
        let body = json!({"name": name, "email": email, "password": password});
        let seen = eve.asks(Method::Post, "/api/v1/auth/register", &body).await;
        assert_eq!(
            (seen.status, fields(&seen)),
            (Status::UnprocessableEntity, wrong.iter().map(|it| (*it).to_owned()).collect())
        );
    }
    // Case 67: what nobody may choose is not chosen.
    let body =
        json!({"name": "Eve", "email": "eve@example.com", "password": PASSWORD, "role": "admin", "verified": true});
    eve.asks(Method::Post, "/api/v1/auth/register", &body).await;
    eve.confirms("Eve").await;
    let email = bodega::base::Email::parse("eve@example.com").unwrap();
    let user = shop.app.db.look(|txn| bodega::features::accounts::by_email(txn, &email)).unwrap().unwrap();
    assert_eq!(user.role, bodega::base::Role::Customer);
    shop.close().await;
}

/// Case 65 of the threats, for forms that act in somebody's name.
#[rocket::async_test]
async fn threat_65_forms_of_others_do_nothing() {
    let shop = Shop::open().await;
    let (ines, eve) = (shop.member("Ines").await, shop.member("Eve").await);
    assert_eq!(ines.posts("/logout", &[]).await.status, Status::Forbidden, "a form without the token");
    let page = eve.reads("/login/confirm").await;
    let foreign = page.split("name=\"_token\" value=\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(ines.posts("/logout", &[("_token", foreign)]).await.status, Status::Forbidden, "with another's");
    assert!(ines.reads("/").await.contains("href=\"/account\""), "nothing happened");
    let left = ines.submits("/login/confirm", "/logout", &[]).await;
    assert_eq!(left.header("Location"), Some("/login?done=signed-out"));
    assert!(ines.reads("/login?done=signed-out").await.contains("You are signed out"));
    shop.close().await;
}
