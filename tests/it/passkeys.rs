//! Passkeys, with a device that does what it is told, also what no honest device would do.

use bodega::{
    base::{BaseUrl, Email},
    features::accounts,
};
use data_encoding::BASE64URL_NOPAD;
use p256::ecdsa::{Signature, SigningKey, signature::Signer};
use rocket::http::{ContentType, Method, Status};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::{
    cast::{PASSWORD, address_of},
    shop::{Person, Seen, Shop},
};

const ORIGIN: &str = "http://localhost:8000";
const PASSKEYS: &str = "/account/security/passkeys";
/// The user is there, and was verified (WebAuthn, 6.1).
const HERE: u8 = 1;
const VERIFIED: u8 = 4;
const NEW: u8 = 64;

/// Something that keeps one passkey.
#[derive(Clone)]
struct Device {
    key: SigningKey,
    id: Vec<u8>,
    user: Vec<u8>,
    count: u32,
    origin: &'static str,
    flags: u8,
}

impl Device {
    fn new(seed: u8) -> Self {
        let key = SigningKey::from_slice(&[seed; 32]).unwrap();
        Self { key, id: vec![seed; 24], user: vec![], count: 0, origin: ORIGIN, flags: HERE | VERIFIED }
    }

    fn client_data(&self, kind: &str, options: &Value) -> Vec<u8> {
        json!({"type": kind, "challenge": options["challenge"], "origin": self.origin}).to_string().into_bytes()
    }

    fn data(&self, flags: u8) -> Vec<u8> {
        [&Sha256::digest("localhost")[..], &[flags], &self.count.to_be_bytes()].concat()
    }

    /// Makes its passkey.
    fn creates(&mut self, options: &Value) -> Value {
        self.user = BASE64URL_NOPAD.decode(text(&options["user"]["id"]).as_bytes()).unwrap();
        let point = self.key.verifying_key().to_encoded_point(false);
        // COSE_Key (RFC 9052): kty EC2, alg ES256, crv P-256, x, y.
        let key =
            [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], &point.x().unwrap()[..], &[0x22, 0x58, 32]].concat();
        let key = [&key, &point.y().unwrap()[..]].concat();
        let known = [&[0; 16][..], &[0, self.id.len() as u8], &self.id, &key].concat();
        let data = [self.data(self.flags | NEW), known].concat();
        let attestation = [b"\xa3cfmtdnonegattStmt\xa0hauthData\x58", &[data.len() as u8][..], &data].concat();
        let client = self.client_data("webauthn.create", options);
        self.answer(json!({"attestationObject": encoded(&attestation), "clientDataJSON": encoded(&client)}))
    }

    /// Signs what it is asked.
    fn signs(&mut self, options: &Value) -> Value {
        self.count += 1;
        let (data, client) = (self.data(self.flags), self.client_data("webauthn.get", options));
        let signature: Signature = self.key.sign(&[&data[..], &Sha256::digest(&client)].concat());
        self.answer(json!({
            "authenticatorData": encoded(&data), "clientDataJSON": encoded(&client),
            "signature": encoded(signature.to_der().as_bytes()), "userHandle": encoded(&self.user),
        }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = encoded(&self.id);
        json!({"id": id, "rawId": id, "type": "public-key", "extensions": {}, "response": response})
    }
}

fn encoded(bytes: &[u8]) -> String {
    BASE64URL_NOPAD.encode(bytes)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}"))
}

async fn shop() -> Shop {
    Shop::open_with(|config| config.shop.base_url = Some(BaseUrl::parse(ORIGIN).unwrap())).await
}

