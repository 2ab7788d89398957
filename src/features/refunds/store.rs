//! Where refunds and disputes are kept.

use std::{collections::HashMap, ops::ControlFlow};

use super::{Dispute, Refund, Stage};
use crate::{
    base::{DisputeId, OrderId, RefundId, Result, Timestamp},
    platform::{
        db::{Index, ReadTxn, Stored, Table},
        payments::DisputeStanding,
    },
};

pub(super) static ALL: &[&dyn Stored] = &[&REFUNDS, &DISPUTES];

pub(super) static REFUNDS: Table<Refund> = Table::new("refunds", &[&BY_ORDER, &BY_REFERENCE, &BY_KEY, &OPEN]);
pub(super) static BY_ORDER: Index<Refund, (OrderId, RefundId)> =
    Index::new("refunds.by_order", |it: &Refund| (it.order, it.id));
pub(super) static BY_REFERENCE: Index<Refund, (String, String)> =
    Index::maybe("refunds.by_reference", |it: &Refund| Some((it.gateway.clone(), it.reference.clone()?)))
        .taken("This refund is known already");
pub(super) static BY_KEY: Index<Refund, [u8; 32]> = Index::maybe("refunds.by_key", |it: &Refund| it.key);
/// Those that have not ended.
pub(super) static OPEN: Index<Refund, (Timestamp, RefundId)> = Index::maybe("refunds.open", |it: &Refund| {
    matches!(it.stage, Stage::Asked | Stage::Pending).then_some((it.updated, it.id))
});

pub(super) static DISPUTES: Table<Dispute> =
    Table::new("disputes", &[&DISPUTE_BY_ORDER, &DISPUTE_BY_REFERENCE, &DISPUTE_OPEN]);
pub(super) static DISPUTE_BY_ORDER: Index<Dispute, (OrderId, DisputeId)> =
    Index::new("disputes.by_order", |it: &Dispute| (it.order, it.id));
pub(super) static DISPUTE_BY_REFERENCE: Index<Dispute, (String, String)> =
    Index::new("disputes.by_reference", |it: &Dispute| (it.gateway.clone(), it.reference.clone()));
pub(super) static DISPUTE_OPEN: Index<Dispute, (Timestamp, DisputeId)> =
    Index::maybe("disputes.open", |it: &Dispute| (it.standing == DisputeStanding::Open).then_some((it.opened, it.id)));

/// The portions of a refund come to its amount, and no line gives more than once what it came to.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut currencies = HashMap::new();
    REFUNDS.each(txn, |refund| {
        let sum: i64 = refund.portions.iter().map(|it| it.amount).sum();
        if sum > refund.amount.amount || refund.portions.iter().any(|it| it.amount <= 0) {
            faults.push(format!("refunds: the portions of {} come to {sum}", refund.id));
        }
        let first = *currencies.entry(refund.order).or_insert(refund.amount.currency);
        if first != refund.amount.currency {
            faults.push(format!("refunds: those of {} are of two currencies", refund.order));
        }
        Ok(ControlFlow::Continue(()))
    })
}
