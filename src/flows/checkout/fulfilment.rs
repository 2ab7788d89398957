//! Hands over what was paid for: the right to download, licence keys, the receipt.

use super::receipt;
use crate::{
    base::Result,
    features::{
        delivery::{self, NewGrant},
        licenses::{self, Purchase},
        orders::{self, Order, OrderLine},
    },
    platform::{db::WriteTxn, mail, web::Shop},
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
    mail::enqueue_later(txn, receipt::later(&order))?;
    if order.is_gift() {
        let to = order.recipient().clone();
        mail::enqueue_later(txn, mail::LaterMail { to, kind: orders::GIFT_MAIL, about: order.id.to_string() })?;
    }
    orders::mark_fulfilled(txn, order)
}

fn new_grant(shop: &Shop, order: &Order, line: &OrderLine) -> NewGrant {
    NewGrant {
        order: order.id,
        line: line.id,
        product: line.product,
        edition: line.edition,
        quantity: line.quantity,
        buyer: order.recipient().clone(),
        limit: Some(shop.downloads_per_file),
        window: shop.download_window,
    }
}

fn purchase(order: &Order, line: &OrderLine) -> Purchase {
    Purchase { product: line.product, edition: line.edition, order: order.id, line: line.id, copies: line.quantity }
}
