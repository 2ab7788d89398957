use super::*;
use crate::{
    base::{ErrorKind, Timestamp, UserId},
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

fn sound(db: &Db) {
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
    let mut faults = Vec::new();
    db.look(|txn| checks::check(txn, &mut faults)).unwrap();
    assert_eq!(faults, [""; 0]);
}

fn called(name: &str) -> Words {
    WordsForm { name: Some(name.into()), ..WordsForm::default() }.parse().unwrap()
}

fn some(txn: &WriteTxn) -> NewWish {
    NewWish {
        product: txn.fresh(),
        edition: None,
        title: "Aurora Sans".into(),
        reduced: None,
        price: None,
        release: None,
    }
}

fn guest(n: u8) -> Wisher {
    Wisher::Guest(Some(WishToken::new([n; 24])))
}

fn token() -> WishToken {
    WishToken::new([1; 24])
}

#[test]
fn words_are_checked_at_once() {
    let form = |name: &str, description: String| WordsForm {
        name: Some(name.into()),
        description: Some(description),
        display_name: Some("x".repeat(81)),
    };
    let wrong = form(" \u{202E} ", "x".repeat(3_001)).parse().unwrap_err();
    let fields: Vec<_> = wrong.fields.iter().map(|it| it.0.as_ref()).collect();
    assert_eq!(fields, ["name", "description", "display_name"]);
    assert_eq!(WordsForm::default().parse().unwrap(), Words::default());
    assert_eq!(called("  For   winter ").name.as_deref(), Some("For winter"));
}

#[test]
fn the_same_thing_is_on_a_list_once() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let ana = Wisher::Account(txn.fresh());
        let (list, none) = usual(txn, &ana)?;
        assert_eq!((list.name.as_str(), none), (USUAL, None));
        let new = some(txn);
        let (first, is_new) = add(txn, &list, new.clone())?;
        let (again, is_newer) = add(txn, &list, new.clone())?;
        assert_eq!((first.id, is_new, is_newer), (again.id, true, false));
        let edition = NewWish { edition: Some(txn.fresh()), ..new };
        assert!(add(txn, &list, edition)?.1, "an edition of its own is something else");

        let (other, _) = create(txn, &ana, &called("For winter"))?;
        shift(txn, &list, &other, first.id)?;
        assert_eq!((count(txn, list.id)?, count(txn, other.id)?), (1, 1));
        assert_eq!(take(txn, &list, first.id).unwrap_err().kind, ErrorKind::NotFound, "it has gone");
        remove(txn, &other)?;
        assert_eq!(all(txn, &ana)?.len(), 1);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn lists_have_bounds() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let ana = Wisher::Account(txn.fresh());
        for number in 0..WISHLISTS {
            create(txn, &ana, &called(&number.to_string()))?;
        }
        assert_eq!(create(txn, &ana, &called("one more")).unwrap_err().kind, ErrorKind::Conflict);
        assert_eq!(create(txn, &ana, &Words::default()).unwrap_err().kind, ErrorKind::Invalid);
        let list = usual(txn, &ana)?.0;
        for _ in 0..WISHES {
            add(txn, &list, some(txn))?;
        }
        assert_eq!(add(txn, &list, some(txn)).unwrap_err().kind, ErrorKind::Conflict);
        create(txn, &guest(1), &called("mine"))?;
        assert_eq!(create(txn, &guest(1), &called("another")).unwrap_err().kind, ErrorKind::Conflict);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn a_shared_list_is_found_until_it_is_not() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let ana = Wisher::Account(txn.fresh());
        let list = share(txn, usual(txn, &ana)?.0)?;
        let first = list.share.clone().unwrap();
        assert_eq!(share(txn, list.clone())?.share, Some(first.clone()), "it keeps its link");
        assert_eq!(shared(txn, &first)?.id, list.id);
        let list = unshare(txn, list)?;
        assert_eq!(shared(txn, &first).unwrap_err().kind, ErrorKind::NotFound);
        assert_ne!(share(txn, list)?.share, Some(first), "and gets another one");
        let theirs = usual(txn, &guest(1))?.0;
        assert_eq!(share(txn, theirs).unwrap_err().kind, ErrorKind::Unauthenticated);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn a_guests_list_joins_the_account() {
    let (db, clock) = store();
    let (user, first) = db
        .write_blocking(|txn| {
            let user: UserId = txn.fresh();
            let list = usual(txn, &guest(1))?.0;
            let font = some(txn);
            add(txn, &list, font.clone())?;
            merge(txn, user, &token())?;
            assert_eq!(all(txn, &Wisher::Account(user))?[0].id, list.id, "it becomes the first of theirs");
            assert_eq!(all(txn, &guest(1))?, []);
            Ok((user, font))
        })
        .unwrap();
    clock.advance(Duration::from_secs(1));
    db.write_blocking(move |txn| {
        let ana = Wisher::Account(user);
        let list = usual(txn, &guest(1))?.0;
        add(txn, &list, first.clone())?;
        add(txn, &list, some(txn))?;
        for _ in 0..2 {
            merge(txn, user, &token())?;
            let own = all(txn, &ana)?;
            assert_eq!((own.len(), count(txn, own[0].id)?), (1, 2), "nothing is there twice");
        }
        let own = usual(txn, &ana)?.0;
        for _ in 2..WISHES {
            add(txn, &own, some(txn))?;
        }
        add(txn, &usual(txn, &guest(1))?.0, some(txn))?;
        merge(txn, user, &token())?;
        assert_eq!(all(txn, &ana)?.len(), 2, "what finds no room stays together");
        forget(txn, user)?;
        assert_eq!(all(txn, &ana)?, []);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn lists_of_guests_are_swept() {
    let (db, clock) = store();
    let wish = |wisher: Wisher| {
        move |txn: &WriteTxn| {
            let list = usual(txn, &wisher)?.0;
            add(txn, &list, some(txn))
        }
    };
    db.write_blocking(wish(guest(1))).unwrap();
    let user = db.write_blocking(|txn| Ok(txn.fresh())).unwrap();
    db.write_blocking(wish(Wisher::Account(user))).unwrap();
    clock.advance(Wishlist::GUEST_LIFE / 2);
    db.write_blocking(wish(guest(2))).unwrap();
    clock.advance(Wishlist::GUEST_LIFE / 2 + Duration::from_secs(1));
    assert_eq!(db.write_blocking(|txn| sweep(txn, 100)).unwrap(), 1);
    let kept = |wisher: Wisher| db.look(|txn| all(txn, &wisher)).unwrap().len();
    assert_eq!([kept(guest(1)), kept(guest(2)), kept(Wisher::Account(user))], [0, 1, 1]);
    sound(&db);
}
