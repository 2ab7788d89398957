//! Keys that another shop has issued, which its buyers go on using.

use super::{
    License, LicenseKey, Purchase,
    model::PoolKey,
    policy,
    store::{LICENSES, POOL},
};
use crate::{
    base::{Error, OrderLineId, Result, Timestamp},
    platform::db::WriteTxn,
};

/// A key that another shop has issued.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    /// What it is for. All copies share the one key, as they did there.
    pub purchase: Purchase,
    /// The key, as that shop made it.
    pub key: LicenseKey,
    /// Since when.
    pub issued: Timestamp,
    /// From when on it is worth nothing; never if nothing is said.
    pub expires: Option<Timestamp>,
}

/// Keeps a key of another shop. It may be used on as many devices as keys of its edition may by now, for each copy; its time
/// is what it was there. A line that has its key keeps it.
///
/// # Errors
/// The key belongs to something else.
pub fn bring(txn: &WriteTxn, brought: &Brought) -> Result<()> {
    let Purchase { product, edition, order, line, copies } = brought.purchase;
    if !super::of_line(txn, line)?.is_empty() {
        return Ok(());
    }
    let foreign = || Error::invalid("license key", "This key belongs to something else already");
    let (id, letters) = (txn.fresh(), brought.key.letters().to_owned());
    if super::find(txn, &brought.key)?.is_some() {
        return Err(foreign());
    }
    // Whoever has filled the pool with all keys there are has put in those as well that were sold elsewhere.
    match POOL.find(txn, letters)? {
        Some(it) if it.edition == edition && it.order.is_none() => {
            POOL.put(txn, &PoolKey { order: Some(order), license: Some(id), ..it })?;
            super::pool::note_empty(txn, edition)?;
        }
        Some(_) => return Err(foreign()),
        None => {}
    }
    let limit = policy(txn, product, edition)?.activations.map(|it| it.saturating_mul(copies.max(1)));
    LICENSES.put(
        txn,
        &License {
            id,
            key: brought.key.clone(),
            product,
            edition,
            order,
            line,
            seat: 1,
            issued: brought.issued,
            revoked: None,
            disabled: None,
            limit,
            expires: brought.expires,
            updates_until: None,
            holder: None,
            uses: 0,
            turn: 0,
        },
    )
}

/// Says when the keys of a line that came from another shop end, as that shop says by now. Says whether it is news.
pub fn set_end(txn: &WriteTxn, line: OrderLineId, expires: Option<Timestamp>) -> Result<bool> {
    let other: Vec<_> = super::of_line(txn, line)?.into_iter().filter(|it| it.expires != expires).collect();
    other.iter().try_for_each(|it| LICENSES.put(txn, &License { expires, ..it.clone() }))?;
    Ok(!other.is_empty())
}
