//! The commands, one a file. What a command does to a shop is a [`Task`]: it is done here if no shop runs in the
//! data folder, and by the running shop otherwise.

mod admin;
mod backup;
mod check;
mod config;
mod demo;
mod export;
mod files;
mod import;
mod model;
mod openapi;
mod reindex;
mod serve;
mod task;
mod terminal;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{CommandFactory, Parser, Subcommand};

use crate::{
    base::{Error, ErrorKind, Result},
    config::Config,
    platform::{craft, llm},
};

pub use task::Task;

/// A whole marketplace for digital goods in one binary.
#[derive(Parser)]
#[command(name = "bodega", version, about, max_term_width = 100)]
struct Cli {
    /// The settings; `config.toml` beside you is read if there is one.
    #[arg(long, global = true, env = "BODEGA_CONFIG", value_name = "FILE")]
    config: Option<PathBuf>,
    /// The folder that holds everything; as the settings say if left out.
    #[arg(long, global = true, env = "BODEGA_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// Report as JSON on standard output.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Open the shop to the world.
    Serve(serve::Args),
    /// Fill an empty shop with goods to look at and to buy, or take them out again.
    Demo(demo::Args),
    /// Prove that every promise of the store holds.
    Check(check::Args),
    /// Say who minds the shop.
    Admin(admin::Args),
    /// Bring products and sales in from other shops.
    Import(import::Args),
    /// Take products out as a CSV.
    Export(export::Args),
    /// Add real files to products, move all files to another place, prove them whole.
    Files(files::Args),
    /// Write the whole shop into one file, while it sells.
    Backup(backup::BackupArgs),
    /// Bring a shop back from a backup.
    Restore(backup::RestoreArgs),
    /// Build the search index anew from the store; the old one answers until it is done.
    Reindex,
    /// Install, choose, measure and remove the models of the assistant.
    Model(model::Args),
    /// Show or check the settings.
    Config(config::Args),
    /// Work on one file, for the shop itself.
    #[command(hide = true)]
    Craft,
    /// Print the description of the API.
    Openapi,
    /// Print a script that completes commands in your shell.
    Completions {
        /// Which shell.
        shell: clap_complete::Shell,
    },
}

/// Runs the command that the arguments name. Exit status 0, 1 (failed) or 2 (wrong use).
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("bodega: {}", error.in_full());
            ExitCode::from(if error.kind == ErrorKind::Invalid { 2 } else { 1 })
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    if let Command::Completions { shell } = cli.command {
        clap_complete::generate(shell, &mut Cli::command(), "bodega", &mut std::io::stdout());
        return Ok(ExitCode::SUCCESS);
    }
    // It reads no settings: they hold secrets.
    if let Command::Craft = cli.command {
        return craft::run();
    }
    if let Command::Model(model::Args { what: model::What::Worker(args) }) = &cli.command {
        return llm::run(args);
    }
    let mut config = Config::load(file(cli.config.as_deref())?.as_deref(), std::env::vars())?;
    if let Some(data) = cli.data {
        config.data.folder = data;
    }
    let terminal = terminal::Terminal::new(cli.json);
    match cli.command {
        Command::Serve(args) => serve::run(args, config),
        Command::Admin(args) => admin::run(args, config, &terminal),
        Command::Import(args) => import::run(args, config, &terminal),
        Command::Export(args) => export::run(args, config, &terminal),
        Command::Files(args) => files::run(args, config, &terminal),
        Command::Backup(args) => backup::back_up(args, config, &terminal),
        Command::Restore(args) => backup::restore(args, config, &terminal),
        Command::Demo(args) => demo::run(args, config, &terminal),
        Command::Check(args) => check::run(args, config, &terminal),
        Command::Reindex => reindex::run(config, &terminal),
        Command::Model(args) => model::run(args, &config, &terminal),
        Command::Config(args) => config::run(&args, &config),
        Command::Openapi => openapi::run(config),
        Command::Completions { .. } | Command::Craft => Ok(ExitCode::SUCCESS),
    }
}

/// The settings file: the one named, or `config.toml` here if there is one.
fn file(named: Option<&Path>) -> Result<Option<PathBuf>> {
    match named {
        Some(path) if path.is_file() => Ok(Some(path.to_owned())),
        Some(path) => Err(Error::invalid("config", format!("{} is not a file", path.display()))),
        None => Ok(Some(PathBuf::from("config.toml")).filter(|it| it.is_file())),
    }
}

/// The runtime that commands run on.
fn runtime(config: &Config) -> Result<tokio::runtime::Runtime> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    if let Some(workers) = config.server.workers {
        builder.worker_threads(workers);
    }
    Ok(builder.enable_all().build()?)
}
