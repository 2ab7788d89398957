//! Answering a withdrawal: its money first, then the word.

use super::{
    counter::Counter,
    desk::{self, By},
};
use crate::{
    base::{Digest, Result, WithdrawalId},
    features::{
        audit::{Act, Actor, NewEntry},
        withdrawals::{self, Withdrawal},
    },
};

/// Accepts a withdrawal, after all that is left of its order was paid back, or refuses it for a reason. Where the money
/// cannot go back, the withdrawal goes on waiting; the same one pays back once.
///
/// # Errors
/// It has been answered, is refused without a reason, or the money cannot go back.
pub(super) async fn answer(
    counter: &Counter<'_>,
    by: By,
    id: WithdrawalId,
    accepted: bool,
    reason: &str,
) -> Result<Withdrawal> {
    if accepted {
        pay_back(counter, by, id).await?;
    }
    let (shop, keys, reason) = (counter.shop.clone(), counter.keys.clone(), reason.to_owned());
    counter.db.write(move |txn| desk::answer(txn, &shop, &keys, by, id, (accepted, &reason))).await
}

async fn pay_back(counter: &Counter<'_>, by: By, id: WithdrawalId) -> Result<()> {
    let withdrawal = counter.db.look(|txn| withdrawals::get(txn, id))?;
    if !withdrawal.is_open() {
        return Ok(());
    }
    let key = Digest::of(id.to_string()).to_bytes();
    let entry = NewEntry::new(Actor::User(by.user), Act::Refunded).to(withdrawal.order).from(by.address);
    counter.cashier.0.pay_back(withdrawal.order, key, by.user, entry).await
}
