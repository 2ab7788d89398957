use proptest::prelude::*;

use super::*;
use crate::{
    base::{Email, Id, Money, OrderId, ProductId, SellerId, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
    },
};

const NOW: Timestamp = Timestamp::from_millis(1_000_000_000_000);

fn store() -> Db {
    let db = Db::in_memory(Clock::manual(NOW), Chance::seeded(5)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    db
}

fn sound(db: &Db) {
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
    let faults = db.look(|txn| {
        let mut faults = Vec::new();
        uses::check(txn, &mut faults)?;
        Ok(faults)
    });
    assert_eq!(faults.unwrap(), [""; 0]);
}

fn product(n: u8) -> ProductId {
    Id::new(Timestamp::EPOCH, [n; 10])
}

fn seller(n: u8) -> SellerId {
    Id::new(Timestamp::EPOCH, [n; 10])
}

fn good(n: u8, amount: i64) -> Good {
    Good { product: product(n), seller: seller(n), quantity: 1, amount: Money::new(amount, Currency::USD) }
}

fn form(code: &str, kind: &str, value: &str) -> DiscountForm {
    let text = str::to_owned;
    DiscountForm {
        name: "Autumn".into(),
        code: text(code),
        kind: text(kind),
        value: text(value),
        ..DiscountForm::default()
    }
}

fn sets(db: &Db, form: &DiscountForm, scope: Scope) -> Discount {
    let new = form.check(scope, Currency::USD).unwrap();
    db.write_blocking(move |txn| create(txn, new.clone())).unwrap()
}

fn asks(db: &Db, goods: &[Good], codes: &[&str], stack: bool) -> (Vec<(String, i64)>, Vec<Refusal>) {
    let codes: Vec<_> = codes.iter().map(|it| Code::parse(it).unwrap()).collect();
    let nobody = Customer::default();
    let applied = db.look(|txn| apply(txn, Currency::USD, goods, &codes, &nobody, stack, NOW)).unwrap();
    for cut in &applied.cuts {
        assert_eq!(cut.shares.iter().map(|it| it.amount).sum::<i64>(), cut.amount.amount);
    }
    let cuts = applied.cuts.iter().map(|it| (it.label.clone(), it.amount.amount)).collect();
    (cuts, applied.refused.into_iter().map(|it| it.why).collect())
}

#[test]
fn every_refusal_says_why() {
    let db = store();
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    let with = |code: &str, change: fn(&mut DiscountForm), scope: Scope| {
        let mut form = form(code, "percent", "10");
        change(&mut form);
        sets(&db, &form, scope)
    };
    with("LATER", |it| it.from = NOW.plus(std::time::Duration::from_secs(24 * 60 * 60)).rfc3339(), Scope::Shop);
    with("PAST", |it| it.until = NOW.minus(std::time::Duration::from_secs(1)).rfc3339(), Scope::Shop);
    let ended = with("ENDED", |_| {}, Scope::Shop);
    db.write_blocking(move |txn| end(txn, ended.id)).unwrap();
    with("RICH", |it| it.min_amount = "20".into(), Scope::Shop);
    with("MANY", |it| it.min_quantity = "3".into(), Scope::Shop);
    with("OTHER", |_| {}, Scope::Products(vec![product(9)]));
    with("HERS", |_| {}, Scope::Sellers(vec![seller(9)]));
    let goods = [good(1, 1000)];
    let why = |code: &str| asks(&db, &goods, &[code], false).1.pop();
    assert_eq!(why("nothing"), Some(Refusal::Unknown));
    assert_eq!(why("later"), Some(Refusal::NotYet(NOW.plus(day))));
    assert_eq!((why("PAST"), why("ended")), (Some(Refusal::Over), Some(Refusal::Over)));
    assert_eq!(why("Rich"), Some(Refusal::BelowAmount(Money::new(2000, Currency::USD))));
    assert_eq!(why("MANY"), Some(Refusal::BelowQuantity(3)));
    assert_eq!((why("OTHER"), why("HERS")), (Some(Refusal::NotForThese), Some(Refusal::NotForThese)));
    let all =
        [Refusal::UsedUp, Refusal::AlreadyUsed, Refusal::CannotCombine("X".into()), Refusal::Unknown, Refusal::Over];
    let advice: std::collections::HashSet<_> = all.iter().map(Refusal::advice).collect();
    assert_eq!(advice.len(), all.len());
}

#[test]
fn one_counts_unless_they_stack() {
    let db = store();
    sets(&db, &form("", "percent", "10"), Scope::Shop);
    sets(&db, &form("FIVE", "fixed", "5"), Scope::Shop);
    sets(&db, &form("TINY", "fixed", "0.10"), Scope::Products(vec![product(1)]));
    let goods = [good(1, 1000), good(2, 3000)];
    assert_eq!(asks(&db, &goods, &[], false).0, [("Autumn".to_owned(), 400)], "it applies by itself");
    assert_eq!(asks(&db, &goods, &["five"], false).0, [("FIVE".to_owned(), 500)], "the better one");
    let (cuts, refused) = asks(&db, &goods, &["tiny"], false);
    assert_eq!((cuts.len(), refused), (1, vec![Refusal::CannotCombine("Autumn".into())]));
    let (cuts, refused) = asks(&db, &goods, &["five", "tiny"], true);
    let expected = [("Autumn", 400), ("FIVE", 500), ("TINY", 10)].map(|(name, amount)| (name.to_owned(), amount));
    assert_eq!((cuts.as_slice(), refused), (expected.as_slice(), vec![]));
}

#[test]
fn uses_are_counted_and_come_back_once() {
    let db = store();
    let mut once = form("ONCE", "percent", "50");
    (once.limit, once.limit_per_customer) = ("2".into(), "1".into());
    let id = sets(&db, &once, Scope::Shop).id;
    let who = |email: &str| Customer::new(Some(&Email::parse(email).unwrap()), None);
    let uses_it = |order: u8, email: &str| {
        let (order, who): (OrderId, _) = (Id::new(NOW, [order; 10]), who(email));
        db.write_blocking(move |txn| redeem(txn, order, &who, &[(id, Money::new(1, Currency::USD))])).map(|()| order)
    };
    let first = uses_it(1, "Bob+1@example.com").unwrap();
    assert!(uses_it(2, "bob@Example.com").is_err(), "case 5: one mailbox in another spelling");
    uses_it(3, "eve@example.com").unwrap();
    assert!(uses_it(4, "ada@example.com").is_err(), "used up");
    for _ in 0..3 {
        db.write_blocking(move |txn| release(txn, first)).unwrap();
        assert_eq!(db.look(|txn| uses(txn, id)).unwrap(), 1, "case 7: given back once");
    }
    uses_it(5, "bob@example.com").unwrap();
    assert_eq!(db.look(|txn| uses_of(txn, id, 10)).unwrap().len(), 3);
    sound(&db);
}

#[test]
fn forms_are_checked_at_the_door() {
    let refused = |change: fn(&mut DiscountForm), scope: Scope| {
        let mut form = form("SALE", "percent", "10");
        change(&mut form);
        let fields = form.check(scope, Currency::USD).unwrap_err().fields;
        fields.into_iter().map(|it| it.0.into_owned()).collect::<Vec<_>>()
    };
    assert_eq!(refused(|it| it.value = "101".into(), Scope::Shop), ["value"]);
    assert_eq!(refused(|it| it.value = "0".into(), Scope::Shop), ["value"]);
    assert_eq!(refused(|it| it.code = "a b".into(), Scope::Products(vec![])), ["code", "items"]);
    assert_eq!(refused(|it| it.limit = "0".into(), Scope::Shop), ["limit"]);
    assert_eq!(refused(|it| it.from = "tomorrow".into(), Scope::Shop), ["from"]);
    assert_eq!(
        refused(|it| (it.from, it.until) = ("2026-12-02".into(), "2026-12-01T10:00".into()), Scope::Shop),
        ["until"]
    );
    let kept = form("sale", "percent", "12.5").check(Scope::Shop, Currency::USD).unwrap();
    let discount = store().write_blocking(move |txn| create(txn, kept.clone())).unwrap();
    assert_eq!((discount.label().as_str(), discount.off), ("SALE", Off::Percent(1250)));
    assert_eq!(DiscountForm::of(&discount).value, "12.5");
}

proptest! {
    /// Cases 3 and 8: whatever is stacked, nothing is taken off twice, and no line goes below nothing.
    #[test]
    fn nothing_goes_below_nothing(
        amounts in prop::collection::vec(0..=Money::MAX, 1..=10),
        percents in prop::collection::vec(1u16..=10_000, 0..=3),
        fixed in prop::collection::vec(1..=Money::MAX, 0..=3),
        code in prop::sample::select(vec!["USD", "JPY", "KWD"]),
    ) {
        let currency = Currency::parse(code).unwrap();
        let db = store();
        let offs = percents.iter().map(|it| Off::Percent(*it));
        let offs: Vec<_> = offs.chain(fixed.iter().map(|it| Off::Fixed(Money::new(*it, currency)))).collect();
        db.write_blocking(move |txn| {
            for off in &offs {
                let new = form("", "percent", "1").check(Scope::Shop, currency)?;
                let discount = Discount { off: *off, ..new.into_discount(txn.fresh(), txn.now) };
                store::DISCOUNTS.put(txn, &discount)?;
            }
            Ok(())
        }).unwrap();
        let goods: Vec<_> = (1..).zip(&amounts).map(|(n, amount)| Good {
            product: product(n), seller: seller(n), quantity: 1, amount: Money::new(*amount, currency),
        }).collect();
        for stack in [true, false] {
            let found = db.look(|txn| apply(txn, currency, &goods, &[], &Customer::default(), stack, NOW)).unwrap();
            for (at, amount) in amounts.iter().enumerate() {
                let off: i64 = found.cuts.iter().map(|it| it.shares[at].amount).sum();
                prop_assert!(0 <= off && off <= *amount);
            }
        }
    }
}
