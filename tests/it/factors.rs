//! Second factors: how they come to be, what they ask, and the ways back in.

use std::time::Duration;

use bodega::base::Role;
use data_encoding::BASE32_NOPAD;
use rocket::http::{Method, Status};
use serde_json::{Value, json};
use totp_rs::{Algorithm, Builder};

use crate::{
    cast::{PASSWORD, address_of, fields},
    pages::Html,
    shop::{Person, Seen, Shop},
};

const STEP: Duration = Duration::from_secs(30);
const MINUTE: Duration = Duration::from_secs(60);
const APP: &str = "/account/security/authenticator";
const FACTORS: &str = "/account/security/factors";

/// An authenticator app on somebody's phone.
struct Phone<'a> {
    shop: &'a Shop,
    secret: Vec<u8>,
}

impl Phone<'_> {
    fn shows(&self) -> String {
        shown(self.secret.clone(), self.shop.clock.now().seconds())
    }
}

/// What an app shows that holds `secret`.
fn shown(secret: Vec<u8>, seconds: i64) -> String {
    let app = Builder::new().with_algorithm(Algorithm::SHA1).with_digits(6).with_step_duration(30).with_secret(secret);
    app.build_noncompliant().generate(seconds.unsigned_abs()).to_string()
}

/// What an app shows in this moment of the world's own clock.
pub fn shown_now(secret: &str) -> String {
    let now = bodega::platform::clock::Clock::system().now();
    shown(BASE32_NOPAD.decode(secret.as_bytes()).unwrap(), now.seconds())
}

impl<'a> Person<'a> {
    /// Scans what the page shows.
    async fn scans(&self) -> Phone<'a> {
        self.submits(APP, APP, &[]).await;
        let page = self.reads(APP).await;
        Html::of("set-up", &page).is_well_formed();
        assert!(page.contains("<path d=\"M4 4h7v1h-7z"), "a picture to scan");
        let secret = page.split("id=\"secret\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
        Phone { shop: self.shop(), secret: BASE32_NOPAD.decode(secret.as_bytes()).unwrap() }
    }

    /// Sets an app up; gives it and the recovery codes.
    async fn adds_an_app(&self) -> (Phone<'a>, Vec<String>) {
        let phone = self.scans().await;
        let seen = self.submits(APP, &format!("{APP}/code"), &[("code", &phone.shows())]).await;
        assert_eq!(seen.status, Status::Ok, "{}", seen.text());
        let page = seen.text();
        Html::of("codes", &page).is_well_formed();
        let list = page.split("<ol").nth(1).unwrap().split("</ol>").next().unwrap();
        let codes: Vec<_> = list.split("<li>").skip(1).map(|it| it.split('<').next().unwrap().to_owned()).collect();
        assert_eq!(codes.len(), 10);
        (phone, codes)
    }

    /// Signs in as far as the second step, and types a code there.
    async fn signs_in_with(&self, name: &str, code: &str) -> Seen {
        let seen = self.signs_in(name, PASSWORD).await;
        assert_eq!(seen.header("Location"), Some("/login/second-factor"), "{}", seen.text());
        Html::of("second", &self.reads("/login/second-factor").await).is_well_formed();
        self.posts("/login/second-factor", &[("code", code)]).await
    }

    async fn logs_in(&self, name: &str, code: Option<&str>) -> Seen {
        let body = json!({"email": address_of(name), "password": PASSWORD, "code": code});
        self.asks(Method::Post, "/api/v1/auth/login", &body).await
    }
}

