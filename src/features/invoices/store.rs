//! Where invoices and credit notes are kept.

use std::{collections::HashMap, ops::ControlFlow};

use super::{Document, Kind};
use crate::{
    base::{DisputeId, InvoiceId, OrderId, RefundId, Result},
    platform::db::{Index, ReadTxn, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&DOCUMENTS];

pub(super) static DOCUMENTS: Table<Document> =
    Table::new("invoices", &[&BY_NUMBER, &OF_ORDER, &CREDITS, &OF_REFUND, &OF_DISPUTE, &CORRECTIONS, &REVERSAL_OF]);
static BY_NUMBER: Index<Document, (u8, u64)> =
    Index::new("invoices.by_number", |it: &Document| (row(it.kind), it.number)).taken("That number is taken");
pub(super) static OF_ORDER: Index<Document, OrderId> =
    Index::maybe("invoices.of_order", |it: &Document| (it.kind == Kind::Invoice).then_some(it.order))
        .taken("This order has an invoice already");
pub(super) static CREDITS: Index<Document, (OrderId, u64, InvoiceId)> =
    Index::maybe("invoices.credits", |it: &Document| (it.kind == Kind::Credit).then_some((it.order, it.number, it.id)));
pub(super) static OF_REFUND: Index<Document, RefundId> =
    Index::maybe("invoices.of_refund", |it: &Document| it.refund).taken("This refund has a credit note already");
pub(super) static OF_DISPUTE: Index<Document, DisputeId> =
    Index::maybe("invoices.of_dispute", |it: &Document| it.dispute).taken("This dispute has a credit note already");
pub(super) static CORRECTIONS: Index<Document, (OrderId, u64, InvoiceId)> =
    Index::maybe("invoices.corrections", |it: &Document| {
        (it.kind == Kind::Correction).then_some((it.order, it.number, it.id))
    });
pub(super) static REVERSAL_OF: Index<Document, InvoiceId> =
    Index::maybe("invoices.reversal_of", |it: &Document| it.reverses).taken("This credit note was taken back already");

const FIRST: u64 = 1001;

/// Corrections are invoices, and counted among them.
fn row(kind: Kind) -> u8 {
    match kind {
        Kind::Invoice | Kind::Correction => 0,
        Kind::Credit => 1,
    }
}

/// The number that the next document of its kind gets.
pub(super) fn next_number(txn: &impl Reads, kind: Kind) -> Result<u64> {
    let last = BY_NUMBER.of(&row(kind)).newest_first().limit(1).keys(txn)?;
    Ok(last.first().map_or(FIRST, |(_, last)| last + 1))
}

/// Numbers have no gaps, every document says what it said when it was issued, it adds up, and no more was credited
/// than the invoice comes to.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    for kind in [Kind::Invoice, Kind::Credit] {
        for (expected, (_, number)) in (FIRST..).zip(BY_NUMBER.of(&row(kind)).keys(txn)?) {
            if number != expected {
                faults.push(format!("invoices: {kind:?} {expected} is missing, {number} stands in its place"));
                break;
            }
        }
    }
    let mut credited: HashMap<OrderId, i64> = HashMap::new();
    DOCUMENTS.each(txn, |document| {
        if document.sealed().ok() != Some(document.seal) {
            faults.push(format!("invoices: {} was changed after it had been issued", document.name));
        }
        if !document.name.ends_with(&document.number.to_string()) || !document.content.adds_up().unwrap_or(false) {
            faults.push(format!("invoices: {} does not add up", document.name));
        }
        let amount = document.content.sums.total.amount;
        let sum = credited.entry(document.order).or_default();
        match document.kind {
            Kind::Invoice => {}
            Kind::Credit => *sum = sum.saturating_add(amount),
            Kind::Correction => {
                *sum = sum.saturating_sub(amount);
                let credit = document.reverses.map(|it| DOCUMENTS.find(txn, it)).transpose()?.flatten();
                if credit.is_none_or(|it| it.content.sums != document.content.sums || it.order != document.order) {
                    faults.push(format!("invoices: {} takes back another amount than was credited", document.name));
                }
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    credited.retain(|_, sum| *sum != 0);
    for (order, sum) in credited {
        let invoice = OF_ORDER.find(txn, &DOCUMENTS, &order)?;
        if invoice.is_none_or(|it| it.content.sums.total.amount < sum) {
            faults.push(format!("invoices: more was credited of {order} than its invoice comes to"));
        }
    }
    Ok(())
}
