//! Licences in use: devices, pools of keys, files for programs without a network, and the faces of other shops.

use std::time::Duration;

use bodega::{
    base::Role,
    features::{
        catalog::EditionForm,
        licenses::{self, PolicyForm},
    },
    platform::db::WriteTxn,
};
use ed25519_dalek::{Signature, Verifier, VerifyingKey};
use futures::future::join_all;
use rocket::http::{Method, Status};
use serde_json::{Value, json};

use crate::{
    cast::{Bought, Good, hidden},
    pages::Html,
    shop::{Person, Seen, Shop},
};

/// The example of docs/licenses.md, as it stands there.
#[path = "../../docs/examples/licenses/verify.rs"]
mod verifier;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const FORM: (&str, &str) = ("Content-Type", "application/x-www-form-urlencoded");
const JSON: (&str, &str) = ("Content-Type", "application/json");

fn keyed() -> EditionForm {
    EditionForm { price: "40".into(), license_keys: true, ..EditionForm::default() }
}

fn key_of(order: &Bought) -> String {
    order.json["lines"][0]["license_keys"][0].as_str().unwrap_or_default().to_owned()
}

impl Good<'_> {
    async fn allows(&self, shop: &Shop, form: PolicyForm) {
        let (product, edition) = (self.product.id, self.edition());
        let set = move |txn: &WriteTxn| licenses::set_policy(txn, form.parse(product, edition)?);
        shop.app.db.write(set).await.unwrap();
    }

    async fn gets_keys(&self, shop: &Shop, keys: &str) {
        let (product, edition, keys) = (self.product.id, self.edition(), keys.to_owned());
        let add = move |txn: &WriteTxn| licenses::import(txn, product, edition, &keys).map(drop);
        shop.app.db.write(add).await.unwrap();
    }
}

async fn activates(shop: &Shop, key: &str, print: &str) -> Seen {
    let body = json!({"fingerprint": print, "label": format!("The {print}")}).to_string();
    shop.send(Method::Post, &format!("/api/v1/licenses/{key}/activations"), &[JSON], body.as_bytes()).await
}

async fn posts(shop: &Shop, path: &str, fields: &[(&str, &str)]) -> Seen {
    let body = serde_html_form::to_string(fields).unwrap();
    shop.send(Method::Post, path, &[FORM], body.as_bytes()).await
}

/// Case 33 of the threats: fifty machines at once, a limit of three.
#[rocket::async_test]
async fn threat_33_a_storm_of_machines_gets_what_the_licence_allows() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    good.allows(&shop, PolicyForm { activations: "3".into(), ..PolicyForm::default() }).await;
    let key = key_of(&shop.person().buys(&good).await);
    let prints: Vec<_> = (0..50).map(|n| format!("machine-{n}")).collect();
    let answers = join_all(prints.iter().map(|it| activates(&shop, &key, it))).await;
    let count = |status: Status| answers.iter().filter(|it| it.status == status).count();
    assert_eq!((count(Status::Created), count(Status::Conflict)), (3, 47));
    let at = answers.iter().position(|it| it.status == Status::Created).unwrap();
    let again = join_all((0..20).map(|_| activates(&shop, &key, &prints[at]))).await;
    assert!(again.iter().all(|it| it.status == Status::Ok && it.json()["id"] == answers[at].json()["id"]));
    let path = format!("/api/v1/licenses/{key}/activations");
    assert_eq!(shop.send(Method::Get, &path, &[], b"").await.json()["total"], 3);

    // One machine is given up, and another takes its place.
    let freed = format!("{path}/{}", answers[at].json()["id"].as_str().unwrap());
    assert_eq!(shop.send(Method::Delete, &freed, &[], b"").await.status, Status::NoContent);
    assert_eq!(shop.send(Method::Delete, &freed, &[], b"").await.status, Status::NotFound);
    assert_eq!(activates(&shop, &key, "machine-new").await.status, Status::Created);
    assert_eq!(activates(&shop, "7Q2MX-K4D9T-REWBA-0PV6C-H5N3J-8FGZS", "x").await.status, Status::NotFound);
    assert_eq!(activates(&shop, &key, " ").await.status, Status::UnprocessableEntity);
    shop.close().await;
}

