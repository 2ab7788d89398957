//! What visitors mean to buy. A guest's cart is opened by a token in a cookie or a header; whoever has signed in has the
//! one cart of their account.

mod link;
mod model;
mod quantity;
mod quote;
mod store;
#[cfg(test)]
mod tests;
mod visitor;

pub use link::Followed;
pub use model::{Cart, CartLine, CartPlace, CartToken, Change, NewLine};
pub use quantity::Quantity;
pub use quote::{Ask, Offer, Pricing, Quote, QuoteDiscount, QuoteLine, QuotePart, QuoteRefusal, Quotes, TaxStanding};
pub use visitor::{KEEPSAKE, Shopper, pieces};

use std::time::Duration;

use crate::{
    base::{CartId, Error, LineId, OrderId, Result, UserId},
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

/// The cart of `shopper`, ordered or not, unless it has lain untouched for too long. Of an account it is the open one, or
/// else the one that was ordered last.
pub fn find(txn: &impl Reads, shopper: &Shopper) -> Result<Option<Cart>> {
    match (shopper.user, &shopper.token) {
        (Some(user), _) => match store::open_of(txn, user)? {
            Some(open) => Ok(Some(open)),
            None => store::latest_of(txn, user),
        },
        (None, Some(token)) => store::by_token(txn, token),
        (None, None) => Ok(None),
    }
}

/// The cart of `shopper`, if they have one that can be changed and ordered.
pub fn find_open(txn: &impl Reads, shopper: &Shopper) -> Result<Option<Cart>> {
    match (shopper.user, &shopper.token) {
        (Some(user), _) => store::open_of(txn, user),
        (None, Some(token)) => Ok(store::by_token(txn, token)?.filter(Cart::is_open)),
        (None, None) => Ok(None),
    }
}

/// The cart `id`.
pub fn get(txn: &impl Reads, id: CartId) -> Result<Cart> {
    store::CARTS.get(txn, id)
}

/// The open cart of `shopper`, or a new one: nobody changes a cart that has been ordered.
/// Gives the cart and, for a guest, the token that opens it.
pub fn open(txn: &WriteTxn, shopper: &Shopper) -> Result<(Cart, Option<CartToken>)> {
    let found = find(txn, shopper)?;
    let token = match (&found, &shopper.token) {
        _ if shopper.user.is_some() => None,
        (Some(cart), Some(token)) if cart.is_open() => Some(token.clone()),
        // The first answer gave it out; the cart comes to be with its first line.
        (None, Some(token)) => Some(token.clone()),
        _ => Some(CartToken::new(txn.random())),
    };
    let cart = found.filter(Cart::is_open).unwrap_or_else(|| Cart {
        id: txn.fresh(),
        token: token.as_ref().map(CartToken::hash),
        owner: shopper.user,
        lines: Vec::new(),
        created: txn.now,
        updated: txn.now,
        closed_by: None,
        codes: shopper.code.clone().into_iter().collect(),
        place: None,
    });
    Ok((cart, token))
}

/// Lays what lies in the cart that `token` opens into the cart of `user`, who has just signed in, and removes the
/// guest's. Signing in twice changes nothing, and nothing lies there twice; see [`Cart::take_in`].
pub fn merge(txn: &WriteTxn, user: UserId, token: &CartToken) -> Result<()> {
    let Some(guest) = store::by_token(txn, token)?.filter(Cart::is_open) else { return Ok(()) };
    store::CARTS.remove(txn, guest.id)?;
    if guest.lines.is_empty() {
        return Ok(());
    }
    let mut cart = match store::open_of(txn, user)? {
        Some(cart) => cart,
        None => Cart { id: txn.fresh(), token: None, owner: Some(user), lines: Vec::new(), ..guest.clone() },
    };
    cart.take_in(guest.lines);
    for code in guest.codes {
        if cart.codes.len() < Cart::CODES && !cart.codes.contains(&code) {
            cart.codes.push(code);
        }
    }
    cart.place = guest.place.or(cart.place);
    keep(txn, &mut cart)
}

/// Forgets all carts of an account that is closed for good.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::of_owner(txn, user)?.iter().try_for_each(|it| store::CARTS.remove(txn, it.id))
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

/// Makes `codes` the codes of discounts in `cart`, up to [`Cart::CODES`], each once.
pub fn set_codes(txn: &WriteTxn, cart: &mut Cart, codes: &[String]) -> Result<()> {
    let mut kept: Vec<String> = Vec::new();
    kept.extend(codes.iter().filter(|it| !it.is_empty()).take(Cart::CODES).cloned());
    kept.dedup();
    if cart.codes == kept {
        return Ok(());
    }
    cart.codes = kept;
    keep(txn, cart)
}

/// Notes where the buyer of `cart` says they are.
pub fn set_place(txn: &WriteTxn, cart: &mut Cart, place: Option<CartPlace>) -> Result<()> {
    if cart.place == place {
        return Ok(());
    }
    cart.place = place;
    keep(txn, cart)
}

/// Notes that `cart` has become `order`; a cart does so once.
pub fn close(txn: &WriteTxn, cart: &mut Cart, order: OrderId) -> Result<()> {
    cart.closed_by = Some(order);
    cart.updated = txn.now;
    store::CARTS.put(txn, cart)
}

/// Gives a cart back to its owner after `order` has come to nothing. If their account has another by now, that one takes
/// in what lay in it.
pub fn reopen(txn: &WriteTxn, id: CartId, order: OrderId) -> Result<()> {
    let Some(mut cart) = store::CARTS.find(txn, id)?.filter(|it| it.closed_by == Some(order)) else { return Ok(()) };
    let other = cart.owner.map(|user| store::open_of(txn, user)).transpose()?.flatten();
    if let Some(mut other) = other {
        let newer = std::mem::replace(&mut other.lines, cart.lines);
        other.take_in(newer);
        return keep(txn, &mut other);
    }
    cart.closed_by = None;
    keep(txn, &mut cart)
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
