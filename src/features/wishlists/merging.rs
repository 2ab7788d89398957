//! What becomes of lists when people come and go.

use super::{
    Owner, WISHES, WISHLISTS, Wish, WishToken, Wisher, Wishlist, all, items,
    store::{self, ITEMS},
};
use crate::{
    base::{Result, UserId},
    platform::db::WriteTxn,
};

/// Lays what the guest with `token` wished for onto the list of `user`, who has just signed in, that was changed last, and
/// removes the guest's. Nothing is there twice, and signing in twice changes nothing. Without a list in the account the
/// guest's becomes its first; so does what finds no room, while the account may have another list.
pub fn merge(txn: &WriteTxn, user: UserId, token: &WishToken) -> Result<()> {
    let Some(guest) = store::of_guest(txn, token)? else { return Ok(()) };
    let own = all(txn, &Wisher::Account(user))?;
    let mut left = items(txn, &guest)?;
    if let Some(list) = own.first() {
        left = lay(txn, list, left)?;
    }
    let untouched = left.is_empty() && (!own.is_empty() || guest.description.is_empty());
    if untouched || own.len() >= WISHLISTS {
        return store::remove(txn, guest.id);
    }
    store::put(txn, &Wishlist { owner: Owner::Account(user), ..guest })
}

/// Moves `wishes` to `list`, the oldest first. Gives back what finds no room.
fn lay(txn: &WriteTxn, list: &Wishlist, mut wishes: Vec<Wish>) -> Result<Vec<Wish>> {
    let mut room = WISHES.saturating_sub(store::count(txn, list.id)?);
    let mut left = Vec::new();
    wishes.reverse();
    for wish in wishes {
        if store::same(txn, list.id, wish.product, wish.edition)?.is_some() {
            ITEMS.remove(txn, wish.id)?;
        } else if room > 0 {
            room -= 1;
            ITEMS.put(txn, &Wish { list: list.id, ..wish })?;
        } else {
            left.push(wish);
        }
    }
    Ok(left)
}

/// Forgets all lists of an account that is closed for good.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::of_account(txn, user)?.iter().try_for_each(|it| store::remove(txn, it.id))
}

/// Forgets up to `limit` lists of guests that nobody has touched for [`Wishlist::GUEST_LIFE`]. Says how many.
pub fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    let old = store::older_of_guests(txn, txn.now.minus(Wishlist::GUEST_LIFE), limit)?;
    old.iter().try_for_each(|it| store::remove(txn, *it))?;
    Ok(old.len())
}