/// Case 32 of the threats: one key is left, and fifty want it.
#[rocket::async_test]
async fn threat_32_the_last_key_of_a_pool_is_sold_once() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    good.allows(&shop, PolicyForm { pool: "on".into(), low: "2".into(), ..PolicyForm::default() }).await;
    good.gets_keys(&shop, "LAST-KEY-1").await;
    let buyers: Vec<_> = (0..50).map(|_| shop.person()).collect();
    for buyer in &buyers {
        buyer.puts(&good).await;
    }
    let body =
        json!({"email": "bob@example.com", "gateway": "test", "outcome": "paid", "immediate_delivery_consent": true});
    let answers = join_all(buyers.iter().map(|it| it.orders(&body, None))).await;
    let sold: Vec<_> = answers.iter().filter(|it| it.status == Status::Created).collect();
    let refused: Vec<_> = answers.iter().filter(|it| it.status == Status::Conflict).collect();
    assert_eq!((sold.len(), refused.len()), (1, 49), "nobody pays for what there is not");
    assert!(refused[0].text().contains("sold out"), "{}", refused[0].text());
    assert_eq!(key_of(&Bought::of(sold[0])), "LAST-KEY-1");

    // A payment that comes to nothing gives its key back.
    good.gets_keys(&shop, "LAST-KEY-2").await;
    let (bob, eve) = (shop.person(), shop.person());
    bob.puts(&good).await;
    eve.puts(&good).await;
    assert_eq!(bob.pays("delayed").await.status(), "pending");
    assert_eq!(eve.orders(&body, None).await.status, Status::Conflict, "it is set aside");
    let ann = shop.person();
    shop.later(30 * DAY).await;
    ann.puts(&good).await;
    let late = ann.orders(&body, None).await;
    assert!(matches!(late.status, Status::Created | Status::Conflict), "{}", late.text());
    shop.close().await;
}

#[rocket::async_test]
async fn a_declined_payment_gives_its_key_back_and_the_maker_is_warned_once() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let ada = shop.seller("Ada", good.product.seller).await;
    good.allows(&shop, PolicyForm { pool: "on".into(), low: "1".into(), ..PolicyForm::default() }).await;
    good.gets_keys(&shop, "KEY-0001\nKEY-0002").await;
    let bob = shop.person();
    bob.puts(&good).await;
    let body = json!({"email": "bob@example.com", "gateway": "test", "outcome": "declined", "immediate_delivery_consent": true});
    assert_eq!(Bought::of(&bob.orders(&body, None).await).status(), "failed");
    // The cart came back with the key.
    assert_eq!(bob.pays("paid").await.status(), "paid");
    shop.settle().await;
    assert_eq!(bob.buys(&good).await.status(), "paid");
    shop.settle().await;
    let mails = shop.mails_to("ada@");
    let warned: Vec<_> = mails.iter().filter(|it| it.subject.contains("Few keys of Synth One")).collect();
    assert_eq!(warned.len(), 1);
    assert!(warned[0].text.contains(&format!("/sell/licenses/products/{}", good.id())));
    bob.puts(&good).await;
    let refused = bob
        .orders(&json!({"email": "bob@example.com", "gateway": "test", "immediate_delivery_consent": true}), None)
        .await;
    assert_eq!(refused.status, Status::Conflict);
    let page = ada.reads("/sell/licenses").await;
    Html::of("licences", &page).is_well_formed();
    assert!(page.contains("Sold out") && page.contains("0 left, 2 sold"), "{page}");
    shop.close().await;
}