async fn api(shop: &Shop, method: Method, path: &str, token: &str, body: &Value) -> Seen {
    let auth = format!("Bearer {token}");
    let headers = [("Authorization", auth.as_str()), ("Content-Type", "application/json")];
    shop.send(method, &format!("/api/v1/me/{path}"), &headers, body.to_string().as_bytes()).await
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

#[rocket::async_test]
async fn an_app_is_set_up_and_asked_for_codes() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let elsewhere = shop.person();
    elsewhere.signs_in("Ines", PASSWORD).await;
    let page = ines.reads(FACTORS).await;
    Html::of("factors", &page).is_well_formed();
    assert!(page.contains(">Off<") && page.contains("Set up"), "{page}");

    Html::of("before", &ines.reads(APP).await).is_well_formed();
    ines.scans().await;
    let wrong = ines.submits(APP, &format!("{APP}/code"), &[("code", "000000")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    Html::of("wrong", &wrong.text()).is_well_formed();
    let (phone, _) = ines.adds_an_app().await;
    let again = ines.submits("/login/confirm", &format!("{APP}/code"), &[("code", &phone.shows())]).await;
    assert_eq!(again.status, Status::Conflict, "nothing waits any more");
    let after = ines.reads(APP).await;
    assert!(after.contains("In use") && !after.contains("id=\"secret\""), "nobody can show the secret again");
    assert!(ines.reads(FACTORS).await.contains("10 of 10 left"));
    assert!(elsewhere.reads("/").await.contains("href=\"/login\""), "every other session has ended");
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.subject.contains("authenticator app was added")));

    shop.later(STEP).await;
    let wrong = elsewhere.signs_in_with("Ines", "123456").await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    let right = elsewhere.posts("/login/second-factor", &[("code", &phone.shows())]).await;
    assert_eq!(right.header("Location"), Some("/account"), "{}", right.text());

    let removed = ines.submits(APP, &format!("{APP}/removal"), &[]).await;
    assert_eq!(removed.header("Location"), Some("/account/security/factors?done=app-removed"));
    assert!(ines.reads("/account/security/factors?done=app-removed").await.contains("The app is removed"));
    assert_eq!(elsewhere.signs_in("Ines", PASSWORD).await.header("Location"), Some("/account"));
    shop.close().await;
}

/// A code that was seen over somebody's shoulder, or read on its way, is worth nothing (RFC 6238, 5.2).
#[rocket::async_test]
async fn no_code_works_twice() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    let (phone, codes) = ines.adds_an_app().await;
    let eve = shop.person();
    let set_up_with = phone.shows();
    assert_eq!(eve.signs_in_with("Ines", &set_up_with).await.status, Status::UnprocessableEntity);
    shop.later(STEP).await;
    let code = phone.shows();
    assert_eq!(ines.signs_in_with("Ines", &code).await.status, Status::SeeOther);
    assert_eq!(eve.signs_in_with("Ines", &code).await.status, Status::UnprocessableEntity);
    assert_eq!(eve.logs_in("Ines", Some(&code)).await.status, Status::UnprocessableEntity);

    assert_eq!(ines.signs_in_with("Ines", &codes[2]).await.status, Status::SeeOther);
    assert_eq!(eve.signs_in_with("Ines", &codes[2]).await.status, Status::UnprocessableEntity);
    assert!(ines.reads(FACTORS).await.contains("9 of 10 left"));
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.text.contains("9 codes are left")), "its owner is told");
    let renewed = ines.submits("/account/security/recovery-codes", "/account/security/recovery-codes", &[]).await;
    assert!(renewed.text().contains("shown only now"));
    assert_eq!(eve.signs_in_with("Ines", &codes[3]).await.status, Status::UnprocessableEntity, "replaced");
    shop.close().await;
}

