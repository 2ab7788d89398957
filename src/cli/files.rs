//! `bodega files attach`: real files become a release of a product.

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
    platform::progress::Progress,
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
    let What::Attach { product, files, version, notes } = args.what;
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