#[rocket::async_test]
async fn sellers_look_after_their_licences_alone() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let ada = shop.seller("Ada", good.product.seller).await;
    let other = shop.maker("Eve").sells_as("Noise Two", keyed()).await;
    let eve = shop.seller("Eve", other.product.seller).await;
    let key = key_of(&shop.person().buys(&good).await);
    let here = format!("/sell/licenses/products/{}", good.id());
    let page = ada.reads(&here).await;
    Html::of("product", &page).is_well_formed();
    assert!(
        page.contains("bob@example.com") && !page.contains(&key),
        "keys are not shown to whoever looks over a shoulder"
    );
    assert_eq!(eve.opens(&here).await.status, Status::NotFound, "threat 41: another's");
    let policy = format!("{here}/editions/{}/policy", good.edition());
    let wrong = ada.submits(&here, &policy, &[("activations", "none"), ("days", "30")]).await;
    assert_eq!(wrong.status, Status::UnprocessableEntity);
    assert!(wrong.text().contains("Write a number") && wrong.text().contains("value=\"none\""), "{}", wrong.text());
    let saved =
        ada.submits(&here, &policy, &[("activations", "1"), ("days", "30"), ("prefix", "SY"), ("format", "hex")]).await;
    assert_eq!(saved.status, Status::SeeOther, "{}", saved.text());
    let second = key_of(&shop.person().buys(&good).await);
    assert!(second.starts_with("SY-") && activates(&shop, &second, "a").await.status == Status::Created);
    assert_eq!(activates(&shop, &second, "b").await.status, Status::Conflict);

    let found = ada.opens(&format!("/sell/licenses?key={second}")).await;
    let to = found.header("Location").unwrap().to_owned();
    let id = to.split_once("key=").unwrap().1.to_owned();
    assert!(ada.reads(&to).await.contains("1 of 1 device"));
    assert!(eve.reads(&format!("/sell/licenses?key={second}")).await.contains("Nothing found"));
    let eves = format!("/sell/licenses/products/{}", other.id());
    for deed in ["stop", "permission", "rotation"] {
        let theft = eve.submits(&eves, &format!("{eves}/issued/{id}/{deed}"), &[]).await;
        assert_eq!(theft.status, Status::NotFound, "{deed}");
    }
    ada.submits(&here, &format!("{here}/issued/{id}/stop"), &[]).await;
    let check = async |key: &str| {
        let body = json!({"product": good.id(), "key": key, "fingerprint": "a"}).to_string();
        shop.send(Method::Post, "/api/v1/licenses/verify", &[JSON], body.as_bytes()).await.json()
    };
    let told = check(&second).await;
    assert_eq!(
        (&told["valid"], &told["status"], &told["activated"]),
        (&json!(false), &json!("disabled"), &json!(true))
    );
    ada.submits(&here, &format!("{here}/issued/{id}/permission"), &[]).await;
    assert_eq!(check(&second).await["valid"], true);
    let sue = shop.staff("Sue", Role::Support).await;
    let office = format!("/admin/licenses/products/{}", good.id());
    assert!(sue.reads("/admin/licenses").await.contains("Synth One"));
    let rotated = sue.submits(&office, &format!("{office}/issued/{id}/rotation"), &[]).await;
    assert_eq!(rotated.status, Status::SeeOther, "{}", rotated.text());
    assert_eq!(check(&second).await["status"], "unknown");
    shop.later(31 * DAY).await;
    shop.close().await;
}

/// The page of the licence that an order has brought.
async fn licence_page(bob: &Person<'_>, order: &Bought) -> String {
    let page = bob.reads(&order.page()).await;
    let at = page.find(&format!("/orders/{}/licenses/", order.id)).unwrap_or_else(|| panic!("no way: {page}"));
    let path = page[at..].split('"').next().unwrap().replace("&amp;", "&");
    bob.opens(&path).await.header("Location").unwrap().to_owned()
}

