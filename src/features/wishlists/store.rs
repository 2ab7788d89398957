//! Where wishlists are kept.

use super::{Owner, Wish, WishToken, Wishlist};
use crate::{
    base::{EditionId, ProductId, Result, Timestamp, UserId, WishId, WishlistId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&LISTS, &ITEMS];

pub(super) static LISTS: Table<Wishlist> =
    Table::new("wishlists", &[&BY_OWNER, &BY_GUEST, &BY_SHARE, &GUESTS_BY_UPDATED]);
static BY_OWNER: Index<Wishlist, (UserId, WishlistId)> =
    Index::maybe("wishlists.by_owner", |it: &Wishlist| match it.owner {
        Owner::Account(user) => Some((user, it.id)),
        Owner::Guest(_) => None,
    });
static BY_GUEST: Index<Wishlist, [u8; 32]> = Index::maybe("wishlists.by_guest", |it: &Wishlist| match it.owner {
    Owner::Account(_) => None,
    Owner::Guest(token) => Some(token),
});
static BY_SHARE: Index<Wishlist, String> = Index::maybe("wishlists.by_share", |it: &Wishlist| it.share.clone());
static GUESTS_BY_UPDATED: Index<Wishlist, (Timestamp, WishlistId)> =
    Index::maybe("wishlists.guests_by_updated", |it: &Wishlist| it.is_guests().then_some((it.updated, it.id)));

pub(super) static ITEMS: Table<Wish> = Table::new("wishlists.items", &[&BY_LIST, &BY_THING, &BY_PRODUCT]);
pub(super) static BY_PRODUCT: Index<Wish, (ProductId, WishId)> =
    Index::new("wishlists.items.by_product", |it: &Wish| (it.product, it.id));
static BY_LIST: Index<Wish, (WishlistId, WishId)> = Index::new("wishlists.items.by_list", |it: &Wish| (it.list, it.id));
/// Nothing is on a list twice.
static BY_THING: Index<Wish, (WishlistId, ProductId, Option<EditionId>)> =
    Index::new("wishlists.items.by_thing", |it: &Wish| (it.list, it.product, it.edition))
        .taken("That is on the list already");

pub(super) fn find(txn: &impl Reads, id: WishlistId) -> Result<Option<Wishlist>> {
    LISTS.find(txn, id)
}

pub(super) fn put(txn: &WriteTxn, list: &Wishlist) -> Result<()> {
    LISTS.put(txn, list)
}

/// Removes a list with all that is on it.
pub(super) fn remove(txn: &WriteTxn, id: WishlistId) -> Result<()> {
    BY_LIST.of(&id).keys(txn)?.into_iter().try_for_each(|(_, wish)| ITEMS.remove(txn, wish))?;
    LISTS.remove(txn, id)
}

pub(super) fn of_account(txn: &impl Reads, user: UserId) -> Result<Vec<Wishlist>> {
    BY_OWNER.of(&user).records(txn, &LISTS)
}

pub(super) fn of_guest(txn: &impl Reads, token: &WishToken) -> Result<Option<Wishlist>> {
    BY_GUEST.find(txn, &LISTS, &token.hash())
}

pub(super) fn by_share(txn: &impl Reads, token: &str) -> Result<Option<Wishlist>> {
    BY_SHARE.find(txn, &LISTS, &token.to_owned())
}

/// How many things are on a list.
pub fn count(txn: &impl Reads, list: WishlistId) -> Result<usize> {
    BY_LIST.of(&list).count(txn)
}

/// Up to `limit` things on a list, those put there last first.
pub fn items_of(txn: &impl Reads, list: WishlistId, limit: usize) -> Result<Vec<Wish>> {
    BY_LIST.of(&list).newest_first().limit(limit).records(txn, &ITEMS)
}

/// Whether any edition of a product is on a list.
pub(super) fn holds(txn: &impl Reads, list: WishlistId, product: ProductId) -> Result<bool> {
    Ok(BY_THING.of(&(list, product)).limit(1).count(txn)? > 0)
}

pub(super) fn same(
    txn: &impl Reads,
    list: WishlistId,
    product: ProductId,
    edition: Option<EditionId>,
) -> Result<Option<Wish>> {
    BY_THING.find(txn, &ITEMS, &(list, product, edition))
}

/// Up to `limit` lists of guests that nobody has touched since `before`.
pub(super) fn older_of_guests(txn: &impl Reads, before: Timestamp, limit: usize) -> Result<Vec<WishlistId>> {
    let old = GUESTS_BY_UPDATED.between(&Timestamp::EPOCH, &before).limit(limit).keys(txn)?;
    Ok(old.into_iter().map(|(_, id)| id).collect())
}
