//! What must always hold between orders, their goods, what went back and the books.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::settling::payable;
use crate::{
    base::Result,
    features::{
        delivery, ledger, licenses,
        orders::{self, Order, Status},
        refunds::{self, GivenBack},
        stock,
    },
    platform::db::{ReadTxn, Reads},
};

/// Whoever has paid has the goods, whoever has not has none; the ledger knows of every order what was collected and what
/// went back, and no more went back than was collected.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    orders::each(txn, |order| {
        let back = refunds::given_back(txn, order.id)?;
        check_goods(txn, &order, &back, faults)?;
        check_stock(txn, &order, faults)?;
        check_ledger(txn, &order, &back, faults)?;
        check_back(&order, &back, faults);
        Ok(ControlFlow::Continue(()))
    })
}

fn check_goods(txn: &impl Reads, order: &Order, back: &GivenBack, faults: &mut Vec<String>) -> Result<()> {
    let captured = order.payment.captured(order.currency).amount;
    for line in &order.lines {
        let open = order.status.is_settled() && back.closes(line.id, line.total.amount, captured).is_none();
        let wanted = if open && line.license_keys { line.quantity as usize } else { 0 };
        let keys = licenses::of_line(txn, line.id)?.iter().filter(|it| it.is_active()).count();
        // What a pool could not give is owed.
        if keys + licenses::owed(txn, line.id)? != wanted {
            faults.push(format!("fulfilment: {} of {} has {keys} keys instead of {wanted}", line.id, order.id));
        }
        let grant = delivery::find_by_line(txn, line.id)?;
        if open != grant.is_some_and(|it| it.revoked.is_none()) {
            let what = if open { "no right to download" } else { "a right to download without payment" };
            faults.push(format!("fulfilment: {} of {} has {what}", line.id, order.id));
        }
    }
    Ok(())
}

/// What came to nothing, or went back whole, holds nothing that others could have.
fn check_stock(txn: &impl Reads, order: &Order, faults: &mut Vec<String>) -> Result<()> {
    let over = matches!(order.status, Status::Failed | Status::Cancelled | Status::Refunded);
    if over && !stock::held_by(txn, order.id)?.is_empty() {
        faults.push(format!("stock: {} is {}, and holds copies", order.id, order.status.word()));
    }
    Ok(())
}

fn check_ledger(txn: &impl Reads, order: &Order, back: &GivenBack, faults: &mut Vec<String>) -> Result<()> {
    let entries = ledger::of_order(txn, order.id)?;
    let captured = order.payment.captured(order.currency).amount;
    let mut by_reason: BTreeMap<&str, i64> = BTreeMap::new();
    for entry in &entries {
        *by_reason.entry(entry.reason.label()).or_default() += entry.collected().amount;
    }
    let of = |reason: ledger::Reason| by_reason.get(reason.label()).copied().unwrap_or_default();
    let came = of(ledger::Reason::Sale) + of(ledger::Reason::Difference);
    if came != captured {
        faults.push(format!("fulfilment: the ledger has {came} of {}, for which {captured} came", order.id));
    }
    let refunded: i64 = back.refunds.iter().filter(|it| it.stage.counts()).map(|it| it.amount.amount).sum();
    let posted = of(ledger::Reason::Refund) + of(ledger::Reason::RefundFailed);
    if captured > 0 && posted != -refunded {
        faults.push(format!("fulfilment: the ledger has {posted} of the refunds of {}, not -{refunded}", order.id));
    }
    Ok(())
}

fn check_back(order: &Order, back: &GivenBack, faults: &mut Vec<String>) {
    let payable = payable(order);
    let ours = back.refunds.iter().filter(|it| it.stage != refunds::Stage::Failed);
    let ours: i64 = ours.filter(|it| it.origin != refunds::Origin::Gateway).map(|it| it.amount.amount).sum();
    if order.status.was_paid() && ours > payable.captured.amount {
        faults.push(format!("refunds: {} was paid {}, and {ours} went back", order.id, payable.captured));
    }
}