#[rocket::async_test]
async fn buyers_look_after_their_licence_and_hand_it_on() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    good.allows(&shop, PolicyForm { activations: "1".into(), ..PolicyForm::default() }).await;
    let bob = shop.person();
    let order = bob.buys(&good).await;
    let key = key_of(&order);
    activates(&shop, &key, "old laptop").await;
    let path = licence_page(&bob, &order).await;
    let seen = bob.opens(&path).await;
    assert_eq!((seen.status, seen.header("Referrer-Policy")), (Status::Ok, Some("no-referrer")));
    let page = seen.text();
    Html::of("licence", &page).is_well_formed();
    assert!(page.contains(&key) && page.contains("1 of 1 device") && page.contains("The old laptop"));
    let bare = path.split('?').next().unwrap().to_owned();
    assert_eq!(bob.opens(&bare).await.status, Status::NotFound, "threat 40: without its token");
    let action = |what: &str| path.replace('?', &format!("/{what}?"));
    let device = page.split("/devices/").nth(1).unwrap().split('/').next().unwrap().to_owned();
    bob.posts(&action(&format!("devices/{device}/removal")), &[]).await;
    assert!(bob.reads(&path).await.contains("used nowhere yet"));

    let rotated = bob.posts(&action("rotation"), &[]).await;
    let path = rotated.header("Location").unwrap().to_owned();
    let page = bob.reads(&path).await;
    assert!(!page.contains(&key) && page.contains("another key"));
    assert_eq!(bob.posts(&action("rotation"), &[]).await.status, Status::NotFound, "the old page is used up");
    let path = path.replace("&done=rotated", "");
    let to = path.replace('?', "/holder?");
    let wrong = bob.posts(&to, &[("email", "nobody")]).await;
    assert!(wrong.status == Status::UnprocessableEntity && wrong.text().contains("value=\"nobody\""));
    let given = bob.posts(&to, &[("email", "ines@example.com")]).await;
    assert_eq!(given.header("Location"), Some("/licenses/handed-on"));
    Html::of("gone", &bob.reads("/licenses/handed-on").await).is_well_formed();
    assert_eq!(bob.opens(&path).await.status, Status::NotFound, "it is theirs no more");
    assert!(!bob.reads(&order.page()).await.contains("Licence key"));
    let link = shop.link_to("ines@", "/licenses/").await;
    let ines = shop.person().reads(&link).await;
    assert!(ines.contains("Synth One") && ines.contains("Active"));
    assert!(shop.mails_to("bob@").iter().any(|it| it.subject.contains("handed on")));
    shop.close().await;
}

#[rocket::async_test]
async fn a_licence_file_is_verified_without_the_shop() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    good.allows(&shop, PolicyForm { activations: "2".into(), days: "365".into(), ..PolicyForm::default() }).await;
    let bob = shop.person();
    let order = bob.buys(&good).await;
    let key = key_of(&order);
    let file = |query: &str| format!("/api/v1/licenses/{key}/file{query}");
    let bound = shop.send(Method::Get, &file("?fingerprint=desk"), &[], b"").await;
    assert_eq!(bound.status, Status::Conflict, "not activated yet");
    activates(&shop, &key, "desk").await;
    let bound = shop.send(Method::Get, &file("?fingerprint=desk"), &[], b"").await;
    assert_eq!(bound.header("Content-Type"), Some("application/jose"));
    assert_eq!(bound.header("Content-Disposition"), Some("attachment; filename=\"synth-one.lic\""));
    let set = shop.send(Method::Get, "/.well-known/license-keys.json", &[], b"").await;
    assert_eq!(set.header("Cache-Control"), Some("public, max-age=3600"));
    let part = |text: &str| data_encoding::BASE64URL_NOPAD.decode(text.as_bytes()).unwrap();
    let (signed, signature) = (bound.text(), bound.text());
    let (signed, signature) = (signed.rsplit_once('.').unwrap().0, signature.rsplit_once('.').unwrap().1);
    let public =
        VerifyingKey::from_bytes(&part(set.json()["keys"][0]["x"].as_str().unwrap()).try_into().unwrap()).unwrap();
    public.verify(signed.as_bytes(), &Signature::from_slice(&part(signature)).unwrap()).unwrap();
    let claims: Value = serde_json::from_slice(&part(signed.split_once('.').unwrap().1)).unwrap();
    assert_eq!((&claims["product"]["slug"], &claims["fingerprint"]), (&json!("synth-one"), &json!("desk")));
    assert_eq!(
        (&claims["holder"]["email"], &claims["iss"]),
        (&json!("bob@example.com"), &json!("http://127.0.0.1:8000"))
    );
    assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), 365 * 24 * 60 * 60);
    let (keys, file_text, now) = (set.text(), bound.text(), shop.clock.now().seconds());
    let told = verifier::verify(&keys, &file_text, Some("desk"), now).unwrap();
    assert_eq!(told["key"], json!(key));
    for (text, device, at, why) in [
        (file_text.clone(), Some("other"), now, "another device"),
        (file_text.clone(), Some("desk"), now + 366 * 24 * 60 * 60, "expired"),
        (file_text.replace('.', ".A"), Some("desk"), now, "not a licence file"),
        ("nonsense".into(), None, now, "not a licence file"),
    ] {
        assert!(verifier::verify(&keys, &text, device, at).unwrap_err().contains(why), "{why}");
    }
    let any = shop.send(Method::Get, &file(""), &[], b"").await;
    assert_eq!(any.status, Status::Ok);
    let page = licence_page(&bob, &order).await;
    assert_eq!(bob.opens(&page.replace('?', "/file?")).await.status, Status::Ok);
    shop.later(366 * DAY).await;
    assert_eq!(shop.send(Method::Get, &file(""), &[], b"").await.status, Status::Forbidden, "it has expired");
    shop.close().await;
}

