//! Where jobs are kept.

use super::model::{Job, State};
use crate::{
    base::{JobId, Result, Timestamp},
    platform::db::{Index, Reads, Stored, Table},
};

pub(super) static TABLES: [&dyn Stored; 1] = [&JOBS];

pub(super) static JOBS: Table<Job> = Table::new("jobs", &[&BY_DUE, &BY_KEY, &FAILED]);

static BY_DUE: Index<Job, (Timestamp, JobId)> = Index::maybe("jobs.by_due", |it: &Job| Some((it.due()?, it.id)));
static BY_KEY: Index<Job, (String, String)> =
    Index::maybe("jobs.by_key", |it: &Job| it.due().and(Some((it.kind.clone(), it.key.clone()?))));
static FAILED: Index<Job, JobId> = Index::maybe("jobs.failed", |it: &Job| it.due().is_none().then_some(it.id));

/// The job with this identifier.
pub fn find(txn: &impl Reads, job: JobId) -> Result<Option<Job>> {
    JOBS.find(txn, job)
}

/// Up to `limit` jobs that stand as `like` does: the next first of those that wait, the newest first of the others.
pub fn of_state(txn: &impl Reads, like: State, limit: usize) -> Result<Vec<Job>> {
    match like {
        State::Waiting(_) => BY_DUE.all().limit(limit).records(txn, &JOBS),
        State::Failed(_) => FAILED.all().newest_first().limit(limit).records(txn, &JOBS),
    }
}

/// How many jobs wait that are due at `now`.
pub fn waiting(txn: &impl Reads, now: Timestamp) -> Result<usize> {
    BY_DUE.between(&Timestamp::EPOCH, &after(now)).count(txn)
}

pub(super) fn find_waiting(txn: &impl Reads, kind: &str, key: &str) -> Result<Option<Job>> {
    BY_KEY.find(txn, &JOBS, &(kind.to_owned(), key.to_owned()))
}

pub(super) fn due(txn: &impl Reads, now: Timestamp, limit: usize) -> Result<Vec<Job>> {
    BY_DUE.between(&Timestamp::EPOCH, &after(now)).limit(limit).records(txn, &JOBS)
}

fn after(now: Timestamp) -> Timestamp {
    Timestamp::from_millis(now.millis().saturating_add(1))
}
