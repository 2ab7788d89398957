//! `bodega export products`: the catalogue as a CSV.

use std::{
    fs::File,
    io::{self, BufWriter},
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::Subcommand;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Task, terminal::Terminal};
use crate::{
    app::App,
    base::{Error, Result},
    config::Config,
    flows::exporting,
    platform::progress::Progress,
};

/// What to export.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// All products, drafts and retired ones too, as a CSV that imports into an empty shop as the same catalogue.
    ///
    /// The bytes of files and pictures are not in a CSV; files are listed with size and SHA-256.
    /// `bodega backup` keeps everything.
    Products {
        /// The file to write, in place of an older one; standard output if left out.
        file: Option<PathBuf>,
    },
}

/// An export as it travels to a running shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Export {
    file: PathBuf,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let What::Products { file } = args.what;
    match file.filter(|it| it != Path::new("-")) {
        Some(file) => {
            let file = std::path::absolute(&file)?;
            let report = Task::Export(Export { file }).anywhere(config, terminal)?;
            let line = format!("{} products written to {}", report["products"], report["file"].as_str().unwrap_or(""));
            terminal.report(&report, [line]);
        }
        None => {
            let folder = tempfile::tempdir()?;
            let file = folder.path().join("products.csv");
            Task::Export(Export { file: file.clone() }).anywhere(config, terminal)?;
            io::copy(&mut File::open(&file)?, &mut io::stdout().lock())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Export {
    /// Exports an open shop's catalogue. The file is there once it is whole.
    pub(super) fn perform(self, app: &App, progress: &dyn Progress) -> Result<Value> {
        let refused = |cause: io::Error| {
            Error::invalid("file", format!("{} cannot be written", self.file.display())).because(cause)
        };
        let folder = self.file.parent().unwrap_or(Path::new("/"));
        let beside = tempfile::NamedTempFile::new_in(folder).map_err(refused)?;
        let mut out = BufWriter::new(beside);
        let products = app.db.look(|txn| exporting::export(txn, &mut out, progress))?;
        let beside = out.into_inner().map_err(|it| refused(it.into_error()))?;
        beside.as_file().sync_all()?;
        beside.persist(&self.file).map_err(|it| refused(it.error))?;
        Ok(json!({ "file": self.file, "products": products }))
    }
}
