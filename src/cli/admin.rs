//! `bodega admin`: who minds the shop.

use std::{io::Read, process::ExitCode};

use super::{Task, terminal::Terminal};
use crate::{
    base::{Result, Role},
    config::Config,
};

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
    /// Give someone another role: customer, seller, moderator, support or admin.
    Role {
        /// Whose.
        #[arg(long)]
        email: String,
        /// Which.
        #[arg(long)]
        role: Role,
    },
    /// Let an account sell as a seller, or end it.
    Seller {
        /// Whose account.
        #[arg(long)]
        email: String,
        /// As whom: the end of the address of the seller's page. Nobody if nothing is said.
        #[arg(long)]
        seller: Option<String>,
    },
    /// Take the second factor off an account whose owner has lost it: app, passkeys and recovery codes.
    StripSecondFactor {
        /// Whose.
        #[arg(long)]
        email: String,
    },
    /// Ask the gateways about every payment, refund and event that is open or was missed.
    Reconcile,
    /// Make a new signing key. Links and tokens of before go on working, unless they are to be forgotten.
    RotateKeys {
        /// End every link in every mail, every order link and every token there is.
        #[arg(long)]
        forget: bool,
    },
    /// Make a new key for licence files. The older ones stay published, so that files which they signed stay good.
    RotateLicenseKey,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let task = match args.command {
        Command::Create { email, name, password_stdin: _ } => {
            let mut password = String::new();
            std::io::stdin().read_to_string(&mut password)?;
            Task::CreateAdmin { email, name, password: password.trim_end_matches(['\r', '\n']).to_owned() }
        }
        Command::Link => Task::AdminLink,
        Command::Role { email, role } => Task::GiveRole { email, role },
        Command::Seller { email, seller } => Task::LetSell { email, seller },
        Command::StripSecondFactor { email } => Task::StripSecondFactor { email },
        Command::Reconcile => Task::Reconcile,
        Command::RotateKeys { forget } => Task::RotateKeys { forget },
        Command::RotateLicenseKey => Task::RotateLicenseKey,
    };
    let report = task.anywhere(config, terminal)?;
    let line = match (report["link"].as_str(), report["keys"].as_u64()) {
        _ if report["moved"].is_u64() => format!(
            "{} moved or were found; {} orders wait for payment, {} refunds are under way, {} events wait, {} payments differ",
            report["moved"], report["waiting"], report["refunds"], report["events"], report["held"]
        ),
        _ if report["license_keys"].is_u64() => {
            format!(
                "Licence files are signed by {} from now on; {} keys are published",
                report["kid"], report["license_keys"]
            )
        }
        _ if report["second_factor"] == false => {
            format!("{} signs in with the password alone now", report["email"].as_str().unwrap_or_default())
        }
        _ if report.get("seller").is_some() => {
            let email = report["email"].as_str().unwrap_or_default();
            match report["seller"].as_str() {
                Some(seller) => format!("{email} sells as {seller} now"),
                None => format!("{email} sells nothing now"),
            }
        }
        (Some(link), _) => format!("Open {link} to become the first admin"),
        (_, Some(1)) => "There is a new signing key, and nothing that was signed before is worth anything".to_owned(),
        (_, Some(keys)) => format!("There is a new signing key; {} older ones are still read", keys - 1),
        _ => format!(
            "{} is {} now",
            report["email"].as_str().unwrap_or_default(),
            report["role"].as_str().unwrap_or("an admin")
        ),
    };
    terminal.report(&report, [line]);
    Ok(ExitCode::SUCCESS)
}