#[rocket::async_test]
async fn a_program_sets_up_and_signs_in_with_codes() {
    let shop = Shop::open().await;
    shop.member("Ines").await;
    let program = shop.person();
    let tokens = program.logs_in("Ines", None).await.json();
    let token = text(&tokens["access_token"]).to_owned();
    let state = api(&shop, Method::Get, "two-factor", &token, &json!(null)).await.json();
    assert_eq!(state, json!({"on": false, "authenticator_since": null, "passkeys": 0, "recovery_codes_left": 0}));
    let early = api(&shop, Method::Put, "two-factor", &token, &json!({"code": "123456"})).await;
    assert_eq!(early.status, Status::Conflict);
    let nothing = api(&shop, Method::Post, "two-factor/recovery-codes", &token, &json!(null)).await;
    assert_eq!(nothing.status, Status::Conflict, "codes stand in for something");

    let offer = api(&shop, Method::Post, "two-factor", &token, &json!(null)).await.json();
    let secret = text(&offer["secret"]);
    assert!(text(&offer["otpauth_uri"]).starts_with("otpauth://totp/Bodega:ines%40example.com?secret="), "{offer}");
    let phone = Phone { shop: &shop, secret: BASE32_NOPAD.decode(secret.as_bytes()).unwrap() };
    let wrong = api(&shop, Method::Put, "two-factor", &token, &json!({"code": "x"})).await;
    assert_eq!((wrong.status, fields(&wrong)), (Status::UnprocessableEntity, vec!["code".to_owned()]));
    let done = api(&shop, Method::Put, "two-factor", &token, &json!({"code": phone.shows()})).await.json();
    let codes = done["recovery_codes"].as_array().unwrap().clone();
    assert_eq!(codes.len(), 10);

    // The token of before is dead; the session goes on with its refresh token.
    let dead = api(&shop, Method::Get, "two-factor", &token, &json!(null)).await;
    assert_eq!(dead.status, Status::Unauthorized);
    let refresh = json!({ "refresh_token": tokens["refresh_token"] });
    let next = program.asks(Method::Post, "/api/v1/auth/refresh", &refresh).await.json();
    let token = text(&next["access_token"]).to_owned();
    let state = api(&shop, Method::Get, "two-factor", &token, &json!(null)).await.json();
    assert_eq!((&state["on"], &state["recovery_codes_left"]), (&json!(true), &json!(10)));

    let bare = program.logs_in("Ines", None).await;
    assert_eq!((bare.status, fields(&bare)), (Status::Unauthorized, vec!["code".to_owned()]));
    shop.later(STEP).await;
    assert_eq!(program.logs_in("Ines", Some(&phone.shows())).await.status, Status::Ok);
    assert_eq!(program.logs_in("Ines", Some(text(&codes[0]))).await.status, Status::Ok);

    shop.later(11 * MINUTE).await;
    let stale = api(&shop, Method::Delete, "two-factor", &token, &json!(null)).await;
    assert_eq!(stale.status, Status::Forbidden, "the sign-in is too old for it");
    let fresh = program.logs_in("Ines", Some(&phone.shows())).await.json();
    let token = text(&fresh["access_token"]);
    let passkeys = api(&shop, Method::Get, "passkeys", token, &json!(null)).await.json();
    assert_eq!(passkeys, json!({"data": []}));
    let foreign = "passkeys/pk_019219a4000070008000000000000000";
    assert_eq!(api(&shop, Method::Delete, foreign, token, &json!(null)).await.status, Status::NotFound);
    assert_eq!(api(&shop, Method::Delete, "two-factor", token, &json!(null)).await.status, Status::NoContent);
    assert_eq!(program.logs_in("Ines", None).await.status, Status::Ok);
    shop.close().await;
}

/// Guessing a million codes is not a matter of patience, and keeps nobody out for long.
#[rocket::async_test]
async fn codes_are_not_guessed() {
    let shop = Shop::open_with(|config| config.limits.on = true).await;
    let ines = shop.member("Ines").await;
    let (phone, _) = ines.adds_an_app().await;
    let eve = shop.person();
    eve.signs_in("Ines", PASSWORD).await;
    let mut refused = 0;
    for guess in 0..30 {
        let code = format!("{guess:06}");
        let seen = eve.posts("/login/second-factor", &[("code", &code)]).await;
        refused += usize::from(seen.status == Status::TooManyRequests);
    }
    assert_eq!(refused, 20, "ten were looked at");
    shop.later(2 * MINUTE).await;
    let seen = eve.posts("/login/second-factor", &[("code", &phone.shows())]).await;
    assert_eq!(seen.status, Status::SeeOther, "{}", seen.text());
    shop.close().await;
}

