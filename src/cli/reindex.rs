//! `bodega reindex`: builds the search index anew from the store.

use std::process::ExitCode;

use super::{Task, terminal::Terminal};
use crate::{base::Result, config::Config};

pub(super) fn run(config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let report = Task::Reindex.anywhere(config, terminal)?;
    let line = format!("{} products can be found; it took {} ms", report["products"], report["milliseconds"]);
    terminal.report(&report, [line]);
    Ok(ExitCode::SUCCESS)
}
