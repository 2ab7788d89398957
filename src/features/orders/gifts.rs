//! Orders that are for somebody else: claimed once, by whoever holds the link.

use super::{Order, forgetting::NOBODY, get, store};
use crate::{
    base::{Email, Error, OrderId, Result, UserId},
    platform::db::{Reads, WriteTxn},
};

/// The kind of mail that goes to whom an order is a gift for.
pub const GIFT_MAIL: &str = "gift";

/// Notes that the gift that `order` is was claimed, for an account if `by` names one. From then on it is that account's
/// alone. What was claimed without an account, the account with the address that it was sent to may take on. Says whether
/// this was the first time.
///
/// # Errors
/// Somebody else has claimed it.
pub fn claim_gift(txn: &WriteTxn, id: OrderId, by: Option<(UserId, &Email)>) -> Result<(Order, bool)> {
    let mut order = get(txn, id)?;
    let gift = order.extras.gift.as_mut().ok_or_else(|| Error::not_found("This order is no gift"))?;
    let is_theirs = |email: &Email| email.as_str().eq_ignore_ascii_case(gift.to.as_str());
    let first = gift.claimed.is_none();
    match (gift.claimed_by, by) {
        (Some(owner), Some((user, _))) if owner == user => return Ok((order, false)),
        (Some(_), _) => return Err(taken()),
        (None, None) if !first => return Ok((order, false)),
        (None, Some((_, email))) if !first && !is_theirs(email) => return Err(taken()),
        (None, _) => {}
    }
    gift.claimed = gift.claimed.or(Some(txn.now));
    gift.claimed_by = by.map(|(user, _)| user);
    store::ORDERS.put(txn, &order)?;
    Ok((order, first))
}

fn taken() -> Error {
    Error::conflict("This gift has been claimed already")
}

/// What was given to an account, the last claimed first.
pub fn given_to(txn: &impl Reads, user: UserId, limit: usize) -> Result<Vec<Order>> {
    store::GIVEN_TO.of(&user).newest_first().limit(limit).records(txn, &store::ORDERS)
}

/// Takes an account that is closed, and its address, out of what was given to it: from then on the link in the mail opens
/// it again. Gives the orders as they stand now.
pub fn leave_gifts(txn: &WriteTxn, user: UserId) -> Result<Vec<Order>> {
    let mut all = given_to(txn, user, usize::MAX)?;
    for order in &mut all {
        if let Some(gift) = &mut order.extras.gift {
            gift.claimed_by = None;
            gift.to = Email::parse(NOBODY)?;
        }
        store::ORDERS.put(txn, order)?;
    }
    Ok(all)
}