#[rocket::async_test]
async fn changing_factors_takes_a_fresh_sign_in() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    ines.adds_an_app().await;
    shop.later(11 * MINUTE).await;
    for page in [APP, "/account/security/recovery-codes", "/account/security/passkeys"] {
        let sent = ines.opens(page).await;
        let way = format!("/login/confirm?next={}", page.replace('/', "%2F").replace('-', "%2D"));
        assert_eq!(sent.header("Location"), Some(way.as_str()));
    }
    let late = ines.submits("/login/confirm", &format!("{APP}/removal"), &[]).await;
    assert_eq!(late.status, Status::Forbidden);
    assert!(ines.reads(FACTORS).await.contains(">On<"), "looking is allowed");
    let foreign = ines.posts(&format!("{APP}/removal"), &[]).await;
    assert_eq!(foreign.status, Status::Forbidden, "nor without the form's token");
    ines.submits("/login/confirm", "/login/confirm", &[("password", PASSWORD)]).await;
    assert_eq!(ines.submits(APP, &format!("{APP}/removal"), &[]).await.status, Status::SeeOther);
    shop.close().await;
}

#[rocket::async_test]
async fn a_strict_shop_asks_its_admins_for_two_proofs() {
    let shop = Shop::open_with(|config| config.security.admins_need_second_factor = true).await;
    let ann = shop.staff("Ann", Role::Admin).await;
    let sent = ann.opens("/admin/users").await;
    assert_eq!(sent.header("Location"), Some("/account/security"), "there one is set up");
    assert!(ann.reads("/account/security").await.contains(FACTORS));
    assert!(ann.reads(FACTORS).await.contains("Set up"), "an admin may buy and mind the own account all the same");
    let (phone, _) = ann.adds_an_app().await;
    ann.reads("/admin/users").await;
    // Signed in anew, with the code, it stays so.
    shop.later(STEP).await;
    ann.signs_in_with("Ann", &phone.shows()).await;
    ann.reads("/admin/users").await;
    let removed = ann.submits(APP, &format!("{APP}/removal"), &[]).await;
    assert_eq!(removed.status, Status::SeeOther);
    ann.signs_in("Ann", PASSWORD).await;
    assert_eq!(ann.opens("/admin/users").await.header("Location"), Some("/account/security"));
    let token = ann.logs_in("Ann", None).await.json();
    let auth = format!("Bearer {}", text(&token["access_token"]));
    let refused = shop.send(Method::Get, "/api/v1/admin/users", &[("Authorization", &auth)], b"").await;
    assert_eq!(refused.status, Status::Forbidden);
    shop.close().await;
}

/// The button is there only where a passkey could work: browsers know none for a bare address.
#[rocket::async_test]
async fn passkeys_need_a_name() {
    let shop = Shop::open().await;
    let ines = shop.member("Ines").await;
    assert!(!shop.person().reads("/login").await.contains("Use a passkey"));
    assert!(ines.reads("/account/security/passkeys").await.contains("bare address"));
    assert!(!ines.reads(FACTORS).await.contains("Add a passkey"));
    let asked = shop.person().asks(Method::Post, "/login/passkey/options", &json!({})).await;
    assert_eq!(asked.status, Status::NotFound);
    let named = Shop::open_with(|config| {
        config.shop.base_url = Some(bodega::base::BaseUrl::parse("https://shop.example.com").unwrap());
    })
    .await;
    let page = named.person().reads("/login").await;
    assert!(page.contains("Use a passkey"));
    Html::of("login", &page).is_well_formed();
    named.close().await;
    shop.close().await;
}
