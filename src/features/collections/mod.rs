//! Collections: products that an admin has put together by hand, with a title and some words about them.
//!
//! A collection names products and knows nothing else of them: whoever shows it leaves out what is not on the shelf just
//! now, so that it comes back by itself.

mod form;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use form::{CollectionForm, NewCollection};
pub use model::{Collection, Step};

use crate::{
    base::{CollectionId, Error, ProductId, Result, Slug},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// So many collections there are at most: all of them stand on one page.
const MOST: u64 = 200;
/// So many products stand in one at most.
const MOST_PRODUCTS: usize = 200;

/// What collections bring along.
pub fn feature() -> Feature {
    Feature::new("collections").tables(store::ALL)
}

/// Sets one up.
///
/// # Errors
/// The address is taken (the field is `slug`), or there are 200 already.
pub fn create(txn: &WriteTxn, new: NewCollection) -> Result<Collection> {
    if store::COLLECTIONS.len(txn)? >= MOST {
        return Err(Error::conflict("There are 200 collections already; remove one first"));
    }
    keep(txn, txn.fresh(), None, new)
}

/// Makes one what `new` says; where that does not name its products, they stay.
///
/// # Errors
/// As [`create`], or there is none.
pub fn edit(txn: &WriteTxn, id: CollectionId, new: NewCollection) -> Result<Collection> {
    let old = get(txn, id)?;
    keep(txn, id, Some(old), new)
}

fn keep(txn: &WriteTxn, id: CollectionId, old: Option<Collection>, new: NewCollection) -> Result<Collection> {
    let slug = match &new.slug {
        Some(slug) if find_by_slug(txn, slug)?.is_some_and(|it| it.id != id) => {
            return Err(Error::invalid("slug", "Another collection has that address already"));
        }
        Some(slug) => slug.clone(),
        None => free_slug(txn, &new.title, id)?,
    };
    let mut kept = new.into_collection(id, slug, old, txn.now);
    tidy(&mut kept.products)?;
    put(txn, kept)
}

fn put(txn: &WriteTxn, collection: Collection) -> Result<Collection> {
    let collection = Collection { revision: collection.revision + 1, updated: txn.now, ..collection };
    store::COLLECTIONS.put(txn, &collection)?;
    Ok(collection)
}

/// Each product once, and not too many of them.
fn tidy(products: &mut Vec<ProductId>) -> Result<()> {
    let mut seen = std::collections::HashSet::new();
    products.retain(|it| seen.insert(*it));
    if products.len() > MOST_PRODUCTS {
        return Err(Error::invalid("products", "A collection holds 200 products at most"));
    }
    Ok(())
}

/// The slug of the title, with a number behind it if another collection has it.
fn free_slug(txn: &impl Reads, title: &str, own: CollectionId) -> Result<Slug> {
    let wished = Slug::of(title)
        .ok_or_else(|| Error::invalid("slug", "Write an address: the title has no letters that one can be made of"))?;
    let mut slug = wished.clone();
    let mut number = 2;
    while find_by_slug(txn, &slug)?.is_some_and(|it| it.id != own) {
        slug = wished.numbered(number);
        number += 1;
    }
    Ok(slug)
}

/// Puts `product` at the end, if it is not in it already.
///
/// # Errors
/// There is no such collection, or it is full (the field is `products`).
pub fn add_product(txn: &WriteTxn, id: CollectionId, product: ProductId) -> Result<Collection> {
    let mut collection = get(txn, id)?;
    collection.products.push(product);
    tidy(&mut collection.products)?;
    put(txn, collection)
}

/// Moves `product` one place, or takes it out; nothing happens if it is not in it.
pub fn move_product(txn: &WriteTxn, id: CollectionId, product: ProductId, step: Step) -> Result<Collection> {
    let mut collection = get(txn, id)?;
    step.take(&mut collection.products, product);
    put(txn, collection)
}

/// Takes a product that is no more out of every collection.
pub fn forget_product(txn: &WriteTxn, product: ProductId) -> Result<()> {
    for mut collection in store::BY_PRODUCT.of(&product).records(txn, &store::COLLECTIONS)? {
        collection.products.retain(|it| *it != product);
        put(txn, collection)?;
    }
    Ok(())
}

/// Removes one. What was in it stays on the shelf.
pub fn remove(txn: &WriteTxn, id: CollectionId) -> Result<Collection> {
    let collection = get(txn, id)?;
    store::COLLECTIONS.remove(txn, id)?;
    Ok(collection)
}

/// The collection `id`, shown or not.
pub fn get(txn: &impl Reads, id: CollectionId) -> Result<Collection> {
    store::COLLECTIONS.get(txn, id)
}

/// The collection that `text` names, by id or by slug, shown or not, if any.
pub fn find_by_name(txn: &impl Reads, text: &str) -> Result<Option<Collection>> {
    if let Ok(id) = text.parse::<CollectionId>() {
        return store::COLLECTIONS.find(txn, id);
    }
    Slug::parse(text).map_or(Ok(None), |slug| find_by_slug(txn, &slug))
}

fn find_by_slug(txn: &impl Reads, slug: &Slug) -> Result<Option<Collection>> {
    store::BY_SLUG.find(txn, &store::COLLECTIONS, slug)
}

/// All there are, the newest first.
pub fn all(txn: &impl Reads) -> Result<Vec<Collection>> {
    store::COLLECTIONS.newest(txn, None, usize::MAX)
}

/// Those that everyone sees, the one shown last first.
pub fn shown(txn: &impl Reads) -> Result<Vec<Collection>> {
    store::SHOWN.all().newest_first().records(txn, &store::COLLECTIONS)
}

/// Those that stand on the front page, the one shown last first.
pub fn at_home(txn: &impl Reads, limit: usize) -> Result<Vec<Collection>> {
    let mut found = shown(txn)?;
    found.retain(|it| it.at_home);
    found.truncate(limit);
    Ok(found)
}
