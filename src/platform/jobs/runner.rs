//! Does what is due.

use std::{sync::Arc, time::Duration};

use futures::future::join_all;
use tokio::sync::Mutex;

use super::{
    Kind, NewJob, Task, enqueue,
    model::{Job, State},
    store,
};
use crate::{
    base::{Error, JobId, Result, Timestamp},
    platform::db::Db,
};

/// Does jobs; clones never do the same one at once.
#[derive(Clone)]
pub struct Jobs {
    db: Db,
    kinds: Arc<Vec<Kind>>,
    turn: Arc<Mutex<()>>,
}

/// As many are done at once.
const GROUP: usize = 4;
/// What takes longer has got stuck.
const PATIENCE: Duration = Duration::from_secs(30 * 60);
const EVERY: Duration = Duration::from_secs(1);
/// The key of jobs that come again.
const AGAIN: &str = "again";

impl Jobs {
    /// Does jobs of these kinds in `db`. Those that come again are due at once when they are new.
    pub fn new(db: Db, kinds: Vec<Kind>) -> Result<Self> {
        let again: Vec<_> = kinds.iter().filter(|it| it.every.is_some()).map(|it| it.name).collect();
        db.write_blocking(move |txn| {
            for job in store::of_state(txn, State::Waiting(txn.now), usize::MAX)? {
                if job.key.as_deref() == Some(AGAIN) && !again.contains(&job.kind.as_str()) {
                    store::JOBS.remove(txn, job.id)?;
                }
            }
            again.iter().try_for_each(|name| enqueue_again(txn, name))
        })?;
        Ok(Self { db, kinds: Arc::new(kinds), turn: Arc::default() })
    }

    /// Does jobs as they become due, for as long as the program runs.
    pub async fn run(self) {
        let mut news = self.db.announcements();
        loop {
            if let Err(error) = self.run_due(self.db.clock().now()).await {
                tracing::error!("jobs wait, since the store failed: {}", error.in_full());
            }
            let _ = tokio::time::timeout(EVERY, news.changed()).await;
        }
    }

    /// Does every job that is due at `now` once. Says how many succeeded.
    pub async fn run_due(&self, now: Timestamp) -> Result<usize> {
        let _turn = self.turn.lock().await;
        let mut done = 0;
        loop {
            let due = self.db.look(|txn| store::due(txn, now, GROUP))?;
            if due.is_empty() {
                return Ok(done);
            }
            for outcome in join_all(due.into_iter().map(|job| self.step(job, now))).await {
                done += usize::from(outcome?);
            }
        }
    }

    /// Lets a job be tried again that was given up.
    pub async fn retry(&self, job: JobId) -> Result<()> {
        self.db
            .write(move |txn| {
                let job = store::JOBS.get(txn, job)?;
                store::JOBS.put(txn, &Job { tries: 0, state: State::Waiting(txn.now), ..job })
            })
            .await
    }

    /// Does one job and notes what came of it.
    async fn step(&self, job: Job, now: Timestamp) -> Result<bool> {
        let kind = self.kinds.iter().find(|it| it.name == job.kind);
        let every = kind.and_then(|it| it.every);
        let outcome = match kind {
            Some(kind) => self.work(kind, &job, now).await,
            None => Err(Error::internal("nobody knows how to do this")),
        };
        let failure = outcome.err().map(|error| error.in_full());
        if let Some(reason) = &failure {
            tracing::warn!("{} ({}) failed: {reason}", job.id, job.kind);
        }
        let done = failure.is_none();
        self.db
            .write(move |txn| {
                let Some(job) = store::JOBS.find(txn, job.id)? else { return Ok(()) };
                let id = job.id;
                match &failure {
                    Some(reason) => store::JOBS.put(txn, &job.failed(reason.clone(), now, every)),
                    None => match job.succeeded(now, every) {
                        Some(again) => store::JOBS.put(txn, &again),
                        None => store::JOBS.remove(txn, id),
                    },
                }
            })
            .await?;
        Ok(done)
    }

    /// On a task of its own, so that a panic is a failure like any other.
    async fn work(&self, kind: &Kind, job: &Job, now: Timestamp) -> Result<()> {
        let task = Task { db: self.db.clone(), now, payload: job.payload.clone() };
        let working = tokio::spawn((kind.work)(task));
        let stop = working.abort_handle();
        match tokio::time::timeout(PATIENCE, working).await {
            Ok(outcome) => outcome.map_err(Error::internal)?,
            Err(_) => {
                stop.abort();
                Err(Error::internal("it took more than half an hour"))
            }
        }
    }
}

fn enqueue_again(txn: &crate::platform::db::WriteTxn, name: &'static str) -> Result<()> {
    if store::find_waiting(txn, name, AGAIN)?.is_none() {
        enqueue(txn, NewJob::new(name, &())?.once(AGAIN))?;
    }
    Ok(())
}
