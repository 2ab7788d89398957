//! Where exports are kept.

use super::Export;
use crate::{
    base::{Result, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&EXPORTS];

pub(super) static EXPORTS: Table<Export> = Table::new("exports", &[&BY_END]);
static BY_END: Index<Export, (Timestamp, UserId)> =
    Index::maybe("exports.by_end", |it: &Export| Some((it.made.as_ref()?.until, it.user)));

/// What `user` asked for last.
pub fn find(txn: &impl Reads, user: UserId) -> Result<Option<Export>> {
    EXPORTS.find(txn, user)
}

/// All that can be fetched or waits to be swept out.
pub fn all(txn: &impl Reads) -> Result<Vec<Export>> {
    BY_END.all().records(txn, &EXPORTS)
}

/// Forgets up to `limit` that were kept long enough. Says how many.
pub(super) fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    let old = BY_END.between(&Timestamp::EPOCH, &txn.now).limit(limit).keys(txn)?;
    old.iter().try_for_each(|(_, user)| EXPORTS.remove(txn, *user))?;
    Ok(old.len())
}
