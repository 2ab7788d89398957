//! What is on a list.

use super::{
    NewWish, WISHES, Wish, Wishlist,
    store::{self, ITEMS},
};
use crate::{
    base::{Error, ProductId, Result, WishId, WishlistId},
    platform::db::{Reads, Record, WriteTxn},
};

/// All that is on `list`, what was put there last first.
pub fn items(txn: &impl Reads, list: &Wishlist) -> Result<Vec<Wish>> {
    store::items_of(txn, list.id, WISHES)
}

/// The first of `lists` that a product is on, if one is.
pub fn list_with(txn: &impl Reads, lists: &[Wishlist], product: ProductId) -> Result<Option<WishlistId>> {
    for list in lists {
        if store::holds(txn, list.id, product)? {
            return Ok(Some(list.id));
        }
    }
    Ok(None)
}

/// Puts a thing on `list`. Says whether it is new there: the same edition is there once.
///
/// # Errors
/// The list holds [`WISHES`] things already.
pub fn add(txn: &WriteTxn, list: &Wishlist, new: NewWish) -> Result<(Wish, bool)> {
    if let Some(wish) = store::same(txn, list.id, new.product, new.edition)? {
        touch(txn, list)?;
        return Ok((wish, false));
    }
    has_room(txn, list)?;
    let NewWish { product, edition, title, reduced, price, release } = new;
    let (id, added) = (txn.fresh(), txn.now);
    let wish = Wish { id, list: list.id, product, edition, title, added, reduced, gone: false, price, release };
    ITEMS.put(txn, &wish)?;
    touch(txn, list)?;
    Ok((wish, true))
}

/// Takes a thing off `list`.
pub fn take(txn: &WriteTxn, list: &Wishlist, wish: WishId) -> Result<()> {
    ITEMS.remove(txn, get(txn, list, wish)?.id)?;
    touch(txn, list)
}

/// Moves a thing from one list of somebody to another of theirs; if it is there already, it only leaves the first.
pub fn shift(txn: &WriteTxn, from: &Wishlist, to: &Wishlist, wish: WishId) -> Result<()> {
    let wish = get(txn, from, wish)?;
    if from.id == to.id {
        return Ok(());
    }
    if store::same(txn, to.id, wish.product, wish.edition)?.is_some() {
        ITEMS.remove(txn, wish.id)?;
    } else {
        has_room(txn, to)?;
        ITEMS.put(txn, &Wish { list: to.id, ..wish })?;
    }
    touch(txn, from)?;
    touch(txn, to)
}

fn get(txn: &impl Reads, list: &Wishlist, wish: WishId) -> Result<Wish> {
    let found = ITEMS.find(txn, wish)?.filter(|it| it.list == list.id);
    found.ok_or_else(|| Error::not_found(Wish::MISSING))
}

fn has_room(txn: &impl Reads, list: &Wishlist) -> Result<()> {
    if store::count(txn, list.id)? >= WISHES {
        return Err(Error::conflict(format!("“{}” holds {WISHES} things already; begin another list", list.name)));
    }
    Ok(())
}

fn touch(txn: &WriteTxn, list: &Wishlist) -> Result<()> {
    store::put(txn, &Wishlist { updated: txn.now, ..list.clone() })
}
