//! What visitors mean to buy. A guest's cart is opened by a token in a cookie or a header.

mod model;
mod pricing;
mod quantity;
mod store;
#[cfg(test)]
mod tests;
mod visitor;

pub use model::{Cart, CartLine, CartToken, Change, NewLine};
pub use pricing::{Known, Priced, PricedLine};
pub use quantity::Quantity;
pub use visitor::{HEADER, Shopper, keep_token, pieces};

use std::time::Duration;

use crate::{
    base::{CartId, Error, LineId, OrderId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        jobs::{Kind, Task},
    },
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const GROUP: usize = 200;

/// What carts bring along.
pub fn feature() -> Feature {
    Feature::new("carts").tables(store::ALL).job(Kind::new("carts.sweep", sweep_all).every(DAY))
}

/// The cart that `token` opens, ordered or not, unless it has lain untouched for too long.
pub fn find(txn: &impl Reads, token: &CartToken) -> Result<Option<Cart>> {
    store::by_token(txn, token)
}

/// The cart `id`.
pub fn get(txn: &impl Reads, id: CartId) -> Result<Cart> {
    store::CARTS.get(txn, id)
}

/// The cart that `token` opens, or a new one: nobody changes a cart that has been ordered.
/// Gives the cart and the token that opens it.
pub fn open(txn: &WriteTxn, token: Option<&CartToken>) -> Result<(Cart, CartToken)> {
    let found = match token {
        Some(token) => find(txn, token)?,
        None => None,
    };
    let token = match (found, token) {
        (Some(cart), Some(token)) if cart.is_open() => return Ok((cart, token.clone())),
        // The first answer gave it out; the cart comes to be with its first line.
        (None, Some(token)) => token.clone(),
        _ => CartToken::new(txn.random()),
    };
    let cart = Cart {
        id: txn.fresh(),
        token: token.hash(),
        lines: Vec::new(),
        created: txn.now,
        updated: txn.now,
        closed_by: None,
    };
    Ok((cart, token))
}

/// Puts `new` into `cart`; more of the same edition joins the line there is.
pub fn add(txn: &WriteTxn, cart: &mut Cart, new: NewLine) -> Result<LineId> {
    let line = cart.add(txn.fresh(), new)?;
    keep(txn, cart)?;
    Ok(line)
}

/// Changes a line; what is not given stays.
pub fn change(txn: &WriteTxn, cart: &mut Cart, line: LineId, change: &Change) -> Result<()> {
    cart.change(line, change)?;
    keep(txn, cart)
}

/// Takes a line out.
pub fn remove(txn: &WriteTxn, cart: &mut Cart, line: LineId) -> Result<()> {
    cart.take(line)?;
    keep(txn, cart)
}

/// Takes everything out.
pub fn clear(txn: &WriteTxn, cart: &mut Cart) -> Result<()> {
    cart.lines.clear();
    keep(txn, cart)
}

/// Notes that `cart` has become `order`; a cart does so once.
pub fn close(txn: &WriteTxn, cart: &mut Cart, order: OrderId) -> Result<()> {
    cart.closed_by = Some(order);
    cart.updated = txn.now;
    store::CARTS.put(txn, cart)
}

/// Gives a cart back to its owner after `order` has come to nothing.
pub fn reopen(txn: &WriteTxn, id: CartId, order: OrderId) -> Result<()> {
    match store::CARTS.find(txn, id)? {
        Some(mut cart) if cart.closed_by == Some(order) => {
            cart.closed_by = None;
            keep(txn, &mut cart)
        }
        _ => Ok(()),
    }
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}

/// Forgets up to `limit` carts that nobody has touched for [`Cart::LIFE`]. Says how many.
pub fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    store::remove_older(txn, txn.now.minus(Cart::LIFE), limit)
}

fn keep(txn: &WriteTxn, cart: &mut Cart) -> Result<()> {
    if !cart.is_open() {
        return Err(Error::conflict("This cart has been ordered already"));
    }
    cart.updated = txn.now;
    store::CARTS.put(txn, cart)
}
