//! What is picked for members, and out of what: what they looked at, and what they said they are not interested in. And how
//! much a product was looked at by everyone, as a number without names that makes things hot.
//!
//! Looking writes nothing: it is gathered in memory and kept every few minutes. Nothing is remembered of visitors who have
//! not signed in, or of members who do not want it.

mod gathered;
mod model;
mod picking;
mod store;
mod taste;
#[cfg(test)]
mod tests;

pub use gathered::Gathering;
pub use model::{Declined, Seen};
pub use picking::{Seed, Source, pick};
pub use taste::{KnowsTaste, Pick, Taste, Tastes};

use std::{ops::ControlFlow, time::Duration};

use crate::{
    base::{Heat, ProductId, Result, Timestamp, UserId},
    platform::{
        Feature,
        db::{ReadTxn, Reads, WriteTxn},
        jobs::{Kind, Task},
    },
};

/// So many things that somebody looked at are remembered.
pub const MOST: usize = 50;
/// For so long they are.
pub const LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// So many things somebody can say no to; after that the oldest no is forgotten.
const MOST_DECLINED: usize = 500;
/// How often is looked for what is too old.
const PAUSE: Duration = Duration::from_secs(60 * 60);
/// So much of what is too old is forgotten in one write.
const GROUP: usize = 500;
/// Looking weighs so much, where buying weighs one.
const WEIGHT: f64 = 0.02;
/// Of one product so many looks between two writes count: more say no more of it.
const COUNTED: u32 = 100;

/// What recommendations bring along.
pub fn feature() -> Feature {
    Feature::new("recommendations")
        .tables(store::ALL)
        .check(check)
        .job(Kind::new("recommendations.sweep", sweep_all).every(PAUSE))
}

/// Remembers that a member looked at something, once, at the latest moment; what is beyond [`MOST`] is forgotten.
pub fn note(txn: &WriteTxn, user: UserId, product: ProductId, at: Timestamp) -> Result<()> {
    keep(txn, user, product, at, None)
}

/// Remembers that a member asked the assistant about something; it counts among what they looked at.
pub fn note_asked(txn: &WriteTxn, user: UserId, product: ProductId) -> Result<()> {
    keep(txn, user, product, txn.now, Some(txn.now))
}

fn keep(txn: &WriteTxn, user: UserId, product: ProductId, at: Timestamp, asked: Option<Timestamp>) -> Result<()> {
    let known = store::SEEN.find(txn, (user, product))?;
    let at = known.as_ref().map_or(at, |it| it.at.max(at));
    let asked = asked.or_else(|| known.and_then(|it| it.asked));
    store::SEEN.put(txn, &Seen { user, product, at, asked })?;
    let old = store::BY_USER.of(&user).newest_first().skip(MOST).keys(txn)?;
    old.iter().try_for_each(|(_, _, product)| store::SEEN.remove(txn, (user, *product)))
}

/// What a member looked at, the latest first.
pub fn of(txn: &impl Reads, user: UserId) -> Result<Vec<Seen>> {
    store::BY_USER.of(&user).newest_first().limit(MOST).records(txn, &store::SEEN)
}

/// Forgets what a member looked at.
pub fn forget(txn: &WriteTxn, user: UserId) -> Result<()> {
    let all = store::BY_USER.of(&user).keys(txn)?;
    all.iter().try_for_each(|(_, _, product)| store::SEEN.remove(txn, (user, *product)))
}

/// Forgets all of a member who leaves, also what they said no to.
pub fn forget_member(txn: &WriteTxn, user: UserId) -> Result<()> {
    forget(txn, user)?;
    declined(txn, user)?.iter().try_for_each(|it| store::DECLINED.remove(txn, (user, it.product)))
}

/// Remembers that a member is not interested in something.
pub fn decline(txn: &WriteTxn, user: UserId, product: ProductId) -> Result<()> {
    store::DECLINED.put(txn, &Declined { user, product, at: txn.now })?;
    let mut all = declined(txn, user)?;
    all.sort_by_key(|it| std::cmp::Reverse(it.at));
    all.iter().skip(MOST_DECLINED).try_for_each(|it| store::DECLINED.remove(txn, (user, it.product)))
}

/// What a member is not interested in.
pub fn declined(txn: &impl Reads, user: UserId) -> Result<Vec<Declined>> {
    store::DECLINED.of(txn, &user, 2 * MOST_DECLINED)
}

/// Adds to the heat of a product that so many visitors looked at it.
pub fn warm(txn: &WriteTxn, product: ProductId, looks: u32) -> Result<()> {
    let looks = Heat::of(WEIGHT * f64::from(looks.min(COUNTED)), txn.now);
    let heat = heat(txn, product)?.and(looks);
    store::WARM.put(txn, &model::Warm { product, heat })
}

/// How much a product was looked at lately.
pub fn heat(txn: &impl Reads, product: ProductId) -> Result<Heat> {
    Ok(store::WARM.find(txn, product)?.map_or_else(Heat::default, |it| it.heat))
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(sweep).await? {}
    Ok(())
}

/// Forgets some of what was looked at longer than [`LIFE`] ago. Says whether there was any.
pub fn sweep(txn: &WriteTxn) -> Result<bool> {
    let before = txn.now.minus(LIFE);
    let old = store::BY_AGE.between(&Timestamp::EPOCH, &before).limit(GROUP).keys(txn)?;
    old.iter().try_for_each(|(_, user, product)| store::SEEN.remove(txn, (*user, *product)))?;
    Ok(!old.is_empty())
}

/// Of nobody is more remembered than may be.
fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut counts = std::collections::HashMap::new();
    store::SEEN.each(txn, |it| {
        *counts.entry(it.user.to_bytes()).or_insert(0_usize) += 1;
        Ok(ControlFlow::Continue(()))
    })?;
    if counts.values().any(|it| *it > MOST) {
        faults.push("recommendations: more is remembered of somebody than may be".into());
    }
    Ok(())
}
