use proptest::prelude::*;

use super::*;
use crate::{
    base::{Id, Money, SellerId, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

fn seller(n: u8) -> SellerId {
    Id::new(Timestamp::EPOCH, [n; 10])
}

fn share(n: u8, total: i64, tax: i64) -> Share {
    let money = |amount| Money::new(amount, Currency::USD);
    Share { seller: seller(n), total: money(total), tax: money(tax) }
}

#[test]
fn a_sale_is_posted_once_and_adds_up() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1)), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
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
            (Account::Commission, -199),
            (Account::Tax, -190),
            (Account::Seller(seller(2)), -900),
        ]
    );
    assert_eq!(entries[0].collected().amount, 2190);
}

#[test]
fn nothing_paid_is_nothing_posted() {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1)), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let entries = db.write_blocking(|txn| {
        let order = txn.fresh();
        sale(txn, order, "free", Currency::USD, CommissionRate::NONE, &[share(1, 0, 0)])?;
        of_order(txn, order)
    });
    assert_eq!(entries.unwrap(), []);
}

proptest! {
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
