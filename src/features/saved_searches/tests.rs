use std::time::Duration;

use super::*;
use crate::platform::{
    clock::{Chance, Clock},
    db::{Db, Migrations},
    search::SearchParams,
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn store() -> (Db, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(7)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    (db, clock)
}

fn new(query: &str) -> NewSavedSearch {
    NewSavedSearch::new("Drums", &SearchParams::parse(query).unwrap(), true).unwrap()
}

fn sound(db: &Db) {
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
    let mut faults = Vec::new();
    db.look(|txn| check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

#[test]
fn a_search_asks_for_something_and_has_a_name() {
    let refused = |name: &str, query: &str| {
        let error = NewSavedSearch::new(name, &SearchParams::parse(query).unwrap(), true).unwrap_err();
        error.fields[0].0.to_string()
    };
    let long = format!("q=x&{}", (0..50).map(|it| format!("tag=a-rather-long-tag-{it}")).collect::<Vec<_>>().join("&"));
    for (name, query, field) in [
        ("", "q=drums", "name"),
        ("\u{202E}\n", "q=drums", "name"),
        (&"x".repeat(81), "q=drums", "name"),
        ("Everything", "sort=newest", "query"),
        ("Everything", "q=+&page=3", "query"),
        ("Long", &long, "query"),
    ] {
        assert_eq!(refused(name, query), field, "{name} {query}");
    }
    assert_eq!(new("q=drums&page=3&limit=7&tag=A").query, "q=drums&tag=a", "a page is no part of the question");
    assert!(NewSavedSearch::new("Free", &SearchParams::parse("free=true").unwrap(), false).is_ok());
}

#[test]
fn searches_are_kept_renamed_and_deleted_by_their_owner() {
    let (db, _) = store();
    let (ines, tom): (UserId, UserId) = db.write_blocking(|txn| Ok((txn.fresh(), txn.fresh()))).unwrap();
    let save = |query: &'static str| db.write_blocking(move |txn| save(txn, ines, &new(query)));
    let (drums, is_new) = save("q=drums").unwrap();
    assert!(is_new);
    assert!(!save("q=drums&page=2").unwrap().1, "the same is saved once");
    let kept = |id: SavedSearchId, user| db.look(|txn| get(txn, user, id));
    assert!(kept(drums.id, tom).is_err() && kept(drums.id, ines).is_ok());
    let other = Change::new(Some("Loud drums"), Some(false)).unwrap();
    let changed = db.write_blocking(move |txn| change(txn, ines, drums.id, &other)).unwrap();
    assert_eq!((changed.name.as_str(), changed.mails), ("Loud drums", false));
    let id = drums.id;
    assert!(db.write_blocking(move |txn| remove(txn, tom, id)).is_err());
    for number in 1..SEARCHES {
        let query = SearchParams::default().asking(&number.to_string(), false);
        let new = NewSavedSearch::new("n", &query, true).unwrap();
        db.write_blocking(move |txn| super::save(txn, ines, &new)).unwrap();
    }
    assert!(save("q=one+more").is_err());
    sound(&db);
    db.write_blocking(move |txn| remove(txn, ines, id)).unwrap();
    assert!(save("q=one+more").is_ok());
    db.write_blocking(move |txn| forget(txn, ines)).unwrap();
    assert!(db.look(|txn| of(txn, ines)).unwrap().searches.is_empty());
    sound(&db);
}

#[test]
fn members_are_looked_after_once_a_day_and_told_once() {
    let (db, clock) = store();
    let start = clock.now();
    let (ines, tom): (UserId, UserId) = db.write_blocking(|txn| Ok((txn.fresh(), txn.fresh()))).unwrap();
    let (drums, _) = db.write_blocking(move |txn| save(txn, ines, &new("q=drums"))).unwrap();
    db.write_blocking(move |txn| {
        let (quiet, _) = save(txn, tom, &new("q=drums"))?;
        change(txn, tom, quiet.id, &Change::new(None, Some(false))?)
    })
    .unwrap();
    let is_due = || db.look(|txn| due(txn, clock.now().minus(DAY).plus(Duration::from_millis(1)), 10)).unwrap();
    assert!(is_due().is_empty());
    clock.advance(DAY);
    let books = is_due();
    assert_eq!(books.iter().map(|it| it.user).collect::<Vec<_>>(), [ines], "the other wants no mails");
    let products: Vec<ProductId> = db.write_blocking(|txn| Ok((0..7).map(|_| txn.fresh()).collect())).unwrap();
    let (now, finds) = (clock.now(), vec![(drums.id, products.clone())]);
    // Twice, as a job may that was cut short.
    for _ in 0..2 {
        let finds = finds.clone();
        db.write_blocking(move |txn| note_looked(txn, ines, start, now, &finds)).unwrap();
    }
    let found = db.look(|txn| get(txn, ines, drums.id)).unwrap();
    assert_eq!((found.fresh, found.found.as_slice()), (7, &products[..NAMED]));
    assert!(is_due().is_empty());
    let waits = |after| db.look(|txn| waiting(txn, after, 10)).unwrap();
    assert_eq!((waits(None), waits(Some(ines))), (vec![ines], vec![]));
    sound(&db);
    db.write_blocking(move |txn| note_told(txn, ines, Some(now))).unwrap();
    assert_eq!(waits(None), []);
    assert_eq!(db.look(|txn| get(txn, ines, drums.id)).unwrap().told, Some(now));
    sound(&db);
}
