//! What the command line asks of a shop, running or not.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::{
    app::App,
    base::{Error, Result},
    config::Config,
    platform::{control, progress::Progress},
};

/// A piece of work on a shop, as it travels to a running one.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "task")]
pub enum Task {
    /// Prove the store sound.
    Check,
}

impl Task {
    /// Does it on an open shop and gives its report.
    pub async fn run(self, app: &App, _progress: &dyn Progress) -> Result<Value> {
        match self {
            Self::Check => {
                let faults = app.check()?;
                Ok(json!({ "sound": faults.is_empty(), "faults": faults }))
            }
        }
    }

    /// Does it in the shop that runs in the data folder, or else opens the shop for it.
    pub fn anywhere(self, config: Config, progress: &dyn Progress) -> Result<Value> {
        let request = serde_json::to_value(&self).map_err(Error::internal)?;
        if let Some(outcome) = control::ask(&config.data.folder, &request, progress) {
            return outcome;
        }
        self.here(config, progress)
    }

    /// Opens the shop for it; fails if one runs.
    pub fn here(self, config: Config, progress: &dyn Progress) -> Result<Value> {
        let runtime = super::runtime(&config)?;
        let app = App::open(config)?;
        runtime.block_on(async {
            let outcome = self.run(&app, progress).await?;
            app.settle().await?;
            Ok(outcome)
        })
    }

    /// Does what the command line asks of this running shop.
    pub async fn asked(app: Arc<App>, request: Value, progress: Arc<dyn Progress>) -> Result<Value> {
        let task: Self = serde_json::from_value(request)
            .map_err(|cause| Error::invalid("task", "This shop does not know that command").because(cause))?;
        task.run(&app, &*progress).await
    }
}
