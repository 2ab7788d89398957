use std::net::IpAddr;

use super::*;
use crate::platform::{
    clock::{Chance, Clock},
    db::{Db, Migrations},
};

const MINUTE: Duration = Duration::from_secs(60);

fn store() -> (Db, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(1_800_000_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(7)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    (db, clock)
}

fn product(number: u8) -> ProductId {
    ProductId::from_bytes([number; 16])
}

fn user(number: u8) -> UserId {
    UserId::from_bytes([number; 16])
}

#[tokio::test]
async fn fifty_are_remembered_for_ninety_days() {
    let (db, clock) = store();
    let looked = |who, what| db.write(move |txn| note(txn, user(who), product(what), txn.now));
    for what in 0..60 {
        clock.advance(MINUTE);
        looked(1, what).await.unwrap();
    }
    looked(1, 30).await.unwrap();
    looked(2, 1).await.unwrap();
    let seen =
        |who| db.look(|txn| of(txn, user(who))).unwrap().iter().map(|it| it.product.to_bytes()[0]).collect::<Vec<_>>();
    assert_eq!((seen(1).len(), seen(1)[0], seen(1).contains(&9), seen(1).contains(&10)), (50, 59, false, true));
    clock.advance(LIFE - 20 * MINUTE);
    while db.write(sweep).await.unwrap() {}
    assert_eq!(
        (seen(1).len(), seen(2)),
        (22, vec![1]),
        "those of the last twenty minutes, and one that was seen again"
    );
    db.write(|txn| forget_member(txn, user(1))).await.unwrap();
    assert_eq!((seen(1), seen(2)), (vec![], vec![1]));
}

#[tokio::test]
async fn looking_is_worth_little() {
    let (db, _) = store();
    db.write(|txn| warm(txn, product(1), 5)).await.unwrap();
    db.write(|txn| warm(txn, product(1), 1_000_000)).await.unwrap();
    let (now, heat) = (db.clock().now(), db.look(|txn| heat(txn, product(1))).unwrap());
    assert!((heat.at(now) - 2.1).abs() < 1e-3, "a hundred at once are worth two purchases: {}", heat.at(now));
}

#[test]
fn an_address_counts_once_until_it_is_kept() {
    let gathering = Gathering::default();
    let (here, there) = (IpAddr::from([127, 0, 0, 1]), IpAddr::from([127, 0, 0, 2]));
    let at = Timestamp::from_millis;
    gathering.look(None, here, "a", at(1));
    gathering.look(Some(user(1)), here, "a", at(2));
    gathering.look(Some(user(1)), here, "b", at(3));
    gathering.look(Some(user(1)), there, "a", at(4));
    gathering.look(Some(user(2)), there, "a", at(5));
    gathering.forget(user(2));
    let looks = gathering.take_looks();
    assert_eq!((looks["a"], looks["b"]), (2, 1));
    let members = gathering.take_members();
    assert_eq!(members.len(), 1);
    assert_eq!(members[&user(1)], [("b".to_owned(), at(3)), ("a".to_owned(), at(4))]);
    assert!(gathering.take_looks().is_empty() && gathering.take_members().is_empty());
    gathering.look(None, here, "a", at(6));
    assert_eq!(gathering.take_looks()["a"], 1);
}
