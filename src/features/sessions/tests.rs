use std::net::{IpAddr, Ipv4Addr};

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;

use super::*;
use crate::{
    base::{BaseUrl, Role},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

fn store() -> (Db, Clock, Keys) {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    (db, clock, Keys::fixed([3; 32]))
}

fn ada() -> UserId {
    UserId::new(Timestamp::from_millis(1), [1; 10])
}

async fn begun(db: &Db, keys: &Keys, medium: Medium) -> (Session, Secret) {
    let (user, device) = (ada(), "curl".to_owned());
    let new = NewSession { user, epoch: 0, medium, strong: false, device, address: HERE, place: None };
    let keys = keys.clone();
    db.write(move |txn| begin(txn, &keys, new.clone())).await.unwrap()
}

async fn renewed(db: &Db, keys: &Keys, token: &str) -> Refreshed {
    let (keys, token) = (keys.clone(), token.to_owned());
    db.write(move |txn| refresh(txn, &keys, &token, HERE, |_| Ok(true))).await.unwrap()
}

fn next(refreshed: Refreshed) -> String {
    match refreshed {
        Refreshed::Live(_, secret) => secret.reveal().to_owned(),
        other => panic!("{other:?}"),
    }
}

/// Case 54 of the threats.
#[tokio::test]
async fn threat_54_a_token_used_twice_ends_its_session() {
    let (db, clock, keys) = store();
    let (session, first) = begun(&db, &keys, Medium::Tokens).await;
    // Two tabs, and a lost answer: one and the same successor.
    let second = next(renewed(&db, &keys, first.reveal()).await);
    clock.advance(Duration::from_secs(15));
    assert_eq!(next(renewed(&db, &keys, first.reveal()).await), second);
    let third = next(renewed(&db, &keys, &second).await);
    assert_ne!(third, second);
    // The first is now two generations old, grace or not.
    assert!(matches!(renewed(&db, &keys, first.reveal()).await, Refreshed::Reused(it) if it.id == session.id));
    assert!(matches!(renewed(&db, &keys, &third).await, Refreshed::Unknown), "the family is gone");

    let (_, first) = begun(&db, &keys, Medium::Tokens).await;
    let second = next(renewed(&db, &keys, first.reveal()).await);
    clock.advance(Duration::from_secs(21));
    assert!(matches!(renewed(&db, &keys, first.reveal()).await, Refreshed::Reused(_)), "grace is over");
    assert!(matches!(renewed(&db, &keys, &second).await, Refreshed::Unknown));
    for junk in ["", "x", &second[1..], &format!("{second}A")] {
        assert!(matches!(renewed(&db, &keys, junk).await, Refreshed::Unknown));
    }
}

#[tokio::test]
async fn a_session_ends_by_age_idleness_and_epoch() {
    let (db, _, keys) = store();
    let (session, cookie) = begun(&db, &keys, Medium::Browser { keep: false }).await;
    assert_eq!(db.look(|txn| by_cookie(txn, cookie.reveal())).unwrap(), Some(session.clone()));
    assert_eq!(db.look(|txn| by_cookie(txn, "else")).unwrap(), None);
    let later = |minutes: u64| session.seen.plus(Duration::from_secs(60 * minutes));
    assert!(session.is_alive(later(29), 0, Role::Admin) && !session.is_alive(later(30), 0, Role::Admin));
    assert!(session.is_alive(later(23 * 60), 0, Role::Customer) && !session.is_alive(later(24 * 60), 0, Role::Seller));
    assert!(!session.is_alive(later(0), 1, Role::Customer), "the account is in another age");
    let kept = Session { medium: Medium::Browser { keep: true }, ..session.clone() };
    assert!(kept.is_alive(later(29 * 24 * 60), 0, Role::Customer));
    let old = Session { seen: later(100 * 24 * 60), ..kept };
    assert!(!old.is_alive(later(100 * 24 * 60), 0, Role::Customer), "nothing lives for ever");
    let other = UserId::new(Timestamp::from_millis(1), [2; 10]);
    let (id, mine) = (session.id, session.user);
    assert!(db.write(move |txn| end(txn, other, id)).await.is_err(), "only one's own");
    assert_eq!(db.write(move |txn| end_all(txn, mine, None)).await.unwrap(), 1);
    assert_eq!(db.look(|txn| by_cookie(txn, cookie.reveal())).unwrap(), None);
}

/// Case 53 of the threats.
#[tokio::test]
async fn threat_53_access_tokens_cannot_be_forged() {
    let (db, clock, keys) = store();
    let (session, refresh_token) = begun(&db, &keys, Medium::Tokens).await;
    let base = BaseUrl::parse("https://shop.example.com").unwrap();
    let access = Access::new(keys.clone(), &base);
    let now = clock.now();
    let token = access.issue(&session, now).unwrap();
    let claims = access.read(&token, now).unwrap();
    assert_eq!((claims.sub, claims.sid, claims.ver), (session.user, session.id, 0));
    assert!(access.read(&token, now.plus(LIFE_OF_A_TOKEN)).is_err(), "too old");
    assert!(access.read(&token, now.minus(Duration::from_secs(5))).is_err(), "too early");
    assert!(access.read(refresh_token.reveal(), now).is_err(), "a token of another kind");
    let elsewhere = BaseUrl::parse("https://other.example.com").unwrap();
    assert!(Access::new(keys.clone(), &elsewhere).read(&token, now).is_err(), "of another shop");
    assert!(Access::new(Keys::fixed([4; 32]), &base).read(&token, now).is_err(), "of another key");

    let secret = keys.secrets("access token")[0];
    let good = serde_json::to_value(&claims).unwrap();
    let forged = |header: serde_json::Value, claims: &serde_json::Value, secret: &[u8]| {
        let part = |it: &serde_json::Value| BASE64URL_NOPAD.encode(it.to_string().as_bytes());
        let head = format!("{}.{}", part(&header), part(claims));
        let key = jsonwebtoken::EncodingKey::from_secret(secret);
        let seal = jsonwebtoken::crypto::sign(head.as_bytes(), &key, jsonwebtoken::Algorithm::HS256).unwrap();
        format!("{head}.{seal}")
    };
    let header = json!({"alg": "HS256", "typ": "at+jwt"});
    assert!(access.read(&forged(header.clone(), &good, &secret), now).is_ok(), "the forge works");
    let no_seal = forged(json!({"alg": "none", "typ": "at+jwt"}), &good, &secret);
    let bare = no_seal.rsplit_once('.').unwrap().0.to_owned() + ".";
    let mut wrong = vec![no_seal, bare, forged(header.clone(), &good, b"guess"), forged(header.clone(), &good, b"")];
    for other in [
        json!({"alg": "HS384", "typ": "at+jwt"}),
        json!({"alg": "RS256", "typ": "at+jwt"}),
        json!({"alg": "HS256", "typ": "JWT"}),
        json!({"alg": "HS256"}),
    ] {
        wrong.push(forged(other, &good, &secret));
    }
    // A key that comes along in the token is nobody's.
    let jwk = json!({"kty": "oct", "k": BASE64URL_NOPAD.encode(b"mine")});
    wrong.push(forged(
        json!({"alg": "HS256", "typ": "at+jwt", "jwk": jwk, "kid": "../../x", "jku": "https://e.test"}),
        &good,
        b"mine",
    ));
    for (name, value) in [
        ("exp", json!(claims_exp(&good).to_string())),
        ("nbf", json!("0")),
        ("exp", json!(null)),
        ("aud", json!("https://shop.example.com/")),
        ("iss", json!("https://shop.example.com/#reset")),
        ("sub", json!("usr_1")),
        ("ver", json!(-1)),
    ] {
        let mut claims = good.clone();
        claims[name] = value;
        wrong.push(forged(header.clone(), &claims, &secret));
        let mut claims = good.clone();
        claims.as_object_mut().unwrap().remove(name);
        wrong.push(forged(header.clone(), &claims, &secret));
    }
    for token in wrong {
        assert!(access.read(&token, now).is_err(), "{token}");
    }
}

const LIFE_OF_A_TOKEN: Duration = Duration::from_secs(15 * 60);

fn claims_exp(claims: &serde_json::Value) -> i64 {
    claims["exp"].as_i64().unwrap()
}
