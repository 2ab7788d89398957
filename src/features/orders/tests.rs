use proptest::prelude::*;

use super::*;
use crate::{
    base::{EditionId, ErrorKind, Id, Money, ProductId, SellerId},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        payments::Collected,
    },
};

fn store() -> (Db, Clock) {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(5)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    (db, clock)
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

fn line(amount: i64, quantity: u32, currency: Currency) -> NewLine {
    let (product, edition, seller): (ProductId, EditionId, SellerId) =
        (Id::new(Timestamp::EPOCH, [1; 10]), Id::new(Timestamp::EPOCH, [2; 10]), Id::new(Timestamp::EPOCH, [3; 10]));
    NewLine {
        product,
        edition,
        title: "Aurora Sans".into(),
        edition_name: "Desktop".into(),
        seller,
        license_keys: false,
        unit: Money::new(amount, currency),
        quantity,
        costs: Costs::default(),
    }
}

fn costs(discount: Money, tax: Money, included: bool) -> Costs {
    let discount =
        LineDiscount { discount: Id::new(Timestamp::EPOCH, [4; 10]), name: "AUTUMN".into(), amount: discount };
    let tax = LineTax {
        name: "VAT".into(),
        jurisdiction: "DE".into(),
        rate: 19_000,
        included,
        reverse_charge: false,
        base: tax,
        amount: tax,
    };
    Costs { discounts: vec![discount], taxes: vec![tax], bundle: None }
}

#[test]
fn a_discount_above_the_price_is_refused() {
    let usd = |amount| Money::new(amount, Currency::USD);
    let id = Id::new(Timestamp::EPOCH, [9; 10]);
    let with = |costs| OrderLine::new(id, NewLine { costs, ..line(100, 1, Currency::USD) });
    assert!(with(costs(usd(101), usd(0), false)).is_err());
    assert!(with(costs(usd(100), usd(1), true)).is_err(), "more tax than price");
    assert_eq!(with(costs(usd(100), usd(0), true)).unwrap().total, usd(0));
    let shown = with(costs(usd(0), usd(19), false)).unwrap();
    assert_eq!((shown.total, shown.net().unwrap()), (usd(119), usd(100)));
    assert_eq!([19_000, 8_875, 500].map(rate_in_words), ["19%", "8.875%", "0.5%"]);
}

fn new(txn: &WriteTxn, amount: i64) -> NewOrder {
    NewOrder {
        cart: txn.fresh(),
        owner: None,
        buyer: Buyer {
            email: Email::parse("bob@example.com").unwrap(),
            billing: Billing::default(),
            consent: None,
            consent_words: None,
            address: None,
        },
        currency: Currency::USD,
        lines: vec![line(amount, 2, Currency::USD)],
        gateway: "test".into(),
        outcome: None,
        extras: Extras::default(),
    }
}

fn terms() -> Terms {
    Terms { live: false, account: None }
}

fn collected(amount: i64) -> Collected {
    let amount = Money::new(amount, Currency::USD);
    Collected { amount, live: false, capture: None, account: None, country: None, fee: None, customer: None }
}

fn says(standing: Standing, amount: i64) -> Answer {
    let collected = (standing == Standing::Paid).then(|| collected(amount));
    Answer { standing, reference: "cs_1".into(), redirect_url: None, client_secret: None, reason: None, collected }
}

#[test]
fn an_order_is_paid_once_and_then_handed_over() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let order = place(txn, new(txn, 1250))?;
        assert_eq!((order.number, order.totals.total.amount, order.status), (1001, 2500, Status::Pending));
        assert_eq!(mark_fulfilled(txn, order.clone()).unwrap_err().kind, ErrorKind::Conflict);

        let waits = hear(txn, order.id, &terms(), says(Standing::Pending, 0))?;
        assert_eq!((waits.status, waits.history.len()), (Status::Pending, 1));
        let paid = hear(txn, order.id, &terms(), says(Standing::Paid, 2500))?;
        assert_eq!((paid.status, paid.history.len()), (Status::Paid, 2));
        let again = hear(txn, order.id, &terms(), says(Standing::Declined, 0))?;
        assert_eq!(again, paid, "what has ended stays as it is");
        assert_eq!(cancel(txn, order.id, "Too late").unwrap_err().kind, ErrorKind::Conflict);
        mark_fulfilled(txn, paid)?;
        assert_eq!(waiting(txn, txn.now.plus(KEY_LIFE), 10)?, []);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

/// Cases 12 and 13: money that does not agree with the order is held, and pays nothing.
#[test]
fn threat_12_money_that_differs_is_held() {
    let (db, _) = store();
    let other = |change: fn(&mut Collected)| {
        let mut answer = says(Standing::Paid, 2500);
        answer.collected.iter_mut().for_each(change);
        answer
    };
    let eur = Currency::parse("EUR").unwrap();
    let wrong = [
        other(|it| it.amount.amount = 2499),
        other(|it| it.amount.amount = 2501),
        Answer {
            collected: Some(Collected { amount: Money::new(2500, eur), ..collected(0) }),
            ..says(Standing::Paid, 0)
        },
        other(|it| it.live = true),
        other(|it| it.account = Some("acct_other".into())),
        Answer { collected: None, ..says(Standing::Paid, 0) },
    ];
    for answer in wrong {
        db.write_blocking(move |txn| {
            let order = place(txn, new(txn, 1250))?;
            let held = hear(txn, order.id, &terms(), answer.clone())?;
            assert_eq!((held.status, held.payment.held.is_some()), (Status::Pending, true), "{answer:?}");
            let declined = hear(txn, order.id, &terms(), says(Standing::Declined, 0))?;
            assert_eq!(declined.status, Status::Pending, "held money is not lost sight of");
            assert_eq!(super::held(txn, 10)?.len(), 1);
            if answer.collected.as_ref().is_none_or(|it| it.amount.currency != Currency::USD) {
                assert_eq!(accept(txn, order.id).unwrap_err().kind, ErrorKind::Conflict);
                assert_eq!(give_up_held(txn, order.id)?.status, Status::Cancelled);
                return Ok(());
            }
            let paid = accept(txn, order.id)?;
            assert_eq!((paid.status, paid.payment.held.as_ref()), (Status::Paid, None));
            mark_fulfilled(txn, paid)?;
            assert_eq!(accept(txn, order.id).unwrap_err().kind, ErrorKind::Conflict);
            Ok(())
        })
        .unwrap();
    }
    sound(&db);
}

/// Case 11: a payment that has paid one order pays no other.
#[test]
fn threat_11_a_payment_belongs_to_one_order() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let (first, second) = (place(txn, new(txn, 1250))?, place(txn, new(txn, 1250))?);
        let paid = hear(txn, first.id, &terms(), says(Standing::Paid, 2500))?;
        mark_fulfilled(txn, paid)?;
        let by_reference = About { payment: None, references: vec!["cs_1".into()] };
        assert_eq!(find_by_payment(txn, "test", &by_reference)?.map(|it| it.id), Some(first.id));
        assert_eq!(find_by_payment(txn, "stripe", &by_reference)?, None, "references are the gateway's own");
        let by_id = About { payment: Some(second.payment.id), references: vec![] };
        assert_eq!(find_by_payment(txn, "test", &by_id)?.map(|it| it.id), Some(second.id));
        Ok(())
    })
    .unwrap();
    let second = db.look(|txn| latest(txn, 1)).unwrap()[0].id;
    let stolen = db.write_blocking(move |txn| hear(txn, second, &terms(), says(Standing::Paid, 2500)));
    assert_eq!(stolen.unwrap_err().kind, ErrorKind::Conflict);
    sound(&db);
}

