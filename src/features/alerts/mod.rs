//! What people want to hear about prices: alerts that they set, and news that waits until it may be mailed. One mail a
//! day at most.

mod model;
mod notices;
mod store;
#[cfg(test)]
mod tests;

pub use model::{ALERTS, Fired, NewPriceAlert, News, Notice, PriceAlert};
pub use notices::{drop_news, may_be_mailed, news_of, note_mailed, tell, waiting};

use std::ops::ControlFlow;

use crate::{
    base::{Error, Money, PriceAlertId, ProductId, Result, UserId},
    platform::{
        Feature,
        db::{ReadTxn, Reads, Record, WriteTxn},
    },
};

/// What alerts bring along.
pub fn feature() -> Feature {
    Feature::new("alerts").tables(store::ALL).check(check)
}

/// The alerts of an account, the newest first.
pub fn of(txn: &impl Reads, user: UserId) -> Result<Vec<PriceAlert>> {
    store::BY_USER.of(&user).newest_first().records(txn, &store::ALERTS)
}

/// The alert `id` of an account. Another's is not found, just like one that does not exist.
pub fn get(txn: &impl Reads, user: UserId, id: PriceAlertId) -> Result<PriceAlert> {
    let found = store::ALERTS.find(txn, id)?.filter(|it| it.user == user);
    found.ok_or_else(|| Error::not_found(PriceAlert::MISSING))
}

/// The alert that an account has set for a product.
pub fn for_product(txn: &impl Reads, user: UserId, product: ProductId) -> Result<Option<PriceAlert>> {
    store::BY_THING.find(txn, &store::ALERTS, &(user, product))
}

/// Sets an alert, or sets the one for the same product anew, so that it speaks once more. Says whether it is new.
///
/// # Errors
/// The account has [`ALERTS`] of them.
pub fn set(txn: &WriteTxn, user: UserId, new: NewPriceAlert) -> Result<(PriceAlert, bool)> {
    let NewPriceAlert { product, title, target } = new;
    let old = for_product(txn, user, product)?;
    if old.is_none() && store::BY_USER.of(&user).count(txn)? >= ALERTS {
        return Err(Error::conflict(format!("You wait for {ALERTS} prices already; remove one first")));
    }
    let is_new = old.is_none();
    let id = old.map_or_else(|| txn.fresh(), |it| it.id);
    let alert = PriceAlert { id, user, product, title, target, set: txn.now, fired: None };
    store::ALERTS.put(txn, &alert)?;
    Ok((alert, is_new))
}

/// Removes an alert.
pub fn remove(txn: &WriteTxn, user: UserId, id: PriceAlertId) -> Result<()> {
    store::ALERTS.remove(txn, get(txn, user, id)?.id)
}

/// Hears that a product costs `price` now: alerts that waited for it speak, once.
pub fn hear(txn: &WriteTxn, product: ProductId, price: Money) -> Result<()> {
    for alert in store::ARMED.of(&product).records(txn, &store::ALERTS)? {
        if alert.target.currency == price.currency && price.amount <= alert.target.amount {
            let fired = Some(Fired { at: txn.now, price });
            tell(txn, alert.user, product, News::Reached { target: alert.target })?;
            store::ALERTS.put(txn, &PriceAlert { fired, ..alert })?;
        }
    }
    Ok(())
}

/// Whether anybody waits for a price of `product`.
pub fn is_watched(txn: &impl Reads, product: ProductId) -> Result<bool> {
    Ok(store::ARMED.of(&product).limit(1).count(txn)? > 0)
}

/// Forgets what an account wanted to hear.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    of(txn, user)?.iter().try_for_each(|it| store::ALERTS.remove(txn, it.id))?;
    notices::forget(txn, user)
}

/// Nobody waits for more prices than they may.
fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut counts = std::collections::HashMap::new();
    store::ALERTS.each(txn, |it| {
        *counts.entry(it.user.to_bytes()).or_insert(0_usize) += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    if counts.values().any(|it| *it > ALERTS) {
        faults.push("alerts: somebody has more than they may".into());
    }
    Ok(())
}
