//! Licence keys: one for each copy of an edition that is sold with keys.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{License, LicenseKey, Revocation};

use crate::{
    base::{EditionId, OrderId, OrderLineId, ProductId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What licences bring along.
pub fn feature() -> Feature {
    Feature::new("licenses").tables(store::ALL)
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

/// Issues a key for each copy that has none yet.
pub fn issue(txn: &WriteTxn, purchase: Purchase) -> Result<()> {
    let Purchase { product, edition, order, line, copies } = purchase;
    let issued = of_line(txn, line)?.len();
    for seat in 1..=copies {
        if (seat as usize) <= issued {
            continue;
        }
        let key = LicenseKey::new(txn.random());
        let license =
            License { id: txn.fresh(), key, product, edition, order, line, seat, issued: txn.now, revoked: None };
        store::LICENSES.put(txn, &license)?;
    }
    Ok(())
}

/// Takes back the licences of a line of an order, for this reason in words for their holder, or gives them back. Done
/// twice, it keeps the first reason.
pub fn set_line(txn: &WriteTxn, line: OrderLineId, revoked: Option<&str>) -> Result<()> {
    for license in of_line(txn, line)? {
        if license.revoked.is_some() != revoked.is_some() {
            let revoked = revoked.map(|why| Revocation { at: txn.now, why: why.to_owned() });
            store::LICENSES.put(txn, &License { revoked, ..license })?;
        }
    }
    Ok(())
}

/// The licence that `key` proves, if any.
pub fn find(txn: &impl Reads, key: &LicenseKey) -> Result<Option<License>> {
    store::BY_KEY.find(txn, &store::LICENSES, &key.letters().to_owned())
}

/// The licences of one line of an order, by seat.
pub fn of_line(txn: &impl Reads, line: OrderLineId) -> Result<Vec<License>> {
    store::BY_LINE.of(&line).records(txn, &store::LICENSES)
}
