//! What can be heard, read and seen of a product before it is bought: samples that its maker adds for everybody.
//!
//! A preview is never a file that is sold: its bytes are added for this alone. Of a text only the beginning is kept, and of a
//! document a picture of its first page.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Drawn, Kind, NewPreview, Preview, audio_type, first_lines, is_pdf};
pub use store::{blobs, find, of_product};

use std::collections::HashMap;

use crate::{
    base::{Error, PreviewId, ProductId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// The largest sound, in bytes: some minutes of it.
pub const LARGEST: u64 = 20 << 20;
/// The most of a product.
pub const MOST: usize = 12;

/// What the previews bring along.
pub fn feature() -> Feature {
    Feature::new("previews").tables(&store::TABLES)
}

/// Adds a preview behind the others of its product.
///
/// # Errors
/// There are [`MOST`] already, or one of the same title.
pub fn add(txn: &WriteTxn, product: ProductId, new: NewPreview) -> Result<Preview> {
    let all = of_product(txn, product)?;
    if all.len() >= MOST {
        return Err(Error::invalid("file", format!("A product has {MOST} samples at most; remove one first")));
    }
    if all.iter().any(|it| it.title == new.title) {
        return Err(Error::invalid("title", "There is a sample of this title"));
    }
    let NewPreview { title, kind } = new;
    let preview = Preview { id: txn.fresh(), product, title, kind, added: txn.now };
    store::PREVIEWS.put(txn, &preview)?;
    Ok(preview)
}

/// So many bytes lie in the previews of these products, each file counted once.
pub fn stored_bytes(txn: &impl Reads, products: impl IntoIterator<Item = ProductId>) -> Result<u64> {
    let mut sizes = HashMap::new();
    for product in products {
        for preview in of_product(txn, product)? {
            sizes.extend(preview.blobs().into_iter().map(|it| (it.sha256, it.size)));
        }
    }
    Ok(sizes.values().fold(0, |sum, it| sum.saturating_add(*it)))
}

/// Takes a preview away.
///
/// # Errors
/// The product has no such preview.
pub fn remove(txn: &WriteTxn, product: ProductId, id: PreviewId) -> Result<Preview> {
    let found = store::PREVIEWS.find(txn, (product, id))?;
    let found = found.ok_or_else(|| Error::not_found("There is no such preview"))?;
    store::PREVIEWS.remove(txn, (product, id))?;
    Ok(found)
}

/// Takes all previews of a product away that is gone.
pub fn forget(txn: &WriteTxn, product: ProductId) -> Result<()> {
    of_product(txn, product)?.into_iter().try_for_each(|it| store::PREVIEWS.remove(txn, (product, it.id)))
}
