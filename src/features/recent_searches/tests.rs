use super::*;
use crate::{
    base::Timestamp,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

#[test]
fn the_last_twenty_are_kept_each_once_and_forgotten_when_asked() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000)), Chance::seeded(1)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let (ines, tom): (UserId, UserId) = db.write_blocking(|txn| Ok((txn.fresh(), txn.fresh()))).unwrap();
    let look = |words: &str| {
        let words = words.to_owned();
        db.write_blocking(move |txn| note(txn, ines, &words)).unwrap();
    };
    let words = |user| -> Vec<String> {
        db.look(|txn| of(txn, user)).unwrap().searches.into_iter().map(|it| it.words).collect()
    };
    let is_new = |words: &str| db.look(|txn| is_news(txn, ines, words)).unwrap();
    ["drums", " Fonts\u{202E} for\n a zine ", "DRUMS", "", "   "].iter().for_each(|it| look(it));
    assert_eq!(words(ines), ["DRUMS", "Fonts for a zine"]);
    assert!(!is_new("drums ") && is_new("fonts for a zine") && !is_new(""), "turning a page is no search");
    (0..30).for_each(|it| look(&format!("word {it}")));
    assert_eq!((words(ines).len(), words(ines)[0].as_str()), (KEPT, "word 29"));
    look(&"é".repeat(500));
    assert_eq!(words(ines)[0].chars().count(), 200);
    let id = db.look(|txn| of(txn, ines)).unwrap().searches[0].id;
    assert!(db.write_blocking(move |txn| remove(txn, tom, id)).is_err(), "another's");
    db.write_blocking(move |txn| remove(txn, ines, id)).unwrap();
    assert_eq!(words(ines)[0], "word 29");
    db.write_blocking(move |txn| clear(txn, ines)).unwrap();
    assert!(words(ines).is_empty() && is_new("drums"));
    look("drums");
    db.write_blocking(move |txn| keep(txn, ines, false)).unwrap();
    look("drums");
    assert!(words(ines).is_empty() && !is_new("drums"));
    db.write_blocking(move |txn| keep(txn, ines, true)).unwrap();
    look("drums");
    assert_eq!((words(ines).len(), words(tom).len()), (1, 0));
    db.write_blocking(move |txn| forget(txn, ines)).unwrap();
    assert!(words(ines).is_empty());
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}
