use proptest::prelude::*;

use super::*;
use crate::{
    base::{Currency, ErrorKind, Id, OrderLineId},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        payments::{DisputeNews, DisputeStanding},
    },
};

fn store() -> Db {
    let db = Db::in_memory(Clock::manual(Timestamp::from_millis(1_000_000)), Chance::seeded(3)).unwrap();
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

fn line(n: u8) -> OrderLineId {
    Id::new(Timestamp::EPOCH, [n; 10])
}

fn usd(amount: i64) -> Money {
    Money::new(amount, Currency::USD)
}

fn payable(lines: &[i64]) -> Payable {
    Payable {
        order: Id::new(Timestamp::EPOCH, [9; 10]),
        gateway: "stripe".into(),
        captured: usd(lines.iter().sum()),
        lines: (1..).zip(lines).map(|(n, total)| (line(n), *total)).collect(),
    }
}

fn some(amount: i64) -> NewRefund {
    NewRefund {
        amount: usd(amount),
        lines: vec![],
        reason: String::new(),
        revoke: false,
        origin: Origin::Operator,
        key: None,
        body: [0; 32],
    }
}

fn says(reference: &str, refund: Option<RefundId>, amount: i64, standing: RefundStanding) -> RefundNews {
    RefundNews { reference: reference.into(), refund, amount: usd(amount), standing, reason: None }
}

/// Case 26: never more than was captured, whatever is asked at once; nothing, less than nothing and too much are refused.
#[tokio::test]
async fn threat_26_refunds_never_exceed_what_was_captured() {
    let db = store();
    let all = (0..20).map(|_| db.write(|txn| ask(txn, &payable(&[700, 300]), some(300))));
    let done = futures::future::join_all(all).await;
    assert_eq!(done.iter().filter(|it| it.is_ok()).count(), 3);
    for refused in done.into_iter().filter_map(Result::err) {
        assert_eq!((refused.kind, refused.fields[0].0.as_ref()), (ErrorKind::Invalid, "amount"));
    }
    for wrong in [0, -1, i64::MIN, 101, i64::MAX] {
        assert!(db.write(move |txn| ask(txn, &payable(&[700, 300]), some(wrong))).await.is_err(), "{wrong}");
    }
    assert_eq!(db.look(|txn| left(txn, &payable(&[700, 300]))).unwrap(), usd(100));
    sound(&db);
}

#[test]
fn a_key_is_one_refund() {
    let db = store();
    db.write_blocking(|txn| {
        let keyed = |body| NewRefund { key: Some([7; 32]), body: [body; 32], ..some(100) };
        let (first, new) = ask(txn, &payable(&[1000]), keyed(1))?;
        let (again, still_new) = ask(txn, &payable(&[1000]), keyed(1))?;
        assert_eq!((first.id, new, still_new), (again.id, true, false));
        assert_eq!(ask(txn, &payable(&[1000]), keyed(2)).unwrap_err().kind, ErrorKind::Conflict);
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn what_is_heard_twice_late_or_from_elsewhere_ends_the_same() {
    let db = store();
    db.write_blocking(|txn| {
        let payable = payable(&[1000]);
        let (refund, _) = ask(txn, &payable, some(400))?;
        // The event overtakes the answer, without our own name for it.
        let heard = hear(txn, &payable, &says("re_1", None, 400, RefundStanding::Pending))?;
        assert_eq!((heard.id, heard.stage), (refund.id, Stage::Pending));
        hear(txn, &payable, &says("re_1", Some(refund.id), 400, RefundStanding::Done))?;
        let late = hear(txn, &payable, &says("re_1", None, 400, RefundStanding::Pending))?;
        assert_eq!((late.id, late.stage), (refund.id, Stage::Done));
        // Somebody has clicked in the gateway's own pages.
        let other = hear(txn, &payable, &says("re_2", None, 100, RefundStanding::Done))?;
        assert_eq!((other.origin, other.portions.len()), (Origin::Gateway, 1));
        let back = given_back(txn, payable.order)?;
        assert_eq!((back.gone, back.refunds.len()), (500, 2));
        // It could not be paid after all.
        hear(txn, &payable, &says("re_1", None, 400, RefundStanding::Failed))?;
        let stays = hear(txn, &payable, &says("re_1", None, 400, RefundStanding::Done))?;
        assert_eq!((stays.stage, given_back(txn, payable.order)?.gone), (Stage::Failed, 100));
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn disputes_end_once() {
    let db = store();
    db.write_blocking(|txn| {
        let payable = payable(&[600, 400]);
        let news = |standing| DisputeNews {
            reference: "dp_1".into(),
            amount: usd(1000),
            standing,
            reason: "fraudulent".into(),
            fee: None,
        };
        dispute_heard(txn, &payable, &news(DisputeStanding::Open))?;
        assert_eq!(ask(txn, &payable, some(1)).unwrap_err().kind, ErrorKind::Conflict, "the bank decides now");
        assert!(given_back(txn, payable.order)?.closes(line(1), 600, 1000) == Some("disputed"));
        dispute_heard(txn, &payable, &news(DisputeStanding::Lost))?;
        for late in [DisputeStanding::Open, DisputeStanding::Won] {
            assert_eq!(dispute_heard(txn, &payable, &news(late))?.standing, DisputeStanding::Lost);
        }
        let back = given_back(txn, payable.order)?;
        assert_eq!((back.gone, back.is_disputed, open_disputes(txn, 10)?.len()), (1000, false, 0));
        assert_eq!(back.closes(line(2), 400, 1000), Some("refunded"));
        Ok(())
    })
    .unwrap();
    sound(&db);
}

#[test]
fn a_line_can_go_back_alone() {
    let db = store();
    db.write_blocking(|txn| {
        let payable = payable(&[600, 400]);
        let one = NewRefund { lines: vec![line(2)], ..some(400) };
        assert!(ask(txn, &payable, NewRefund { amount: usd(401), ..one.clone() }).is_err());
        assert!(ask(txn, &payable, NewRefund { lines: vec![line(3)], ..one.clone() }).is_err());
        let (refund, _) = ask(txn, &payable, one)?;
        assert_eq!(refund.portions, [Portion { line: line(2), amount: 400 }]);
        assert_eq!(given_back(txn, payable.order)?.closes(line(2), 400, 1000), None, "nothing has gone back yet");
        hear(txn, &payable, &says("re_1", Some(refund.id), 400, RefundStanding::Done))?;
        let back = given_back(txn, payable.order)?;
        assert_eq!((back.closes(line(1), 600, 1000), back.closes(line(2), 400, 1000)), (None, Some("refunded")));
        Ok(())
    })
    .unwrap();
    sound(&db);
}

proptest! {
    /// Case 3: an amount falls upon lines in whole minor units, adds up, and takes from none more than it has.
    #[test]
    fn amounts_fall_upon_lines_without_loss(
        lines in prop::collection::vec(0..Money::MAX, 1..50), part in 0u32..=1000, gone in prop::collection::vec(0u32..=1000, 50),
    ) {
        let payable = payable(&lines);
        let of_lines = payable.lines.iter().zip(gone).map(|((line, total), gone)| {
            (*line, i64::try_from(i128::from(*total) * i128::from(gone) / 1000).unwrap())
        });
        let before = GivenBack { of_lines: of_lines.collect(), ..GivenBack::default() };
        let left: i64 = payable.lines.iter().map(|(line, total)| total - before.of_lines[line]).sum();
        let amount = i64::try_from(i128::from(left) * i128::from(part) / 1000).unwrap();
        let portions = split(&payable, &before, amount);
        prop_assert_eq!(portions.iter().map(|it| it.amount).sum::<i64>(), amount);
        for portion in portions {
            let total = payable.lines.iter().find(|it| it.0 == portion.line).unwrap().1;
            prop_assert!(portion.amount > 0 && portion.amount <= total - before.of_lines[&portion.line]);
        }
    }
}
