//! Orders and payments as the staff's programs see them.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{DisputeId, Money, OrderId},
    features::{
        orders::{Order, OrderJson},
        refunds::Dispute,
    },
    platform::payments::DisputeStanding,
};

/// Orders, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OfficeOrdersJson {
    pub data: Vec<OrderJson>,
    /// Where to go on; null at the end.
    pub next: Option<String>,
    /// How many orders the shop has, whatever their status.
    pub total: u64,
}

/// An order with what only the staff see.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OfficeOrderJson {
    pub order: OrderJson,
    /// What the gateway has collected, once it has.
    collected: Option<Money>,
    /// What the gateway has kept of it.
    fee: Option<Money>,
    /// By which the gateway knows the payment.
    reference: Option<String>,
    /// Why the money was not taken as the payment; somebody has to look at it.
    held: Option<String>,
    /// What can still be paid back.
    pub left: Money,
    /// Oldest first.
    pub disputes: Vec<DisputeJson>,
}

/// A payment that the payer's bank asks back.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct DisputeJson {
    #[schema(value_type = String)]
    id: DisputeId,
    #[schema(value_type = String)]
    order: OrderId,
    amount: Money,
    status: DisputeStanding,
    /// In the gateway's word.
    reason: String,
    opened_at: String,
}

/// That an order was paid by hand.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct PaidJson {
    /// What stands on the bank's statement; kept in the audit.
    pub reference: String,
}

/// How payments stand in all.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PaymentsJson {
    pub gateways: Vec<String>,
    /// Orders that wait for their payment.
    pub waiting: usize,
    /// Refunds under way.
    pub refunds: usize,
    /// Events that wait to be applied.
    pub events: usize,
    /// Orders whose payment differs.
    pub held: usize,
    /// Disputes that no bank has decided.
    pub disputes: usize,
}

/// What came of asking the gateways.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReconciledJson {
    /// How many payments, refunds and events moved or were found.
    pub moved: usize,
}

impl OfficeOrderJson {
    pub fn new(order: &Order, json: OrderJson, left: Money, disputes: &[Dispute]) -> Self {
        let payment = &order.payment;
        Self {
            order: json,
            collected: payment.collected.as_ref().map(|it| it.amount),
            fee: payment.collected.as_ref().and_then(|it| it.fee),
            reference: payment.reference.clone(),
            held: payment.held.clone(),
            left,
            disputes: disputes.iter().map(DisputeJson::from).collect(),
        }
    }
}

impl From<&Dispute> for DisputeJson {
    fn from(it: &Dispute) -> Self {
        Self {
            id: it.id,
            order: it.order,
            amount: it.amount,
            status: it.standing,
            reason: it.reason.clone(),
            opened_at: it.opened.rfc3339(),
        }
    }
}
