//! What orders, refunds and lost disputes add to the figures.

use std::ops::ControlFlow;

use crate::{
    base::{DisputeId, Money, OrderId, RefundId, Result, Timestamp},
    features::{
        analytics::{self, Sale, Sold, Sums},
        orders::{self, EvidenceSource, Order, OrderLine, Status},
        refunds::{self, Dispute, Portion, Refund, Stage},
    },
    platform::{
        db::{Migration, ReadTxn, WriteTxn},
        payments::DisputeStanding,
    },
};

/// Counts an order that was paid. What was bought in another shop brought no money here.
pub(super) fn paid(txn: &WriteTxn, id: OrderId) -> Result<()> {
    match sale(&orders::get(txn, id)?) {
        Some(sale) => analytics::count(txn, id.to_bytes(), &sale),
        None => Ok(()),
    }
}

/// Counts money that has gone back.
pub(super) fn refunded(txn: &WriteTxn, order: OrderId, refund: RefundId) -> Result<()> {
    let refund = refunds::get(txn, refund)?;
    // What has come back meanwhile never went.
    if refund.stage == Stage::Failed {
        return Ok(());
    }
    let order = orders::get(txn, order)?;
    // What was given back because it was never taken for a payment is no refund of a sale.
    if sale(&order).is_none() {
        return Ok(());
    }
    analytics::count(txn, refund.id.to_bytes(), &of_refund(&order, &refund))
}

/// Takes money out of what went back that could not be delivered.
pub(super) fn returned(txn: &WriteTxn, order: OrderId, refund: RefundId) -> Result<()> {
    let refund = refunds::get(txn, refund)?;
    analytics::undo(txn, refund.id.to_bytes(), &of_refund(&orders::get(txn, order)?, &refund))
}

/// Counts what a bank has given back to the payer.
pub(super) fn charged_back(txn: &WriteTxn, order: OrderId, dispute: DisputeId) -> Result<()> {
    let dispute = refunds::get_dispute(txn, dispute)?;
    let order = orders::get(txn, order)?;
    if sale(&order).is_none() {
        return Ok(());
    }
    analytics::count(txn, dispute.id.to_bytes(), &of_dispute(&order, &dispute))
}

/// Counts the orders of a store that did not do so yet.
pub(super) const COUNT_ALL: Migration = Migration {
    name: "count what was sold by day, product and country",
    run: |txn| {
        orders::each(txn, |order| {
            count_whole(txn, &order)?;
            Ok(ControlFlow::Continue(()))
        })
    },
};

fn count_whole(txn: &WriteTxn, order: &Order) -> Result<()> {
    if sale(order).is_none() {
        return Ok(());
    }
    paid(txn, order.id)?;
    let back = refunds::given_back(txn, order.id)?;
    for refund in back.refunds.iter().filter(|it| it.announced) {
        refunded(txn, order.id, refund.id)?;
    }
    for dispute in back.disputes.iter().filter(|it| it.standing == DisputeStanding::Lost) {
        charged_back(txn, order.id, dispute.id)?;
    }
    Ok(())
}

/// What an order adds once it was paid.
fn sale(order: &Order) -> Option<Sale> {
    let at = order.history.iter().find(|it| it.status == Status::Paid)?.at;
    let sold = |it: &OrderLine| Sold {
        product: it.product,
        seller: it.seller,
        sums: Sums {
            copies: i64::from(it.quantity),
            discount: it.discount.amount,
            tax: it.tax.amount,
            total: it.total.amount,
            ..Sums::default()
        },
    };
    (!order.is_from_elsewhere())
        .then(|| Sale { orders: 1, ..sale_of(order, at, order.lines.iter().map(sold).collect()) })
}

fn sale_of(order: &Order, at: Timestamp, lines: Vec<Sold>) -> Sale {
    Sale { at, country: country(order), currency: order.currency, lines, orders: 0 }
}

/// Where the buyer is: what they said themselves comes first, as on the bill.
fn country(order: &Order) -> String {
    let signs = &order.extras.evidence;
    let by = |source| signs.iter().find(|it| it.source == source).map(|it| it.country.clone());
    let sources =
        [EvidenceSource::Billing, EvidenceSource::VatNumber, EvidenceSource::Gateway, EvidenceSource::Network];
    sources.into_iter().find_map(by).or_else(|| order.buyer.billing.country.clone()).unwrap_or_default()
}

fn of_refund(order: &Order, refund: &Refund) -> Sale {
    sale_of(order, refund.updated, back(order, &refund.portions))
}

fn of_dispute(order: &Order, dispute: &Dispute) -> Sale {
    sale_of(order, dispute.updated, back(order, &dispute.portions))
}

/// What went back of each line, with its share of the line's tax.
fn back(order: &Order, portions: &[Portion]) -> Vec<Sold> {
    let line = |portion: &Portion| {
        let line = order.lines.iter().find(|it| it.id == portion.line)?;
        let refunded_tax = share(portion.amount, line.tax, line.total);
        let sums = Sums { refunded: portion.amount, refunded_tax, ..Sums::default() };
        Some(Sold { product: line.product, seller: line.seller, sums })
    };
    portions.iter().filter_map(line).collect()
}

/// The tax in a part of a total, to the nearest minor unit.
fn share(part: i64, tax: Money, total: Money) -> i64 {
    if total.amount <= 0 {
        return 0;
    }
    let (part, tax, total) = (i128::from(part), i128::from(tax.amount), i128::from(total.amount));
    i64::try_from((part * tax + total / 2).div_euclid(total)).unwrap_or(0)
}

/// The figures are those of the orders, refunds and disputes that were counted.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut expected = Sums::default();
    let mut add = |sale: &Sale| {
        let lines = sale.lines.iter().fold(Sums::default(), |sum, it| sum.and(it.sums));
        expected = expected.and(Sums { orders: sale.orders, ..lines });
    };
    orders::each(txn, |order| {
        let Some(sale) = sale(&order) else { return Ok(ControlFlow::Continue(())) };
        if analytics::counted(txn, order.id.to_bytes())?.is_some() {
            add(&sale);
        }
        for refund in refunds::of_order(txn, order.id)? {
            if analytics::counted(txn, refund.id.to_bytes())?.is_some() {
                add(&of_refund(&order, &refund));
            }
        }
        for dispute in refunds::disputes_of(txn, order.id)? {
            if analytics::counted(txn, dispute.id.to_bytes())?.is_some() {
                add(&of_dispute(&order, &dispute));
            }
        }
        Ok(ControlFlow::Continue(()))
    })?;
    let found = analytics::of_all(txn)?;
    if found != expected {
        faults.push(format!("reporting: the figures say {found:?}, the orders {expected:?}"));
    }
    Ok(())
}
