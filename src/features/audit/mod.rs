//! What was done in the shop and by whom: an append-only record of sign-ins, failures, changes of authority and the
//! acts of admins.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Act, Actor, Entry, NewEntry};
pub use store::{len, page};

use crate::{
    base::Result,
    platform::{Feature, db::WriteTxn},
};

/// What the audit brings along.
pub fn feature() -> Feature {
    Feature::new("audit").tables(store::ALL)
}

/// Writes down what is done in the same write. Nothing here changes or removes an entry.
pub fn note(txn: &WriteTxn, new: NewEntry) -> Result<()> {
    let NewEntry { actor, act, target, address, detail } = new;
    store::keep(txn, &Entry { id: txn.fresh(), at: txn.now, actor, act, target, address, detail })
}
