use super::*;
use crate::{
    base::{ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn store() -> Db {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1)), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    db
}

async fn new(name: &str) -> NewUser {
    let form =
        UserForm { name: name.into(), email: format!("{name}@example.com"), password: "a shop on the corner".into() };
    form.parse().await.unwrap()
}

/// Case 69 of the threats: two at once make one admin, and the link is gone afterwards.
#[tokio::test]
async fn threat_69_the_link_makes_one_admin() {
    let db = store();
    let old = db.write(offer_setup).await.unwrap().unwrap();
    let token = db.write(offer_setup).await.unwrap().unwrap();
    assert!(db.look(|txn| may_set_up(txn, &old)).is_err(), "a newer link replaces an older one");
    db.look(|txn| may_set_up(txn, &token)).unwrap();
    let both = futures::future::join_all(["ada", "bob"].map(|name| {
        let (db, token) = (db.clone(), token.clone());
        async move {
            let new = new(name).await;
            db.write(move |txn| set_up(txn, &token, &new)).await
        }
    }))
    .await;
    assert_eq!(both.iter().filter(|it| it.is_ok()).count(), 1);
    let lost = both.into_iter().find_map(Result::err).unwrap();
    assert_eq!(lost.kind, ErrorKind::NotFound);
    assert_eq!(db.write(offer_setup).await.unwrap(), None);
}

#[tokio::test]
async fn passwords_are_kept_as_hashes_and_known_again() {
    let password = Password::hash("a shop on the corner".into(), &[]).await.unwrap();
    assert!(serde_json::to_string(&password).unwrap().starts_with("\"$argon2id$v=19$m=19456,t=2,p=1$"));
    assert!(password.is("a shop on the corner".into()).await.unwrap());
    assert!(!password.is("a shop on the Corner".into()).await.unwrap());
    assert!(!format!("{password:?}").contains("argon2id"));
    for weak in ["short", "aaaaaaaaaaaaaaaaaaaa", "password123", "1234567890", &"x".repeat(300)] {
        assert_eq!(Password::hash(weak.into(), &[]).await.unwrap_err().fields[0].0, "password");
    }
}
