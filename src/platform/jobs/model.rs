//! A job and what becomes of it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{JobId, Timestamp},
    platform::db::Record,
};

/// Something to be done later.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// Never changes.
    pub id: JobId,
    /// What is to be done.
    pub kind: String,
    /// Only one of a kind and key waits at a time.
    #[serde(default)]
    pub key: Option<String>,
    /// What it is about, as JSON.
    pub payload: String,
    /// When it was asked for.
    pub created: Timestamp,
    /// How often it failed since it last succeeded.
    pub tries: u32,
    /// Where it stands.
    pub state: State,
    /// When it last succeeded, for one that is done again and again.
    #[serde(default)]
    pub done: Option<Timestamp>,
    /// Why it failed the last time.
    #[serde(default)]
    pub error: Option<String>,
}

/// Where a job stands. One that was done is gone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It will be done then.
    Waiting(Timestamp),
    /// It was given up then.
    Failed(Timestamp),
}

/// Seconds between tries: eight tries within a day.
const PAUSES: [u64; 7] = [10, 60, 300, 1800, 7200, 21_600, 43_200];

impl Job {
    /// When it is to be done, if it waits.
    pub fn due(&self) -> Option<Timestamp> {
        match self.state {
            State::Waiting(at) => Some(at),
            State::Failed(_) => None,
        }
    }

    /// The job after it was done; nothing if it is over. One that comes again does so after `every`.
    pub(super) fn succeeded(self, now: Timestamp, every: Option<Duration>) -> Option<Self> {
        let state = State::Waiting(now.plus(every?));
        Some(Self { tries: 0, state, done: Some(now), error: None, ..self })
    }

    /// The job after it failed. One that comes again is never given up.
    pub(super) fn failed(self, reason: String, now: Timestamp, every: Option<Duration>) -> Self {
        let pause = PAUSES.get(self.tries as usize).map(|seconds| Duration::from_secs(*seconds));
        let state = match (pause, every) {
            (Some(pause), Some(every)) => State::Waiting(now.plus(pause.min(every))),
            (None, Some(every)) => State::Waiting(now.plus(every)),
            (Some(pause), None) => State::Waiting(now.plus(pause)),
            (None, None) => State::Failed(now),
        };
        Self { tries: self.tries.saturating_add(1), state, error: Some(reason), ..self }
    }
}

impl Record for Job {
    type Key = JobId;
    const MISSING: &'static str = "There is no such job";

    fn key(&self) -> JobId {
        self.id
    }
}