#[rocket::async_test]
async fn programs_made_for_gumroad_change_only_the_host() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let order = shop.person().buys(&good).await;
    let key = key_of(&order);
    let path = "/v2/licenses/verify";
    for uses in 1..=2 {
        let told = posts(&shop, path, &[("product_id", &good.id()), ("license_key", &key)]).await;
        assert_eq!(
            (told.status, &told.json()["success"], &told.json()["uses"]),
            (Status::Ok, &json!(true), &json!(uses))
        );
    }
    let told = posts(
        &shop,
        path,
        &[("product_permalink", "synth-one"), ("license_key", &key), ("increment_uses_count", "false")],
    )
    .await
    .json();
    assert_eq!(told["uses"], 2);
    let bought = &told["purchase"];
    assert_eq!(
        (&bought["email"], &bought["price"], &bought["currency"]),
        (&json!("bob@example.com"), &json!(4000), &json!("usd"))
    );
    assert_eq!((&bought["license_key"], &bought["sale_id"]), (&json!(key), &json!(order.id)));
    for field in [
        "refunded",
        "disputed",
        "chargebacked",
        "subscription_ended_at",
        "subscription_cancelled_at",
        "subscription_failed_at",
    ] {
        assert!(bought[field] == false || bought[field].is_null(), "{field}");
    }
    let as_json = json!({"product_id": good.id(), "license_key": key, "increment_uses_count": false}).to_string();
    assert_eq!(shop.send(Method::Post, path, &[JSON], as_json.as_bytes()).await.json()["uses"], 2);
    // Threat 34: the key of another product of the same name.
    let other = shop.maker("Eve").sells_as("Synth One", keyed()).await;
    for fields in
        [vec![("product_id", other.id()), ("license_key", key.clone())], vec![("license_key", key.clone())], vec![]]
    {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let told = posts(&shop, path, &fields).await;
        assert_eq!((told.status, &told.json()["success"]), (Status::NotFound, &json!(false)));
    }
    shop.close().await;
}

