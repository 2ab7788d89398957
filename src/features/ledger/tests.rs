use proptest::prelude::*;

use super::*;
use crate::{
    base::{Id, Money, OrderLineId, SellerId, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn seller(n: u8) -> SellerId {
    Id::new(Timestamp::EPOCH, [n; 10])
}

fn line(n: u8) -> OrderLineId {
    Id::new(Timestamp::EPOCH, [n; 10])
}

fn share(n: u8, total: i64, tax: i64) -> Share {
    let money = |amount| Money::new(amount, Currency::USD);
    Share { line: line(n), seller: seller(n), total: money(total), tax: money(tax) }
}

fn store() -> Db {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1)), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    db
}

fn sound(db: &Db) {
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
    let faults = db.look(|txn| {
        let mut faults = Vec::new();
        store::check(txn, &mut faults)?;
        Ok(faults)
    });
    assert_eq!(faults.unwrap(), [""; 0]);
}

#[test]
fn a_sale_is_posted_once_and_adds_up() {
    let db = store();
    let entries = db
        .write_blocking(|txn| {
            let order = txn.fresh();
            let rate = CommissionRate::basis_points(1000)?;
            for _ in 0..2 {
                sale(
                    txn,
                    order,
                    "test",
                    Currency::USD,
                    rate,
                    &[share(1, 1190, 190), share(2, 999, 0), share(1, 1, 0)],
                )?;
            }
            of_order(txn, order)
        })
        .unwrap();
    assert_eq!(entries.len(), 1);
    let amounts: Vec<_> = entries[0].legs.iter().map(|it| (it.account.clone(), it.amount)).collect();
    assert_eq!(
        amounts,
        [
            (Account::Clearing("test".into()), 2190),
            (Account::Seller(seller(1)), -901),
            (Account::Commission, -100),
            (Account::Tax, -190),
            (Account::Seller(seller(2)), -900),
            (Account::Commission, -99),
        ]
    );
    assert_eq!(entries[0].collected().amount, 2190);
}

#[test]
fn nothing_paid_is_nothing_posted() {
    let db = store();
    let entries = db.write_blocking(|txn| {
        let order = txn.fresh();
        sale(txn, order, "free", Currency::USD, CommissionRate::NONE, &[share(1, 0, 0)])?;
        of_order(txn, order)
    });
    assert_eq!(entries.unwrap(), []);
}

#[test]
fn disputes_and_failed_refunds_come_and_go() {
    let db = store();
    db.write_blocking(|txn| {
        let order = txn.fresh();
        let rate = CommissionRate::basis_points(1000)?;
        sale(txn, order, "test", Currency::USD, rate, &[share(1, 1000, 0)])?;
        let usd = |amount| Money::new(amount, Currency::USD);
        let owed = |txn: &WriteTxn| Ok::<_, Error>(balances(txn, seller(1))?[0].amount);
        assert_eq!(owed(txn)?, 900);
        let back = |about: &str, amount| Back {
            order,
            gateway: "test",
            about: about.into(),
            amount: usd(amount),
            portions: vec![(line(1), amount)],
        };
        for _ in 0..2 {
            refund(txn, &back("a", 500))?;
            assert_eq!(owed(txn)?, 450, "twice is once");
        }
        refund_failed(txn, order, "a")?;
        assert_eq!(owed(txn)?, 900);
        for _ in 0..2 {
            dispute(txn, order, "test", "d", usd(1000))?;
            dispute_won(txn, order, "d")?;
            dispute(txn, order, "test", "e", usd(1000))?;
            dispute_lost(txn, &back("e", 1000))?;
            fee(txn, order, "test", "e", usd(15))?;
        }
        assert_eq!(owed(txn)?, 0, "the seller is debited once");
        payout(txn, seller(1), "test", "p", usd(20))?;
        payout(txn, seller(1), "test", "p", usd(20))?;
        assert_eq!(owed(txn)?, -20);
        payout_returned(txn, seller(1), "test", "p", usd(20))?;
        assert_eq!((owed(txn)?, of_seller(txn, seller(1), None, 100)?.len()), (0, 6));
        let totals = totals(txn)?;
        assert_eq!(totals[&("clearing:test".to_owned(), "USD")], -15);
        assert_eq!(totals.values().sum::<i128>(), 0);
        // More than there is: the shop's loss.
        refund(txn, &back("b", 300))?;
        assert_eq!(super::totals(txn)?[&("losses".to_owned(), "USD")], 300);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

proptest! {
    /// Cases 3 and 26: however a line goes back in parts, each part adds up and all of them are exactly what was owed.
    #[test]
    fn parts_of_a_refund_lose_nothing(
        total in 1..Money::MAX, tax in 0i64..3000, points in 0u16..=10_000, cuts in prop::collection::vec(1i64..1_000_000, 0..6),
    ) {
        let db = store();
        db.write_blocking(move |txn| {
            let order = txn.fresh();
            let tax = total / 10_000 * tax;
            let rate = CommissionRate::basis_points(points)?;
            sale(txn, order, "test", Currency::USD, rate, &[share(1, total, tax)])?;
            let mut left = total;
            let parts = cuts.iter().copied().chain([i64::MAX]).enumerate();
            for (n, cut) in parts {
                let amount = cut.min(left);
                left -= amount;
                if amount > 0 {
                    let portions = vec![(line(1), amount)];
                    let amount = Money::new(amount, Currency::USD);
                    refund(txn, &Back { order, gateway: "test", about: n.to_string(), amount, portions })?;
                }
            }
            assert!(super::totals(txn)?.values().all(|it| *it == 0), "all of it went back, from where it was");
            Ok(())
        }).unwrap();
        sound(&db);
    }

    /// Case 3: whatever the rate, the parts are whole minor units and add up to what was paid.
    #[test]
    fn splits_lose_nothing(
        lines in prop::collection::vec((1u8..4, 0..Money::MAX, 0i64..3000), 1..50),
        points in 0u16..=10_000,
    ) {
        let rate = CommissionRate::basis_points(points).unwrap();
        let shares: Vec<_> = lines.iter().map(|&(who, total, tax)| share(who, total, total * tax / 10_000)).collect();
        let legs = model::sale("test", Currency::USD, rate, &shares).unwrap();
        prop_assert_eq!(legs.iter().map(|it| it.amount).sum::<i64>(), 0);
        prop_assert!(legs.iter().skip(1).all(|it| it.amount < 0));
        let paid: i64 = lines.iter().map(|it| it.1).sum();
        prop_assert_eq!(legs.first().map_or(0, |it| it.amount), paid);
    }
}
