//! Where the ledger is kept.

use std::{collections::BTreeMap, ops::ControlFlow};

use super::Entry;
use crate::{
    base::{EntryId, OrderId, Result},
    platform::db::{Index, ReadTxn, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&ENTRIES];

pub(super) static ENTRIES: Table<Entry> = Table::new("ledger.entries", &[&BY_ORDER]);
pub(super) static BY_ORDER: Index<Entry, (OrderId, EntryId)> =
    Index::new("ledger.entries.by_order", |it: &Entry| (it.order, it.id));

/// Each entry, and with them every currency, adds up to nothing.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    ENTRIES.each(txn, |entry| {
        if !entry.is_balanced() {
            faults.push(format!("ledger: entry {} of {} does not add up to nothing", entry.id, entry.order));
        }
        *sums.entry(entry.currency.code()).or_default() +=
            entry.legs.iter().map(|it| i128::from(it.amount)).sum::<i128>();
        Ok(ControlFlow::Continue(()))
    })?;
    faults.extend(
        sums.iter().filter(|(_, sum)| **sum != 0).map(|(code, sum)| format!("ledger: all of {code} is {sum}, not 0")),
    );
    Ok(())
}
