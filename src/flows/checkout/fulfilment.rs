//! Hands over what was paid for: the right to download, licence keys, the ledger's entry, the receipt.

use std::ops::ControlFlow;

use super::receipt;
use crate::{
    base::Result,
    features::{
        delivery::{self, NewGrant},
        ledger::{self, CommissionRate, Share},
        licenses::{self, Purchase},
        orders::{self, Order, OrderLine},
    },
    platform::{
        db::{ReadTxn, Reads, WriteTxn},
        mail,
        web::Shop,
    },
};

/// Hands over the goods of a paid order, all in the write that `txn` is part of. Done twice, it does nothing.
pub(super) fn fulfil(txn: &WriteTxn, shop: &Shop, order: Order) -> Result<Order> {
    if order.fulfilled.is_some() || !order.status.is_settled() {
        return Ok(order);
    }
    for line in &order.lines {
        delivery::grant(txn, new_grant(shop, &order, line))?;
        if line.license_keys {
            licenses::issue(txn, purchase(&order, line))?;
        }
    }
    let shares: Vec<_> =
        order.lines.iter().map(|it| Share { seller: it.seller, total: it.total, tax: it.tax }).collect();
    ledger::sale(txn, order.id, &order.payment.gateway, order.currency, CommissionRate::NONE, &shares)?;
    mail::enqueue_later(txn, receipt::later(&order))?;
    orders::mark_fulfilled(txn, order)
}

fn new_grant(shop: &Shop, order: &Order, line: &OrderLine) -> NewGrant {
    NewGrant {
        order: order.id,
        line: line.id,
        product: line.product,
        edition: line.edition,
        quantity: line.quantity,
        buyer: order.buyer.email.clone(),
        limit: Some(shop.downloads_per_file),
        window: shop.download_window,
    }
}

fn purchase(order: &Order, line: &OrderLine) -> Purchase {
    Purchase { product: line.product, edition: line.edition, order: order.id, line: line.id, copies: line.quantity }
}

/// Whoever has paid has the goods, whoever has not has none, and the ledger knows of every sale what was paid.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    orders::each(txn, |order| {
        let settled = order.status.is_settled();
        for line in &order.lines {
            let wanted = if settled && line.license_keys { line.quantity as usize } else { 0 };
            let keys = licenses::of_line(txn, line.id)?.iter().filter(|it| it.is_active()).count();
            if keys != wanted {
                faults.push(format!("fulfilment: {} of {} has {keys} keys instead of {wanted}", line.id, order.id));
            }
            let grant = delivery::find_by_line(txn, line.id)?;
            if settled != grant.is_some_and(|it| it.revoked.is_none()) {
                let what = if settled { "no right to download" } else { "a right to download without payment" };
                faults.push(format!("fulfilment: {} of {} has {what}", line.id, order.id));
            }
        }
        check_ledger(txn, &order, faults)?;
        Ok(ControlFlow::Continue(()))
    })
}

fn check_ledger(txn: &impl Reads, order: &Order, faults: &mut Vec<String>) -> Result<()> {
    let collected: i64 = ledger::of_order(txn, order.id)?.iter().map(|it| it.collected().amount).sum();
    let wanted = if order.fulfilled.is_some() { order.totals.total.amount } else { 0 };
    if collected != wanted {
        faults.push(format!("fulfilment: the ledger has {collected} of {}, which comes to {wanted}", order.id));
    }
    Ok(())
}
