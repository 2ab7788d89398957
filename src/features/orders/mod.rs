//! What was bought: placed once, paid or not, with a history of how it came to stand as it does.

mod access;
mod attempts;
mod costs;
mod forgetting;
pub mod mail;
mod model;
mod sales;
mod status;
mod store;
#[cfg(test)]
mod tests;
mod wire;

pub use access::{open, token};
pub use attempts::{AttemptKey, KEY_LIFE, fingerprint, forget, remember, remembered};
pub use costs::{BundleOf, Costs, Evidence, EvidenceSource, Extras, Gift, LineDiscount, LineTax, rate_in_words};
pub use forgetting::forget_buyer;
pub use model::{Billing, Buyer, NewLine, Order, OrderLine, Payment, Step, Totals};
pub use sales::{best_selling, sold};
pub use status::Status;
pub use wire::{LineJson, OrderJson};

use std::time::Duration;

use crate::{
    base::{CartId, Currency, Email, Error, Event, OrderId, Result, Timestamp, UserId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        jobs::{Kind, Task},
        payments::{Answer, FREE, Outcome, Standing},
    },
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const GROUP: usize = 200;

/// What orders bring along.
pub fn feature() -> Feature {
    let forgets = Kind::new("orders.forget_keys", forget_keys).every(HOUR);
    Feature::new("orders").tables(store::ALL).check(store::check).check(sales::check).job(forgets)
}

/// An order to be. Its prices come from the catalogue, never from the buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewOrder {
    /// The cart it is made of.
    pub cart: CartId,
    /// Who buys.
    pub buyer: Buyer,
    /// Their account, if they have signed in.
    pub owner: Option<UserId>,
    /// The currency of all prices.
    pub currency: Currency,
    /// What is bought.
    pub lines: Vec<NewLine>,
    /// By whom the payment shall be collected, if there is anything to pay.
    pub gateway: String,
    /// How a test payment shall end.
    pub outcome: Option<Outcome>,
    /// Where the buyer is, and whom it is for.
    pub extras: Extras,
}

/// Places an order: it gets the next number and waits for its payment, or is paid if there is nothing to pay.
pub fn place(txn: &WriteTxn, new: NewOrder) -> Result<Order> {
    if new.lines.is_empty() {
        return Err(Error::conflict("Your cart is empty"));
    }
    let lines = new.lines.into_iter().map(|line| OrderLine::new(txn.fresh(), line));
    let lines = lines.collect::<Result<Vec<_>>>()?;
    let totals = Totals::of(&lines, new.currency)?;
    let payment = Payment {
        id: txn.fresh(),
        gateway: if totals.total.is_zero() { FREE.to_owned() } else { new.gateway },
        standing: if totals.total.is_zero() { Standing::NotNeeded } else { Standing::New },
        reference: None,
        redirect_url: None,
        client_secret: None,
        outcome: new.outcome,
        reason: None,
        updated: txn.now,
    };
    let mut order = Order {
        id: txn.fresh(),
        number: store::next_number(txn)?,
        cart: new.cart,
        buyer: new.buyer,
        owner: new.owner,
        currency: new.currency,
        lines,
        totals,
        payment,
        status: Status::Pending,
        history: vec![Step { status: Status::Pending, at: txn.now, why: "The order was placed".into() }],
        placed: txn.now,
        fulfilled: None,
        extras: new.extras,
    };
    if order.totals.total.is_zero() {
        order.become_status(Status::Paid, "There was nothing to pay", txn.now)?;
    }
    store::ORDERS.put(txn, &order)?;
    Ok(order)
}

/// Takes in what the gateway said while the payment is open. Says how the order stands now; what became of it
/// before stays as it is.
pub fn hear(txn: &WriteTxn, id: OrderId, answer: Answer) -> Result<Order> {
    let mut order = get(txn, id)?;
    if order.status != Status::Pending || !order.payment.is_open() {
        return Ok(order);
    }
    let (standing, reason) = (answer.standing, answer.reason.clone());
    order.payment.hear(answer, txn.now);
    match standing {
        Standing::New | Standing::Pending => {}
        Standing::Paid | Standing::NotNeeded => order.become_status(Status::Paid, "The payment arrived", txn.now)?,
        Standing::Declined => {
            let why = reason.unwrap_or_else(|| "The payment was declined".to_owned());
            order.become_status(Status::Failed, &why, txn.now)?;
            txn.emit(Event::OrderFailed { order: id })?;
        }
    }
    store::ORDERS.put(txn, &order)?;
    Ok(order)
}

