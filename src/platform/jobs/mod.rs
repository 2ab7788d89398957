//! Work for later: kept in the store in the change that asks for it, done afterwards, again if it failed.
//!
//! A job may be done twice, after a crash between the work and the note that it was done; so what it does must be the
//! same done twice: one call of a verb, which notes what it did.

mod model;
mod runner;
mod store;
#[cfg(test)]
mod tests;

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use serde::{Serialize, de::DeserializeOwned};

pub use model::{Job, State};
pub use runner::Jobs;
pub use store::{find, of_state, waiting};

use super::{
    Feature,
    db::{Db, WriteTxn},
};
use crate::base::{Error, JobId, Result, Timestamp};

type Work = dyn Fn(Task) -> Pin<Box<dyn Future<Output = Result<()>> + Send>> + Send + Sync;

/// A sort of job: its name in the store, and what to do.
#[derive(Clone)]
pub struct Kind {
    pub(super) name: &'static str,
    every: Option<Duration>,
    work: Arc<Work>,
}

/// What a job has at hand when it is done.
pub struct Task {
    /// The store.
    pub db: Db,
    /// The moment for which it is done.
    pub now: Timestamp,
    payload: String,
}

/// A job to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    kind: &'static str,
    payload: String,
    key: Option<String>,
    at: Option<Timestamp>,
}

/// What the jobs bring along.
pub fn feature() -> Feature {
    Feature::new("jobs").tables(&store::TABLES)
}

/// Puts a job among those to be done, as soon as this change is kept. Where one of the same kind and key waits
/// already, that one is kept, and done at the earlier of both moments.
pub fn enqueue(txn: &WriteTxn, new: NewJob) -> Result<JobId> {
    let at = new.at.unwrap_or(txn.now);
    if let Some(key) = &new.key
        && let Some(job) = store::find_waiting(txn, new.kind, key)?
    {
        if job.due().is_some_and(|due| at < due) {
            store::JOBS.put(txn, &Job { state: State::Waiting(at), ..job.clone() })?;
        }
        return Ok(job.id);
    }
    let job = Job {
        id: txn.fresh(),
        kind: new.kind.into(),
        key: new.key,
        payload: new.payload,
        created: txn.now,
        tries: 0,
        state: State::Waiting(at),
        done: None,
        error: None,
    };
    store::JOBS.put(txn, &job)?;
    Ok(job.id)
}

impl NewJob {
    /// A job of this kind, to be done at once. `payload` tells it what about.
    pub fn new(kind: &'static str, payload: &impl Serialize) -> Result<Self> {
        let payload = serde_json::to_string(payload).map_err(Error::internal)?;
        Ok(Self { kind, payload, key: None, at: None })
    }

    /// Only one of this kind and key waits at a time.
    #[must_use]
    pub fn once(self, key: impl Into<String>) -> Self {
        Self { key: Some(key.into()), ..self }
    }

    /// Not before this moment.
    #[must_use]
    pub fn at(self, at: Timestamp) -> Self {
        Self { at: Some(at), ..self }
    }
}

impl Kind {
    /// Jobs of this name are done by `work`.
    pub fn new<F: Future<Output = Result<()>> + Send + 'static>(
        name: &'static str,
        work: impl Fn(Task) -> F + Send + Sync + 'static,
    ) -> Self {
        Self { name, every: None, work: Arc::new(move |task| Box::pin(work(task))) }
    }

    /// Done without being asked, again and again.
    #[must_use]
    pub fn every(self, pause: Duration) -> Self {
        Self { every: Some(pause), ..self }
    }
}

impl Task {
    /// What the job is about.
    pub fn about<T: DeserializeOwned>(&self) -> Result<T> {
        serde_json::from_str(&self.payload).map_err(Error::internal)
    }
}
