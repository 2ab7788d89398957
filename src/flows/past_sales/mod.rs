//! Sales of another shop become purchases of this one: their buyers find the goods in their libraries, and their licence keys
//! go on being good. The books stay where the money is: such a purchase has no entry in the ledger and no invoice.

mod keeping;
mod matching;
mod pages;
mod report;
mod sale;
mod shown;
#[cfg(test)]
mod tests;
pub mod view;

use std::{io::Read, net::IpAddr, ops::ControlFlow, sync::Arc};

use self::{
    keeping::{Matched, Outcome},
    matching::Shelf,
    sale::{Found, Reader},
};
pub use self::{matching::Alias, report::Report};
use crate::{
    base::{Error, ErrorKind, Result, Role, Slug},
    features::{audit::Actor, catalog::import::Refusal, delivery::Allowance, orders},
    platform::{
        Feature,
        db::{Db, Migration},
        progress::Progress,
        web::{OfficeEntry, Shop, parts::Icon},
    },
};

/// As many sales are kept in one change of the store.
const CHUNK: usize = 200;
/// So many refused rows are told one by one.
const MOST_TOLD: usize = 10_000;

/// The office's page.
pub fn feature() -> Feature {
    let entry = OfficeEntry {
        place: 48,
        group: "",
        icon: Icon("package-open"),
        name: "Past sales",
        url: pages::HERE,
        role: Role::Admin,
    };
    Feature::new("past_sales").office(entry).pages(pages::routes()).migrations(&[SHOW_RATINGS])
}

/// Ratings that were brought before there were reviews were kept with their purchases, and shown nowhere.
const SHOW_RATINGS: Migration = Migration {
    name: "show what was said of past sales",
    run: |txn| {
        let mut past = Vec::new();
        orders::each(txn, |order| {
            if order.extras.elsewhere.as_ref().is_some_and(|it| it.rating.is_some()) {
                past.push(order);
            }
            Ok(ControlFlow::Continue(()))
        })?;
        past.iter().try_for_each(|it| keeping::show_now(txn, it))
    },
};

/// How sales are to be imported.
#[derive(Debug, Clone)]
pub struct Options {
    /// Which product is meant by what the file calls one.
    pub aliases: Vec<Alias>,
    /// Only products of this seller are meant; of any if nothing is said.
    pub seller: Option<Slug>,
    /// Only tells what would happen.
    pub dry_run: bool,
    /// How long the file is, if that is known, to tell how far it has come.
    pub bytes: Option<u64>,
    /// Who does it.
    pub actor: Actor,
    /// From where, if a network was in between.
    pub address: Option<IpAddr>,
    /// How long and how often files may be downloaded, unless product or edition say otherwise.
    pub usual: Allowance,
}

impl Options {
    /// As the shop's settings say, done by `actor`.
    pub fn new(shop: &Shop, actor: Actor, address: Option<IpAddr>) -> Self {
        let usual = Allowance { limit: Some(shop.downloads_per_file), window: shop.download_window };
        Self { aliases: Vec::new(), seller: None, dry_run: false, bytes: None, actor, address, usual }
    }
}

/// Imports the sales in `input`, a CSV that Gumroad has written. For threads that may wait.
///
/// What is kept stays kept if a later part cannot be read; importing again goes on from there and changes nothing else.
///
/// # Errors
/// The file is no list of sales, cannot be read any further, or an alias names no product.
pub fn import(db: &Db, input: impl Read, options: &Options, progress: &dyn Progress) -> Result<Report> {
    let mut reader = Reader::open(input)?;
    let mut shelf = db.look(|txn| Shelf::of(txn, &options.aliases, options.seller.as_ref()))?;
    keeping::give_names(db, &shelf, options)?;
    let mut report = Report::new(options.dry_run);
    loop {
        let (chunk, end) = gather(db, &mut reader, &mut shelf, &mut report);
        keep(db, chunk, options, &mut report)?;
        report.rows = reader.rows();
        progress.at(reader.bytes(), options.bytes, &format!("bytes, {} sales", report.rows));
        match end {
            End::NotYet => {}
            End::Whole => break,
            End::Broken(error) => return Err(broken_off(error, &report)),
        }
    }
    report.finish(reader.foreign());
    Ok(report)
}

/// Whether a file has come to its end.
enum End {
    NotYet,
    Whole,
    Broken(Error),
}

/// What cannot be read any further has been read so far.
fn broken_off(error: Error, report: &Report) -> Error {
    let kept = report.added + report.updated + report.unchanged;
    if kept == 0 || report.dry_run {
        return error;
    }
    Error::of(error.kind, format!("{}. Kept so far: {kept} sales", error.message)).because(error)
}

/// The next sales, each with what was sold; says whether there are more.
fn gather<R: Read>(db: &Db, reader: &mut Reader<R>, shelf: &mut Shelf, report: &mut Report) -> (Vec<Matched>, End) {
    let mut chunk = Vec::new();
    for _ in 0..CHUNK {
        match reader.find_next() {
            Err(error) => return (chunk, End::Broken(error)),
            Ok(None) => return (chunk, End::Whole),
            Ok(Some(Found::Refused(refusal))) => report.refuse(refusal),
            Ok(Some(Found::Sale(sale))) => match db.look(|txn| shelf.find(txn, &sale)) {
                Ok(place) => chunk.push(Matched { sale: *sale, place }),
                Err(error) if is_refusal(&error) => {
                    report.note_unmatched(&sale);
                    report.refuse(Refusal::of(sale.row, &sale.called(), &error));
                }
                Err(error) => return (chunk, End::Broken(error)),
            },
        }
    }
    (chunk, End::NotYet)
}

/// Keeps a chunk in one change. If one of its sales cannot be kept, each gets a change of its own, so that only that one is
/// refused.
fn keep(db: &Db, chunk: Vec<Matched>, options: &Options, report: &mut Report) -> Result<()> {
    let chunk = Arc::new(chunk);
    let count = |report: &mut Report, range: std::ops::Range<usize>, outcomes: Vec<Outcome>| {
        chunk[range].iter().zip(outcomes).for_each(|(it, outcome)| report.count(&it.sale, outcome));
    };
    let all = 0..chunk.len();
    match keeping::keep(db, &chunk, all.clone(), options) {
        Ok(outcomes) => {
            count(report, all, outcomes);
            return Ok(());
        }
        Err(error) if is_refusal(&error) => {}
        Err(error) => return Err(error),
    }
    for at in all {
        match keeping::keep(db, &chunk, at..at + 1, options) {
            Ok(outcomes) => count(report, at..at + 1, outcomes),
            Err(error) if is_refusal(&error) => {
                let sale = &chunk[at].sale;
                report.refuse(Refusal::of(sale.row, &sale.called(), &error));
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

fn is_refusal(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::Conflict | ErrorKind::NotFound)
}
