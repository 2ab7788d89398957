//! Where questions are answered.

use std::{ffi::OsString, path::PathBuf, time::Duration};

use tokio::sync::mpsc::UnboundedReceiver;

use super::{LlmSettings, Model, Order, State, Status, endpoint::Endpoint, keeper};
use crate::base::Result;

/// Where questions are answered.
pub(super) enum House {
    /// By a process.
    Local(Box<Local>),
    /// By a server.
    Endpoint(Box<Endpoint>),
}

/// All that keeping the process takes.
pub(super) struct Local {
    pub program: Program,
    /// Proved before the process starts; tests may have none.
    pub model: Option<Model>,
    pub patience: Patience,
    pub slots: usize,
    pub queue: usize,
}

/// The process that answers.
#[derive(Debug, Clone)]
pub struct Program {
    /// What to run.
    pub path: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
}

/// How long each step may take.
#[derive(Debug, Clone, Copy)]
pub struct Patience {
    /// Until the model is loaded.
    pub load: Duration,
    /// From when a question reaches the process until its first word.
    pub first_word: Duration,
    /// From one word to the next.
    pub next_word: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        let seconds = Duration::from_secs;
        // A model of 8 billion parameters reads 4,000 tokens in five minutes on two old cores.
        Self { load: seconds(180), first_word: seconds(300), next_word: seconds(60) }
    }
}

impl Program {
    /// This very program, with `model`.
    ///
    /// # Errors
    /// The system does not tell where the program lies.
    pub fn own(settings: &LlmSettings, model: &Model) -> Result<Self> {
        let mut arguments: Vec<OsString> = vec!["model".into(), "worker".into(), model.path.clone().into()];
        for (flag, value) in [
            ("--threads", u64::from(settings.threads())),
            ("--context", settings.context.into()),
            ("--slots", settings.slots.into()),
            ("--memory-mb", settings.memory_mb),
        ] {
            arguments.extend([flag.into(), value.to_string().into()]);
        }
        Ok(Self { path: std::env::current_exe()?, arguments })
    }
}

impl House {
    /// How it is before anybody has asked.
    pub fn status(&self) -> Status {
        match self {
            Self::Local(_) => Status::Resting,
            Self::Endpoint(it) => it.status(),
        }
    }

    /// Answers until nobody can ask any more.
    pub async fn keep(self, orders: UnboundedReceiver<Order>, state: State) {
        match self {
            Self::Local(it) => keeper::keep(*it, orders, state).await,
            Self::Endpoint(it) => it.keep(orders).await,
        }
    }
}