#[rocket::async_test]
async fn programs_made_for_lemon_squeezy_change_only_the_host() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    good.allows(&shop, PolicyForm { activations: "1".into(), ..PolicyForm::default() }).await;
    let key = key_of(&shop.person().buys(&good).await);
    let at = |what: &str| format!("/v1/licenses/{what}");
    let fresh = posts(&shop, &at("validate"), &[("license_key", &key)]).await.json();
    assert_eq!((&fresh["valid"], &fresh["license_key"]["status"]), (&json!(true), &json!("inactive")));
    let done = posts(&shop, &at("activate"), &[("license_key", &key), ("instance_name", "Studio")]).await;
    let told = done.json();
    assert_eq!((done.status, &told["activated"], &told["error"]), (Status::Ok, &json!(true), &Value::Null));
    assert_eq!(
        (&told["license_key"]["activation_usage"], &told["license_key"]["status"]),
        (&json!(1), &json!("active"))
    );
    assert_eq!(
        (&told["instance"]["name"], &told["meta"]["customer_email"]),
        (&json!("Studio"), &json!("bob@example.com"))
    );
    assert!(
        told["meta"]["product_id"].is_u64() && told["license_key"]["id"].is_u64(),
        "numbers, as typed languages read them"
    );
    let full = posts(&shop, &at("activate"), &[("license_key", &key), ("instance_name", "Road")]).await;
    assert_eq!((full.status, &full.json()["activated"]), (Status::BadRequest, &json!(false)));
    assert!(full.json()["error"].as_str().unwrap().contains("activation limit"));
    let instance = told["instance"]["id"].as_str().unwrap();
    let valid = posts(&shop, &at("validate"), &[("license_key", &key), ("instance_id", instance)]).await.json();
    assert_eq!((&valid["valid"], &valid["instance"]["id"]), (&json!(true), &json!(instance)));
    let gone = posts(&shop, &at("deactivate"), &[("license_key", &key), ("instance_id", instance)]).await.json();
    assert_eq!((&gone["deactivated"], &gone["license_key"]["activation_usage"]), (&json!(true), &json!(0)));
    let again = posts(&shop, &at("deactivate"), &[("license_key", &key), ("instance_id", instance)]).await;
    assert_eq!(again.status, Status::NotFound);
    assert_eq!(posts(&shop, &at("activate"), &[("license_key", &key)]).await.status, Status::BadRequest, "no name");
    for what in ["activate", "validate", "deactivate"] {
        let fields = [("license_key", "nothing-like-it"), ("instance_name", "x"), ("instance_id", "x")];
        assert_eq!(posts(&shop, &at(what), &fields).await.status, Status::NotFound, "{what}");
    }
    shop.close().await;
}

#[rocket::async_test]
async fn plugins_made_for_easy_digital_downloads_change_only_the_host() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    good.allows(&shop, PolicyForm { activations: "1".into(), ..PolicyForm::default() }).await;
    let key = key_of(&shop.person().buys(&good).await);
    let asks = async |action: &str, site: &str| {
        let query = serde_html_form::to_string([
            ("edd_action", action),
            ("item_name", "Synth%20One"),
            ("license", &key),
            ("url", site),
        ])
        .unwrap();
        shop.send(Method::Get, &format!("/?{query}"), &[], b"").await.json()
    };
    assert_eq!(asks("check_license", "https://a.example").await["license"], "inactive");
    let told = asks("activate_license", "https://a.example/").await;
    assert_eq!(
        (&told["success"], &told["license"], &told["expires"]),
        (&json!(true), &json!("valid"), &json!("lifetime"))
    );
    assert_eq!(
        (&told["site_count"], &told["activations_left"], &told["license_limit"]),
        (&json!(1), &json!(0), &json!(1))
    );
    assert_eq!(asks("activate_license", "https://A.example").await["license"], "valid", "the same site");
    let full = asks("activate_license", "https://b.example").await;
    assert_eq!((&full["success"], &full["error"]), (&json!(false), &json!("no_activations_left")));
    assert_eq!(asks("check_license", "https://a.example").await["license"], "valid");
    assert_eq!(asks("check_license", "https://b.example").await["license"], "site_inactive");
    let newest = asks("get_version", "https://a.example").await;
    assert_eq!((&newest["new_version"], &newest["slug"]), (&json!("1.0"), &json!("synth-one")));
    let package = newest["package"].as_str().unwrap().replace("http://127.0.0.1:8000", "");
    assert_eq!(shop.send(Method::Get, &package, &[], b"").await.bytes, b"the bytes of Synth One");
    assert_eq!(asks("deactivate_license", "https://a.example").await["license"], "deactivated");
    assert_eq!(asks("deactivate_license", "https://a.example").await["license"], "failed");
    let form = [("edd_action", "check_license"), ("item_id", &good.id()), ("license", "wrong-key-1"), ("url", "")];
    let wrong = posts(&shop, "/", &form).await.json();
    assert_eq!(
        (&wrong["success"], &wrong["license"], &wrong["error"]),
        (&json!(false), &json!("invalid"), &json!("missing"))
    );
    assert!(shop.person().reads("/").await.contains("<html"), "the front page is as it was");
    shop.close().await;
}

