//! What members looked for lately, so that they find it again: the last twenty, for themselves alone, as long as they
//! want that to be kept.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{KEPT, RecentSearch, Recents};
pub use store::of;

use crate::{
    base::{Error, RecentSearchId, Result, UserId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What recent searches bring along.
pub fn feature() -> Feature {
    Feature::new("recent_searches").tables(store::ALL)
}

/// Whether `words` are worth a change: they are not what `user` looked for last, and they want it to be kept.
pub fn is_news(txn: &impl Reads, user: UserId, words: &str) -> Result<bool> {
    let kept = of(txn, user)?;
    let words = model::written(words);
    Ok(!kept.off && !words.is_empty() && !kept.searches.first().is_some_and(|it| it.is(&words)))
}

/// Keeps `words` as what `user` looked for last. What they looked for before moves up; it is there once.
pub fn note(txn: &WriteTxn, user: UserId, words: &str) -> Result<()> {
    if !is_news(txn, user, words)? {
        return Ok(());
    }
    let (mut kept, words) = (of(txn, user)?, model::written(words));
    kept.searches.retain(|it| !it.is(&words));
    kept.searches.insert(0, RecentSearch { id: txn.fresh(), words, at: txn.now });
    kept.searches.truncate(KEPT);
    store::RECENTS.put(txn, &kept)
}

/// Forgets one of them; another's is not found.
pub fn remove(txn: &WriteTxn, user: UserId, id: RecentSearchId) -> Result<()> {
    let mut kept = of(txn, user)?;
    let before = kept.searches.len();
    kept.searches.retain(|it| it.id != id);
    if kept.searches.len() == before {
        return Err(Error::not_found(RecentSearch::MISSING));
    }
    store::RECENTS.put(txn, &kept)
}

/// Forgets all of them; whether new ones are kept stays as it is.
pub fn clear(txn: &WriteTxn, user: UserId) -> Result<()> {
    let kept = of(txn, user)?;
    store::RECENTS.put(txn, &Recents { searches: Vec::new(), ..kept })
}

/// Keeps what `user` looks for from now on, or does not, and forgets what there is.
pub fn keep(txn: &WriteTxn, user: UserId, keep: bool) -> Result<Recents> {
    let mut kept = of(txn, user)?;
    kept.off = !keep;
    if !keep {
        kept.searches.clear();
    }
    store::RECENTS.put(txn, &kept)?;
    Ok(kept)
}

/// Forgets all of it.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::RECENTS.remove(txn, user)
}
