//! `bodega files`: real files become a release of a product; all files move house, and are proved whole.

use std::{path::PathBuf, process::ExitCode};

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Task, terminal::Terminal};
use crate::{
    app::App,
    base::{Error, Result},
    config::Config,
    features::catalog::{self, FileName, NewFile},
    flows::keeping,
    platform::{files::Home, progress::Progress},
};

/// What to do with files.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Add files to a product as a new release. Everyone who bought it can download them at once.
    Attach {
        /// The product, by its id or the last part of its address.
        product: String,
        /// The files.
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// What the release is called; one after the latest if left out.
        #[arg(long, value_name = "VERSION")]
        version: Option<String>,
        /// What is new in it.
        #[arg(long, value_name = "TEXT", default_value = "")]
        notes: String,
    },
    /// Copy every file between the data folder and the bucket of the settings, and compare what arrived. Broken off, it
    /// goes on where it was when it is called again.
    Move {
        /// Where to: the bucket (`s3`) or the data folder (`folder`).
        #[arg(long, value_parser = home)]
        to: Home,
        /// Take out of the other place what has arrived. The shop must have been started with the new place.
        #[arg(long)]
        remove: bool,
    },
    /// Read every byte of every file that the shop names, wherever it lies, and compare it with its SHA-256.
    Verify,
}

fn home(text: &str) -> Result<Home, String> {
    match text {
        "s3" => Ok(Home::S3),
        "folder" => Ok(Home::Folder),
        _ => Err("write s3 or folder".into()),
    }
}

/// Files as they travel to a running shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Attach {
    product: String,
    files: Vec<PathBuf>,
    version: Option<String>,
    notes: String,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    match args.what {
        What::Attach { product, files, version, notes } => {
            attach(Attach { product, files, version, notes }, config, terminal)
        }
        What::Move { to, remove } => move_house(to, remove, config, terminal),
        What::Verify => verify(config, terminal),
    }
}

fn attach(attach: Attach, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let Attach { product, files, version, notes } = attach;
    let files = files.iter().map(std::path::absolute).collect::<Result<Vec<_>, _>>()?;
    let report = Task::Attach(Attach { product, files, version, notes }).anywhere(config, terminal)?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let head = format!("{} has release {}:", text(&report["product"]), text(&report["version"]));
    let files = report["files"].as_array().into_iter().flatten();
    let lines =
        files.map(|it| format!("  {} · {} bytes · sha256 {}", text(&it["name"]), it["size"], text(&it["sha256"])));
    terminal.report(&report, std::iter::once(head).chain(lines));
    Ok(ExitCode::SUCCESS)
}

fn move_house(to: Home, remove: bool, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let report = Task::MoveFiles { to, remove }.anywhere(config, terminal)?;
    let damaged: Vec<_> = report["damaged"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let number = |key: &str| report[key].as_u64().unwrap_or_default();
    let mut lines = vec![format!(
        "{} files copied and compared ({} bytes), {} were there already",
        number("copied"),
        number("bytes"),
        number("there")
    )];
    if remove {
        lines.push(format!("{} files taken out of the place they came from", number("removed")));
    }
    lines.extend(damaged.iter().map(|it| format!("Damaged, and left where it is: {it}")));
    if report["in_use"] != true && damaged.is_empty() {
        lines.push(format!(
            "Now write where = \"{to}\" into [files] and restart the shop. What came in meanwhile is fetched"
        ));
        lines.push(format!("by `bodega files move --to {to}` again; with --remove it empties the place that is left"));
    }
    terminal.report(&report, lines);
    Ok(if damaged.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn verify(config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let report = Task::VerifyFiles.anywhere(config, terminal)?;
    let faults: Vec<_> = report["faults"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let verdict = if faults.is_empty() { "whole" } else { "read; these are not whole" };
    let head = format!("{} files are {verdict}", report["files"]);
    terminal.report(&report, std::iter::once(head).chain(faults.iter().map(|it| (*it).to_owned())));
    Ok(if faults.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Moves the files of an open shop.
pub(super) async fn perform_move(app: &App, to: Home, remove: bool, progress: &dyn Progress) -> Result<Value> {
    let moved = app.files.move_all(to, remove, progress).await?;
    let mut report = serde_json::to_value(moved).map_err(Error::internal)?;
    report["to"] = json!(to);
    report["in_use"] = json!(app.config.files.home == to);
    Ok(report)
}

/// Reads every file of an open shop.
pub(super) async fn perform_verify(app: &App, progress: &dyn Progress) -> Result<Value> {
    let mut named = app.db.look(keeping::named)?;
    named.sort_by_key(|it| it.sha256);
    named.dedup_by_key(|it| it.sha256);
    let files = named.len();
    let faults = app.files.verify(named, progress).await?;
    Ok(json!({ "files": files, "faults": faults }))
}

impl Attach {
    /// Attaches to a product of an open shop: the bytes first, then the record that names them.
    pub(super) async fn perform(self, app: &App, progress: &dyn Progress) -> Result<Value> {
        let missing = || Error::not_found(format!("There is no product “{}”", self.product));
        let product = app.db.look(|txn| catalog::find_by_name(txn, &self.product))?.ok_or_else(missing)?;
        let mut files = Vec::new();
        for (at, path) in self.files.iter().enumerate() {
            progress.at(at as u64, Some(self.files.len() as u64), "files");
            let blob = app.files.put_file(path).await?;
            let name = FileName::of(&path.file_name().unwrap_or_default().to_string_lossy());
            let media_type = mime_guess::from_path(path).first_or_octet_stream().to_string();
            files.push(NewFile { name, media_type, size: blob.size, sha256: blob.sha256 });
        }
        let version = self.version.unwrap_or_else(|| product.next_version());
        let (id, notes) = (product.id, self.notes);
        let product =
            app.db.write(move |txn| catalog::attach_release(txn, id, &version, &notes, txn.now, &files)).await?;
        let release = product.latest().ok_or_else(|| Error::internal("a release is missing"))?;
        Ok(json!({
            "product": product.title, "id": product.id, "release": release.id, "version": release.version,
            "files": release.files,
        }))
    }
}
