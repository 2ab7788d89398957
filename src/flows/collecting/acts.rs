//! What admins do with collections; each stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{CollectionId, Error, ProductId, Result, UserId},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, html},
        collections::{self, Collection, CollectionForm, NewCollection, Step},
    },
    platform::{
        db::{Reads, WriteTxn},
        web::{ClientAddress, guards::Admin},
    },
};

/// Who does it, and from where.
#[derive(Debug, Clone, Copy)]
pub(super) struct By(UserId, IpAddr);

impl By {
    /// An admin.
    pub fn new(admin: &Admin, client: ClientAddress) -> Self {
        Self(admin.user, client.0)
    }

    fn note(self, txn: &WriteTxn, act: Act, it: &Collection) -> Result<()> {
        audit::note(txn, NewEntry::new(Actor::User(self.0), act).to(it.id).detail(&it.title).from(self.1))
    }
}

/// What somebody says of a collection, checked; its words become safe HTML.
pub(super) fn checked(form: &CollectionForm) -> Result<NewCollection> {
    form.check(html::markdown)
}

/// Sets a collection up, or changes one.
pub(super) fn keep(txn: &WriteTxn, by: By, id: Option<CollectionId>, new: NewCollection) -> Result<Collection> {
    let (kept, act) = match id {
        Some(id) => (collections::edit(txn, id, new)?, Act::CollectionChanged),
        None => (collections::create(txn, new)?, Act::CollectionMade),
    };
    by.note(txn, act, &kept)?;
    Ok(kept)
}

/// Puts a product at the end of a collection.
pub(super) fn add(txn: &WriteTxn, by: By, id: CollectionId, product: ProductId) -> Result<Collection> {
    let kept = collections::add_product(txn, id, product)?;
    by.note(txn, Act::CollectionChanged, &kept)?;
    Ok(kept)
}

/// Moves a product within a collection, or out of it.
pub(super) fn step(txn: &WriteTxn, by: By, id: CollectionId, product: ProductId, step: Step) -> Result<Collection> {
    let kept = collections::move_product(txn, id, product, step)?;
    by.note(txn, Act::CollectionChanged, &kept)?;
    Ok(kept)
}

/// Removes a collection.
pub(super) fn remove(txn: &WriteTxn, by: By, id: CollectionId) -> Result<()> {
    by.note(txn, Act::CollectionRemoved, &collections::remove(txn, id)?)
}

/// The product that `name` means: an identifier, the last part of an address, or a whole address as it is copied from a
/// browser. None if there is no such product.
pub(super) fn find(txn: &impl Reads, name: &str) -> Result<Option<catalog::Product>> {
    let name = name.trim();
    let name = name.rsplit_once("/products/").map_or(name, |(_, rest)| rest);
    let name = name.split(['?', '#', '/']).next().unwrap_or_default();
    if name.is_empty() { Ok(None) } else { catalog::find_by_name(txn, name) }
}

/// The products of these names.
///
/// # Errors
/// One of them is not there; the field is `products`.
pub(super) fn products(txn: &impl Reads, names: &[String]) -> Result<Vec<ProductId>> {
    let one = |name: &String| {
        let missing = || Error::invalid("products", format!("There is no product “{name}” here"));
        Ok(find(txn, name)?.ok_or_else(missing)?.id)
    };
    names.iter().map(one).collect()
}
