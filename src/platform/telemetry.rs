//! The log.

use std::io::IsTerminal;

use tracing_subscriber::{EnvFilter, fmt};

use crate::base::{Error, Result};

/// Begins to write the log to standard error: lines for people, or JSON objects for programs.
pub fn start(level: &str, json: bool) -> Result<()> {
    let filter = EnvFilter::try_new(level)
        .map_err(|cause| Error::invalid("log.level", format!("Write a level such as info: {cause}")))?
        // Rocket logs each request twice over; ours does so once.
        .add_directive("rocket=error".parse().map_err(Error::internal)?)
        // A merge that a newer commit overtook is dropped by design, and done again.
        .add_directive("tantivy::indexer::segment_manager=error".parse().map_err(Error::internal)?);
    let log = fmt().with_env_filter(filter).with_ansi(std::io::stderr().is_terminal()).with_writer(std::io::stderr);
    let started = if json { log.json().flatten_event(true).try_init() } else { log.try_init() };
    // A second start, as in tests, keeps the first.
    drop(started);
    Ok(())
}
