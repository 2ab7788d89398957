//! Where withdrawals are kept.

use std::{collections::HashSet, ops::ControlFlow};

use super::Withdrawal;
use crate::{
    base::{OrderId, Result, Timestamp, WithdrawalId},
    platform::db::{Index, ReadTxn, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&WITHDRAWALS];

pub(super) static WITHDRAWALS: Table<Withdrawal> = Table::new("withdrawals", &[&BY_ORDER, &OPEN, &ANSWERED]);
pub(super) static BY_ORDER: Index<Withdrawal, (OrderId, Timestamp, WithdrawalId)> =
    Index::new("withdrawals.by_order", |it: &Withdrawal| (it.order, it.sent, it.id));
pub(super) static OPEN: Index<Withdrawal, (Timestamp, WithdrawalId)> =
    Index::maybe("withdrawals.open", |it: &Withdrawal| it.is_open().then_some((it.sent, it.id)));
pub(super) static ANSWERED: Index<Withdrawal, (Timestamp, WithdrawalId)> =
    Index::maybe("withdrawals.answered", |it: &Withdrawal| it.decision.as_ref().map(|decision| (decision.at, it.id)));

/// Of one order waits one withdrawal at most.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut waiting = HashSet::new();
    WITHDRAWALS.each(txn, |it| {
        if it.is_open() && !waiting.insert(it.order) {
            faults.push(format!("withdrawals: two of {} wait for an answer", it.order));
        }
        Ok(ControlFlow::Continue(()))
    })
}
