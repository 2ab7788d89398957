//! What was bought: placed once, paid or not, with a history of how it came to stand as it does.

mod access;
mod attempts;
mod costs;
mod elsewhere;
mod forgetting;
mod gifts;
pub mod mail;
mod model;
mod sales;
mod status;
mod store;
#[cfg(test)]
mod tests;
mod together;
mod wire;

pub use access::{open, token};
pub use attempts::{AttemptKey, KEY_LIFE, fingerprint, forget, remember, remembered};
pub use costs::{BundleOf, Costs, Elsewhere, Evidence, EvidenceSource, Extras, Gift};
pub use elsewhere::{ELSEWHERE, PastOrder, bring, catch_up, find_past};

pub use crate::base::{LineDiscount, LineTax, rate_in_words};
pub use forgetting::forget_buyer;
pub use gifts::{GIFT_MAIL, claim_gift, given_to, leave_gifts};
pub use model::{Billing, Buyer, NewLine, Order, OrderLine, Payment, Step, Terms, Totals};
pub use sales::{sales_heat, sold};
pub use status::Status;
pub use together::bought_with;
pub use wire::{LineJson, OrderJson};

use std::time::Duration;

use crate::{
    base::{CartId, Currency, Email, Error, Event, OrderId, PaymentId, Result, Timestamp, UserId},
    platform::{
        Feature,
        db::{Reads, Seen, WriteTxn},
        jobs::{Kind, Task},
        payments::{About, Answer, FREE, Outcome, Standing},
    },
};

/// What buyers agree to before their files are handed over at once (Directive 2011/83/EU, article 16, letter m). Each order
/// keeps the words as they were.
pub const IMMEDIATE_DELIVERY: &str =
    "Start my downloads now. I know that my right to withdraw from the purchase ends once they begin.";

const HOUR: Duration = Duration::from_secs(60 * 60);
const GROUP: usize = 200;
/// How many orders are searched at a time for those of a common status.
pub const LOOK_BACK: usize = 5_000;

/// What orders bring along.
pub fn feature() -> Feature {
    let forgets = Kind::new("orders.forget_keys", forget_keys).every(HOUR);
    Feature::new("orders")
        .tables(store::ALL)
        .migrations(&[together::COUNT_ALL, sales::WEIGH_ALL])
        .check(store::check)
        .check(sales::check)
        .check(together::check)
        .job(forgets)
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
    let id: OrderId = txn.fresh();
    let payment = Payment {
        // An order has one payment, and each is found by the other.
        id: PaymentId::from_bytes(id.to_bytes()),
        gateway: if totals.total.is_zero() { FREE.to_owned() } else { new.gateway },
        standing: if totals.total.is_zero() { Standing::NotNeeded } else { Standing::New },
        reference: None,
        redirect_url: None,
        client_secret: None,
        outcome: new.outcome,
        reason: None,
        updated: txn.now,
        collected: None,
        held: None,
    };
    let mut order = Order {
        id,
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
        txn.emit(Event::OrderPaid { order: id })?;
    }
    store::ORDERS.put(txn, &order)?;
    Ok(order)
}

/// Takes in what the gateway said of the payment. Money that agrees with the order makes it paid, whatever it was
/// before; money that does not is held until somebody has looked at it. What else is said of a payment that has ended
/// changes nothing.
pub fn hear(txn: &WriteTxn, id: OrderId, terms: &Terms, answer: Answer) -> Result<Order> {
    hear_of(txn, get(txn, id)?, terms, answer)
}

