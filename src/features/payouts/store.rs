//! Where payouts are kept.

use std::ops::ControlFlow;

use super::{Destination, Payout, Stage, Taking};
use crate::{
    base::{Result, SellerId, TakingId, Timestamp, TransferId},
    platform::db::{Index, ReadTxn, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&DESTINATIONS, &PAYOUTS, &TAKINGS];

pub(super) static DESTINATIONS: Table<Destination> = Table::new("payouts.destinations", &[&BY_ACCOUNT]);
/// An account belongs to one seller.
pub(super) static BY_ACCOUNT: Index<Destination, (String, String)> =
    Index::new("payouts.destinations.by_account", |it: &Destination| (it.gateway.clone(), it.account.clone()))
        .taken("This account belongs to another seller");
pub(super) static PAYOUTS: Table<Payout> = Table::new("payouts", &[&BY_SELLER, &OPEN_OF, &OPEN, &BY_KEY]);
static BY_SELLER: Index<Payout, (SellerId, TransferId)> =
    Index::new("payouts.by_seller", |it: &Payout| (it.seller, it.id));
/// One at a time.
pub(super) static OPEN_OF: Index<Payout, SellerId> =
    Index::maybe("payouts.open_of", |it: &Payout| (it.stage == Stage::Asked).then_some(it.seller))
        .taken("Another payout is under way; wait until it has arrived");
static OPEN: Index<Payout, (Timestamp, TransferId)> =
    Index::maybe("payouts.open", |it: &Payout| (it.stage == Stage::Asked).then_some((it.updated, it.id)));
pub(super) static BY_KEY: Index<Payout, [u8; 32]> = Index::maybe("payouts.by_key", |it: &Payout| it.key);

pub(super) static TAKINGS: Table<Taking> = Table::new("payouts.takings", &[&OF_PAYOUT, &OPEN_TAKINGS, &FAILED]);
static OF_PAYOUT: Index<Taking, (TransferId, TakingId)> =
    Index::new("payouts.takings.of_payout", |it: &Taking| (it.payout, it.id));
static OPEN_TAKINGS: Index<Taking, (Timestamp, TakingId)> =
    Index::maybe("payouts.takings.open", |it: &Taking| (it.stage == Stage::Asked).then_some((it.updated, it.id)));
static FAILED: Index<Taking, (Timestamp, TakingId)> =
    Index::maybe("payouts.takings.failed", |it: &Taking| (it.stage == Stage::Failed).then_some((it.updated, it.id)));

/// What is taken back by that identifier.
pub fn taking(txn: &impl Reads, id: TakingId) -> Result<Taking> {
    TAKINGS.get(txn, id)
}

/// What is taken back of a payout, oldest first.
pub fn takings_of(txn: &impl Reads, payout: TransferId) -> Result<Vec<Taking>> {
    OF_PAYOUT.of(&payout).records(txn, &TAKINGS)
}

/// What is being taken back that the gateway has not confirmed, the longest waiting first.
pub fn open_takings(txn: &impl Reads, limit: usize) -> Result<Vec<Taking>> {
    OPEN_TAKINGS.all().limit(limit).records(txn, &TAKINGS)
}

/// What could not be taken back, the longest ago first.
pub fn failed_takings(txn: &impl Reads, limit: usize) -> Result<Vec<Taking>> {
    FAILED.all().limit(limit).records(txn, &TAKINGS)
}

/// All that was ever taken back, or tried to be, oldest first.
pub fn takings(txn: &impl Reads) -> Result<Vec<Taking>> {
    let mut found = Vec::new();
    TAKINGS.each(txn, |it| {
        found.push(it);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// The payout `id`.
pub fn get(txn: &impl Reads, id: TransferId) -> Result<Payout> {
    PAYOUTS.get(txn, id)
}

/// A seller's payouts, newest first.
pub fn of_seller(txn: &impl Reads, seller: SellerId, limit: usize) -> Result<Vec<Payout>> {
    BY_SELLER.of(&seller).newest_first().limit(limit).records(txn, &PAYOUTS)
}

/// Payouts that the gateway has not confirmed, the longest waiting first.
pub fn open(txn: &impl Reads, limit: usize) -> Result<Vec<Payout>> {
    OPEN.all().limit(limit).records(txn, &PAYOUTS)
}

/// Up to `limit` payouts of all sellers, newest first, beginning before `before`.
pub fn latest(txn: &impl Reads, before: Option<TransferId>, limit: usize) -> Result<Vec<Payout>> {
    PAYOUTS.newest(txn, before, limit)
}

/// How many payouts there are.
pub fn count(txn: &impl Reads) -> Result<u64> {
    PAYOUTS.len(txn)
}

/// All payouts, oldest first.
pub fn all(txn: &impl Reads) -> Result<Vec<Payout>> {
    let mut found = Vec::new();
    PAYOUTS.each(txn, |it| {
        found.push(it);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}

/// What was sent has the gateway's name for it, and nothing else has; of no payout more is taken back than was sent.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    PAYOUTS.each(txn, |it| {
        if (it.stage == Stage::Sent) != it.reference.is_some() || it.amount.amount <= 0 {
            faults.push(format!("payouts: {} says two things of itself", it.id));
        }
        let taken: i64 = takings_of(txn, it.id)?.iter().filter(|it| it.counts()).map(|it| it.amount.amount).sum();
        if taken > it.amount.amount {
            faults.push(format!("payouts: more is taken back of {} than was sent", it.id));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    TAKINGS.each(txn, |it| {
        if (it.stage == Stage::Sent) != it.reference.is_some() || it.amount.amount <= 0 {
            faults.push(format!("payouts: {} says two things of itself", it.id));
        }
        Ok(ControlFlow::Continue(()))
    })
}
