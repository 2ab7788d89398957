//! Where orders are kept.

use std::ops::ControlFlow;

use super::{Order, Status, Totals, attempts::Attempt};
use crate::{
    base::{OrderId, Result, Timestamp, UserId},
    platform::db::{Index, ReadTxn, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&ATTEMPTS, &ORDERS, &super::sales::SALES, &super::together::PAIRS];

pub(super) static ORDERS: Table<Order> = Table::new(
    "orders",
    &[&BY_NUMBER, &BY_BUYER, &WAITING, &BY_CART, &BY_OWNER, &BY_REFERENCE, &BY_STATUS, &HELD, &GIVEN_TO],
);
pub(super) static BY_NUMBER: Index<Order, u64> =
    Index::new("orders.by_number", |it: &Order| it.number).taken("That number is taken");
/// By the address in lower case, exactly as it was given otherwise.
pub(super) static BY_BUYER: Index<Order, (String, Timestamp, OrderId)> =
    Index::new("orders.by_buyer", |it: &Order| (it.buyer.email.as_str().to_lowercase(), it.placed, it.id));
/// Those that wait for their payment.
pub(super) static WAITING: Index<Order, (Timestamp, OrderId)> =
    Index::maybe("orders.waiting", |it: &Order| (it.status == Status::Pending).then_some((it.placed, it.id)));
pub(super) static BY_CART: Index<Order, (crate::base::CartId, OrderId)> =
    Index::new("orders.by_cart", |it: &Order| (it.cart, it.id));

/// Those of people with an account.
pub(super) static BY_OWNER: Index<Order, (UserId, Timestamp, OrderId)> =
    Index::maybe("orders.by_owner", |it: &Order| it.owner.map(|owner| (owner, it.placed, it.id)));

/// Gifts, by the account that has claimed them.
pub(super) static GIVEN_TO: Index<Order, (UserId, Timestamp, OrderId)> =
    Index::maybe("orders.given_to", |it: &Order| {
        let gift = it.extras.gift.as_ref()?;
        Some((gift.claimed_by?, gift.claimed?, it.id))
    });

/// A payment, and the money it has brought, belong to one order (threat 11).
pub(super) static BY_REFERENCE: Index<Order, (String, String)> =
    Index::many("orders.by_reference", |it: &Order| it.payment.reference_keys())
        .taken("This payment belongs to another order already");
/// Those that are neither paid nor waiting, which are few, for the office's lists.
pub(super) static BY_STATUS: Index<Order, (u8, Timestamp, OrderId)> = Index::maybe("orders.by_status", |it: &Order| {
    (!matches!(it.status, Status::Paid | Status::Pending)).then(|| (it.status.number(), it.placed, it.id))
});
/// Those whose money was not taken as their payment.
pub(super) static HELD: Index<Order, (Timestamp, OrderId)> =
    Index::maybe("orders.held", |it: &Order| it.payment.held.as_ref().map(|_| (it.placed, it.id)));

pub(super) static ATTEMPTS: Table<Attempt> = Table::new("orders.attempts", &[&BY_TIME]);
static BY_TIME: Index<Attempt, (Timestamp, [u8; 32])> =
    Index::new("orders.attempts.by_time", |it: &Attempt| (it.at, it.key));

const FIRST: u64 = 1001;

/// The number that the next order gets.
pub(super) fn next_number(txn: &impl Reads) -> Result<u64> {
    let last = BY_NUMBER.all().newest_first().limit(1).keys(txn)?;
    Ok(last.first().map_or(FIRST, |last| last + 1))
}

pub(super) fn forget_attempts(txn: &WriteTxn, before: Timestamp, limit: usize) -> Result<usize> {
    let old = BY_TIME.between(&Timestamp::EPOCH, &before).limit(limit).keys(txn)?;
    old.iter().try_for_each(|(_, key)| ATTEMPTS.remove(txn, *key))?;
    Ok(old.len())
}

/// Numbers have no gaps, totals are the sum of their lines, and each order stands where its history ends.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    for (expected, number) in (FIRST..).zip(BY_NUMBER.all().keys(txn)?) {
        if number != expected {
            faults.push(format!("orders: number {expected} is missing, {number} stands in its place"));
            break;
        }
    }
    ORDERS.each(txn, |order| {
        if Totals::of(&order.lines, order.currency).ok() != Some(order.totals) {
            faults.push(format!("orders: the lines of {} do not add up to its totals", order.id));
        }
        if order.history.last().map(|it| it.status) != Some(order.status) {
            faults.push(format!("orders: the history of {} ends elsewhere", order.id));
        }
        let legal = order.history.windows(2).all(|steps| steps[0].status.may_become(steps[1].status));
        if !legal || order.history.first().map(|it| it.status) != Some(Status::Pending) {
            faults.push(format!("orders: the history of {} has an illegal step", order.id));
        }
        if order.status.is_settled() && order.fulfilled.is_none() {
            faults.push(format!("orders: {} is paid and its goods were not handed over", order.id));
        }
        Ok(ControlFlow::Continue(()))
    })
}
