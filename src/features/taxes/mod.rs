//! What tax is due on a sale: a table of rates by country, region and class of goods, and the rule of the European Union
//! that a company in another of its countries accounts for the tax itself.
//!
//! A row for a region takes the place of the country's row of the same name; rows of other names are added to it. So
//! Canada's GST stands once for the country, QST for Quebec beside it, and the Canary Islands' rate in place of Spain's.

mod assessing;
mod form;
mod model;
mod sheet;
mod store;
#[cfg(test)]
mod tests;
mod vat;

pub use assessing::{Assessed, Seat, Standing, Taxed, assess, contained, is_reverse_charge};
pub use form::{NewRate, RateForm};
pub use model::{DIGITAL, Place, TaxClass, TaxRate};
pub use sheet::{read, write};
pub use vat::VatNumber;

use crate::{
    base::{Country, Error, Result, TaxRateId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// As many rows a table has at most.
pub const MOST: usize = 5_000;

/// What taxes bring along.
pub fn feature() -> Feature {
    Feature::new("taxes").tables(store::ALL)
}

/// Adds a row; there is one for each country, region, class and name.
pub fn add(txn: &WriteTxn, new: NewRate) -> Result<TaxRate> {
    if store::RATES.len(txn)? >= MOST as u64 {
        return Err(Error::conflict("The table is full; take rows out first"));
    }
    let rate = new.into_rate(txn.fresh(), txn.now);
    store::RATES.put(txn, &rate)?;
    Ok(rate)
}

/// Makes a row what `new` says.
pub fn edit(txn: &WriteTxn, id: TaxRateId, new: NewRate) -> Result<TaxRate> {
    get(txn, id)?;
    let rate = new.into_rate(id, txn.now);
    store::RATES.put(txn, &rate)?;
    Ok(rate)
}

/// Takes a row out.
pub fn remove(txn: &WriteTxn, id: TaxRateId) -> Result<TaxRate> {
    let rate = get(txn, id)?;
    store::RATES.remove(txn, id)?;
    Ok(rate)
}

/// Makes the table what `rows` say, and nothing else.
pub fn replace(txn: &WriteTxn, rows: &[NewRate]) -> Result<()> {
    for old in all(txn)? {
        store::RATES.remove(txn, old.id)?;
    }
    rows.iter().try_for_each(|row| store::RATES.put(txn, &row.clone().into_rate(txn.fresh(), txn.now)))
}

/// The row `id`.
pub fn get(txn: &impl Reads, id: TaxRateId) -> Result<TaxRate> {
    store::RATES.get(txn, id)
}

/// All rows, by country, region, class and name.
pub fn all(txn: &impl Reads) -> Result<Vec<TaxRate>> {
    store::BY_PLACE.all().records(txn, &store::RATES)
}

/// Whether there is any rate, so that buyers are asked where they are.
pub fn any(txn: &impl Reads) -> Result<bool> {
    Ok(store::RATES.len(txn)? > 0)
}

/// The regions that differ from the rest of their country.
pub fn regions(txn: &impl Reads) -> Result<Vec<(Country, String)>> {
    let mut found: Vec<_> = all(txn)?.into_iter().filter_map(|it| Some((it.country, it.region?))).collect();
    found.sort();
    found.dedup();
    Ok(found)
}
