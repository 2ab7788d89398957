//! What programs call a product that were shipped with another shop's keys: its permalink or identifier there. They go on
//! asking by it.

use super::{model::GivenName, store::NAMES};
use crate::{
    base::{Error, ProductId, Result},
    platform::db::{Reads, WriteTxn},
};

/// Lets programs of another shop find a product by the name that it had there. A name stays with the product that
/// has it: whoever could take it away could let a program accept keys of something else (threat 34).
///
/// # Errors
/// Another product has it.
pub fn give_name(txn: &WriteTxn, name: &str, product: ProductId) -> Result<()> {
    match named(txn, name)? {
        Some(known) if known == product => Ok(()),
        Some(_) => Err(Error::conflict(format!("Programs know another product as “{}” already", name.trim()))),
        None => NAMES.put(txn, &GivenName { name: plain(name), product }),
    }
}

/// The product that programs of another shop know by this name.
pub fn named(txn: &impl Reads, name: &str) -> Result<Option<ProductId>> {
    Ok(NAMES.find(txn, plain(name))?.map(|it| it.product))
}

fn plain(name: &str) -> String {
    name.trim().chars().take(200).collect::<String>().to_lowercase()
}
