//! What sellers owe, taken back from what they were paid.
//!
//! A taking back is decided in the write that finds the debt, and posted to the ledger there by whoever calls [`owe`]; so
//! the same debt is not taken twice. What the gateway cannot take back stays owed.

use super::{
    model::{Stage, Taking},
    store::{self, TAKINGS},
};
use crate::{
    base::{Money, Result, SellerId, TakingId},
    platform::db::{Record, WriteTxn},
};

/// So many payouts are looked at, the latest first.
const PAYOUTS: usize = 50;

/// Decides to take `debt` back from what `seller` was paid, the latest payouts first, as far as they reach. Gives what was
/// decided; nothing where they were paid by other means.
pub fn owe(txn: &WriteTxn, seller: SellerId, debt: Money) -> Result<Vec<Taking>> {
    let (mut left, mut decided) = (debt.amount, Vec::new());
    for payout in store::of_seller(txn, seller, PAYOUTS)? {
        let Some(transfer) = payout.reference.filter(|_| payout.stage == Stage::Sent) else { continue };
        if left <= 0 || payout.amount.currency != debt.currency {
            continue;
        }
        let before = store::takings_of(txn, payout.id)?;
        let taken: i64 = before.iter().filter(|it| it.counts()).map(|it| it.amount.amount).sum();
        let amount = left.min(payout.amount.amount.saturating_sub(taken));
        if amount <= 0 {
            continue;
        }
        let taking = Taking {
            id: txn.fresh(),
            seller,
            payout: payout.id,
            gateway: payout.gateway,
            transfer,
            amount: Money::new(amount, debt.currency),
            stage: Stage::Asked,
            reference: None,
            failure: None,
            asked: txn.now,
            updated: txn.now,
        };
        TAKINGS.put(txn, &taking)?;
        left -= amount;
        decided.push(taking);
    }
    Ok(decided)
}

/// Notes that it has come back, by which the gateway knows that.
pub fn mark_taken(txn: &WriteTxn, id: TakingId, reference: &str) -> Result<Taking> {
    change(txn, id, |it| {
        it.stage = Stage::Sent;
        it.reference = Some(reference.to_owned());
    })
}

/// Notes that the gateway cannot take it back. Whoever calls this posts in the same write that it is owed as before.
pub fn mark_kept(txn: &WriteTxn, id: TakingId, why: &str) -> Result<Taking> {
    change(txn, id, |it| {
        it.stage = Stage::Failed;
        it.failure = Some(why.to_owned());
    })
}

/// Notes that the gateway was asked and did not answer.
pub fn note_asked(txn: &WriteTxn, id: TakingId) -> Result<Taking> {
    change(txn, id, |_| ())
}

/// Only what is under way moves.
fn change(txn: &WriteTxn, id: TakingId, with: impl Fn(&mut Taking)) -> Result<Taking> {
    let mut taking = TAKINGS.get(txn, id)?;
    if taking.stage == Stage::Asked {
        with(&mut taking);
        taking.updated = txn.now;
        TAKINGS.put(txn, &taking)?;
    }
    Ok(taking)
}

/// Forgets that it could not be taken back, so that the debt can be tried anew.
pub fn let_go(txn: &WriteTxn, id: TakingId) -> Result<Taking> {
    let taking = TAKINGS.get(txn, id)?;
    if taking.stage == Stage::Failed {
        TAKINGS.remove(txn, taking.key())?;
    }
    Ok(taking)
}
