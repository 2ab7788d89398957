use std::time::Duration;

use super::*;
use crate::{
    base::Timestamp,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

#[tokio::test]
async fn a_key_is_shown_once_and_ends() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000)), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let ada = UserId::new(Timestamp::from_millis(1), [1; 10]);
    let form = KeyForm { name: " backup ".into(), scopes: vec!["orders:read".into()], days: 1 };
    let new = form.parse().unwrap();
    let (key, secret) = db.write(move |txn| make(txn, ada, 3, &new)).await.unwrap();
    assert!(secret.starts_with("bdg_") && secret.len() == 44 && secret.ends_with(&key.hint));
    assert!(!format!("{key:?}").contains(&secret[4..]), "hashed at rest");
    assert_eq!(db.look(|txn| by_secret(txn, &secret)).unwrap(), Some(key.clone()));
    let day = Duration::from_secs(24 * 60 * 60);
    assert!(key.is_alive(key.made, 3) && !key.is_alive(key.made, 4) && !key.is_alive(key.made.plus(day), 3));
    let (other, id) = (UserId::new(Timestamp::from_millis(1), [2; 10]), key.id);
    assert!(db.write(move |txn| end(txn, other, id)).await.is_err(), "only one's own");
    db.write(move |txn| end(txn, ada, id)).await.unwrap();
    assert_eq!(db.look(|txn| by_secret(txn, &secret)).unwrap(), None);
}

#[test]
fn what_cannot_be_a_key_is_refused() {
    let form = |name: &str, scopes: &[&str], days| {
        let scopes = scopes.iter().map(|it| (*it).to_owned()).collect();
        KeyForm { name: name.into(), scopes, days }.parse().map_err(|it| it.fields[0].0.to_string())
    };
    assert_eq!(form("", &["orders:read"], 0).unwrap_err(), "name");
    assert_eq!(form("a", &[], 0).unwrap_err(), "scopes");
    assert_eq!(form("a", &["everything"], 0).unwrap_err(), "scopes");
    assert_eq!(form("a", &["orders:read"], 9_999).unwrap_err(), "days");
    assert_eq!(form("a", &["orders:read"], 0).unwrap().expires_after, None);
}
