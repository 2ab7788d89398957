use super::*;
use crate::platform::{
    clock::{Chance, Clock},
    db::{Db, Migrations},
};

#[tokio::test]
async fn one_customer_is_kept_for_each_person() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000_000)), Chance::seeded(1)).unwrap();
    let tables = [feature().tables, jobs::feature().tables].concat();
    db.prepare(tables, Migrations::default()).unwrap();
    let ines = db.write(|txn| Ok(txn.fresh())).await.unwrap();
    let kept = db.write(move |txn| keep(txn, ines, "stripe", "cus_1")).await.unwrap();
    assert_eq!(db.write(move |txn| keep(txn, ines, "stripe", "cus_2")).await.unwrap(), kept, "the first stays");
    let known = |gateway: &'static str| db.look(|txn| customer(txn, ines, gateway)).unwrap();
    assert_eq!((known("stripe").as_deref(), known("paypal")), (Some("cus_1"), None));
    db.write(move |txn| forget(txn, ines)).await.unwrap();
    db.write(move |txn| forget(txn, ines)).await.unwrap();
    assert_eq!(known("stripe"), None);
    assert_eq!(db.look(|txn| jobs::waiting(txn, db.clock().now())).unwrap(), 1, "the gateway is told once");
}