/// As [`hear`], of an order that this change has just read.
pub fn hear_of(txn: &WriteTxn, mut order: Order, terms: &Terms, answer: Answer) -> Result<Order> {
    let id = order.id;
    if order.payment.is_settled() {
        return Ok(order);
    }
    let (standing, reason) = (answer.standing, answer.reason.clone());
    let why_held = match standing {
        Standing::Paid => order.mismatch(answer.collected.as_ref(), terms),
        _ => None,
    };
    match standing {
        Standing::Paid if why_held.is_some() => {
            order.payment.collected = answer.collected;
            order.payment.held = why_held;
            order.payment.updated = txn.now;
        }
        Standing::Paid | Standing::NotNeeded => {
            let country = answer.collected.as_ref().and_then(|it| it.country.clone());
            order.extras.evidence.extend(country.map(|country| Evidence { source: EvidenceSource::Gateway, country }));
            order.payment.hear(answer, txn.now);
            order.payment.held = None;
            let late = order.status != Status::Pending;
            let why = if late { "The payment arrived after all" } else { "The payment arrived" };
            order.become_status(Status::Paid, why, txn.now)?;
            txn.emit(Event::OrderPaid { order: id })?;
        }
        // Money that lies there and waits for a decision is not declined.
        _ if order.status != Status::Pending || order.payment.held.is_some() => return Ok(order),
        Standing::New | Standing::Pending => order.payment.hear(answer, txn.now),
        Standing::Declined => {
            order.payment.hear(answer, txn.now);
            let why = reason.unwrap_or_else(|| "The payment was declined".to_owned());
            order.become_status(Status::Failed, &why, txn.now)?;
            txn.emit(Event::OrderFailed { order: id })?;
        }
    }
    store::ORDERS.put(txn, &order)?;
    Ok(order)
}

/// Takes held money as the payment of its order after all, as somebody with the right to decide so has done.
pub fn accept(txn: &WriteTxn, id: OrderId) -> Result<Order> {
    let mut order = get(txn, id)?;
    if order.payment.held.take().is_none() {
        return Err(nothing_held());
    }
    if order.payment.collected.as_ref().is_none_or(|it| it.amount.currency != order.currency) {
        return Err(Error::conflict("This money is of another currency; pay it back"));
    }
    order.payment.standing = Standing::Paid;
    order.payment.updated = txn.now;
    order.become_status(Status::Paid, "The payment was accepted as it came", txn.now)?;
    store::ORDERS.put(txn, &order)?;
    txn.emit(Event::OrderPaid { order: id })?;
    Ok(order)
}

/// Gives an order up whose held money has gone back to the payer.
pub fn give_up_held(txn: &WriteTxn, id: OrderId) -> Result<Order> {
    let mut order = get(txn, id)?;
    if order.payment.held.take().is_none() {
        return Err(nothing_held());
    }
    store::ORDERS.put(txn, &order)?;
    cancel(txn, id, "The payment did not agree with the order and went back")
}

fn nothing_held() -> Error {
    Error::conflict("No money is held for this order")
}

/// Lets a paid order stand where what went back and what is disputed say that it stands; `why` is for its buyer.
pub fn stand(txn: &WriteTxn, mut order: Order, status: Status, why: &str) -> Result<Order> {
    if order.status == status {
        return Ok(order);
    }
    order.become_status(status, why, txn.now)?;
    store::ORDERS.put(txn, &order)?;
    Ok(order)
}

