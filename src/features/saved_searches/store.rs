//! Where saved searches are kept.

use super::Notebook;
use crate::{
    base::{Result, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&NOTEBOOKS];

pub(super) static NOTEBOOKS: Table<Notebook> = Table::new("saved_searches", &[&BY_LOOKED, &NEWS]);
/// Those of which mails come, by when they were looked at.
static BY_LOOKED: Index<Notebook, (Timestamp, UserId)> =
    Index::maybe("saved_searches.by_looked", |it: &Notebook| it.watched().map(|at| (at, it.user)));
/// Those in which something waits to be told.
static NEWS: Index<Notebook, UserId> =
    Index::maybe("saved_searches.news", |it: &Notebook| it.has_news().then_some(it.user));

/// What an account saved; empty if it saved nothing.
pub fn of(txn: &impl Reads, user: UserId) -> Result<Notebook> {
    Ok(NOTEBOOKS.find(txn, user)?.unwrap_or_else(|| Notebook::empty(user)))
}

/// Up to `limit` notebooks that were looked at before `before`, the longest ago first.
pub fn due(txn: &impl Reads, before: Timestamp, limit: usize) -> Result<Vec<Notebook>> {
    BY_LOOKED.between(&Timestamp::EPOCH, &before).limit(limit).records(txn, &NOTEBOOKS)
}

/// Up to `limit` accounts behind `after` for which something waits to be told, in order.
pub fn waiting(txn: &impl Reads, after: Option<UserId>, limit: usize) -> Result<Vec<UserId>> {
    let from = after.unwrap_or_else(|| UserId::from_bytes([0; 16]));
    // The first may be `after` itself.
    let found = NEWS.between(&from, &[u8::MAX; 32]).limit(limit.saturating_add(1)).keys(txn)?;
    Ok(found.into_iter().filter(|it| Some(*it) != after).take(limit).collect())
}

pub(super) fn put(txn: &WriteTxn, book: Notebook) -> Result<()> {
    if book.searches.is_empty() { NOTEBOOKS.remove(txn, book.user) } else { NOTEBOOKS.put(txn, &book) }
}
