use super::*;
use crate::{
    base::{Currency, ErrorKind, Money, Timestamp},
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

fn spare(n: u8) -> Shopper {
    Shopper::guest(CartToken::new([n; 24]))
}

fn nobody() -> Shopper {
    Shopper::default()
}

fn some(txn: &WriteTxn, quantity: i64) -> NewLine {
    NewLine {
        product: txn.fresh(),
        edition: txn.fresh(),
        quantity: Quantity::new(quantity).unwrap(),
        offered: None,
        seen: Money::new(500, Currency::USD),
    }
}

#[test]
fn the_same_edition_joins_its_line() {
    let (db, _) = store();
    let cart = db
        .write_blocking(|txn| {
            let (mut cart, _) = open(txn, &spare(1))?;
            let new = some(txn, 2);
            let first = add(txn, &mut cart, new.clone())?;
            let second = add(txn, &mut cart, new.clone())?;
            assert_eq!(first, second);
            let too_many = add(txn, &mut cart, NewLine { quantity: Quantity::new(96).unwrap(), ..new }).unwrap_err();
            assert_eq!(too_many.fields[0].0, "quantity");
            Ok(cart)
        })
        .unwrap();
    assert_eq!((cart.lines.len(), cart.pieces()), (1, 4));
    assert_eq!(db.look(|txn| find(txn, &spare(1))).unwrap(), Some(cart));
    assert_eq!(db.look(|txn| find(txn, &spare(2))).unwrap(), None);
}

#[test]
fn another_edition_joins_the_line_that_has_it() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let (mut cart, _) = open(txn, &nobody())?;
        let new = some(txn, 1);
        let first = add(txn, &mut cart, new.clone())?;
        let other = NewLine { edition: txn.fresh(), quantity: Quantity::new(2)?, ..new.clone() };
        let second = add(txn, &mut cart, other)?;
        let wish = Change { edition: new.edition, quantity: Quantity::new(3)?, offered: None, seen: new.seen };
        change(txn, &mut cart, second, &wish)?;
        assert_eq!((cart.lines.len(), cart.pieces(), cart.lines[0].id), (1, 4, second));
        assert_eq!(change(txn, &mut cart, first, &wish).unwrap_err().kind, ErrorKind::NotFound);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_cart_holds_fifty_lines() {
    let (db, _) = store();
    let error = db
        .write_blocking(|txn| {
            let (mut cart, _) = open(txn, &spare(1))?;
            for _ in 0..Cart::LINES {
                add(txn, &mut cart, some(txn, 1))?;
            }
            add(txn, &mut cart, some(txn, 1))
        })
        .unwrap_err();
    assert_eq!(error.kind, ErrorKind::Conflict);
}

#[test]
fn an_ordered_cart_stays_as_it_is() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let (mut cart, token) = open(txn, &nobody())?;
        let line = add(txn, &mut cart, some(txn, 1))?;
        let order = txn.fresh();
        close(txn, &mut cart, order)?;
        assert_eq!(remove(txn, &mut cart.clone(), line).unwrap_err().kind, ErrorKind::Conflict);
        let guest = Shopper { token, ..Shopper::default() };
        let (next, next_token) = open(txn, &guest)?;
        assert!(next.id != cart.id && next_token != guest.token, "what comes after is a new cart");

        reopen(txn, cart.id, txn.fresh())?;
        assert!(!find(txn, &guest)?.unwrap().is_open(), "only its own order gives it back");
        reopen(txn, cart.id, order)?;
        assert!(find(txn, &guest)?.unwrap().is_open());
        Ok(())
    })
    .unwrap();
}

#[test]
fn old_carts_are_swept() {
    let (db, clock) = store();
    let begin = |n| {
        move |txn: &WriteTxn| {
            let (mut cart, _) = open(txn, &spare(n))?;
            add(txn, &mut cart, some(txn, 1))
        }
    };
    db.write_blocking(begin(1)).unwrap();
    clock.advance(Cart::LIFE / 2);
    db.write_blocking(begin(2)).unwrap();
    clock.advance(Cart::LIFE / 2 + std::time::Duration::from_secs(1));
    assert_eq!(db.write_blocking(|txn| sweep(txn, 100)).unwrap(), 1);
    assert_eq!(db.look(|txn| find(txn, &spare(1))).unwrap(), None);
    assert!(db.look(|txn| find(txn, &spare(2))).unwrap().is_some());
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}

#[test]
fn a_guests_cart_joins_that_of_the_account() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let user = txn.fresh();
        let (ana, guest) = (Shopper::member(user), spare(1));
        let font = NewLine { offered: Some(Money::new(700, Currency::USD)), ..some(txn, 2) };
        let (mut cart, _) = open(txn, &guest)?;
        let first = add(txn, &mut cart, font.clone())?;
        merge(txn, user, &guest.token.clone().unwrap())?;
        assert_eq!(find(txn, &guest)?, None);
        let kept = find_open(txn, &ana)?.unwrap();
        assert_eq!((kept.lines[0].id, kept.token, kept.owner), (first, None, Some(user)));

        // The same again, and more of other things.
        let (mut cart, _) = open(txn, &guest)?;
        add(
            txn,
            &mut cart,
            NewLine { quantity: Quantity::ONE, offered: Some(Money::new(900, Currency::USD)), ..font },
        )?;
        for _ in 1..Cart::LINES {
            add(txn, &mut cart, some(txn, 1))?;
        }
        let (mut own, none) = open(txn, &ana)?;
        assert!(none.is_none());
        add(txn, &mut own, some(txn, 5))?;
        for _ in 0..2 {
            merge(txn, user, &guest.token.clone().unwrap())?;
            let merged = find_open(txn, &ana)?.unwrap();
            assert_eq!(
                (merged.lines.len(), merged.lines[0].quantity.get()),
                (Cart::LINES, 2),
                "the larger, not the sum"
            );
            assert_eq!(merged.lines[0].offered, Some(Money::new(900, Currency::USD)), "the price named last");
        }
        forget(txn, user)?;
        assert_eq!(find(txn, &ana)?, None);
        Ok(())
    })
    .unwrap();
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}

#[test]
fn an_account_has_one_open_cart() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let ana = Shopper::member(txn.fresh());
        let (mut first, _) = open(txn, &ana)?;
        add(txn, &mut first, some(txn, 1))?;
        let order = txn.fresh();
        close(txn, &mut first, order)?;
        assert_eq!(find(txn, &ana)?.unwrap().closed_by, Some(order), "a second click finds what the first has done");
        let (mut second, _) = open(txn, &ana)?;
        assert_ne!(second.id, first.id);
        add(txn, &mut second, some(txn, 1))?;
        reopen(txn, first.id, order)?;
        let both = find_open(txn, &ana)?.unwrap();
        assert_eq!((both.id, both.lines.len()), (second.id, 2), "the failed order's things join those of the next");
        Ok(())
    })
    .unwrap();
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}