/// Notes that the goods of a paid order were handed over.
pub fn mark_fulfilled(txn: &WriteTxn, mut order: Order) -> Result<Order> {
    if !order.status.is_settled() {
        return Err(Error::conflict("This order has not been paid"));
    }
    if order.fulfilled.is_none() {
        order.fulfilled = Some(txn.now);
        store::ORDERS.put(txn, &order)?;
        sales::count(txn, &order)?;
        together::count(txn, &order)?;
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

/// The order whose payment an event of `gateway` is about, if it is one of ours.
pub fn find_by_payment(txn: &impl Reads, gateway: &str, about: &About) -> Result<Option<Order>> {
    let by_reference = |key: &_| store::BY_REFERENCE.find(txn, &store::ORDERS, key);
    by_payment(gateway, about, |id| find(txn, id), by_reference, |it| it)
}

/// As [`find_by_payment`], read to be told a change by [`recall`].
pub fn seen_by_payment(txn: &impl Reads, gateway: &str, about: &About) -> Result<Option<Seen<Order>>> {
    let by_reference = |key: &_| store::BY_REFERENCE.seen(txn, &store::ORDERS, key);
    by_payment(gateway, about, |id| store::ORDERS.seen(txn, id), by_reference, |it| &it.record)
}

/// By the number of the payment, if it is of this gateway, or else by what the gateway calls it.
fn by_payment<T>(
    gateway: &str,
    about: &About,
    by_id: impl Fn(OrderId) -> Result<Option<T>>,
    by_reference: impl Fn(&(String, String)) -> Result<Option<T>>,
    order: impl Fn(&T) -> &Order,
) -> Result<Option<T>> {
    if let Some(payment) = about.payment {
        let is_it = |it: &T| order(it).payment.id == payment && order(it).payment.gateway == gateway;
        let found = by_id(OrderId::from_bytes(payment.to_bytes()))?.filter(is_it);
        if found.is_some() {
            return Ok(found);
        }
    }
    for reference in &about.references {
        let found = by_reference(&(gateway.to_owned(), reference.clone()))?;
        if found.is_some() {
            return Ok(found);
        }
    }
    Ok(None)
}

/// Lets a change have an order at hand that was read before it began.
pub fn recall(txn: &WriteTxn, seen: &Seen<Order>) -> Result<()> {
    store::ORDERS.recall(txn, seen)
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

/// Up to `limit` orders of `owner`, newest first, behind the first `from` of them; and how many there are in all.
pub fn page_of_owner(txn: &impl Reads, owner: UserId, from: usize, limit: usize) -> Result<(Vec<Order>, usize)> {
    let keys = store::BY_OWNER.of(&owner).newest_first().keys(txn)?;
    let some = keys.iter().skip(from).take(limit).map(|(.., id)| get(txn, *id)).collect::<Result<_>>()?;
    Ok((some, keys.len()))
}

/// How many orders `owner` has.
pub fn count_of_owner(txn: &impl Reads, owner: UserId) -> Result<usize> {
    store::BY_OWNER.of(&owner).count(txn)
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

/// Orders that wait for their payment, beginning after `after`, oldest first.
pub fn waiting_after(txn: &impl Reads, after: Option<&Order>, limit: usize) -> Result<Vec<Order>> {
    match after {
        None => store::WAITING.all().limit(limit).records(txn, &store::ORDERS),
        Some(last) => {
            let end = Timestamp::from_millis(i64::MAX);
            let all = store::WAITING.between(&(last.placed, last.id), &(end, last.id)).limit(limit + 1);
            Ok(all.records(txn, &store::ORDERS)?.into_iter().filter(|it| it.id != last.id).take(limit).collect())
        }
    }
}

/// Orders whose money is held, newest first.
pub fn held(txn: &impl Reads, limit: usize) -> Result<Vec<Order>> {
    store::HELD.all().newest_first().limit(limit).records(txn, &store::ORDERS)
}

/// Orders with numbers below `before`, newest first; only those that stand as `status`, if that is given. Of a status that
/// most orders have, a stretch of [`LOOK_BACK`] orders is searched at a time.
pub fn page(txn: &impl Reads, status: Option<Status>, before: Option<u64>, limit: usize) -> Result<Vec<Order>> {
    let before = before.unwrap_or(u64::MAX);
    let fits = |it: &Order| it.number < before && status.is_none_or(|status| it.status == status);
    let rare = status.filter(|it| !matches!(it, Status::Paid | Status::Pending));
    let mut found = match (rare, status) {
        (Some(status), _) => store::BY_STATUS.of(&status.number()).newest_first().records(txn, &store::ORDERS)?,
        (None, Some(Status::Pending)) => store::WAITING.all().newest_first().records(txn, &store::ORDERS)?,
        (None, status) => {
            let look = if status.is_some() { LOOK_BACK } else { limit };
            store::BY_NUMBER.between(&0_u64, &before).newest_first().limit(look).records(txn, &store::ORDERS)?
        }
    };
    found.retain(fits);
    found.truncate(limit);
    Ok(found)
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
