//! `bodega import products`: the product list of another shop becomes this one's. `bodega import sales`: so do its sales.

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
    process::ExitCode,
};

use clap::{Subcommand, ValueEnum};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Task, terminal::Terminal};
use crate::{
    app::App,
    base::{Error, Result, Slug},
    config::Config,
    features::{audit::Actor, sellers::SellerName},
    flows::{
        importing::{self, Options},
        past_sales::{self, Alias},
    },
    platform::progress::Progress,
};

/// What to import.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Products from a CSV of Shopify (old or new header), WooCommerce, Easy Digital Downloads or Bodega.
    ///
    /// Where the file comes from is told by its header. Rows that cannot be used are reported with their number and
    /// the reason, and the exit status is 1; everything else is imported. Importing the same file again changes nothing.
    Products {
        /// The file; `-` reads standard input.
        file: PathBuf,
        /// Only tell what would happen.
        #[arg(long)]
        dry_run: bool,
        /// Who sells what the file names no seller for; the shop's own name if left out.
        #[arg(long, value_name = "NAME")]
        seller: Option<String>,
        /// A name for this catalogue, if you import several of one kind whose numbers overlap.
        #[arg(long, value_name = "LABEL")]
        from: Option<String>,
    },
    /// Sales of another shop, from the CSV that it exports: buyers find their goods here, and their licence keys stay good.
    ///
    /// The money of these sales stays in the books of that shop. Rows that cannot be used are reported with their number and
    /// the reason, and the exit status is 1; everything else is imported. Importing a newer file again adds nothing twice,
    /// and brings refunds up to date.
    Sales {
        /// The file; `-` reads standard input.
        file: PathBuf,
        /// Which shop has written it.
        #[arg(long, value_enum)]
        from: OtherShop,
        /// Which product is meant: `NAME=product` or `NAME=product/edition`, where NAME is the name, the permalink or what
        /// programs call it there. Can be said several times.
        #[arg(long = "product", value_name = "NAME=PRODUCT")]
        products: Vec<String>,
        /// Only products of this seller are meant, by the end of their address.
        #[arg(long, value_name = "SELLER")]
        seller: Option<String>,
        /// Only tell what would happen.
        #[arg(long)]
        dry_run: bool,
    },
}

/// Whose sales can be read.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum OtherShop {
    Gumroad,
}

/// An import of sales as it travels to a running shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ImportSales {
    file: PathBuf,
    products: Vec<String>,
    seller: Option<String>,
    dry_run: bool,
}

/// An import as it travels to a running shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Import {
    file: PathBuf,
    dry_run: bool,
    seller: Option<String>,
    from: Option<String>,
}

pub(super) fn run(args: Args, config: Config, terminal: &Terminal) -> Result<ExitCode> {
    let (file, task): (PathBuf, Box<dyn FnOnce(PathBuf) -> Task>) = match args.what {
        What::Products { file, dry_run, seller, from } => {
            (file, Box::new(move |file| Task::Import(Import { file, dry_run, seller, from })))
        }
        What::Sales { file, from: OtherShop::Gumroad, products, seller, dry_run } => {
            (file, Box::new(move |file| Task::ImportSales(ImportSales { file, products, seller, dry_run })))
        }
    };
    // Standard input is this process's own; a running shop reads a file.
    let spooled = if file == Path::new("-") { Some(spool()?) } else { None };
    let file = match &spooled {
        Some(spooled) => spooled.path().to_owned(),
        None => std::path::absolute(&file)?,
    };
    let mut report = task(file).anywhere(config, terminal)?;
    let refused = report["refused"].as_array().is_some_and(|it| !it.is_empty());
    let words = report.as_object_mut().and_then(|it| it.remove("words"));
    let words = words.iter().filter_map(Value::as_str).flat_map(str::lines);
    terminal.report(&report, words.map(str::to_owned));
    Ok(if refused { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn spool() -> Result<tempfile::NamedTempFile> {
    let mut file = tempfile::NamedTempFile::new()?;
    io::copy(&mut io::stdin().lock(), &mut file)?;
    Ok(file)
}

impl Import {
    /// Imports into an open shop.
    pub(super) fn perform(self, app: &App, progress: &dyn Progress) -> Result<Value> {
        let (input, bytes) = open(&self.file)?;
        let options = Options {
            currency: app.shop.currency,
            seller: SellerName::parse(self.seller.as_deref().unwrap_or(&app.shop.name))?,
            from: self.from,
            dry_run: self.dry_run,
            bytes: Some(bytes),
        };
        let report = importing::import(&app.db, input, &options, progress)?;
        let mut value = serde_json::to_value(&report).map_err(Error::internal)?;
        value["words"] = report.in_words().into();
        Ok(value)
    }
}

impl ImportSales {
    /// Imports into an open shop.
    pub(super) fn perform(self, app: &App, progress: &dyn Progress) -> Result<Value> {
        let (input, bytes) = open(&self.file)?;
        let options = past_sales::Options {
            aliases: self.products.iter().map(|it| Alias::parse(it)).collect::<Result<_>>()?,
            seller: self.seller.as_deref().map(Slug::parse).transpose()?,
            dry_run: self.dry_run,
            bytes: Some(bytes),
            ..past_sales::Options::new(&app.shop, Actor::Operator, None)
        };
        let report = past_sales::import(&app.db, input, &options, progress)?;
        let mut value = serde_json::to_value(&report).map_err(Error::internal)?;
        value["words"] = report.in_words().into();
        Ok(value)
    }
}

fn open(file: &Path) -> Result<(File, u64)> {
    let found = File::open(file).and_then(|it| Ok((it.metadata()?, it)));
    let (about, input) =
        found.map_err(|cause| Error::invalid("file", format!("{} cannot be read", file.display())).because(cause))?;
    if !about.is_file() {
        return Err(Error::invalid("file", format!("{} is not a file", file.display())));
    }
    Ok((input, about.len()))
}
