//! What is true of an order, a statement taken in, and an answer given: each in one write.

use std::net::IpAddr;

use super::letters;
use crate::{
    base::{Error, OrderId, Result, Timestamp, UserId, WithdrawalId},
    features::{
        audit::{self, Act, Actor, NewEntry},
        delivery,
        orders::{self, Order, Status},
        withdrawals::{self, NewStatement, Right, Withdrawal},
    },
    platform::{
        db::{Reads, WriteTxn},
        mail,
        signing::Keys,
        web::Shop,
    },
};

/// How the right to withdraw from `order` stands at `now`.
pub(super) fn right(txn: &impl Reads, shop: &Shop, order: &Order, now: Timestamp) -> Result<Right> {
    let mut begun = false;
    for grant in delivery::of_order(txn, order.id)? {
        begun = begun || !delivery::downloads_of(txn, grant.id)?.is_empty();
    }
    let consented = order.buyer.consent.is_some();
    Ok(withdrawals::standing(order.placed, shop.withdrawal_days, consented, begun, now))
}

/// Why there is no contract to withdraw from, if there is none.
pub(super) fn nothing_left(order: &Order) -> Option<&'static str> {
    if order.is_from_elsewhere() {
        return Some("This was bought in another shop; please write to that one");
    }
    match order.status {
        Status::Failed | Status::Cancelled => Some("This order came to nothing, so there is nothing to withdraw from"),
        Status::Refunded => Some("All of this order has been refunded already"),
        Status::Pending | Status::Paid | Status::PartiallyRefunded | Status::Disputed => None,
    }
}

/// Takes in a statement: kept, confirmed to its sender by mail, told to the shop.
pub(super) fn send(txn: &WriteTxn, shop: &Shop, keys: &Keys, id: OrderId, new: &NewStatement) -> Result<Withdrawal> {
    let order = orders::get(txn, id)?;
    if let Some(why) = nothing_left(&order) {
        return Err(Error::conflict(why));
    }
    let right = right(txn, shop, &order, txn.now)?;
    let (withdrawal, is_new) = withdrawals::send(txn, id, &order.name(), right, new)?;
    if is_new {
        for letter in letters::received(shop, keys, &order, &withdrawal) {
            mail::enqueue(txn, mail::letter(shop, &letter)?)?;
        }
    }
    Ok(withdrawal)
}

/// Who answers, and from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct By {
    pub user: UserId,
    pub address: IpAddr,
}

/// Answers a withdrawal: kept, told to its sender by mail, noted.
pub(super) fn answer(
    txn: &WriteTxn,
    shop: &Shop,
    keys: &Keys,
    by: By,
    id: WithdrawalId,
    (accepted, reason): (bool, &str),
) -> Result<Withdrawal> {
    let withdrawal = withdrawals::decide(txn, id, by.user, accepted, reason)?;
    let order = orders::get(txn, withdrawal.order)?;
    // Nobody is there to be told where an account was closed in the meantime.
    if !withdrawal.email.as_str().ends_with(".invalid") {
        mail::enqueue(txn, mail::letter(shop, &letters::answered(shop, keys, &order, &withdrawal))?)?;
    }
    let act = if accepted { Act::WithdrawalAccepted } else { Act::WithdrawalRefused };
    let entry = NewEntry::new(Actor::User(by.user), act).to(withdrawal.order).from(by.address).detail(reason);
    audit::note(txn, entry)?;
    Ok(withdrawal)
}
