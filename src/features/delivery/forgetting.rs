//! Goods of people who are gone.

use super::{copies, store};
use crate::{
    base::{Email, OrderId, Result},
    platform::db::WriteTxn,
};

/// Puts `nobody` in the place of whoever bought `order`, in its grants and in what was downloaded, and forgets from
/// where and by which program. How often each file was downloaded stays, since links work on within their limits.
pub fn forget_buyer(txn: &WriteTxn, order: OrderId, nobody: &Email) -> Result<()> {
    for mut grant in store::of_order(txn, order)? {
        for mut download in store::downloads_of(txn, grant.id)? {
            download.buyer = nobody.clone();
            download.address.clear();
            download.agent.clear();
            store::DOWNLOADS.put(txn, &download)?;
        }
        // They say who bought them.
        copies::forget_of(txn, grant.id)?;
        grant.buyer = nobody.clone();
        store::GRANTS.put(txn, &grant)?;
    }
    Ok(())
}
