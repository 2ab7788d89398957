//! Purchases that were made in another shop, before this one sold these goods. Each becomes an order, so that its buyer finds
//! the goods where those of all other orders are; but its money is in that shop's books, and in none of this one.

use super::{
    Elsewhere, Extras, NewLine, Order, OrderLine, Status, Step, Totals, forgetting::NOBODY, model::Buyer, store,
};
use crate::{
    base::{CartId, OrderId, PaymentId, Result, Timestamp, UserId},
    platform::{
        db::{Reads, WriteTxn},
        payments::Standing,
    },
};

/// By whom the money of such a purchase was collected: nobody that this shop knows.
pub const ELSEWHERE: &str = "elsewhere";

/// A purchase that was made in another shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PastOrder {
    /// What it is known by, among all purchases of all other shops.
    pub key: String,
    /// Who bought.
    pub buyer: Buyer,
    /// Their account here, if they have one.
    pub owner: Option<UserId>,
    /// What was bought, for what it came to there.
    pub line: NewLine,
    /// When.
    pub placed: Timestamp,
    /// What that shop says of it.
    pub elsewhere: Elsewhere,
}

/// Keeps a purchase of another shop as a paid order. It gets the next number, so that numbers have no gaps; nobody is
/// told of it, and no money is expected.
///
/// # Errors
/// It was brought before.
pub fn bring(txn: &WriteTxn, past: PastOrder) -> Result<Order> {
    let id: OrderId = txn.fresh();
    let lines = vec![OrderLine::new(txn.fresh(), past.line)?];
    let currency = lines[0].unit.currency;
    let mut order = Order {
        id,
        number: store::next_number(txn)?,
        // It was never in a cart of this shop: a name that no cart has.
        cart: CartId::from_bytes(id.to_bytes()),
        buyer: past.buyer,
        owner: past.owner,
        currency,
        totals: Totals::of(&lines, currency)?,
        lines,
        payment: payment(id, past.key, past.placed),
        status: Status::Pending,
        history: vec![Step {
            status: Status::Pending,
            at: past.placed,
            why: format!("It was ordered at {}", past.elsewhere.shop),
        }],
        placed: past.placed,
        fulfilled: None,
        extras: Extras { elsewhere: Some(past.elsewhere), ..Extras::default() },
    };
    order.become_status(Status::Paid, "It was paid there", past.placed)?;
    store::ORDERS.put(txn, &order)?;
    Ok(order)
}

fn payment(order: OrderId, key: String, at: Timestamp) -> super::Payment {
    super::Payment {
        id: PaymentId::from_bytes(order.to_bytes()),
        gateway: ELSEWHERE.to_owned(),
        standing: Standing::NotNeeded,
        reference: Some(key),
        redirect_url: None,
        client_secret: None,
        outcome: None,
        reason: None,
        updated: at,
        collected: None,
        held: None,
    }
}

/// The purchase that was brought under `key`, if it was.
pub fn find_past(txn: &impl Reads, key: &str) -> Result<Option<Order>> {
    store::BY_REFERENCE.find(txn, &store::ORDERS, &(ELSEWHERE.to_owned(), key.to_owned()))
}

/// Brings a purchase to what the other shop says of it by now. Says whether anything has changed.
pub fn catch_up(txn: &WriteTxn, mut order: Order, status: Status, mut elsewhere: Elsewhere) -> Result<(Order, bool)> {
    if order.buyer.email.as_str() == NOBODY {
        // Whoever is gone takes their words along.
        elsewhere.review = None;
    }
    let moves = order.status != status;
    if !moves && order.extras.elsewhere.as_ref() == Some(&elsewhere) {
        return Ok((order, false));
    }
    if moves {
        let why = match status {
            Status::Refunded => "All of the money went back there",
            Status::PartiallyRefunded => "Part of the money went back there",
            Status::Disputed => "The payer's bank has asked for the money back there",
            _ => "The money has stayed there after all",
        };
        order.become_status(status, why, txn.now)?;
    }
    order.extras.elsewhere = Some(elsewhere);
    store::ORDERS.put(txn, &order)?;
    Ok((order, true))
}
