//! Where carts are kept.

use super::{Cart, CartToken};
use crate::{
    base::{CartId, Result, Timestamp},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&CARTS];

pub(super) static CARTS: Table<Cart> = Table::new("carts", &[&BY_TOKEN, &BY_UPDATED]);
static BY_TOKEN: Index<Cart, [u8; 32]> = Index::new("carts.by_token", |it: &Cart| it.token);
static BY_UPDATED: Index<Cart, (Timestamp, CartId)> = Index::new("carts.by_updated", |it: &Cart| (it.updated, it.id));

pub(super) fn by_token(txn: &impl Reads, token: &CartToken) -> Result<Option<Cart>> {
    BY_TOKEN.find(txn, &CARTS, &token.hash())
}

/// Removes up to `limit` carts that nobody has touched since `before`. Says how many.
pub(super) fn remove_older(txn: &WriteTxn, before: Timestamp, limit: usize) -> Result<usize> {
    let old = BY_UPDATED.between(&Timestamp::EPOCH, &before).limit(limit).keys(txn)?;
    old.iter().try_for_each(|(_, cart)| CARTS.remove(txn, *cart))?;
    Ok(old.len())
}
