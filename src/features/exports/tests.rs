use super::*;
use crate::{
    base::Digest,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

#[tokio::test]
async fn a_copy_is_made_once_and_kept_for_a_week() {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let ines = db.write(|txn| Ok(txn.fresh())).await.unwrap();
    let blob = Blob { sha256: Digest::of(b"zip"), size: 3 };
    let asked = db.write(move |txn| ask(txn, ines)).await.unwrap().asked;
    assert!(db.write(move |txn| ask(txn, ines)).await.is_err(), "not twice at once");
    let late = Timestamp::from_millis(5);
    assert_eq!(db.write(move |txn| keep(txn, ines, late, blob)).await.unwrap(), None, "another's work");
    let made = db.write(move |txn| keep(txn, ines, asked, blob)).await.unwrap().unwrap();
    let now = clock.now();
    assert!(made.ready(now).is_some() && made.ready(now.plus(LIFE)).is_none());
    clock.advance(LIFE + Duration::from_millis(1));
    assert_eq!(db.write(|txn| store::sweep(txn, 10)).await.unwrap(), 1);
    assert_eq!(db.look(|txn| find(txn, ines)).unwrap(), None);
}
