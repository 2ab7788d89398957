//! Product lists of other shops become products and sellers of this one.

mod offers;
mod report;
#[cfg(test)]
mod tests;

use std::{io::Read, sync::Arc};

use self::offers::{Bundles, Offer};
pub use self::report::Report;
use crate::{
    base::{Currency, Error, ErrorKind, ProductId, Result, Timestamp},
    features::{
        catalog::{
            self, NewProduct, Origin, Source,
            import::{Found, Imported, Reader, Refusal, Standing},
        },
        sellers::{self, SellerName},
    },
    platform::{
        db::{Db, WriteTxn},
        progress::Progress,
        web::parts::counted,
    },
};

/// As many products are kept in one change of the store.
const CHUNK: usize = 200;

/// How a list is to be imported.
#[derive(Debug, Clone)]
pub struct Options {
    /// Prices are in this currency.
    pub currency: Currency,
    /// Who sells what the list names no seller for.
    pub seller: SellerName,
    /// Which of several catalogues of one kind this is, so that their keys do not meet.
    pub from: Option<String>,
    /// Only tells what would happen.
    pub dry_run: bool,
    /// How long the list is, if that is known, to tell how far it has come.
    pub bytes: Option<u64>,
}

/// Imports the product list `input`, however long it is. For threads that may wait.
///
/// What is kept stays kept if a later part cannot be read; importing again goes on from there and changes nothing else.
///
/// # Errors
/// The list is of no known kind, cannot be read any further, or the store cannot be written.
pub fn import(db: &Db, input: impl Read, options: &Options, progress: &dyn Progress) -> Result<Report> {
    let mut reader = Reader::open(input, db.clock().now())?;
    let mut report = Report::new(reader.format(), options.dry_run);
    let mut bundles = Bundles::default();
    loop {
        let (chunk, end) = gather(&mut reader, options, &mut report);
        let outcomes = keep(db, chunk, options.dry_run, &mut report)?;
        for (outcome, product, offers) in outcomes {
            bundles.note(product, &offers);
            match outcome {
                Outcome::Added => report.added += 1,
                Outcome::Updated => report.updated += 1,
                Outcome::Unchanged => report.unchanged += 1,
            }
        }
        report.rows = reader.rows();
        progress.at(reader.bytes(), options.bytes, &format!("bytes, {} products", report.products));
        match end {
            End::NotYet => {}
            End::Whole => break,
            End::Broken(error) => return Err(broken_off(error, &report)),
        }
    }
    report.notes = reader.notes();
    if !options.dry_run {
        report.notes.extend(bundles.fill(db)?);
    }
    report.note_shipped();
    report.refused.sort_by_key(|it| it.row);
    Ok(report)
}

/// A product that has passed the door.
#[derive(Clone)]
struct Checked {
    row: u64,
    title: String,
    seller: SellerName,
    new: NewProduct,
    offers: Vec<Offer>,
    source: Source,
    standing: Standing,
    since: Option<Timestamp>,
}

/// What became of a product, which one it is here, and what the list says of its editions beside their price.
type Kept = (Outcome, ProductId, Vec<Offer>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Added,
    Updated,
    Unchanged,
}

/// Whether a list has come to its end.
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
    Error::of(error.kind, format!("{}. Kept so far: {}", error.message, counted(kept, "product", "products")))
        .because(error)
}

/// The next products, checked; says whether there are more.
fn gather<R: Read>(reader: &mut Reader<R>, options: &Options, report: &mut Report) -> (Vec<Checked>, End) {
    let mut chunk = Vec::new();
    while chunk.len() < CHUNK {
        match reader.find_next() {
            Err(error) => return (chunk, End::Broken(error)),
            Ok(None) => return (chunk, End::Whole),
            Ok(Some(Found::Refused(refusal))) => report.refused.push(refusal),
            Ok(Some(Found::Product(it))) => {
                report.products += 1;
                report.shipped += u64::from(it.shipped);
                let (row, title) = (it.row, it.form.title.clone());
                match check(*it, options) {
                    Ok(checked) => {
                        report.without_files += u64::from(!checked.source.files.is_empty());
                        chunk.push(checked);
                    }
                    Err(error) => report.refused.push(Refusal::of(row, &title, &error)),
                }
            }
        }
    }
    (chunk, End::NotYet)
}

