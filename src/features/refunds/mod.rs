//! Money that goes back: refunds, which the shop decides on, and disputes, which the payer's bank decides on.
//!
//! What was refunded never exceeds what was captured: the check and the refund are one write. What a gateway says of a
//! refund or a dispute may come twice, late and in any order, and always ends in the same state.

mod dispute;
mod given_back;
mod model;
mod split;
mod store;
#[cfg(test)]
mod tests;

pub use dispute::{Dispute, dispute_heard, disputes_of, get_dispute, open_disputes};
pub use given_back::{GivenBack, given_back};
pub use model::{NewRefund, Origin, Payable, Portion, Refund, Stage};
pub use split::split;

use crate::{
    base::{Error, Event, Money, OrderId, RefundId, Result, Timestamp},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        payments::{RefundNews, RefundStanding},
    },
};

/// What refunds bring along.
pub fn feature() -> Feature {
    Feature::new("refunds").tables(store::ALL).check(store::check)
}

/// Notes that money shall go back, before the gateway is asked for it. The same key with the same body gives the refund
/// that it has become; says whether it is new.
///
/// # Errors
/// It is nothing or more than is left; or the key was used for another refund.
pub fn ask(txn: &WriteTxn, payable: &Payable, new: NewRefund) -> Result<(Refund, bool)> {
    if let Some(key) = new.key
        && let Some(known) = store::BY_KEY.find(txn, &store::REFUNDS, &key)?
    {
        return if known.body == new.body {
            Ok((known, false))
        } else {
            Err(Error::conflict("This Idempotency-Key was used for another refund; send a new one"))
        };
    }
    let before = given_back(txn, payable.order)?;
    if before.is_disputed {
        return Err(Error::conflict("The payer's bank is deciding about this payment; wait until it has"));
    }
    let portions = split::portions(payable, &before, &new)?;
    let refund = Refund {
        id: txn.fresh(),
        order: payable.order,
        gateway: payable.gateway.clone(),
        amount: new.amount,
        portions,
        reason: new.reason,
        revoke: new.revoke,
        origin: new.origin,
        stage: Stage::Asked,
        reference: None,
        failure: None,
        asked: txn.now,
        updated: txn.now,
        announced: false,
        told: false,
        key: new.key,
        body: new.body,
    };
    store::REFUNDS.put(txn, &refund)?;
    Ok((refund, true))
}

/// Takes in what a gateway said of a refund. One that it names and the shop does not know was made in the gateway's own
/// pages: it is noted as such. A refund that has failed stays so.
pub fn hear(txn: &WriteTxn, payable: &Payable, news: &RefundNews) -> Result<Refund> {
    let mut refund = match find_heard(txn, payable, news)? {
        Some(known) => known,
        None => foreign(txn, payable, news)?,
    };
    let stage = match (refund.stage, news.standing) {
        (Stage::Failed, _) | (_, RefundStanding::Failed) => Stage::Failed,
        (Stage::Done, _) | (_, RefundStanding::Done) => Stage::Done,
        (_, RefundStanding::Pending) => Stage::Pending,
    };
    let before = refund.clone();
    refund.stage = stage;
    if !news.reference.is_empty() {
        refund.reference = Some(news.reference.clone());
    }
    if stage == Stage::Failed {
        refund.failure = news.reason.clone().or(refund.failure);
    }
    if stage == Stage::Done && !refund.announced {
        refund.announced = true;
        txn.emit(Event::OrderRefunded { order: refund.order, refund: refund.id })?;
    }
    if stage == Stage::Failed && before.stage != Stage::Failed {
        tell_returned(txn, &refund)?;
    }
    if refund != before {
        refund.updated = txn.now;
        store::REFUNDS.put(txn, &refund)?;
    }
    Ok(refund)
}

/// Which refund `news` speaks of: by our own identifier, by its reference, or the only one of that amount of which the
/// gateway has not yet been heard.
fn find_heard(txn: &WriteTxn, payable: &Payable, news: &RefundNews) -> Result<Option<Refund>> {
    if let Some(id) = news.refund
        && let Some(known) = store::REFUNDS.find(txn, id)?.filter(|it| it.order == payable.order)
    {
        return Ok(Some(known));
    }
    let key = (payable.gateway.clone(), news.reference.clone());
    if let Some(known) = store::BY_REFERENCE.find(txn, &store::REFUNDS, &key)? {
        return Ok(Some(known));
    }
    let waits = |it: &Refund| it.reference.is_none() && it.stage == Stage::Asked && it.amount == news.amount;
    Ok(of_order(txn, payable.order)?.into_iter().find(waits))
}

fn foreign(txn: &WriteTxn, payable: &Payable, news: &RefundNews) -> Result<Refund> {
    let before = given_back(txn, payable.order)?;
    Ok(Refund {
        id: txn.fresh(),
        order: payable.order,
        gateway: payable.gateway.clone(),
        amount: news.amount,
        portions: split(payable, &before, news.amount.amount),
        reason: news.reason.clone().unwrap_or_default(),
        revoke: false,
        origin: Origin::Gateway,
        stage: Stage::Pending,
        reference: Some(news.reference.clone()),
        failure: None,
        asked: txn.now,
        updated: txn.now,
        announced: false,
        told: false,
        key: None,
        body: [0; 32],
    })
}

/// Gives a refund up that the gateway has refused.
pub fn fail(txn: &WriteTxn, id: RefundId, why: &str) -> Result<Refund> {
    let mut refund = get(txn, id)?;
    if refund.stage != Stage::Failed {
        refund.stage = Stage::Failed;
        refund.failure = Some(why.to_owned());
        refund.updated = txn.now;
        store::REFUNDS.put(txn, &refund)?;
        tell_returned(txn, &refund)?;
    }
    Ok(refund)
}

/// Announces that money came back of which it had been announced that it has gone.
fn tell_returned(txn: &WriteTxn, refund: &Refund) -> Result<()> {
    if refund.announced { txn.emit(Event::RefundReturned { order: refund.order, refund: refund.id }) } else { Ok(()) }
}

/// Notes that the buyer is told of a refund. Says whether nobody has told them before.
pub fn tell_buyer(txn: &WriteTxn, id: RefundId) -> Result<bool> {
    let refund = get(txn, id)?;
    let first = !refund.told;
    if first {
        store::REFUNDS.put(txn, &Refund { told: true, ..refund })?;
    }
    Ok(first)
}

/// The refund `id`.
pub fn get(txn: &impl Reads, id: RefundId) -> Result<Refund> {
    store::REFUNDS.get(txn, id)
}

/// The refunds of `order`, oldest first.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<Refund>> {
    store::BY_ORDER.of(&order).records(txn, &store::REFUNDS)
}

/// Refunds that have not ended and were last heard of before `before`, oldest first.
pub fn open(txn: &impl Reads, before: Timestamp, limit: usize) -> Result<Vec<Refund>> {
    store::OPEN.between(&Timestamp::EPOCH, &before).limit(limit).records(txn, &store::REFUNDS)
}

/// What could still be paid back of `payable`.
pub fn left(txn: &impl Reads, payable: &Payable) -> Result<Money> {
    let before = given_back(txn, payable.order)?;
    payable.captured.minus(Money::new(before.reserved, payable.captured.currency))
}
