//! Where codes are kept.

use super::Code;
use crate::{
    base::{Result, Timestamp},
    platform::db::{Index, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&CODES];

pub(super) static CODES: Table<Code> = Table::new("mailboxes.codes", &[&BY_END]);
static BY_END: Index<Code, (Timestamp, String)> =
    Index::new("mailboxes.codes.by_end", |it: &Code| (it.until, it.address.clone()));

/// Forgets up to `limit` codes of the past. Says how many.
pub(super) fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    let old = BY_END.between(&Timestamp::EPOCH, &txn.now).limit(limit).keys(txn)?;
    old.iter().try_for_each(|(_, address)| CODES.remove(txn, address.clone()))?;
    Ok(old.len())
}
