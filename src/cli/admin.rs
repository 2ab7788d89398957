//! `bodega admin`: who minds the shop.

use std::{io::Read, process::ExitCode};

use super::{Task, terminal::Terminal};
use crate::{base::Result, config::Config};

/// What to do.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(clap::Subcommand)]
enum Command {
    /// Make an admin without a browser.
    Create {
        /// The address to sign in with.
        #[arg(long)]
        email: String,
        /// What to call them.
        #[arg(long, default_value = "Admin")]
        name: String,
        /// Read the password from standard input; the only way, so that no history keeps it.
        #[arg(long, required = true)]
        password_stdin: bool,
    },
    /// Print a new one-time link that makes the first admin.
    Link,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let task = match args.command {
        Command::Create { email, name, password_stdin: _ } => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            Task::CreateAdmin { email, name, password: password.trim_end_matches(['\r', '\n']).to_owned() }
        }
        Command::Link => Task::AdminLink,
    };
    let report = task.anywhere(config, terminal)?;
    let line = match report["link"].as_str() {
        Some(link) => format!("Open {link} to become the first admin"),
        None => format!("{} is an admin now", report["email"].as_str().unwrap_or_default()),
    };
    terminal.report(&report, [line]);
    Ok(ExitCode::SUCCESS)
}
