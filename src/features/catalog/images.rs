//! The pictures of a product: what is added, in which order, and what they show.

use super::{Image, ImageSource, Narrower, Product, verbs::change};
use crate::{
    base::{Digest, Error, ImageId, ProductId, Result, text},
    platform::db::WriteTxn,
};

/// So many pictures a product has at most.
const MOST: usize = 50;

/// A picture that has been stored and shall stand beside a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewImage {
    /// Its fingerprint.
    pub sha256: Digest,
    /// Its type.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
    /// The same for narrower places, narrowest first.
    pub narrower: Vec<Narrower>,
    /// What it shows.
    pub alt: String,
}

/// Puts a picture behind those that are there.
///
/// # Errors
/// There are too many, or it is there already.
pub fn add_image(txn: &WriteTxn, product: ProductId, new: &NewImage) -> Result<(Product, ImageId)> {
    let id = txn.fresh();
    let product = change(txn, product, |it| {
        if it.images.len() >= MOST {
            return Err(Error::conflict(format!("A product has at most {MOST} pictures")));
        }
        if it.images.iter().any(|one| one.source.digests().first() == Some(&new.sha256)) {
            return Err(Error::conflict("This picture is there already"));
        }
        let NewImage { sha256, media_type, width, height, narrower, alt } = new.clone();
        let source = ImageSource::Stored { sha256, media_type, width, height, narrower };
        it.images.push(Image { id, alt: said(&alt), source });
        Ok(())
    })?;
    Ok((product, id))
}

fn said(alt: &str) -> String {
    text::shorten(&text::line(alt), 500)
}

/// Says what a picture shows.
///
/// # Errors
/// There is no such picture.
pub fn describe_image(txn: &WriteTxn, product: ProductId, image: ImageId, alt: &str) -> Result<Product> {
    change(txn, product, |it| {
        let found = it.images.iter_mut().find(|it| it.id == image).ok_or_else(missing)?;
        found.alt = said(alt);
        Ok(())
    })
}

/// Moves a picture to a place; the first is the cover. Beyond the last is the last.
///
/// # Errors
/// There is no such picture.
pub fn move_image(txn: &WriteTxn, product: ProductId, image: ImageId, place: usize) -> Result<Product> {
    change(txn, product, |it| {
        let at = it.images.iter().position(|it| it.id == image).ok_or_else(missing)?;
        let moved = it.images.remove(at);
        it.images.insert(place.min(it.images.len()), moved);
        Ok(())
    })
}

/// Takes a picture away.
///
/// # Errors
/// There is no such picture.
pub fn remove_image(txn: &WriteTxn, product: ProductId, image: ImageId) -> Result<Product> {
    change(txn, product, |it| {
        let at = it.images.iter().position(|it| it.id == image).ok_or_else(missing)?;
        it.images.remove(at);
        Ok(())
    })
}

fn missing() -> Error {
    Error::not_found("There is no such picture")
}
