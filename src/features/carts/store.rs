//! Where carts are kept.

use super::{Cart, CartToken};
use crate::{
    base::{CartId, Result, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&CARTS];

pub(super) static CARTS: Table<Cart> = Table::new("carts", &[&BY_TOKEN, &BY_UPDATED, &BY_OWNER, &OPEN]);
static BY_TOKEN: Index<Cart, [u8; 32]> = Index::maybe("carts.by_token", |it: &Cart| it.token);
static BY_UPDATED: Index<Cart, (Timestamp, CartId)> = Index::new("carts.by_updated", |it: &Cart| (it.updated, it.id));
static BY_OWNER: Index<Cart, (UserId, CartId)> =
    Index::maybe("carts.by_owner", |it: &Cart| it.owner.map(|user| (user, it.id)));
/// An account has one open cart at most.
static OPEN: Index<Cart, UserId> = Index::maybe("carts.open", |it: &Cart| it.owner.filter(|_| it.is_open()))
    .taken("Your cart was opened elsewhere at this moment; please try again");

pub(super) fn by_token(txn: &impl Reads, token: &CartToken) -> Result<Option<Cart>> {
    BY_TOKEN.find(txn, &CARTS, &token.hash())
}

/// The open cart of an account.
pub(super) fn open_of(txn: &impl Reads, user: UserId) -> Result<Option<Cart>> {
    OPEN.find(txn, &CARTS, &user)
}

/// The cart that an account began last, ordered or not.
pub(super) fn latest_of(txn: &impl Reads, user: UserId) -> Result<Option<Cart>> {
    Ok(BY_OWNER.of(&user).newest_first().limit(1).records(txn, &CARTS)?.pop())
}

/// All carts of an account.
pub(super) fn of_owner(txn: &impl Reads, user: UserId) -> Result<Vec<Cart>> {
    BY_OWNER.of(&user).records(txn, &CARTS)
}

/// Removes up to `limit` carts that nobody has touched since `before`. Says how many.
pub(super) fn remove_older(txn: &WriteTxn, before: Timestamp, limit: usize) -> Result<usize> {
    let old = BY_UPDATED.between(&Timestamp::EPOCH, &before).limit(limit).keys(txn)?;
    old.iter().try_for_each(|(_, cart)| CARTS.remove(txn, *cart))?;
    Ok(old.len())
}
