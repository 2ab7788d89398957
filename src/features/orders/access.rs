//! Who may see an order: whoever holds its token, which stands in the answer that creates it and in mails, and the
//! owner of the account it belongs to.

use super::{Order, find};
use crate::{
    base::{Error, OrderId, Result, UserId},
    platform::{
        db::{Reads, Record},
        signing::Keys,
    },
};

const PURPOSE: &str = "order";

/// The token that opens `order`. It can be made again, so nothing of it is stored.
pub fn token(keys: &Keys, order: OrderId) -> String {
    keys.signer(PURPOSE).seal(&order.to_bytes())
}

/// The order `id` for whoever holds `token`, or has the account `asking`. For others there is no such order.
pub fn open(txn: &impl Reads, keys: &Keys, id: OrderId, token: Option<&str>, asking: Option<UserId>) -> Result<Order> {
    let payload = keys.signer(PURPOSE).open(token.unwrap_or_default()).unwrap_or_default();
    let holds = payload == id.to_bytes();
    let found = find(txn, id)?.filter(|it| holds || (asking.is_some() && it.owner == asking));
    found.ok_or_else(|| Error::not_found(Order::MISSING))
}
