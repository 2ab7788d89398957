use super::*;
use crate::{
    base::{Currency, ErrorKind, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn store() -> (Db, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(7)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    (db, clock)
}

fn dollars(amount: i64) -> Money {
    Money { amount, currency: Currency::parse("USD").unwrap() }
}

#[test]
fn an_alert_names_a_price_below_the_present_one() {
    let (db, _) = store();
    let refused = |target: Money, price| {
        db.write_blocking(move |txn| NewPriceAlert::new(txn.fresh(), "Aurora Sans", target, price)).unwrap_err()
    };
    let yen = Money { amount: 5, currency: Currency::parse("JPY").unwrap() };
    for (target, price) in [
        (dollars(-1), Some(dollars(1000))),
        (dollars(1000), Some(dollars(1000))),
        (dollars(0), Some(dollars(0))),
        (yen, Some(dollars(1000))),
    ] {
        let error = refused(target, price);
        assert_eq!((error.kind, error.fields[0].0.as_ref()), (ErrorKind::Invalid, "target"));
    }
    for (target, price) in [(dollars(0), Some(dollars(1))), (dollars(999), Some(dollars(1000))), (dollars(7), None)] {
        assert!(db.write_blocking(move |txn| NewPriceAlert::new(txn.fresh(), "x", target, price)).is_ok());
    }
}

#[test]
fn an_alert_speaks_once_until_it_is_set_anew() {
    let (db, clock) = store();
    let (ines, font): (UserId, ProductId) = db.write_blocking(|txn| Ok((txn.fresh(), txn.fresh()))).unwrap();
    let set = |target: i64| {
        db.write_blocking(move |txn| set(txn, ines, NewPriceAlert::new(font, "Aurora", dollars(target), None)?))
            .unwrap()
    };
    let hear = |price: i64| {
        db.write_blocking(move |txn| hear(txn, font, dollars(price))).unwrap();
        db.look(|txn| news_of(txn, ines)).unwrap().len()
    };
    let (alert, is_new) = set(900);
    assert!(is_new && db.look(|txn| is_watched(txn, font)).unwrap());
    assert_eq!([hear(1000), hear(901), hear(900)], [0, 0, 1]);
    let fired = db.look(|txn| get(txn, ines, alert.id)).unwrap().fired.unwrap();
    assert_eq!((fired.price, fired.at), (dollars(900), clock.now()));
    assert!(!db.look(|txn| is_watched(txn, font)).unwrap(), "it has spoken");
    let drop_all = || {
        db.write_blocking(move |txn| drop_news(txn, ines)).unwrap();
    };
    drop_all();
    assert_eq!([hear(1200), hear(800)], [0, 0], "once");
    let (again, is_new) = set(700);
    assert_eq!((again.id, is_new), (alert.id, false), "one alert each");
    assert_eq!([hear(800), hear(600), hear(500)], [0, 1, 1]);
    let other = db.write_blocking(|txn| Ok(txn.fresh())).unwrap();
    assert_eq!(db.look(|txn| get(txn, other, alert.id)).unwrap_err().kind, ErrorKind::NotFound);
    db.write_blocking(move |txn| forget(txn, ines)).unwrap();
    assert!(db.look(|txn| of(txn, ines)).unwrap().is_empty());
    assert!(db.look(|txn| waiting(txn, None, 10)).unwrap().is_empty());
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}

#[test]
fn somebody_is_mailed_once_a_day_and_has_so_many_alerts_at_most() {
    let (db, clock) = store();
    let ines: UserId = db.write_blocking(|txn| Ok(txn.fresh())).unwrap();
    let may = || db.look(|txn| may_be_mailed(txn, ines, clock.now())).unwrap();
    assert!(may());
    db.write_blocking(move |txn| note_mailed(txn, ines)).unwrap();
    assert!(!may());
    clock.advance(std::time::Duration::from_secs(24 * 60 * 60 - 1));
    assert!(!may());
    clock.advance(std::time::Duration::from_secs(1));
    assert!(may());
    let add = |count: usize| {
        db.write_blocking(move |txn| {
            for _ in 0..count {
                let new = NewPriceAlert::new(txn.fresh(), "x", dollars(1), None)?;
                set(txn, ines, new)?;
            }
            Ok(())
        })
    };
    add(ALERTS).unwrap();
    assert_eq!(add(1).unwrap_err().kind, ErrorKind::Conflict);
    let mut faults = Vec::new();
    db.look(|txn| check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

#[test]
fn those_for_whom_news_waits_are_met_in_turn() {
    let (db, _) = store();
    let mut users: Vec<UserId> = db.write_blocking(|txn| Ok((0..5).map(|_| txn.fresh()).collect())).unwrap();
    for user in users.clone() {
        let tell_thrice = move |txn: &WriteTxn| (0..3).try_for_each(|_| tell(txn, user, txn.fresh(), News::Back));
        db.write_blocking(tell_thrice).unwrap();
    }
    users.sort_unstable();
    let next = |after| db.look(|txn| waiting(txn, after, 2)).unwrap();
    assert_eq!(
        (next(None), next(Some(users[1])), next(Some(users[3]))),
        (users[..2].into(), users[2..4].into(), users[4..].into())
    );
    assert!(next(Some(users[4])).is_empty());
    assert_eq!(db.look(|txn| news_of(txn, users[0])).unwrap().len(), 3);
}