#[rocket::async_test]
async fn what_was_paid_and_has_no_key_yet_is_owed() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let ada = shop.seller("Ada", good.product.seller).await;
    let bob = shop.person();
    bob.puts(&good).await;
    let order = bob.pays("delayed").await;
    // The maker turns to a pool, and has nothing in it, while the payment is under way.
    good.allows(&shop, PolicyForm { pool: "on".into(), ..PolicyForm::default() }).await;
    let page = bob.reads(&order.page()).await;
    let pay = format!("/orders/{}/test-payment?token={}", order.id, order.token);
    assert!(page.contains("Complete the test payment"), "{page}");
    bob.posts(&pay, &[("outcome", "paid")]).await;
    shop.settle().await;
    assert_eq!(bob.looks_at(&order).await["status"], "paid");
    assert!(!bob.reads(&order.page()).await.contains("Licence key"));
    let here = format!("/sell/licenses/products/{}", good.id());
    assert!(ada.reads(&here).await.contains("1 owed"));
    let _ = hidden(&ada.reads(&here).await, "_token");
    let keys = format!("{here}/editions/{}/keys", good.edition());
    let none = ada.submits(&here, &keys, &[("keys", "")]).await;
    assert!(none.text().contains("There is no key in it"));
    let added = ada.submits(&here, &keys, &[("keys", "license key\r\nKEY-0001\r\nKEY-0002\r\n")]).await;
    assert!(added.header("Location").unwrap().ends_with("done=added-2-0"), "{}", added.text());
    assert!(bob.reads(&order.page()).await.contains("KEY-0001"), "whoever waits is served first");
    shop.settle().await;
    assert!(shop.mails_to("bob@").iter().any(|it| it.text.contains("Your key has come")));
    shop.close().await;
}

