//! Hands over what was paid for: the right to download, licence keys, the receipt.

use super::{receipt, stocking};
use crate::{
    base::Result,
    features::{
        delivery::{self, Allowance, NewGrant},
        licenses::{self, Purchase},
        orders::{self, Order, OrderLine},
    },
    platform::{
        db::{Reads, WriteTxn},
        mail,
        web::Shop,
    },
};

/// Hands over the goods of a paid order, all in the write that `txn` is part of. Done twice, it does nothing.
pub(super) fn fulfil(txn: &WriteTxn, shop: &Shop, order: Order) -> Result<Order> {
    if order.fulfilled.is_some() || !order.status.is_settled() {
        return Ok(order);
    }
    // A payment that came after its copies were given back has them all the same.
    stocking::bring(txn, &order, |_| true)?;
    for line in &order.lines {
        delivery::grant(txn, new_grant(txn, shop, &order, line)?)?;
        if line.license_keys {
            licenses::issue(txn, purchase(&order, line))?;
        }
    }
    mail::enqueue_later(txn, receipt::later(&order))?;
    if order.is_gift() {
        let to = order.recipient().clone();
        mail::enqueue_later(txn, mail::LaterMail { to, kind: orders::GIFT_MAIL, about: order.id.to_string() })?;
    }
    orders::mark_fulfilled(txn, order)
}

fn new_grant(txn: &impl Reads, shop: &Shop, order: &Order, line: &OrderLine) -> Result<NewGrant> {
    let usual = Allowance { limit: Some(shop.downloads_per_file), window: shop.download_window };
    let Allowance { limit, window } = delivery::allowance(txn, line.product, line.edition, usual)?;
    Ok(NewGrant {
        order: order.id,
        line: line.id,
        product: line.product,
        edition: line.edition,
        quantity: line.quantity,
        buyer: order.recipient().clone(),
        seller: line.seller,
        limit,
        window,
    })
}

pub(super) fn purchase(order: &Order, line: &OrderLine) -> Purchase {
    Purchase { product: line.product, edition: line.edition, order: order.id, line: line.id, copies: line.quantity }
}