impl Person<'_> {
    /// What the script of a page sends.
    async fn scripts(&self, path: &str, body: &Value) -> Seen {
        // Whoever is not signed in is led away from this page, and has no token.
        let page = self.opens("/login/confirm").await.text();
        let token =
            page.split("name=\"_token\" value=\"").nth(1).and_then(|it| it.split('"').next()).unwrap_or_default();
        let kind = ContentType::JSON.to_string();
        let headers = [("Content-Type", kind.as_str()), ("Accept", "application/json"), ("X-Form-Token", token)];
        self.sends(Method::Post, path, &headers, body.to_string().as_bytes()).await
    }

    async fn begins(&self, path: &str) -> Value {
        let seen = self.scripts(path, &json!({})).await;
        assert_eq!(seen.status, Status::Ok, "{}", seen.text());
        seen.json()
    }

    async fn finishes(&self, path: &str, begun: &Value, answer: &Value) -> Seen {
        self.scripts(path, &json!({"ceremony": begun["ceremony"], "credential": answer, "next": "/cart"})).await
    }

    /// Adds the passkey of a device.
    async fn adds(&self, device: &mut Device) -> Seen {
        let begun = self.begins(&format!("{PASSKEYS}/options")).await;
        assert_eq!(begun["options"]["authenticatorSelection"]["residentKey"], "required", "{begun}");
        assert_eq!(begun["options"]["authenticatorSelection"]["userVerification"], "required");
        let answer = device.creates(&begun["options"]);
        self.finishes(PASSKEYS, &begun, &answer).await
    }

    /// Signs in with nothing but a device.
    async fn comes_by(&self, device: &mut Device) -> Seen {
        let begun = self.begins("/login/passkey/options").await;
        let answer = device.signs(&begun["options"]);
        self.finishes("/login/passkey", &begun, &answer).await
    }
}

#[rocket::async_test]
async fn a_passkey_opens_an_account_in_one_step() {
    let shop = shop().await;
    let (ines, elsewhere) = (shop.member("Ines").await, shop.person());
    elsewhere.signs_in("Ines", PASSWORD).await;
    let mut phone = Device::new(1);
    let added = ines.adds(&mut phone).await;
    assert_eq!(added.json()["next"], "/account/security/recovery-codes?done=passkey", "{}", added.text());
    assert!(elsewhere.reads("/").await.contains("href=\"/login\""), "other sessions end");
    assert!(ines.reads("/account/security/factors").await.contains("not used yet"));

    let seen = elsewhere.comes_by(&mut phone).await;
    assert_eq!((seen.status, &seen.json()["next"]), (Status::Ok, &json!("/cart")), "{}", seen.text());
    let page = elsewhere.reads("/account/security/factors").await;
    assert!(page.contains("last used 22 November 2026"), "{page}");
    // A password needs the passkey beside it from now on; a program, which has none, is told so.
    let third = shop.person();
    assert_eq!(third.signs_in("Ines", PASSWORD).await.header("Location"), Some("/login/second-factor"));
    let page = third.reads("/login/second-factor").await;
    assert!(page.contains("Use your passkey") && page.contains("Recovery code"), "{page}");
    let begun = third.begins("/login/second-factor/options").await;
    assert_eq!(begun["options"]["allowCredentials"][0]["id"], encoded(&phone.id));
    let answer = phone.signs(&begun["options"]);
    assert_eq!(third.finishes("/login/second-factor/passkey", &begun, &answer).await.status, Status::Ok);
    let login = json!({"email": address_of("Ines"), "password": PASSWORD});
    let refused = third.asks(Method::Post, "/api/v1/auth/login", &login).await;
    assert_eq!(refused.status, Status::Unauthorized);
    assert!(refused.text().contains("passkeys are for browsers"), "{}", refused.text());

    // It proves its owner once more, too.
    shop.later(std::time::Duration::from_secs(11 * 60)).await;
    assert_eq!(ines.opens(PASSKEYS).await.status, Status::SeeOther);
    let begun = ines.begins("/login/confirm/options").await;
    let answer = phone.signs(&begun["options"]);
    assert_eq!(ines.finishes("/login/confirm/passkey", &begun, &answer).await.status, Status::Ok);
    assert_eq!(ines.opens(PASSKEYS).await.status, Status::Ok);
    shop.close().await;
}

