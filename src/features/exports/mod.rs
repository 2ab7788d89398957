//! Copies of all that the shop keeps about somebody, made when they ask for one and kept for a week. One each.

mod store;
#[cfg(test)]
mod tests;

pub use store::{all, find};

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Result, Timestamp, UserId},
    platform::{
        Feature,
        db::{Record, WriteTxn},
        files::Blob,
        jobs::{Kind, Task},
    },
};

const HOUR: Duration = Duration::from_secs(60 * 60);
/// So long a copy can be fetched.
pub const LIFE: Duration = Duration::from_secs(7 * 24 * 60 * 60);
/// Nobody gets a new one more often than this.
const PAUSE: Duration = Duration::from_secs(10 * 60);
const GROUP: usize = 200;

/// A copy that somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Export {
    /// Who asked.
    pub user: UserId,
    /// When.
    pub asked: Timestamp,
    /// The archive, once it is made.
    #[serde(default)]
    pub made: Option<Made>,
}

/// An archive that can be fetched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// Which bytes.
    pub blob: Blob,
    /// When they were gathered.
    pub at: Timestamp,
    /// Until when they are kept.
    pub until: Timestamp,
}

/// What exports bring along.
pub fn feature() -> Feature {
    Feature::new("exports").tables(store::ALL).job(Kind::new("exports.sweep", sweep_all).every(HOUR))
}

/// Notes that `user` asks for a copy; an earlier one is given up for it.
///
/// # Errors
/// [`Error::conflict`] if one is being made, or was made a moment ago.
pub fn ask(txn: &WriteTxn, user: UserId) -> Result<Export> {
    if let Some(before) = find(txn, user)?
        && txn.now.since(before.asked) < PAUSE
    {
        return Err(Error::conflict("You asked a few minutes ago. That copy is being made, or is ready already"));
    }
    let export = Export { user, asked: txn.now, made: None };
    store::EXPORTS.put(txn, &export)?;
    Ok(export)
}

/// Notes that the copy lies in `blob`. Nothing if nobody waits for it any more.
pub fn keep(txn: &WriteTxn, user: UserId, asked: Timestamp, blob: Blob) -> Result<Option<Export>> {
    let Some(mut export) = find(txn, user)?.filter(|it| it.asked == asked && it.made.is_none()) else {
        return Ok(None);
    };
    export.made = Some(Made { blob, at: txn.now, until: txn.now.plus(LIFE) });
    store::EXPORTS.put(txn, &export)?;
    Ok(Some(export))
}

/// Gives up what was asked for or made.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::EXPORTS.remove(txn, user)
}

impl Export {
    /// The archive, as long as it is kept.
    pub fn ready(&self, now: Timestamp) -> Option<&Made> {
        self.made.as_ref().filter(|it| now < it.until)
    }
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| store::sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}

impl Record for Export {
    type Key = UserId;
    const MISSING: &'static str = "There is no copy of your data, or not any more";

    fn key(&self) -> UserId {
        self.user
    }
}
