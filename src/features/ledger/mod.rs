//! What money moved, in double entry: every entry adds up to nothing, so the whole ledger does. Entries are never changed
//! or removed; what turns out otherwise is posted as another.

mod giving_back;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Account, CommissionRate, Entry, Leg, Reason, Share};
pub use store::{balances, count_of_seller, of_payout, of_seller, since, totals};

use crate::{
    base::{Currency, Error, Money, OrderId, OrderLineId, Result, SellerId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What the ledger brings along.
pub fn feature() -> Feature {
    Feature::new("ledger").tables(store::ALL).check(store::check)
}

/// Posts the sale of `order`, collected by `gateway`. Nothing happens if it has been posted, or if nothing was paid.
/// The split is that of this moment: another rate changes no sale of before (threat 28).
pub fn sale(
    txn: &WriteTxn,
    order: OrderId,
    gateway: &str,
    currency: Currency,
    rate: CommissionRate,
    shares: &[Share],
) -> Result<()> {
    let legs = model::sale(gateway, currency, rate, shares)?;
    if legs.is_empty() {
        return Ok(());
    }
    once(txn, Some(order), Reason::Sale, "", currency, |_| Ok(legs.clone()))
}

/// Posts that more or less was collected than an order's lines come to, which somebody has accepted: the shop's loss or
/// gain.
pub fn difference(txn: &WriteTxn, order: OrderId, gateway: &str, more: Money) -> Result<()> {
    let clearing = Account::Clearing(gateway.to_owned());
    let legs = vec![Leg::whole(clearing, more.amount), Leg::whole(Account::Losses, more.amount.saturating_neg())];
    once(txn, Some(order), Reason::Difference, "", more.currency, |_| Ok(legs.clone()))
}

/// Posts what `gateway` kept of an order's payment.
pub fn fee(txn: &WriteTxn, order: OrderId, gateway: &str, about: &str, fee: Money) -> Result<()> {
    if fee.is_zero() {
        return Ok(());
    }
    let clearing = Account::Clearing(gateway.to_owned());
    let legs = vec![Leg::whole(clearing, fee.amount.saturating_neg()), Leg::whole(Account::Fees, fee.amount)];
    once(txn, Some(order), Reason::Fee, about, fee.currency, |_| Ok(legs.clone()))
}

/// Money of an order that goes back.
#[derive(Debug, Clone)]
pub struct Back<'a> {
    /// Of which order.
    pub order: OrderId,
    /// Through which gateway.
    pub gateway: &'a str,
    /// The refund or the dispute, by its identifier.
    pub about: String,
    /// How much.
    pub amount: Money,
    /// What falls upon which line, in minor units.
    pub portions: Vec<(OrderLineId, i64)>,
}

/// Posts a refund.
pub fn refund(txn: &WriteTxn, back: &Back<'_>) -> Result<()> {
    give_back(txn, back, Reason::Refund, Account::Clearing(back.gateway.to_owned()))
}

/// Takes back what was posted of a refund that has failed.
pub fn refund_failed(txn: &WriteTxn, order: OrderId, about: &str) -> Result<()> {
    reverse(txn, order, Reason::Refund, Reason::RefundFailed, about)
}

/// Posts that a bank holds money back while it decides.
pub fn dispute(txn: &WriteTxn, order: OrderId, gateway: &str, about: &str, amount: Money) -> Result<()> {
    let legs = vec![
        Leg::whole(Account::Clearing(gateway.to_owned()), amount.amount.saturating_neg()),
        Leg::whole(Account::Disputed(gateway.to_owned()), amount.amount),
    ];
    once(txn, Some(order), Reason::Dispute, about, amount.currency, |_| Ok(legs.clone()))
}

/// Posts that the shop keeps what a bank has held.
pub fn dispute_won(txn: &WriteTxn, order: OrderId, about: &str) -> Result<()> {
    reverse(txn, order, Reason::Dispute, Reason::DisputeWon, about)
}

/// Posts that the payer has got back what the bank has held.
pub fn dispute_lost(txn: &WriteTxn, back: &Back<'_>) -> Result<()> {
    give_back(txn, back, Reason::DisputeLost, Account::Disputed(back.gateway.to_owned()))
}

/// Posts that `seller` was paid out of what `gateway` has collected.
pub fn payout(txn: &WriteTxn, seller: SellerId, gateway: &str, about: &str, amount: Money) -> Result<()> {
    let legs = payout_legs(seller, gateway, amount.amount);
    once(txn, None, Reason::Payout, about, amount.currency, |_| Ok(legs.clone()))
}

/// Posts that a payout has come back.
pub fn payout_returned(txn: &WriteTxn, seller: SellerId, gateway: &str, about: &str, amount: Money) -> Result<()> {
    let legs = payout_legs(seller, gateway, amount.amount.saturating_neg());
    once(txn, None, Reason::PayoutReturned, about, amount.currency, |_| Ok(legs.clone()))
}

/// Posts that `seller` gives back some of what they were paid through `gateway`: they owe so much less.
pub fn taken_back(txn: &WriteTxn, seller: SellerId, gateway: &str, about: &str, amount: Money) -> Result<()> {
    let legs = payout_legs(seller, gateway, amount.amount.saturating_neg());
    once(txn, None, Reason::TakenBack, about, amount.currency, |_| Ok(legs.clone()))
}

/// Posts that it could not be taken back: they owe it as before.
pub fn taking_failed(txn: &WriteTxn, seller: SellerId, gateway: &str, about: &str, amount: Money) -> Result<()> {
    let legs = payout_legs(seller, gateway, amount.amount);
    once(txn, None, Reason::TakingFailed, about, amount.currency, |_| Ok(legs.clone()))
}

fn payout_legs(seller: SellerId, gateway: &str, amount: i64) -> Vec<Leg> {
    let clearing = Account::Clearing(gateway.to_owned());
    vec![Leg::whole(Account::Seller(seller), amount), Leg::whole(clearing, amount.saturating_neg())]
}

fn give_back(txn: &WriteTxn, back: &Back<'_>, reason: Reason, from: Account) -> Result<()> {
    once(txn, Some(back.order), reason, &back.about, back.amount.currency, |entries| {
        giving_back::legs(entries, &back.portions, back.amount.amount, from.clone())
    })
}

/// Posts the opposite of what was posted of `about` for `was`. Nothing happens if nothing was.
fn reverse(txn: &WriteTxn, order: OrderId, was: Reason, reason: Reason, about: &str) -> Result<()> {
    let entries = of_order(txn, order)?;
    let Some(posted) = entries.into_iter().find(|it| it.reason == was && it.about == about) else { return Ok(()) };
    let opposite = |leg: &Leg| Leg { amount: leg.amount.saturating_neg(), ..leg.clone() };
    once(txn, Some(order), reason, about, posted.currency, |_| Ok(posted.legs.iter().map(opposite).collect()))
}

/// The entries of `order`, oldest first.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<Entry>> {
    store::BY_ORDER.of(&order).records(txn, &store::ENTRIES)
}

/// Posts what `legs` makes of the order's entries so far, unless that has been posted.
fn once(
    txn: &WriteTxn,
    order: Option<OrderId>,
    reason: Reason,
    about: &str,
    currency: Currency,
    legs: impl Fn(&[Entry]) -> Result<Vec<Leg>>,
) -> Result<()> {
    let entries = match order {
        Some(order) => of_order(txn, order)?,
        None => store::by_about(txn, about)?,
    };
    if entries.iter().any(|it| it.reason == reason && it.about == about) {
        return Ok(());
    }
    let legs = legs(&entries)?;
    let entry = Entry { id: txn.fresh(), order, reason, about: about.to_owned(), currency, at: txn.now, legs };
    if !entry.is_balanced() {
        return Err(Error::internal("a ledger entry does not add up to nothing"));
    }
    store::keep(txn, &entry)
}