/// Notes that the goods of a paid order were handed over, and announces it.
pub fn mark_fulfilled(txn: &WriteTxn, mut order: Order) -> Result<Order> {
    if !order.status.is_settled() {
        return Err(Error::conflict("This order has not been paid"));
    }
    if order.fulfilled.is_none() {
        order.fulfilled = Some(txn.now);
        store::ORDERS.put(txn, &order)?;
        sales::count(txn, &order)?;
        txn.emit(Event::OrderPaid { order: order.id })?;
    }
    Ok(order)
}

/// Calls off an order that waits for its payment.
pub fn cancel(txn: &WriteTxn, id: OrderId, why: &str) -> Result<Order> {
    let mut order = get(txn, id)?;
    order.become_status(Status::Cancelled, why, txn.now)?;
    store::ORDERS.put(txn, &order)?;
    txn.emit(Event::OrderFailed { order: id })?;
    Ok(order)
}

async fn forget_keys(task: Task) -> Result<()> {
    while task.db.write(|txn| forget(txn, GROUP)).await? == GROUP {}
    Ok(())
}

/// The order `id`, if any.
pub fn find(txn: &impl Reads, id: OrderId) -> Result<Option<Order>> {
    store::ORDERS.find(txn, id)
}

/// The order `id`.
pub fn get(txn: &impl Reads, id: OrderId) -> Result<Order> {
    store::ORDERS.get(txn, id)
}

/// The order of that number, if any.
pub fn find_by_number(txn: &impl Reads, number: u64) -> Result<Option<Order>> {
    store::BY_NUMBER.find(txn, &store::ORDERS, &number)
}

/// What was ordered with this address, newest first; capitals in it make no difference.
pub fn of_buyer(txn: &impl Reads, email: &Email, limit: usize) -> Result<Vec<Order>> {
    let email = email.as_str().to_lowercase();
    store::BY_BUYER.of(&email).newest_first().limit(limit).records(txn, &store::ORDERS)
}

/// What belongs to an account, newest first.
pub fn of_owner(txn: &impl Reads, owner: UserId, limit: usize) -> Result<Vec<Order>> {
    store::BY_OWNER.of(&owner).newest_first().limit(limit).records(txn, &store::ORDERS)
}

/// Hands over to `owner` what guests bought with `email`, which has been confirmed as theirs. Says how many orders.
pub fn adopt(txn: &WriteTxn, owner: UserId, email: &Email) -> Result<usize> {
    let mut guests = of_buyer(txn, email, usize::MAX)?;
    guests.retain(|it| it.owner.is_none());
    for order in &mut guests {
        order.owner = Some(owner);
        store::ORDERS.put(txn, order)?;
    }
    Ok(guests.len())
}

/// Orders that have waited for their payment since before `before`, oldest first.
pub fn waiting(txn: &impl Reads, before: Timestamp, limit: usize) -> Result<Vec<Order>> {
    store::WAITING.between(&Timestamp::EPOCH, &before).limit(limit).records(txn, &store::ORDERS)
}

/// The most recent orders, newest first.
pub fn latest(txn: &impl Reads, limit: usize) -> Result<Vec<Order>> {
    store::BY_NUMBER.all().newest_first().limit(limit).records(txn, &store::ORDERS)
}

/// How many orders there are.
pub fn count(txn: &impl Reads) -> Result<u64> {
    store::ORDERS.len(txn)
}

/// Shows every order to `visit`, oldest first.
pub fn each(txn: &impl Reads, visit: impl FnMut(Order) -> Result<std::ops::ControlFlow<()>>) -> Result<()> {
    store::ORDERS.each(txn, visit)
}
