//! Where entries are kept, oldest first by their identifiers.

use super::Entry;
use crate::{
    base::{AuditId, Result},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&ENTRIES];

static ENTRIES: Table<Entry> = Table::new("audit.entries", &[&BY_TIME, &BY_ABOUT]);
static BY_TIME: Index<Entry, AuditId> = Index::new("audit.entries.by_time", |it: &Entry| it.id);
/// What someone did, and what was done to them.
static BY_ABOUT: Index<Entry, (String, AuditId)> = Index::many("audit.entries.by_about", |it: &Entry| {
    let actor = it.actor.user().map(|user| user.to_string());
    actor.into_iter().chain([it.target.clone()]).filter(|who| !who.is_empty()).map(|who| (who, it.id)).collect()
});

pub(super) fn keep(txn: &WriteTxn, entry: &Entry) -> Result<()> {
    ENTRIES.put(txn, entry)
}

/// How many entries there are.
pub fn len(txn: &impl Reads) -> Result<u64> {
    ENTRIES.len(txn)
}

/// Up to `limit` entries from the newest, or from the one before `before`, on: all of them, or those by or about what
/// has the identifier `about`.
pub fn page(txn: &impl Reads, about: Option<&str>, before: Option<AuditId>, limit: usize) -> Result<Vec<Entry>> {
    let first = AuditId::from_bytes([0; 16]);
    let before = before.unwrap_or(AuditId::from_bytes([0xff; 16]));
    match about {
        Some(about) => {
            let range = BY_ABOUT.between(&(about.to_owned(), first), &(about.to_owned(), before));
            range.newest_first().limit(limit).records(txn, &ENTRIES)
        }
        None => BY_TIME.between(&first, &before).newest_first().limit(limit).records(txn, &ENTRIES),
    }
}
