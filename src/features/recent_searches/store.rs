//! Where recent searches are kept.

use super::Recents;
use crate::{
    base::{Result, UserId},
    platform::db::{Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&RECENTS];

pub(super) static RECENTS: Table<Recents> = Table::new("recent_searches", &[]);

/// What an account looked for lately; nothing yet, if it never did.
pub fn of(txn: &impl Reads, user: UserId) -> Result<Recents> {
    let none = Recents { user, searches: Vec::new(), off: false };
    Ok(RECENTS.find(txn, user)?.unwrap_or(none))
}
