//! What is in a bundle, as people and lists write it: a product a line, by the last part of its address, and behind a `/` the
//! edition; the cheapest if none is named.

use super::{BundleItem, store};
use crate::{
    base::{Error, Result},
    platform::db::Reads,
};

/// Reads the lines.
///
/// # Errors
/// There is no such product or edition; the field is `bundle`.
pub fn read_bundle(txn: &impl Reads, text: &str) -> Result<Vec<BundleItem>> {
    let lines = text.lines().map(str::trim).filter(|it| !it.is_empty());
    let item = |line: &str| {
        let missing = || Error::invalid("bundle", format!("There is no “{line}” here"));
        let (name, edition) = line.split_once('/').map_or((line, None), |(name, edition)| (name, Some(edition.trim())));
        let product = store::find_by_name(txn, name.trim())?.ok_or_else(missing)?;
        let found = match edition {
            Some(wanted) => product.on_sale().find(|it| it.name.to_lowercase() == wanted.to_lowercase()),
            None => product.cheapest(),
        };
        Ok(BundleItem { product: product.id, edition: found.ok_or_else(missing)?.id })
    };
    lines.map(item).collect()
}

/// Writes the lines.
pub fn write_bundle(txn: &impl Reads, bundle: &[BundleItem]) -> Result<String> {
    let line = |it: &BundleItem| {
        let Some(product) = store::find(txn, it.product)? else { return Ok(it.product.to_string()) };
        let name = product.edition(it.edition).map(|it| it.name.clone()).unwrap_or_default();
        Ok(format!("{}/{name}", product.slug))
    };
    Ok(bundle.iter().map(line).collect::<Result<Vec<_>>>()?.join("\n"))
}
