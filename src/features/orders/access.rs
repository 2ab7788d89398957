//! Who may see a guest's order: whoever holds its token, which stands in the answer that creates it and in mails.

use super::{Order, find};
use crate::{
    base::{Error, OrderId, Result},
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

/// The order `id` for whoever holds `token`. Without it, or with another's, there is no such order.
pub fn open(txn: &impl Reads, keys: &Keys, id: OrderId, token: Option<&str>) -> Result<Order> {
    let payload = keys.signer(PURPOSE).open(token.unwrap_or_default()).unwrap_or_default();
    let found = if payload == id.to_bytes() { find(txn, id)? } else { None };
    found.ok_or_else(|| Error::not_found(Order::MISSING))
}