/// Whoever has paid has the goods: money that comes late still pays.
#[test]
fn late_money_pays_what_was_given_up() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let order = place(txn, new(txn, 1250))?;
        cancel(txn, order.id, "Nobody paid")?;
        let paid = hear(txn, order.id, &terms(), says(Standing::Paid, 2500))?;
        assert_eq!((paid.status, paid.history.len()), (Status::Paid, 3));
        mark_fulfilled(txn, paid)?;
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn nothing_to_pay_needs_no_gateway() {
    let (db, _) = store();
    db.write_blocking(|txn| {
        let order = place(txn, new(txn, 0))?;
        assert_eq!((order.payment.gateway.as_str(), order.payment.standing), (FREE, Standing::NotNeeded));
        assert_eq!(mark_fulfilled(txn, order)?.status, Status::Paid);
        let priced = place(txn, new(txn, 1))?;
        assert_eq!((priced.status, priced.payment.standing), (Status::Pending, Standing::New));
        hear(txn, priced.id, &terms(), says(Standing::Declined, 0))?;
        Ok(())
    })
    .unwrap();
    sound(&db);
}

/// Case 31: numbers follow one another, also when many orders are placed at once and some of them fail.
#[tokio::test]
async fn numbers_have_no_gaps() {
    let (db, _) = store();
    let orders = (0..200).map(|n| {
        db.write(move |txn| {
            let order = place(txn, new(txn, 100))?;
            if n % 3 == 0 { Err(Error::conflict("Never mind")) } else { Ok(order.number) }
        })
    });
    let mut numbers: Vec<_> = futures::future::join_all(orders).await.into_iter().filter_map(Result::ok).collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1001..1001 + numbers.len() as u64).collect::<Vec<_>>());
    assert_eq!(numbers.len(), 133);
    sound(&db);
}

