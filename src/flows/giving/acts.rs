//! Claiming a gift.

use super::mail;
use crate::{
    base::{OrderId, Result},
    features::orders::{self, Order},
    platform::{
        db::WriteTxn,
        mail as post_office,
        signing::Keys,
        web::{Identity, Shop},
    },
};

/// Claims the gift that `order` is, for the account of `who` if there is one; the giver is told, once.
pub(super) fn claim(txn: &WriteTxn, shop: &Shop, keys: &Keys, id: OrderId, who: Option<&Identity>) -> Result<Order> {
    let (order, first) = orders::claim_gift(txn, id, who.map(|it| (it.user, &it.email)))?;
    // Whose account is closed is told nothing.
    if first && !order.buyer.email.as_str().ends_with(".invalid") {
        post_office::enqueue(txn, post_office::letter(shop, &mail::claimed(shop, keys, &order))?)?;
    }
    Ok(order)
}
