//! News that waits until it may be mailed.

use std::{collections::BTreeMap, ops::ControlFlow, time::Duration};

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

/// For whom news waits, and what, oldest first.
pub fn waiting(txn: &impl Reads) -> Result<BTreeMap<UserId, Vec<Notice>>> {
    let mut all: BTreeMap<_, Vec<_>> = BTreeMap::new();
    NOTICES.each(txn, |it| {
        all.entry(it.user).or_default().push(it);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(all)
}

/// Whether a day has passed since `user` was mailed.
pub fn may_be_mailed(txn: &impl Reads, user: UserId, now: Timestamp) -> Result<bool> {
    Ok(READERS.find(txn, user)?.is_none_or(|it| it.mailed.plus(PAUSE) <= now))
}

/// Notes that `user` was mailed now.
pub fn note_mailed(txn: &WriteTxn, user: UserId) -> Result<()> {
    READERS.put(txn, &Reader { user, mailed: txn.now })
}

/// Lets go of news that was mailed, or is true no more.
pub fn drop_news(txn: &WriteTxn, notices: &[NoticeId]) -> Result<()> {
    notices.iter().try_for_each(|it| NOTICES.remove(txn, *it))
}

/// Forgets what waited for `user`.
pub(super) fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    NEWS_OF.of(&user).keys(txn)?.into_iter().try_for_each(|(_, id)| NOTICES.remove(txn, id))?;
    READERS.remove(txn, user)
}
