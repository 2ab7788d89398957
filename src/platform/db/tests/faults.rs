//! A disk that fills up or fails at any of its operations loses nothing that was answered.

use super::{disk::Disk, *};

fn on(disk: &Disk) -> Result<Db> {
    let db = Db::open(Place::Failing(disk.clone()), Clock::manual(Timestamp::from_millis(9)), Chance::seeded(3))?;
    db.prepare(vec![&THINGS], Migrations::default())?;
    Ok(db)
}

fn add(db: &Db, slug: &str) -> Result<()> {
    let slug = slug.to_owned();
    db.write_blocking(move |txn| {
        THINGS.put(txn, &thing(txn, &slug, &["red", "round"]))?;
        txn.emit(Event::ProductChanged { product: txn.fresh() })
    })
}

fn count(db: &Db) -> u64 {
    db.look(|txn| THINGS.len(txn)).unwrap()
}

#[test]
fn a_store_that_a_full_disk_has_stopped_goes_on_when_there_is_room() {
    let disk = Disk::default();
    let db = on(&disk).unwrap();
    add(&db, "before").unwrap();
    disk.fail_after(0);
    let error = add(&db, "during").unwrap_err();
    assert_eq!(error.kind, ErrorKind::Unavailable);
    assert!(matches!(db.health(), Health::ReadOnly(_)));
    assert_eq!(count(&db), 1, "one can go on reading");
    assert_eq!(add(&db, "still").unwrap_err().kind, ErrorKind::Unavailable);
    assert_eq!(count(&db), 1, "trying to heal it does not end reading");
    disk.mend();
    add(&db, "after").unwrap();
    assert_eq!(db.health(), Health::Good);
    assert_eq!(count(&db), 2);
    assert_eq!(faults(&db), [""; 0]);
}

/// Fault F4 of the threats: an error at every single operation of a change, one after the other.
#[test]
fn threat_f4_an_error_at_any_operation_loses_nothing() {
    let disk = Disk::default();
    let db = on(&disk).unwrap();
    add(&db, "first").unwrap();
    let before = disk.used();
    add(&db, "second").unwrap();
    let operations = disk.used() - before;
    assert!(operations > 2);
    let mut kept = 2;
    for at in 0..operations {
        disk.fail_after(at);
        let slug = format!("at-{at}");
        let outcome = add(&db, &slug);
        disk.mend();
        let again = match outcome {
            Ok(()) => Ok(()),
            // It may have been kept although its answer was lost; then the name is taken.
            Err(_) => add(&db, &slug),
        };
        kept += 1;
        assert!(again.is_ok() || again.is_err_and(|it| it.kind == ErrorKind::Conflict), "at {at}");
        assert_eq!(count(&db), kept, "at {at}");
        assert_eq!(faults(&db), [""; 0], "at {at}");
    }
    drop(db);
    assert_eq!(count(&on(&disk).unwrap()), kept);
}
