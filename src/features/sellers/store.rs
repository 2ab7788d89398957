//! Where sellers are kept.

use super::{Seller, SellerName};
use crate::{
    base::{Result, SellerId, Slug, UserId},
    platform::db::{Index, Reads, Stored, Table},
};

/// All tables of sellers.
pub(super) static TABLES: [&dyn Stored; 1] = [&SELLERS];

pub(super) static SELLERS: Table<Seller> = Table::new("sellers", &[&BY_SLUG, &BY_NAME, &BY_OWNER]).shown();

static BY_SLUG: Index<Seller, Slug> = Index::new("sellers.by_slug", |it: &Seller| it.slug.clone());

/// Sorted as people expect, whatever the case.
static BY_NAME: Index<Seller, (String, String)> =
    Index::new("sellers.by_name", |it: &Seller| sorted(&it.name)).taken("Another seller has that name already");

static BY_OWNER: Index<Seller, UserId> = Index::maybe("sellers.by_owner", |it: &Seller| it.owner)
    .taken("That account sells as somebody else already; take that away first");

fn sorted(name: &SellerName) -> (String, String) {
    (name.folded(), name.to_string())
}

/// The seller of that id, if any.
pub fn find(txn: &impl Reads, seller: SellerId) -> Result<Option<Seller>> {
    SELLERS.find(txn, seller)
}

/// The seller of that id, or not found.
pub fn get(txn: &impl Reads, seller: SellerId) -> Result<Seller> {
    SELLERS.get(txn, seller)
}

/// The seller whose page is at `slug`, if any.
pub fn find_by_slug(txn: &impl Reads, slug: &Slug) -> Result<Option<Seller>> {
    BY_SLUG.find(txn, &SELLERS, slug)
}

/// The seller that the account `owner` minds, if any.
pub fn of_owner(txn: &impl Reads, owner: UserId) -> Result<Option<Seller>> {
    BY_OWNER.find(txn, &SELLERS, &owner)
}

/// All sellers in the order of their names.
pub fn all(txn: &impl Reads) -> Result<Vec<Seller>> {
    BY_NAME.all().records(txn, &SELLERS)
}

/// How many there are.
pub fn count(txn: &impl Reads) -> Result<u64> {
    SELLERS.len(txn)
}

pub(super) fn find_by_name(txn: &impl Reads, name: &SellerName) -> Result<Option<Seller>> {
    BY_NAME.find(txn, &SELLERS, &sorted(name))
}

/// `wished`, with a number behind it if somebody else has it.
pub(super) fn free_slug(txn: &impl Reads, wished: &Slug) -> Result<Slug> {
    let mut slug = wished.clone();
    let mut number = 2;
    while find_by_slug(txn, &slug)?.is_some() {
        slug = wished.numbered(number);
        number += 1;
    }
    Ok(slug)
}
