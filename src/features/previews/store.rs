//! Where previews are kept.

use std::ops::ControlFlow;

use super::Preview;
use crate::{
    base::{PreviewId, ProductId, Result},
    platform::{
        db::{Reads, Stored, Table},
        files::Blob,
    },
};

pub(super) static TABLES: [&dyn Stored; 1] = [&PREVIEWS];

pub(super) static PREVIEWS: Table<Preview> = Table::new("previews", &[]).shown();

/// The preview of a product with this identifier.
pub fn find(txn: &impl Reads, product: ProductId, id: PreviewId) -> Result<Option<Preview>> {
    PREVIEWS.find(txn, (product, id))
}

/// All of a product, in the order in which they were added.
pub fn of_product(txn: &impl Reads, product: ProductId) -> Result<Vec<Preview>> {
    PREVIEWS.of(txn, &product, usize::MAX)
}

/// The bytes of all previews, which must be kept.
pub fn blobs(txn: &impl Reads) -> Result<Vec<Blob>> {
    let mut all = Vec::new();
    PREVIEWS.each(txn, |it| {
        all.extend(it.blobs());
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(all)
}
