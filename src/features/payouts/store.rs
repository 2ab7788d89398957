//! Where payouts are kept.

use std::ops::ControlFlow;

use super::{Destination, Payout, Stage};
use crate::{
    base::{Result, SellerId, Timestamp, TransferId},
    platform::db::{Index, ReadTxn, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&DESTINATIONS, &PAYOUTS];

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

/// What was sent has the gateway's name for it, and nothing else has.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    PAYOUTS.each(txn, |it| {
        if (it.stage == Stage::Sent) != it.reference.is_some() || it.amount.amount <= 0 {
            faults.push(format!("payouts: {} says two things of itself", it.id));
        }
        Ok(ControlFlow::Continue(()))
    })
}
