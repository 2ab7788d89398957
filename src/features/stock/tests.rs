use proptest::prelude::*;

use super::*;
use crate::{
    base::{ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn open() -> Db {
    let clock = Clock::manual(Timestamp::parse("2026-11-22T12:00:00Z").unwrap());
    let db = Db::in_memory(clock, Chance::seeded(5)).unwrap();
    db.prepare(store::ALL.to_vec(), Migrations::default()).unwrap();
    db
}

fn sound(db: &Db) {
    let mut faults = db.check(store::ALL).unwrap();
    db.look(|txn| store::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

fn id(n: u8) -> [u8; 16] {
    [n; 16]
}

const PRODUCT: u8 = 1;

fn limit(db: &Db, edition: u8, limit: Option<u32>) {
    let (product, edition) = (ProductId::from_bytes(id(PRODUCT)), EditionId::from_bytes(id(edition)));
    db.write_blocking(move |txn| set_limit(txn, product, edition, limit)).unwrap();
}

fn take(db: &Db, order: u8, edition: u8, copies: u32, paid: bool) -> Result<()> {
    let (order, edition) = (OrderId::from_bytes(id(order)), EditionId::from_bytes(id(edition)));
    db.write_blocking(move |txn| hold(txn, order, edition, copies, paid))
}

fn left(db: &Db, edition: u8) -> Option<u32> {
    db.look(|txn| of(txn, EditionId::from_bytes(id(edition)))).unwrap().map(|it| it.left())
}

#[test]
fn the_last_one_is_sold_once() {
    let db = open();
    limit(&db, 7, Some(3));
    take(&db, 1, 7, 2, false).unwrap();
    take(&db, 1, 7, 2, false).unwrap();
    assert_eq!(left(&db, 7), Some(1), "twice takes no more");
    let refused = take(&db, 2, 7, 2, false).unwrap_err();
    assert_eq!((refused.kind, &*refused.message), (ErrorKind::Conflict, "There is only 1 left"));
    take(&db, 2, 7, 1, false).unwrap();
    assert!(db.look(|txn| is_sold_out(txn, EditionId::from_bytes(id(7)))).unwrap());
    assert!(take(&db, 3, 7, 1, false).is_err());
    take(&db, 3, 7, 1, true).unwrap();
    assert_eq!(left(&db, 7), Some(0), "whoever has paid has it");
    let order = OrderId::from_bytes(id(1));
    db.write_blocking(move |txn| release(txn, order)).unwrap();
    assert_eq!(left(&db, 7), Some(1));
    sound(&db);
}

#[test]
fn what_has_no_end_is_not_counted() {
    let db = open();
    take(&db, 1, 7, 50, false).unwrap();
    limit(&db, 7, Some(2));
    take(&db, 2, 7, 1, false).unwrap();
    limit(&db, 7, None);
    assert_eq!(left(&db, 7), None);
    take(&db, 3, 7, 9, false).unwrap();
    limit(&db, 7, Some(2));
    assert_eq!(left(&db, 7), Some(1), "what is held still is");
    limit(&db, 7, Some(0));
    assert_eq!(left(&db, 7), Some(0));
    sound(&db);
}

proptest! {
    #[test]
    fn whatever_comes_the_counts_agree(acts in prop::collection::vec((0u8..4, 0u8..3, 0u32..5, any::<bool>()), 0..40)) {
        let db = open();
        for (order, edition, copies, other) in acts {
            if order == 3 {
                limit(&db, edition, other.then_some(copies));
            } else {
                let before = left(&db, edition);
                let done = take(&db, order, edition, copies, other);
                if !other && done.is_ok() && before.is_some() {
                    let stock = db.look(|txn| of(txn, EditionId::from_bytes(id(edition)))).unwrap().unwrap();
                    prop_assert!(stock.taken <= u64::from(stock.limit) || before == Some(0));
                }
            }
            sound(&db);
        }
    }
}