fn check(it: Imported, options: &Options) -> Result<Checked> {
    let seller = it.seller.as_deref().map(SellerName::parse).transpose()?.unwrap_or_else(|| options.seller.clone());
    let new = it.form.check(options.currency)?;
    let offers = it.offers.iter().map(|it| Offer::check(it, options.currency)).collect::<Result<_>>()?;
    let key = match &options.from {
        Some(from) => format!("{from}:{}", it.key),
        None => it.key,
    };
    let source = Source { key, hash: it.hash, files: it.files };
    Ok(Checked {
        row: it.row,
        title: it.form.title,
        seller,
        new,
        offers,
        source,
        standing: it.standing,
        since: it.since,
    })
}

/// Keeps a chunk in one change. If one of its products cannot be kept, each gets a change of its own,
/// so that only that one is refused.
fn keep(db: &Db, chunk: Vec<Checked>, dry_run: bool, report: &mut Report) -> Result<Vec<Kept>> {
    let chunk = Arc::new(chunk);
    match keep_some(db, &chunk, 0..chunk.len(), dry_run) {
        Err(error) if is_refusal(&error) => {}
        outcome => return outcome,
    }
    let mut outcomes = Vec::new();
    for (at, it) in chunk.iter().enumerate() {
        match keep_some(db, &chunk, at..at + 1, dry_run) {
            Ok(some) => outcomes.extend(some),
            Err(error) if is_refusal(&error) => report.refused.push(Refusal::of(it.row, &it.title, &error)),
            Err(error) => return Err(error),
        }
    }
    Ok(outcomes)
}

fn is_refusal(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::Conflict)
}

fn keep_some(db: &Db, chunk: &Arc<Vec<Checked>>, which: std::ops::Range<usize>, dry_run: bool) -> Result<Vec<Kept>> {
    let chunk = chunk.clone();
    db.write_or_try(dry_run, move |txn| chunk[which.clone()].iter().map(|it| keep_one(txn, it)).collect())
}

fn keep_one(txn: &WriteTxn, it: &Checked) -> Result<Kept> {
    let Some(old) = catalog::find_by_source(txn, &it.source.key)? else {
        return match own_product(txn, it)? {
            Some(own) => update(txn, &own, it),
            None => {
                let seller = sellers::find_or_make(txn, &it.seller)?;
                let origin = Origin { source: Some(it.source.clone()), batch: None };
                let product = catalog::add(txn, seller.id, &it.new, origin)?;
                let product = stand(txn, &product, it)?;
                offers::set_sales(txn, &product, &it.offers)?;
                Ok((Outcome::Added, product.id, it.offers.clone()))
            }
        };
    };
    if old.source.as_ref().is_some_and(|source| source.hash == it.source.hash) {
        return Ok((Outcome::Unchanged, old.id, Vec::new()));
    }
    update(txn, &old, it)
}

/// A product made here, met again in a list that this shop wrote.
fn own_product(txn: &WriteTxn, it: &Checked) -> Result<Option<catalog::Product>> {
    match it.source.key.strip_prefix("bodega/") {
        Some(slug) => Ok(catalog::find_by_name(txn, slug)?.filter(|own| own.source.is_none())),
        None => Ok(None),
    }
}

fn update(txn: &WriteTxn, old: &catalog::Product, it: &Checked) -> Result<Kept> {
    let seller = sellers::find_or_make(txn, &it.seller)?;
    catalog::edit(txn, old.id, None, &it.new.clone().keeping(old))?;
    let product = catalog::hand_over(txn, old.id, seller.id)?;
    let product = stand(txn, &product, it)?;
    let product = offers::set_sales(txn, &product, &it.offers)?;
    catalog::set_source(txn, old.id, it.source.clone())?;
    let outcome = if product.revision == old.revision { Outcome::Unchanged } else { Outcome::Updated };
    Ok((outcome, old.id, it.offers.clone()))
}

fn stand(txn: &WriteTxn, product: &catalog::Product, it: &Checked) -> Result<catalog::Product> {
    match it.standing {
        Standing::Published => {
            let since = it.since.filter(|since| *since <= txn.now).unwrap_or(txn.now);
            catalog::publish_since(txn, product.id, since)
        }
        Standing::Draft => catalog::unpublish(txn, product.id),
        Standing::Retired => catalog::retire(txn, product.id),
    }
}
