//! `bodega config`: shows the settings as they are in force, or only checks them.

use std::process::ExitCode;

use crate::{
    base::{Error, Result},
    config::Config,
};

/// What to do with the settings.
#[derive(clap::Args)]
pub struct Args {
    /// Say nothing; the exit status tells whether they are good.
    #[arg(long)]
    quiet: bool,
}

pub(super) fn run(args: &Args, config: &Config) -> Result<ExitCode> {
    if !args.quiet {
        print!("{}", toml::to_string(config).map_err(Error::internal)?);
    }
    Ok(ExitCode::SUCCESS)
}
