//! Where collections are kept.

use super::Collection;
use crate::{
    base::{CollectionId, ProductId, Slug, Timestamp},
    platform::db::{Index, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&COLLECTIONS];

pub(super) static COLLECTIONS: Table<Collection> = Table::new("collections", &[&BY_SLUG, &SHOWN, &BY_PRODUCT]).shown();

pub(super) static BY_SLUG: Index<Collection, Slug> =
    Index::new("collections.by_slug", |it: &Collection| it.slug.clone())
        .taken("Another collection has that address already");

/// Those that everyone sees, by since when.
pub(super) static SHOWN: Index<Collection, (Timestamp, CollectionId)> =
    Index::maybe("collections.shown", |it: &Collection| it.shown.map(|since| (since, it.id)));

/// By what is in them.
pub(super) static BY_PRODUCT: Index<Collection, (ProductId, CollectionId)> =
    Index::many("collections.by_product", |it: &Collection| it.products.iter().map(|one| (*one, it.id)).collect());
