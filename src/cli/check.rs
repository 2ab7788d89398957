//! `bodega check`: proves that every promise of the store holds.

use std::process::ExitCode;

use serde_json::Value;

use super::{Task, terminal::Terminal};
use crate::{base::Result, config::Config};

/// What to check.
#[derive(clap::Args)]
pub struct Args {
    /// Fail if a shop runs in the data folder, instead of asking it.
    #[arg(long)]
    offline: bool,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let report =
        if args.offline { Task::Check.here(config, terminal)? } else { Task::Check.anywhere(config, terminal)? };
    let sound = report["sound"] == true;
    let faults = report["faults"].as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
    let verdict = if sound { "Sound: every promise holds" } else { "These promises are broken:" };
    // What was not looked at is said as well.
    let unread = report["bucket"].as_str().map(|bucket| {
        format!("Of files in {bucket}, names and sizes were compared; `bodega files verify` reads their bytes")
    });
    terminal.report(&report, std::iter::once(verdict.to_owned()).chain(faults).chain(unread));
    Ok(if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
