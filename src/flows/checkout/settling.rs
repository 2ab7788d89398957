//! Where an order stands once it was paid: what was collected, what went back and what is disputed are facts that may come
//! in any order, and each time one of them comes, the order, its goods and the books are brought to where all facts
//! together say that they are. Doing so twice changes nothing.

use super::{
    fulfilment::{fulfil, purchase},
    stocking,
};
use crate::{
    base::{Money, Result},
    features::{
        delivery, discounts,
        ledger::{self, Back, CommissionRate, Share},
        licenses,
        orders::{self, Order, Status},
        refunds::{self, GivenBack, Payable, Portion, Stage},
    },
    platform::{db::WriteTxn, payments::DisputeStanding, web::Shop},
};

/// Brings a paid order to where its facts say that it is, all in the write that `txn` is part of. One that is not paid
/// stays as it is.
pub(super) fn settle(txn: &WriteTxn, shop: &Shop, order: Order) -> Result<Order> {
    // The books of what was bought in another shop are there.
    if !order.status.was_paid() || order.is_from_elsewhere() {
        return Ok(order);
    }
    post_sale(txn, shop, &order)?;
    let back = refunds::given_back(txn, order.id)?;
    if back.refunds.is_empty() && back.disputes.is_empty() {
        return fulfil(txn, shop, order);
    }
    post_back(txn, &order, &back)?;
    let (status, why) = standing(&order, &back);
    let order = orders::stand(txn, order, status, why)?;
    if order.status == Status::Refunded {
        discounts::release(txn, order.id)?;
    }
    let order = fulfil(txn, shop, order)?;
    if order.fulfilled.is_some() {
        set_goods(txn, &order, &back)?;
    }
    Ok(order)
}

/// What was paid, as refunds have to know it.
pub(super) fn payable(order: &Order) -> Payable {
    Payable {
        order: order.id,
        gateway: order.payment.gateway.clone(),
        captured: order.payment.collected.as_ref().map_or(Money::zero(order.currency), |it| it.amount),
        lines: order.lines.iter().map(|it| (it.id, it.total.amount)).collect(),
    }
}

/// Where a paid order stands, and why, in words for its buyer.
fn standing(order: &Order, back: &GivenBack) -> (Status, &'static str) {
    let captured = order.payment.captured(order.currency).amount;
    let was_disputed = order.status == Status::Disputed;
    match () {
        () if back.is_disputed => (Status::Disputed, "The payer's bank asks for the money back"),
        () if captured > 0 && back.gone >= captured => (Status::Refunded, "All of the money went back"),
        () if back.gone > 0 => (Status::PartiallyRefunded, "Part of the money went back"),
        () if was_disputed => (Status::Paid, "The payer's bank has decided for the shop"),
        () => (Status::Paid, "The money that was to go back has stayed"),
    }
}

/// The goods of each line are its buyer's as long as they have paid for them.
fn set_goods(txn: &WriteTxn, order: &Order, back: &GivenBack) -> Result<()> {
    let captured = order.payment.captured(order.currency).amount;
    // What is disputed may be won; what was paid back can be sold again.
    stocking::bring(txn, order, |it| back.closes(it.id, it.total.amount, captured) != Some("refunded"))?;
    for line in &order.lines {
        let closed = back.closes(line.id, line.total.amount, captured);
        delivery::set_line(txn, order.id, line.id, closed)?;
        licenses::set_line(txn, line.id, closed)?;
        // What was owed to a line is forgotten while it is closed, and owed again when a dispute is won.
        if closed.is_none() && line.license_keys {
            licenses::issue(txn, purchase(order, line))?;
        }
    }
    Ok(())
}

fn post_sale(txn: &WriteTxn, shop: &Shop, order: &Order) -> Result<()> {
    let gateway = &order.payment.gateway;
    let shares: Vec<_> =
        order.lines.iter().map(|it| Share { line: it.id, seller: it.seller, total: it.total, tax: it.tax }).collect();
    let rate = CommissionRate::basis_points(shop.commission_points)?;
    ledger::sale(txn, order.id, gateway, order.currency, rate, &shares)?;
    let collected = order.payment.collected.as_ref();
    // Money that was accepted though it differs: the shop's loss or gain.
    let captured = order.payment.captured(order.currency);
    if let Some(odd) = collected.filter(|_| captured != order.totals.total && captured.currency == order.currency) {
        ledger::difference(txn, order.id, gateway, odd.amount.minus(order.totals.total)?)?;
    }
    match collected.and_then(|it| it.fee) {
        Some(fee) => ledger::fee(txn, order.id, gateway, "", fee),
        None => Ok(()),
    }
}

fn post_back(txn: &WriteTxn, order: &Order, back: &GivenBack) -> Result<()> {
    for refund in &back.refunds {
        match refund.stage {
            Stage::Asked => {}
            Stage::Pending | Stage::Done => {
                ledger::refund(txn, &entry(order, refund.id.to_string(), refund.amount, &refund.portions))?;
            }
            Stage::Failed => ledger::refund_failed(txn, order.id, &refund.id.to_string())?,
        }
    }
    for dispute in &back.disputes {
        let about = dispute.id.to_string();
        ledger::dispute(txn, order.id, &dispute.gateway, &about, dispute.amount)?;
        if let Some(fee) = dispute.fee {
            ledger::fee(txn, order.id, &dispute.gateway, &about, fee)?;
        }
        match dispute.standing {
            DisputeStanding::Open => {}
            DisputeStanding::Won => ledger::dispute_won(txn, order.id, &about)?,
            DisputeStanding::Lost => {
                ledger::dispute_lost(txn, &entry(order, about, dispute.amount, &dispute.portions))?;
            }
        }
    }
    Ok(())
}

fn entry<'a>(order: &'a Order, about: String, amount: Money, portions: &[Portion]) -> Back<'a> {
    let portions = portions.iter().map(|it| (it.line, it.amount)).collect();
    Back { order: order.id, gateway: &order.payment.gateway, about, amount, portions }
}
