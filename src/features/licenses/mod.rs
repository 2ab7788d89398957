//! Licence keys: one for each copy of an edition that is sold with keys, made by the shop or taken from a pool that the
//! maker fills; what they allow, and on which devices they are used.

mod access;
mod activations;
mod brought;
mod care;
mod checks;
mod file;
mod key;
mod model;
mod names;
mod policy;
mod pool;
mod store;
#[cfg(test)]
mod tests;

pub use access::{open, page_of, token};
pub use activations::{Device, activate, activations, count_activations, deactivate, find_activation, touch};
pub use brought::{Brought, bring, set_end};
pub use care::{count_use, disable, enable, hand_on, rotate};
pub use file::{PublicKey, public_keys, sign};
pub use key::{Format, LicenseKey};
pub use model::{Activation, Backorder, License, Revocation, Worth};
pub use names::{give_name, named};
pub use policy::{Policy, PolicyForm, policy, products, set_policy};
pub use pool::{Imported, PoolState, import, is_out_of_keys, keys_left, owed, pool_state, release, reserve, warn_once};

use crate::{
    base::{EditionId, LicenseId, OrderId, OrderLineId, ProductId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What licences bring along.
pub fn feature() -> Feature {
    Feature::new("licenses").tables(store::ALL).check(checks::check)
}

/// What a licence is issued for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purchase {
    /// Of which product.
    pub product: ProductId,
    /// Of which edition.
    pub edition: EditionId,
    /// By which order.
    pub order: OrderId,
    /// By which of its lines.
    pub line: OrderLineId,
    /// How many copies.
    pub copies: u32,
}

/// Issues a key for each copy that has none yet. A copy for which the pool has none is owed, and gets the next that comes.
pub fn issue(txn: &WriteTxn, purchase: Purchase) -> Result<()> {
    let policy = policy(txn, purchase.product, purchase.edition)?;
    for seat in 1..=purchase.copies {
        let has = store::BY_LINE.find(txn, &store::LICENSES, &(purchase.line, seat))?.is_some();
        if !has && store::BACKORDERS.find(txn, (purchase.line, seat))?.is_none() {
            pool::issue_one(txn, &policy, purchase, seat)?;
        }
    }
    Ok(())
}

/// Takes back the licences of a line of an order, for this reason in words for their holder, or gives them back. Done
/// twice, it keeps the first reason. What is owed to a line that was paid back is owed no more.
pub fn set_line(txn: &WriteTxn, line: OrderLineId, revoked: Option<&str>) -> Result<()> {
    for license in of_line(txn, line)? {
        if license.revoked.is_some() != revoked.is_some() {
            let revoked = revoked.map(|why| Revocation { at: txn.now, why: why.to_owned() });
            store::LICENSES.put(txn, &License { revoked, ..license })?;
        }
    }
    if revoked.is_some() { pool::forget_owed(txn, line) } else { Ok(()) }
}

/// The licence that `key` proves, if any.
pub fn find(txn: &impl Reads, key: &LicenseKey) -> Result<Option<License>> {
    store::BY_KEY.find(txn, &store::LICENSES, &key.letters().to_owned())
}

/// The licence `id`.
///
/// # Errors
/// There is none.
pub fn get(txn: &impl Reads, id: LicenseId) -> Result<License> {
    store::LICENSES.get(txn, id)
}

/// The licences of one line of an order, by seat.
pub fn of_line(txn: &impl Reads, line: OrderLineId) -> Result<Vec<License>> {
    store::BY_LINE.of(&line).records(txn, &store::LICENSES)
}

/// Up to `limit` licences of a product from the `from`th on, the newest first, and how many there are.
pub fn of_product(txn: &impl Reads, product: ProductId, from: usize, limit: usize) -> Result<(Vec<License>, usize)> {
    let all = store::BY_PRODUCT.of(&product).newest_first().keys(txn)?;
    let some = all.iter().skip(from).take(limit).map(|(_, id)| get(txn, *id)).collect::<Result<_>>()?;
    Ok((some, all.len()))
}
