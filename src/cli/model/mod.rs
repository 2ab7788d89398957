//! `bodega model`: the models of the assistant, in the data folder.

mod bench;
mod speed;

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use serde_json::{Value, json};

use super::terminal::Terminal;
use crate::{
    base::{Error, Result},
    config::Config,
    platform::{
        clock::Clock,
        llm::{self, Engine, Model, Newcomer, Shelf, WorkerArgs},
    },
};

/// What to do with models.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    pub(super) what: What,
}

#[derive(Subcommand)]
pub(super) enum What {
    /// List the installed models, with their hash and licence.
    List,
    /// Install a model from a file (GGUF).
    Add {
        /// The file.
        file: PathBuf,
        #[command(flatten)]
        about: About,
    },
    /// Install a model from the web. Broken off, it goes on where it was when it is called again.
    Pull {
        /// The address of the file, with https.
        url: String,
        #[command(flatten)]
        about: About,
    },
    /// Use this model from the next start of the shop on.
    Use {
        /// Its name.
        name: String,
    },
    /// Take a model away.
    Remove {
        /// Its name.
        name: String,
        /// Even if it is the one in use.
        #[arg(long)]
        force: bool,
    },
    /// Measure how fast a model is on this machine.
    Bench(bench::Args),
    /// Run a model, for the shop itself.
    #[command(hide = true)]
    Worker(WorkerArgs),
}

#[derive(clap::Args)]
pub(super) struct About {
    /// What to call it; as its file if left out.
    #[arg(long)]
    name: Option<String>,
    /// The licence that it comes under; as the file says if left out.
    #[arg(long)]
    licence: Option<String>,
    /// The SHA-256 that the file must have, in hexadecimal.
    #[arg(long, value_name = "HEX", value_parser = hex)]
    sha256: Option<String>,
}

fn hex(text: &str) -> Result<String, String> {
    let good = text.len() == 64 && text.bytes().all(|it| it.is_ascii_hexdigit());
    if good { Ok(text.to_owned()) } else { Err("write 64 hexadecimal digits".into()) }
}

impl About {
    fn newcomer(&self) -> Newcomer<'_> {
        Newcomer {
            name: self.name.as_deref(),
            license: self.licence.as_deref(),
            source: None,
            sha256: self.sha256.as_deref(),
            now: Clock::system().now(),
        }
    }
}

pub(super) fn run(args: Args, config: &Config, terminal: &Terminal) -> Result<ExitCode> {
    let shelf = Shelf::at(&config.data.folder.join("models"));
    match args.what {
        What::List => list(&shelf, config, terminal)?,
        What::Add { file, about } => {
            let model = shelf.add(&file, &about.newcomer(), terminal)?;
            installed(&shelf, &model, config, terminal)?;
        }
        What::Pull { url, about } => {
            let newcomer = about.newcomer();
            let model = super::runtime(config)?.block_on(llm::pull(&shelf, &url, &newcomer, terminal))?;
            installed(&shelf, &model, config, terminal)?;
        }
        What::Use { name } => choose(&shelf, &name, config, terminal)?,
        What::Remove { name, force } => {
            let model = shelf.get(&name)?;
            if !force && in_use(&shelf, config)? == Some(model.name) {
                let message = format!("“{name}” is the model in use: choose another one first, or say --force");
                return Err(Error::conflict(message));
            }
            let model = shelf.remove(&name)?;
            let freed = megabytes(model.record.bytes);
            terminal.report(
                &json!({ "removed": name, "bytes": model.record.bytes }),
                [format!("{name} is gone; {freed} are free")],
            );
        }
        What::Bench(args) => return bench::run(&args, &shelf, config, terminal),
        // It has run before the settings were read.
        What::Worker(_) => {}
    }
    Ok(ExitCode::SUCCESS)
}

/// The name of the model that the next start takes; nothing if there is none, or if others answer.
fn in_use(shelf: &Shelf, config: &Config) -> Result<Option<String>> {
    if config.llm.engine != Engine::Local {
        return Ok(None);
    }
    // A setting that names a model which is not there yet is no reason not to list or add.
    match shelf.chosen(&config.llm.model) {
        Err(error) if error.kind == crate::base::ErrorKind::NotFound => Ok(None),
        other => Ok(other?.map(|it| it.name)),
    }
}

fn list(shelf: &Shelf, config: &Config, terminal: &Terminal) -> Result<()> {
    let (all, used) = (shelf.all()?, in_use(shelf, config)?);
    let shown = |it: &Model| shown(it, used.as_deref());
    let value = json!({ "models": all.iter().map(shown).collect::<Vec<_>>() });
    let mut lines: Vec<_> = all.iter().flat_map(|it| described(it, used.as_deref() == Some(&it.name))).collect();
    if all.is_empty() {
        lines.push("No model is installed. docs/models.md recommends some; bodega model pull URL installs one.".into());
    }
    terminal.report(&value, lines);
    Ok(())
}

fn installed(shelf: &Shelf, model: &Model, config: &Config, terminal: &Terminal) -> Result<()> {
    let used = in_use(shelf, config)?;
    let is_used = used.as_deref() == Some(model.name.as_str());
    let mut lines = described(model, is_used);
    if !model.record.chat_template {
        lines.push("It does not say how conversations are written for it: it may not be one that answers.".into());
    }
    lines.push(if is_used {
        "The shop uses it from its next start on.".into()
    } else {
        format!("bodega model use {} makes the shop use it.", model.name)
    });
    terminal.report(&shown(model, used.as_deref()), lines);
    Ok(())
}

fn choose(shelf: &Shelf, name: &str, config: &Config, terminal: &Terminal) -> Result<()> {
    let model = shelf.choose(name)?;
    let mut lines = vec![format!("The shop uses {} from its next start on", model.name)];
    let setting = config.llm.model.trim();
    let overruled = !setting.is_empty() && setting != model.name;
    if overruled {
        lines = vec![format!("The setting llm.model names {setting}, which goes before: take it out, or write {name}")];
    }
    terminal.report(&json!({ "chosen": model.name, "overruled": overruled }), lines);
    Ok(())
}

fn shown(model: &Model, used: Option<&str>) -> Value {
    let mut value = serde_json::to_value(&model.record).unwrap_or_default();
    value["name"] = json!(model.name);
    value["in_use"] = json!(used == Some(&model.name));
    value
}

fn described(model: &Model, is_used: bool) -> Vec<String> {
    let record = &model.record;
    let unknown = || "unknown".to_owned();
    let used = if is_used { " · in use" } else { "" };
    let source = record.source.iter().map(|it| format!("  from {it}"));
    let head = format!(
        "{} · {} · {} · {} parameters · licence {}{used}",
        model.name,
        record.architecture,
        megabytes(record.bytes),
        parameters(record.parameters),
        record.license.clone().unwrap_or_else(unknown),
    );
    [head, format!("  sha256 {} · added {}", record.sha256, record.added.date())].into_iter().chain(source).collect()
}

fn megabytes(bytes: u64) -> String {
    format!("{} MB", bytes.div_ceil(1_000_000))
}

fn parameters(count: u64) -> String {
    match count {
        0..1_000_000_000 => format!("{} million", count.div_ceil(1_000_000)),
        _ => format!("{}.{} billion", count / 1_000_000_000, count / 100_000_000 % 10),
    }
}
