//! What people would like to have: named lists that can be shown to others by a link. A guest has one, opened by a token in
//! a cookie or a header; it joins the lists of the account that they sign in to.

mod checks;
mod items;
mod merging;
mod model;
mod news;
mod store;
#[cfg(test)]
mod tests;
mod visitor;
mod words;

pub use items::{add, items, list_with, shift, take};
pub use merging::{forget, merge, sweep};
pub use model::{NewWish, Owner, USUAL, WISHES, WISHLISTS, Wish, Wishlist};
pub use news::{Change, Standing, is_wished, note, wishes_for};
pub use store::{count, items_of};
pub use visitor::{Asked, KEEPSAKE, WishToken, Wisher};
pub use words::{Words, WordsForm};

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use crate::{
    base::{Error, Result, WishlistId},
    platform::{
        Feature,
        db::{Reads, Record, WriteTxn},
        jobs::{Kind, Task},
    },
};

const DAY: Duration = Duration::from_secs(24 * 60 * 60);
const GROUP: usize = 100;

/// What wishlists bring along.
pub fn feature() -> Feature {
    let sweeps = Kind::new("wishlists.sweep", sweep_all).every(DAY);
    Feature::new("wishlists").tables(store::ALL).check(checks::check).job(sweeps)
}

/// The lists of whoever asks, the one that was changed last first.
pub fn all(txn: &impl Reads, wisher: &Wisher) -> Result<Vec<Wishlist>> {
    let mut found = match wisher {
        Wisher::Account(user) => store::of_account(txn, *user)?,
        Wisher::Guest(Some(token)) => store::of_guest(txn, token)?.into_iter().collect(),
        Wisher::Guest(None) => Vec::new(),
    };
    found.sort_by_key(|it| std::cmp::Reverse((it.updated, it.id)));
    Ok(found)
}

/// The list `id` of whoever asks. Another's is not found, just like one that does not exist.
pub fn get(txn: &impl Reads, wisher: &Wisher, id: WishlistId) -> Result<Wishlist> {
    let found = store::find(txn, id)?.filter(|it| wisher.owns(it));
    found.ok_or_else(|| Error::not_found(Wishlist::MISSING))
}

/// The list that is shown to whoever has the link with `token`.
pub fn shared(txn: &impl Reads, token: &str) -> Result<Wishlist> {
    let missing = || Error::not_found("This list is not shared any more, or the link is not complete");
    store::by_share(txn, token)?.ok_or_else(missing)
}

/// Begins a list. Gives it and, for a guest, the token that opens it.
///
/// # Errors
/// It has no name; an account has [`WISHLISTS`] of them, a guest has one.
pub fn create(txn: &WriteTxn, wisher: &Wisher, words: &Words) -> Result<(Wishlist, Option<WishToken>)> {
    let name = words.name.clone().ok_or_else(|| Error::invalid("name", "Give the list a name"))?;
    let (owner, token) = match wisher {
        Wisher::Account(user) if store::of_account(txn, *user)?.len() >= WISHLISTS => {
            return Err(Error::conflict(format!("You have {WISHLISTS} lists already; delete one first")));
        }
        Wisher::Account(user) => (Owner::Account(*user), None),
        Wisher::Guest(_) if !all(txn, wisher)?.is_empty() => {
            return Err(Error::conflict("Guests have one list; sign in to keep several").at("/login?next=/wishlists"));
        }
        Wisher::Guest(given) => {
            let token = given.clone().unwrap_or_else(|| WishToken::new(txn.random()));
            (Owner::Guest(token.hash()), Some(token))
        }
    };
    let list = Wishlist {
        id: txn.fresh(),
        owner,
        name,
        description: words.description.clone().unwrap_or_default(),
        display_name: words.display_name.clone().unwrap_or_default(),
        share: None,
        created: txn.now,
        updated: txn.now,
    };
    store::put(txn, &list)?;
    Ok((list, token))
}

/// Where a wish goes if nobody says to which list: the one that was changed last, or a new one.
pub fn usual(txn: &WriteTxn, wisher: &Wisher) -> Result<(Wishlist, Option<WishToken>)> {
    match all(txn, wisher)?.into_iter().next() {
        Some(list) => Ok((list, wisher.token())),
        None => create(txn, wisher, &Words { name: Some(USUAL.into()), ..Words::default() }),
    }
}

/// Calls a list something else, or describes it in other words; what is not given stays.
pub fn describe(txn: &WriteTxn, mut list: Wishlist, words: &Words) -> Result<Wishlist> {
    let Words { name, description, display_name } = words.clone();
    list.name = name.unwrap_or(list.name);
    list.description = description.unwrap_or(list.description);
    list.display_name = display_name.unwrap_or(list.display_name);
    list.updated = txn.now;
    store::put(txn, &list)?;
    Ok(list)
}

/// Lets everyone see the list who has its link; a list that is shared already keeps the link it has.
///
/// # Errors
/// It is a guest's: whoever publishes something is known.
pub fn share(txn: &WriteTxn, mut list: Wishlist) -> Result<Wishlist> {
    if matches!(list.owner, Owner::Guest(_)) {
        return Err(Error::unauthenticated("Sign in to share a list").at("/login?next=/wishlists"));
    }
    if list.share.is_none() {
        // 128 bits, so that nobody finds it by trying.
        list.share = Some(BASE64URL_NOPAD.encode(&txn.random::<16>()));
        store::put(txn, &list)?;
    }
    Ok(list)
}

/// Ends the link for good; sharing again makes another one.
pub fn unshare(txn: &WriteTxn, mut list: Wishlist) -> Result<Wishlist> {
    list.share = None;
    store::put(txn, &list)?;
    Ok(list)
}

/// Deletes a list with all that is on it.
pub fn remove(txn: &WriteTxn, list: &Wishlist) -> Result<()> {
    store::remove(txn, list.id)
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}
