//! News that waits until it may be mailed.

use std::time::Duration;

use super::{
    News, Notice,
    model::Reader,
    store::{NEWS_OF, NOTICES, READERS},
};
use crate::{
    base::{NoticeId, ProductId, Result, Timestamp, UserId},
    platform::db::{Reads, WriteTxn},
};

/// Nobody gets another mail within this time of the last.
const PAUSE: Duration = Duration::from_secs(24 * 60 * 60);

/// Keeps news for somebody, until it is mailed. The same news of a product waits once.
pub fn tell(txn: &WriteTxn, user: UserId, product: ProductId, news: News) -> Result<()> {
    let waits = NEWS_OF.of(&user).records(txn, &NOTICES)?;
    let same =
        |it: &&Notice| it.product == product && std::mem::discriminant(&it.news) == std::mem::discriminant(&news);
    let id = waits.iter().find(same).map_or_else(|| txn.fresh(), |it| it.id);
    NOTICES.put(txn, &Notice { id, user, product, news, at: txn.now })
}

/// Up to `limit` accounts behind `after` for which news waits, in order. One look-up for each, however much waits.
pub fn waiting(txn: &impl Reads, after: Option<UserId>, limit: usize) -> Result<Vec<UserId>> {
    let (first, last) = ([0; 16], [u8::MAX; 16]);
    let mut from = after.map_or((UserId::from_bytes(first), first), |it| (it, last));
    let mut users = Vec::new();
    while users.len() < limit {
        let key = (from.0, NoticeId::from_bytes(from.1));
        let next = NEWS_OF.between(&key, &UserId::from_bytes(last)).limit(1).keys(txn)?;
        let Some((user, _)) = next.into_iter().next() else { break };
        users.push(user);
        from = (user, last);
    }
    Ok(users)
}

/// The news that waits for `user`, oldest first.
pub fn news_of(txn: &impl Reads, user: UserId) -> Result<Vec<Notice>> {
    NEWS_OF.of(&user).records(txn, &NOTICES)
}

/// Whether a day has passed since `user` was mailed.
pub fn may_be_mailed(txn: &impl Reads, user: UserId, now: Timestamp) -> Result<bool> {
    Ok(READERS.find(txn, user)?.is_none_or(|it| it.mailed.plus(PAUSE) <= now))
}

/// Notes that `user` was mailed now.
pub fn note_mailed(txn: &WriteTxn, user: UserId) -> Result<()> {
    READERS.put(txn, &Reader { user, mailed: txn.now })
}

/// Lets go of all news that waits for `user`: it was mailed, or nobody will read it.
pub fn drop_news(txn: &WriteTxn, user: UserId) -> Result<()> {
    NEWS_OF.of(&user).keys(txn)?.into_iter().try_for_each(|(_, id)| NOTICES.remove(txn, id))
}

/// Forgets what waited for `user`.
pub(super) fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    drop_news(txn, user)?;
    READERS.remove(txn, user)
}
