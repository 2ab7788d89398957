//! Disputes: the payer's bank asks for money back, holds it, and decides.

use serde::{Deserialize, Serialize};

use super::{Payable, Portion, given_back, split, store};
use crate::{
    base::{DisputeId, Event, Money, OrderId, Result, Timestamp},
    platform::{
        db::{Reads, Record, WriteTxn},
        payments::{DisputeNews, DisputeStanding},
    },
};

/// A payment that the payer's bank asks back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// Its identifier.
    pub id: DisputeId,
    /// Of which order.
    pub order: OrderId,
    /// Through which gateway.
    pub gateway: String,
    /// By which the gateway knows it.
    pub reference: String,
    /// How much is disputed.
    pub amount: Money,
    /// What a lost dispute took from each line.
    #[serde(default)]
    pub portions: Vec<Portion>,
    /// How it stands.
    pub standing: DisputeStanding,
    /// Why, in the gateway's word.
    pub reason: String,
    /// What the gateway charges the shop for it.
    #[serde(default)]
    pub fee: Option<Money>,
    /// When the shop heard of it.
    pub opened: Timestamp,
    /// When it was heard of last.
    pub updated: Timestamp,
}

impl Record for Dispute {
    type Key = DisputeId;
    const MISSING: &'static str = "There is no such dispute";

    fn key(&self) -> DisputeId {
        self.id
    }
}

/// Takes in what a gateway said of a dispute. One that was decided stays so, whatever is heard late.
pub fn dispute_heard(txn: &WriteTxn, payable: &Payable, news: &DisputeNews) -> Result<Dispute> {
    let key = (payable.gateway.clone(), news.reference.clone());
    let known = store::DISPUTE_BY_REFERENCE.find(txn, &store::DISPUTES, &key)?;
    let mut dispute = known.clone().unwrap_or_else(|| Dispute {
        id: txn.fresh(),
        order: payable.order,
        gateway: payable.gateway.clone(),
        reference: news.reference.clone(),
        amount: news.amount,
        portions: Vec::new(),
        standing: DisputeStanding::Open,
        reason: news.reason.clone(),
        fee: None,
        opened: txn.now,
        updated: txn.now,
    });
    if dispute.standing == DisputeStanding::Open && news.standing != DisputeStanding::Open {
        dispute.standing = news.standing;
        if news.standing == DisputeStanding::Lost {
            dispute.portions = split(payable, &given_back(txn, payable.order)?, dispute.amount.amount);
            txn.emit(Event::DisputeLost { order: dispute.order, dispute: dispute.id })?;
        }
    }
    dispute.fee = dispute.fee.or(news.fee);
    if known.as_ref() != Some(&dispute) {
        dispute.updated = txn.now;
        store::DISPUTES.put(txn, &dispute)?;
    }
    Ok(dispute)
}

/// The dispute `id`.
pub fn get_dispute(txn: &impl Reads, id: DisputeId) -> Result<Dispute> {
    store::DISPUTES.get(txn, id)
}

/// The disputes of `order`, oldest first.
pub fn disputes_of(txn: &impl Reads, order: OrderId) -> Result<Vec<Dispute>> {
    store::DISPUTE_BY_ORDER.of(&order).records(txn, &store::DISPUTES)
}

/// Disputes that no bank has decided yet, oldest first.
pub fn open_disputes(txn: &impl Reads, limit: usize) -> Result<Vec<Dispute>> {
    store::DISPUTE_OPEN.all().limit(limit).records(txn, &store::DISPUTES)
}
