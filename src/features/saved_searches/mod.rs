//! What members look for again and again: searches by name, and what was published since that fits them, until they are
//! told of it. Whoever looks for them asks [`due`] and answers with [`note_looked`], so that each member is looked after
//! once a day, however much is published.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Change, NAMED, NewSavedSearch, Notebook, SEARCHES, SavedSearch};
pub use store::{due, of, waiting};

use std::ops::ControlFlow;

use crate::{
    base::{Error, ProductId, Result, SavedSearchId, Timestamp, UserId},
    platform::{
        Feature,
        db::{ReadTxn, Reads, WriteTxn},
    },
};

/// What saved searches bring along.
pub fn feature() -> Feature {
    Feature::new("saved_searches").tables(store::ALL).check(check)
}

/// The search `id` of an account. Another's is not found, just like one that does not exist.
pub fn get(txn: &impl Reads, user: UserId, id: SavedSearchId) -> Result<SavedSearch> {
    let found = of(txn, user)?.searches.into_iter().find(|it| it.id == id);
    found.ok_or_else(|| Error::not_found(SavedSearch::MISSING))
}

/// Keeps a search; one that asks for the same is called by the new name. Says whether it is new.
///
/// # Errors
/// The account keeps [`SEARCHES`] of them.
pub fn save(txn: &WriteTxn, user: UserId, new: &NewSavedSearch) -> Result<(SavedSearch, bool)> {
    let mut book = of(txn, user)?;
    if let Some(same) = book.searches.iter_mut().find(|it| it.query == new.query) {
        (same.name, same.mails) = (new.name.clone(), new.mails);
        let same = same.clone();
        store::put(txn, book)?;
        return Ok((same, false));
    }
    if book.searches.len() >= SEARCHES {
        return Err(Error::conflict(format!("You have saved {SEARCHES} searches already; delete one first")));
    }
    let search = SavedSearch {
        id: txn.fresh(),
        name: new.name.clone(),
        query: new.query.clone(),
        mails: new.mails,
        saved: txn.now,
        found: Vec::new(),
        fresh: 0,
        told: None,
    };
    if book.watched().is_none() {
        // Nobody has looked for them meanwhile, and nobody wants to hear of all that time.
        book.looked = txn.now;
    }
    // The newest first, as they are shown.
    book.searches.insert(0, search.clone());
    store::put(txn, book)?;
    Ok((search, true))
}

/// Calls a search something else, or says whether mails come of it; what is not given stays.
pub fn change(txn: &WriteTxn, user: UserId, id: SavedSearchId, change: &Change) -> Result<SavedSearch> {
    let mut book = of(txn, user)?;
    if book.watched().is_none() {
        book.looked = txn.now;
    }
    let found = book.searches.iter_mut().find(|it| it.id == id);
    let search = found.ok_or_else(|| Error::not_found(SavedSearch::MISSING))?;
    if let Some(name) = &change.name {
        search.name.clone_from(name);
    }
    if let Some(mails) = change.mails {
        search.mails = mails;
        if !mails {
            search.is_told(None);
        }
    }
    let changed = search.clone();
    store::put(txn, book)?;
    Ok(changed)
}

/// Deletes a search.
pub fn remove(txn: &WriteTxn, user: UserId, id: SavedSearchId) -> Result<()> {
    let mut book = of(txn, user)?;
    let before = book.searches.len();
    book.searches.retain(|it| it.id != id);
    if book.searches.len() == before {
        return Err(Error::not_found(SavedSearch::MISSING));
    }
    store::put(txn, book)
}

/// Notes that all that was published before `until` has been looked at for `user`, and what fits: for each search the
/// newest products, and how many there are. What was looked at already changes nothing, so that a job may be repeated.
pub fn note_looked(
    txn: &WriteTxn,
    user: UserId,
    from: Timestamp,
    until: Timestamp,
    finds: &[(SavedSearchId, Vec<ProductId>)],
) -> Result<()> {
    let mut book = of(txn, user)?;
    if book.looked != from || book.searches.is_empty() {
        return Ok(());
    }
    book.looked = until.max(from);
    for (id, products) in finds {
        if let Some(search) = book.searches.iter_mut().find(|it| it.id == *id && it.mails) {
            search.finds(products);
        }
    }
    store::put(txn, book)
}

/// Notes that `user` was told of all that waited, or that it shall not be told.
pub fn note_told(txn: &WriteTxn, user: UserId, at: Option<Timestamp>) -> Result<()> {
    let mut book = of(txn, user)?;
    if book.searches.iter().all(|it| it.fresh == 0) {
        return Ok(());
    }
    book.searches.iter_mut().filter(|it| it.fresh > 0).for_each(|it| it.is_told(at));
    store::put(txn, book)
}

/// Forgets what an account saved.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::NOTEBOOKS.remove(txn, user)
}

/// Nobody keeps more than they may.
fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    store::NOTEBOOKS.each(txn, |it| {
        if it.searches.len() > SEARCHES || it.searches.iter().any(|it| it.found.len() > NAMED) {
            faults.push(format!("saved searches: {} has more than they may", it.user));
        }
        Ok(ControlFlow::Continue(()))
    })
}
