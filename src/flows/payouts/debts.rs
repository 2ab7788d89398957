//! What sellers owe after refunds, taken back from what they were paid. The gateway is called outside of any write.

use std::{collections::BTreeSet, time::Duration};

use super::desk::{BATCH, PAUSE, Payouts};
use crate::{
    base::{ErrorKind, Money, OrderId, Result, SellerId, TransferId},
    features::{
        audit::{self, Act, Actor, NewEntry},
        ledger, orders,
        payouts::{self, Payout, Stage, Taking},
    },
    platform::db::{ReadTxn, WriteTxn},
};

/// What could not be taken back is tried anew after so long.
const LONG_PAUSE: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// Hears that money of `order` went back to its buyer: what its sellers were paid beyond what is theirs is taken back.
pub(super) fn hear(txn: &WriteTxn, order: OrderId) -> Result<()> {
    let Some(order) = orders::find(txn, order)? else { return Ok(()) };
    let sellers: BTreeSet<SellerId> = order.lines.iter().map(|it| it.seller).collect();
    sellers.into_iter().try_for_each(|it| take_what_is_owed(txn, it))
}

/// Decides to take back what a seller owes, as far as they were paid through the gateway, and posts it: so the same debt
/// is not taken twice.
pub(super) fn take_what_is_owed(txn: &WriteTxn, seller: SellerId) -> Result<()> {
    for balance in ledger::balances(txn, seller)?.into_iter().filter(|it| it.amount < 0) {
        let debt = Money::new(balance.amount.saturating_neg(), balance.currency);
        for taking in payouts::owe(txn, seller, debt)? {
            let about = taking.id.to_string();
            ledger::taken_back(txn, seller, &taking.gateway, &about, taking.amount)?;
            note(txn, Act::TakenBack, &taking, "")?;
        }
    }
    Ok(())
}

fn note(txn: &WriteTxn, act: Act, taking: &Taking, why: &str) -> Result<()> {
    let detail = format!("{} {why}", taking.amount);
    audit::note(txn, NewEntry::new(Actor::Shop, act).to(taking.payout).detail(detail.trim()))
}

impl Payouts {
    /// Carries on with what is being taken back, and after a while with what could not be. Says how much moved.
    pub(super) async fn take_back(&self) -> Result<usize> {
        let now = self.db.clock().now();
        let failed = self.db.look(|txn| payouts::failed_takings(txn, BATCH))?;
        for taking in failed.into_iter().filter(|it| now.since(it.updated) >= LONG_PAUSE) {
            self.db.write(move |txn| anew(txn, &taking)).await?;
        }
        let mut moved = 0;
        for taking in self.db.look(|txn| payouts::open_takings(txn, BATCH))? {
            // The first time at once.
            if taking.updated != taking.asked && now.since(taking.updated) < PAUSE {
                continue;
            }
            let id = taking.id;
            match self.take(taking).await {
                Ok(_) => moved += 1,
                Err(error) => {
                    tracing::warn!("{id} is not taken back yet: {}", error.in_full());
                    self.db.write(move |txn| payouts::note_asked(txn, id)).await?;
                }
            }
        }
        Ok(moved)
    }

    /// Tries at once to take back of a payout what could not be, as somebody in the office wants it.
    pub(super) async fn take_again(&self, payout: TransferId) -> Result<Payout> {
        let decide = move |txn: &WriteTxn| {
            let payout = payouts::get(txn, payout)?;
            let failed = payouts::takings_of(txn, payout.id)?.into_iter().filter(|it| !it.counts());
            failed.into_iter().try_for_each(|it| anew(txn, &it))?;
            Ok(payout)
        };
        let payout = self.db.write(decide).await?;
        let open = self.db.look(|txn| payouts::takings_of(txn, payout.id))?;
        for taking in open.into_iter().filter(|it| it.stage == Stage::Asked) {
            self.take(taking).await?;
        }
        Ok(payout)
    }

    /// Takes back what was decided; the same is taken once, however often this is called.
    async fn take(&self, taking: Taking) -> Result<Taking> {
        let id = taking.id;
        match self.payees()?.take_back(&taking.transfer, taking.amount, &id.to_string()).await {
            Ok(reference) => self.db.write(move |txn| payouts::mark_taken(txn, id, &reference)).await,
            Err(error) if matches!(error.kind, ErrorKind::Conflict | ErrorKind::Invalid | ErrorKind::NotFound) => {
                let why = error.message.to_string();
                let keep = move |txn: &WriteTxn| {
                    let kept = payouts::mark_kept(txn, id, &why)?;
                    if kept.stage == Stage::Failed {
                        ledger::taking_failed(txn, kept.seller, &kept.gateway, &id.to_string(), kept.amount)?;
                        note(txn, Act::NotTakenBack, &kept, &why)?;
                    }
                    Ok(kept)
                };
                self.db.write(keep).await
            }
            Err(error) => Err(error),
        }
    }
}

/// Lets go of what could not be taken back, and decides anew by what is owed now.
fn anew(txn: &WriteTxn, taking: &Taking) -> Result<()> {
    payouts::let_go(txn, taking.id)?;
    take_what_is_owed(txn, taking.seller)
}

/// The books know of all that was taken back, and of what could not be that it is owed as before.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    for taking in payouts::takings(txn)? {
        let posted = ledger::of_payout(txn, &taking.id.to_string())?;
        let sum: i64 = posted.iter().map(|it| it.owed_to(taking.seller)).sum();
        let wanted = if taking.counts() { taking.amount.amount } else { 0 };
        if sum != wanted {
            faults.push(format!("payouts: the ledger has {sum} of {}, not {wanted}", taking.id));
        }
    }
    Ok(())
}
