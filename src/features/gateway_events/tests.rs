use std::time::Duration;

use super::*;
use crate::platform::{
    clock::{Chance, Clock},
    db::{Db, Migrations},
};

fn notice(id: &str) -> Notice {
    Notice { id: id.into(), kind: "charge.refunded".into(), at: Timestamp::EPOCH, body: b"{}".to_vec() }
}

/// Case 15: the same event as often as it comes is one event, and it is applied once.
#[test]
fn threat_15_an_event_is_kept_and_applied_once() {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let kept: Vec<_> =
        (0..100).map(|_| db.write_blocking(|txn| keep(txn, "stripe", &notice("evt_1"))).unwrap()).collect();
    assert_eq!(kept.iter().filter(|new| **new).count(), 1);
    assert!(db.write_blocking(|txn| keep(txn, "paypal", &notice("evt_1"))).unwrap(), "another gateway's is another");
    let mine = key("stripe", "evt_1");
    db.write_blocking(move |txn| {
        let event = find(txn, mine)?.unwrap();
        put_off(txn, event, "Nobody knows it", &["pi_1".to_owned()])
    })
    .unwrap();
    let waits = |db: &Db| db.look(|txn| due(txn, clock.now(), 10)).unwrap().iter().filter(|it| **it == mine).count();
    assert_eq!(waits(&db), 0);
    db.write_blocking(|txn| wake(txn, "stripe", &["pi_1".to_owned()])).unwrap();
    assert_eq!(waits(&db), 1, "it comes up as soon as what it waits for is known");
    db.write_blocking(move |txn| mark_applied(txn, find(txn, mine)?.unwrap(), Effect::Applied, None)).unwrap();
    assert_eq!((waits(&db), db.look(count_waiting).unwrap()), (0, 1));
    assert!(!db.write_blocking(|txn| keep(txn, "stripe", &notice("evt_1"))).unwrap(), "also after it was applied");

    clock.advance(GIVE_UP + Duration::from_secs(1));
    db.write_blocking(|txn| put_off(txn, find(txn, key("paypal", "evt_1"))?.unwrap(), "Still nobody", &[])).unwrap();
    assert_eq!(db.look(count_waiting).unwrap(), 0, "at some time nobody asks any more");
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
    let faults = db.look(|txn| {
        let mut faults = Vec::new();
        store::check(txn, &mut faults)?;
        Ok(faults)
    });
    assert_eq!(faults.unwrap(), [""; 0]);
}
