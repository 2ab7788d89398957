//! What money moved, in double entry: every entry adds up to nothing, so the whole ledger does.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Account, CommissionRate, Entry, Leg, Reason, Share};

use crate::{
    base::{Currency, Error, OrderId, Result},
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
pub fn sale(
    txn: &WriteTxn,
    order: OrderId,
    gateway: &str,
    currency: Currency,
    rate: CommissionRate,
    shares: &[Share],
) -> Result<()> {
    if of_order(txn, order)?.iter().any(|it| it.reason == Reason::Sale) {
        return Ok(());
    }
    let legs = model::sale(gateway, currency, rate, shares)?;
    if legs.is_empty() {
        return Ok(());
    }
    post(txn, Entry { id: txn.fresh(), order, reason: Reason::Sale, currency, at: txn.now, legs })
}

/// The entries of `order`, oldest first.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<Entry>> {
    store::BY_ORDER.of(&order).records(txn, &store::ENTRIES)
}

fn post(txn: &WriteTxn, entry: Entry) -> Result<()> {
    if !entry.is_balanced() {
        return Err(Error::internal("a ledger entry does not add up to nothing"));
    }
    store::ENTRIES.put(txn, &entry)
}
