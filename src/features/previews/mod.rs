//! What can be heard and read of a product before it is bought: samples that its maker adds for everybody.
//!
//! A preview is never a file that is sold: its bytes are added for this alone, and of a text only the beginning is kept.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Kind, NewPreview, Preview, audio_type, first_lines};
pub use store::{blobs, find, of_product};

use crate::{
    base::{Error, PreviewId, ProductId, Result},
    platform::{Feature, db::WriteTxn},
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