#[rocket::async_test]
async fn what_a_device_says_is_checked() {
    let shop = shop().await;
    let (ines, eve) = (shop.member("Ines").await, shop.member("Eve").await);
    let (mut phone, mut trap) = (Device::new(1), Device::new(2));
    ines.adds(&mut phone).await;
    eve.adds(&mut trap).await;
    assert_eq!(eve.adds(&mut phone.clone()).await.status, Status::Conflict, "one passkey, one account");
    let mut unverified = Device { flags: HERE, ..Device::new(3) };
    assert_eq!(eve.adds(&mut unverified).await.status, Status::UnprocessableEntity);

    let visitor = shop.person();
    let liars = [
        Device { origin: "http://localhost:9000", ..phone.clone() },
        Device { origin: "https://shop.example.com", ..phone.clone() },
        Device { flags: HERE, ..phone.clone() },
        Device { user: trap.user.clone(), ..phone.clone() },
        Device { key: trap.key.clone(), ..phone.clone() },
        Device { id: vec![9; 24], ..phone.clone() },
    ];
    for mut liar in liars {
        assert_eq!(visitor.comes_by(&mut liar).await.status, Status::Unauthorized);
    }
    // Each ceremony is answered once, soon, and for what it was begun.
    let begun = visitor.begins("/login/passkey/options").await;
    let answer = phone.signs(&begun["options"]);
    let copy = phone.clone();
    assert_eq!(shop.person().finishes("/login/passkey", &begun, &answer).await.status, Status::Ok);
    assert_eq!(visitor.finishes("/login/passkey", &begun, &answer).await.status, Status::Conflict, "replayed");
    let mut clone = Device { count: copy.count - 1, ..copy };
    assert_eq!(visitor.comes_by(&mut clone).await.status, Status::Unauthorized, "a copy counts for itself");
    let begun = visitor.begins("/login/passkey/options").await;
    let answer = phone.signs(&begun["options"]);
    assert_eq!(ines.finishes("/login/confirm/passkey", &begun, &answer).await.status, Status::Conflict);
    let begun = visitor.begins("/login/passkey/options").await;
    let answer = phone.signs(&begun["options"]);
    shop.later(std::time::Duration::from_secs(5 * 60)).await;
    assert_eq!(visitor.finishes("/login/passkey", &begun, &answer).await.status, Status::Conflict, "too late");

    // Ines' password is not opened by Eve's passkey, and nobody's script acts without the page's token.
    visitor.signs_in("Ines", PASSWORD).await;
    let begun = visitor.begins("/login/second-factor/options").await;
    let answer = trap.signs(&begun["options"]);
    assert_eq!(visitor.finishes("/login/second-factor/passkey", &begun, &answer).await.status, Status::Unauthorized);
    let bare = ines.asks(Method::Post, &format!("{PASSKEYS}/options"), &json!({})).await;
    assert_eq!(bare.status, Status::Forbidden);
    shop.close().await;
}

#[rocket::async_test]
async fn a_passkey_opens_no_account_that_is_shut() {
    let shop = shop().await;
    let ines = shop.member("Ines").await;
    let mut phone = Device::new(1);
    ines.adds(&mut phone).await;
    let email = Email::parse(&address_of("Ines")).unwrap();
    let user = shop.app.db.look(|txn| accounts::by_email(txn, &email)).unwrap().unwrap().id;
    shop.app.db.write(move |txn| accounts::suspend(txn, user, "Too loud")).await.unwrap();
    let refused = shop.person().comes_by(&mut phone).await;
    assert_eq!(refused.status, Status::Forbidden);
    assert!(refused.text().contains("Too loud"));
    shop.app.db.write(move |txn| accounts::restore(txn, user)).await.unwrap();
    let back = shop.person();
    assert_eq!(back.comes_by(&mut phone).await.status, Status::Ok);

    let page = back.reads("/account/security/factors").await;
    let path = page.split("href=\"").find(|it| it.starts_with("/account/security/passkeys/pk_")).unwrap();
    let path = path.split('"').next().unwrap().to_owned();
    let eve = shop.member("Eve").await;
    assert_eq!(eve.opens(&path).await.status, Status::NotFound, "another's is not there");
    let foreign = eve.submits("/login/confirm", &format!("{path}/removal"), &[]).await;
    assert_eq!(foreign.status, Status::NotFound);
    let unnamed = back.submits(&path, &path, &[("name", " ")]).await;
    assert_eq!(unnamed.status, Status::UnprocessableEntity);
    assert_eq!(back.submits(&path, &path, &[("name", "Old phone")]).await.status, Status::SeeOther);
    assert_eq!(back.submits(&path, &format!("{path}/removal"), &[]).await.status, Status::SeeOther);
    assert_eq!(shop.person().comes_by(&mut phone).await.status, Status::Unauthorized);
    assert_eq!(shop.person().signs_in("Ines", PASSWORD).await.header("Location"), Some("/account"));
    shop.settle().await;
    assert!(shop.mails_to("ines@").iter().any(|it| it.subject.contains("passkey was removed")));
    shop.close().await;
}