/// What the pages do is done by programs as well: of sellers with keys that are good for it, and of support.
#[rocket::async_test]
async fn programs_look_after_licences() {
    let shop = Shop::open().await;
    let good = shop.maker("Ada").sells_as("Synth One", keyed()).await;
    let other = shop.maker("Eve").sells_as("Drum One", keyed()).await;
    let ada = shop.seller("Ada", good.product.seller).await.program("Ada").await;
    let sue = shop.staff("Sue", Role::Support).await.program("Sue").await;
    let order = shop.person().buys(&good).await;
    let mut key = key_of(&order);
    for (who, base) in [(&ada, "/seller"), (&sue, "/admin")] {
        let licences = format!("{base}/products/{}/licenses", good.id());
        let list = who.reads(&licences).await;
        assert_eq!((list.status, &list.json()["total"]), (Status::Ok, &json!(1)), "{}", list.text());
        let one = &list.json()["data"][0];
        assert_eq!((&one["holder"], &one["status"]), (&json!("bob@example.com"), &json!("active")));
        assert!(!list.text().contains(&key), "nobody else sees the whole key");
        let found = who.reads(&format!("{licences}?key={}", key.to_lowercase())).await;
        assert_eq!(found.json()["data"][0]["id"], one["id"]);
        assert_eq!(who.reads(&format!("{licences}?key=nobodys-key")).await.json()["total"], 0);

        let path = format!("{licences}/{}", one["id"].as_str().unwrap());
        let suspension = format!("{path}/suspension");
        let stopped = who.asks(Method::Put, &suspension, &json!({"reason": "Shared in a forum"})).await.json();
        assert_eq!((&stopped["status"], &stopped["reason"]), (&json!("disabled"), &json!("Shared in a forum")));
        let long = json!({"reason": "x".repeat(201)});
        assert_eq!(who.asks(Method::Put, &suspension, &long).await.status, Status::UnprocessableEntity);
        assert_eq!(who.asks(Method::Delete, &suspension, &json!({})).await.json()["status"], "active");

        let rules = format!("{base}/products/{}/editions/{}/license-rules", good.id(), good.edition());
        let read = who.reads(&rules).await;
        let tag = read.header("ETag").unwrap().to_owned();
        assert_eq!(read.json()["pool_state"], Value::Null);
        let new = json!({"activations": 2, "days": 30, "prefix": "syn"});
        let set = who.asks_if(Method::Put, &rules, Some(&tag), &new).await;
        assert_eq!((set.status, &set.json()["prefix"]), (Status::Ok, &json!("SYN")), "{}", set.text());
        let stale = who.asks_if(Method::Put, &rules, Some(&tag), &json!({})).await;
        assert_eq!(stale.status, Status::PreconditionFailed);
        for (wrong, field) in [(json!({"activations": 0}), "activations"), (json!({"format": "runes"}), "format")] {
            assert_eq!(crate::cast::fields(&who.asks(Method::Put, &rules, &wrong).await), [field]);
        }
        let pool = format!("{base}/products/{}/editions/{}/keys", good.id(), good.edition());
        let keys = json!({"keys": [format!("{}-KEY-1", &base[1..]), format!("{}-KEY-2", &base[1..])]});
        assert_eq!(who.asks(Method::Post, &pool, &keys).await.status, Status::Conflict, "the shop makes them");
        who.asks(Method::Put, &rules, &json!({"pool": true, "low": 1})).await;
        let added = who.asks(Method::Post, &pool, &keys).await.json();
        assert_eq!((&added["new"], &added["known"]), (&json!(2), &json!(0)), "{added}");
        assert_eq!(who.asks(Method::Post, &pool, &keys).await.json()["known"], 2);
        let two = json!({"keys": ["GOOD-KEY-9, AND-MORE"]});
        assert_eq!(who.asks(Method::Post, &pool, &two).await.status, Status::UnprocessableEntity);
        assert_eq!(who.reads(&rules).await.json()["pool_state"]["free"], json!(if base == "/seller" { 2 } else { 4 }));
        let rotation = format!("{path}/rotation");
        assert_eq!(who.asks(Method::Post, &rotation, &json!({})).await.status, Status::Conflict, "its maker has them");
        who.asks(Method::Put, &rules, &json!({})).await;
        assert_eq!(who.asks(Method::Post, &rotation, &json!({})).await.status, Status::Ok);
        assert_eq!(who.reads(&format!("{licences}?key={key}")).await.json()["total"], json!(0), "it has another key");
        let audit = shop.app.db.look(|txn| bodega::features::audit::page(txn, None, None, 50)).unwrap();
        for act in ["license.stopped", "license.allowed", "licenses.set", "licenses.keys-added", "license.rotated"] {
            assert!(audit.iter().any(|it| it.act.word() == act), "{act}");
        }
        key = shop.app.db.look(|txn| licenses::get(txn, one["id"].as_str().unwrap().parse()?)).unwrap().key.to_string();
    }
    // What is another's is not there.
    let missing = ada.reads("/seller/products/prod_019ab000000070008000000000000001/licenses").await;
    let foreign = ada.reads(&format!("/seller/products/{}/licenses", other.id())).await;
    assert_eq!((foreign.status, missing.status), (Status::NotFound, Status::NotFound));
    assert_eq!(ada.reads(&format!("/admin/products/{}/licenses", good.id())).await.status, Status::Forbidden);
    shop.close().await;
}