#[test]
fn a_key_stands_for_its_order_for_a_day() {
    let (db, clock) = store();
    let (key, order) = db
        .write_blocking(|txn| {
            let order = place(txn, new(txn, 100))?;
            let key = AttemptKey::parse("click-1", order.cart.to_bytes())?;
            assert_ne!(key, AttemptKey::parse("click-1", txn.random())?, "a key belongs to its cart");
            remember(txn, key, fingerprint(&"body")?, order.id)?;
            Ok((key, order.id))
        })
        .unwrap();
    let asks = |body: &str| {
        let body = fingerprint(&body).unwrap();
        db.look(|txn| remembered(txn, key, body, clock.now()))
    };
    assert_eq!(asks("body").unwrap(), Some(order));
    assert_eq!(asks("other").unwrap_err().kind, ErrorKind::Conflict);
    clock.advance(KEY_LIFE + std::time::Duration::from_secs(1));
    assert_eq!(asks("other").unwrap(), None);
    assert_eq!(db.write_blocking(|txn| forget(txn, 10)).unwrap(), 1);
    sound(&db);
    for wrong in ["", "a\nb", "é", &"x".repeat(256)] {
        assert!(AttemptKey::parse(wrong, [0; 16]).is_err(), "{wrong}");
    }
}

proptest! {
    /// Case 3: the lines add up to the totals in every currency, and nothing wraps, whether tax is contained or added.
    #[test]
    fn lines_add_up(
        lines in prop::collection::vec((0..=Money::MAX, 1u32..=99, 0i64..=10_000, 0i64..=10_000), 1..=50),
        included in any::<bool>(),
        code in prop::sample::select(vec!["USD", "JPY", "KWD"]),
    ) {
        let currency = Currency::parse(code).unwrap();
        let made: Vec<_> = lines.iter().map(|&(unit, quantity, off, tax)| {
            let full = unit * i64::from(quantity);
            let part = |of: i64, share: i64| Money::new((i128::from(of) * i128::from(share) / 10_000) as i64, currency);
            let discount = part(full, off);
            let costs = costs(discount, part(full - discount.amount, tax), included);
            OrderLine::new(Id::new(Timestamp::EPOCH, [9; 10]), NewLine { costs, ..line(unit, quantity, currency) }).unwrap()
        }).collect();
        let totals = Totals::of(&made, currency).unwrap();
        let added = if included { 0 } else { totals.tax.amount };
        prop_assert_eq!(totals.total.amount, made.iter().map(|it| it.total.amount).sum::<i64>());
        prop_assert_eq!(totals.total.amount, totals.subtotal.amount - totals.discount.amount + added);
        prop_assert!(totals.total.amount >= 0);
        prop_assert!(made.iter().all(|it| it.net().unwrap().amount >= 0));
    }

    /// Case 2: more than can be counted is refused, not wrapped.
    #[test]
    fn nothing_wraps(unit in (i64::MAX / 4)..i64::MAX, quantity in 5u32..=99) {
        let id = Id::new(Timestamp::EPOCH, [9; 10]);
        prop_assert!(OrderLine::new(id, line(unit, quantity, Currency::USD)).is_err());
    }
}
