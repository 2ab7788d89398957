use super::*;
use crate::{
    base::Timestamp,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

#[test]
fn each_copy_gets_one_key_once() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1)), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let licenses = db
        .write_blocking(|txn| {
            let purchase = Purchase {
                product: txn.fresh(),
                edition: txn.fresh(),
                order: txn.fresh(),
                line: txn.fresh(),
                copies: 3,
            };
            issue(txn, purchase)?;
            issue(txn, purchase)?;
            of_line(txn, purchase.line)
        })
        .unwrap();
    let seats: Vec<_> = licenses.iter().map(|it| it.seat).collect();
    assert_eq!(seats, [1, 2, 3]);
    assert!(licenses.iter().all(License::is_active));
    assert_ne!(licenses[0].key, licenses[1].key);
    let found = db.look(|txn| find(txn, &licenses[1].key)).unwrap();
    assert_eq!(found.as_ref(), Some(&licenses[1]));
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}
