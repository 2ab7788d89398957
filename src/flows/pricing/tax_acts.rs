//! What is done about tax rates; each stands in the audit, in the same write.

use super::acts::By;
use crate::{
    base::{Error, Result, TaxRateId, rate_in_words},
    features::{
        audit::Act,
        taxes::{self, NewRate, TaxRate},
    },
    platform::db::WriteTxn,
};

/// Adds a row to the table, or changes one.
pub(super) fn keep(txn: &WriteTxn, by: &By, id: Option<TaxRateId>, new: NewRate) -> Result<TaxRate> {
    let (rate, what) = match id {
        Some(id) => (taxes::edit(txn, id, new)?, "changed"),
        None => (taxes::add(txn, new)?, "added"),
    };
    by.note(txn, Act::TaxesChanged, rate.id, &told(what, &rate))?;
    Ok(rate)
}

/// Takes a row out.
pub(super) fn remove(txn: &WriteTxn, by: &By, id: TaxRateId) -> Result<()> {
    let rate = taxes::remove(txn, id)?;
    by.note(txn, Act::TaxesChanged, id, &told("removed", &rate))
}

/// Makes the table what `rows` say, and nothing else.
pub(super) fn replace(txn: &WriteTxn, by: &By, rows: &[NewRate]) -> Result<()> {
    taxes::replace(txn, rows)?;
    by.note(txn, Act::TaxesChanged, "", &format!("imported {} rows", rows.len()))
}

fn told(what: &str, rate: &TaxRate) -> String {
    format!("{what} {} {} on {}: {}", rate.name, rate.jurisdiction(), rate.class.as_str(), rate_in_words(rate.rate))
}

/// Reads a table that somebody sent, on a thread of its own: there may be thousands of rows.
///
/// # Errors
/// It is no text, or a row cannot be used; the field is `file`.
pub(super) async fn read(file: Vec<u8>) -> Result<Vec<NewRate>> {
    let work = move || {
        let text = String::from_utf8(file).map_err(|_| Error::invalid("file", "Send the table as text in UTF-8"))?;
        taxes::read(&text)
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}
