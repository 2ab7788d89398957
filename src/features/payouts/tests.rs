use super::*;
use crate::{
    base::{Currency, ErrorKind, Id, Money, Timestamp},
    platform::{
        clock::{Chance, Clock},
        db::{Db, Migrations},
        payments::Payee,
    },
};

fn seller() -> SellerId {
    Id::new(Timestamp::EPOCH, [4; 10])
}

fn new(amount: i64) -> NewPayout {
    let usd = |amount| Money::new(amount, Currency::USD);
    NewPayout { seller: seller(), amount: usd(amount), available: usd(1000), key: None, body: [0; 32] }
}

/// Case 29: ten at once are one; none before the account can receive money and has been known for a while.
#[tokio::test]
async fn threat_29_one_payout_at_a_time_to_an_account_that_is_known() {
    let clock = Clock::manual(Timestamp::from_millis(1_000_000));
    let db = Db::in_memory(clock.clone(), Chance::seeded(3)).unwrap();
    db.prepare(feature().tables.to_vec(), Migrations::default()).unwrap();
    let refused = |db: &Db| db.write_blocking(|txn| ask(txn, new(500))).unwrap_err().kind;
    assert_eq!(refused(&db), ErrorKind::Conflict, "no account");
    db.write_blocking(|txn| link(txn, seller(), "stripe", "acct_1")).unwrap();
    assert_eq!(refused(&db), ErrorKind::Conflict, "it cannot receive money");
    let ready = Payee { reference: "acct_1".into(), can_receive: true, is_paid_out: true, missing: vec![] };
    let at = clock.now();
    let event = |account: &str, can_receive: bool, at: Timestamp| {
        let payee = Payee { reference: account.into(), can_receive, ..ready.clone() };
        db.write_blocking(move |txn| hear_event(txn, "stripe", &payee, at)).unwrap()
    };
    assert_eq!(event("acct_other", true, at), None, "an account that nobody has linked");
    {
        let ready = ready.clone();
        db.write_blocking(move |txn| hear(txn, seller(), &ready)).unwrap();
    }
    let stands = || db.look(|txn| destination(txn, seller())).unwrap().unwrap().can_receive;
    assert_eq!(event("acct_1", false, Timestamp::from_millis(at.millis() - 1)), Some(seller()));
    assert!(stands(), "what is told late does not undo what is known");
    event("acct_1", false, at);
    assert!(!stands(), "and what is new does");
    event("acct_1", true, at);
    assert_eq!(refused(&db), ErrorKind::Conflict, "it was linked just now");
    clock.advance(HOLD);
    for wrong in [0, -1, 1001] {
        assert_eq!(db.write_blocking(move |txn| ask(txn, new(wrong))).unwrap_err().kind, ErrorKind::Invalid);
    }
    let all = futures::future::join_all((0..10).map(|_| db.write(|txn| ask(txn, new(500))))).await;
    assert_eq!(all.iter().filter(|it| it.is_ok()).count(), 1);
    let id = db.look(|txn| of_seller(txn, seller(), 10)).unwrap()[0].id;
    db.write_blocking(move |txn| mark_sent(txn, id, "tr_1")).unwrap();
    let late = db.write_blocking(move |txn| mark_failed(txn, id, "No")).unwrap();
    assert_eq!(late.stage, Stage::Sent, "what was sent stays sent");

    db.write_blocking(|txn| expect_back(txn, seller(), [2; 32])).unwrap();
    let proofs = [1, 2, 2].map(|it| db.write_blocking(move |txn| came_back(txn, seller(), [it; 32])).unwrap());
    assert_eq!(proofs, [false, true, false], "a proof is good once");

    // Another account is another beginning.
    db.write_blocking(|txn| link(txn, seller(), "stripe", "acct_2")).unwrap();
    assert_eq!(refused(&db), ErrorKind::Conflict);
    assert_eq!(db.check(feature().tables).unwrap(), [""; 0]);
}
