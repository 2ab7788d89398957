use std::time::Duration;

use super::*;
use crate::{
    base::{Email, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

#[test]
fn the_last_day_is_a_working_day() {
    for (ordered, last) in [
        // A Monday: fourteen days later is a Monday.
        ("2026-11-23T23:59:59Z", "7 December 2026"),
        // A Sunday: the fourteenth day is a Sunday, so Monday is the last.
        ("2026-11-22T12:00:00Z", "7 December 2026"),
        ("2026-11-21T00:00:00Z", "7 December 2026"),
        ("2026-11-20T12:00:00Z", "4 December 2026"),
    ] {
        assert_eq!(last_day(at(ordered), 14).date(), last, "{ordered}");
    }
}

#[test]
fn the_right_ends_with_its_days_or_with_the_first_download() {
    let ordered = at("2026-11-23T12:00:00Z");
    let end = at("2026-12-08T12:00:00Z");
    let last = end.minus(Duration::from_millis(1));
    assert_eq!(standing(ordered, 14, true, false, last), Right::Stands);
    assert_eq!(standing(ordered, 14, false, true, last), Right::Stands, "nobody agreed that it ends");
    assert_eq!(standing(ordered, 14, true, true, last), Right::Begun);
    assert_eq!(standing(ordered, 14, false, false, end), Right::Over);
}

#[test]
fn one_statement_waits_at_a_time() {
    let db = Db::in_memory(Clock::manual(at("2026-11-23")), Chance::seeded(1)).unwrap();
    db.prepare(store::ALL.to_vec(), Migrations::default()).unwrap();
    let order = OrderId::from_bytes([1; 16]);
    let by = UserId::from_bytes([2; 16]);
    let new =
        NewStatement { name: "Bob".into(), email: Email::parse("bob@example.com").unwrap(), message: String::new() };
    db.write_blocking(move |txn| {
        let (first, is_new) = send(txn, order, "1001", Right::Stands, &new)?;
        assert!(is_new && !send(txn, order, "1001", Right::Stands, &new)?.1);
        assert!(decide(txn, first.id, by, false, " ").is_err(), "a refusal has a reason");
        decide(txn, first.id, by, false, "The days were over")?;
        assert!(decide(txn, first.id, by, true, "").is_err(), "an answer stays");
        let (second, is_new) = send(txn, order, "1001", Right::Stands, &new)?;
        assert!(is_new);
        decide(txn, second.id, by, true, "")?;
        assert!(send(txn, order, "1001", Right::Stands, &new).is_err(), "it is over");
        Ok(())
    })
    .unwrap();
    let mut faults = db.check(store::ALL).unwrap();
    db.look(|txn| store::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, Vec::<String>::new());
}

#[test]
fn statements_say_what_is_wrong() {
    let error = StatementForm { email: "bob@".into(), ..StatementForm::default() }.check().unwrap_err();
    let fields: Vec<_> = error.fields.iter().map(|it| it.0.to_string()).collect();
    assert_eq!(fields, ["name", "email"]);
}
