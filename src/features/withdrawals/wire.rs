//! A withdrawal as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::{Right, Standing, Withdrawal};
use crate::base::{Email, OrderId, WithdrawalId};

/// A withdrawal.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct WithdrawalJson {
    #[schema(value_type = String)]
    id: WithdrawalId,
    #[schema(value_type = String)]
    order: OrderId,
    /// The order as people know it.
    #[schema(example = "1001")]
    order_number: String,
    status: Standing,
    /// How the right to withdraw stood when it came.
    right: Right,
    name: String,
    #[schema(value_type = String)]
    email: Email,
    message: String,
    /// When it came; the mail that confirms it says the same.
    received_at: String,
    /// When the shop answered.
    answered_at: Option<String>,
    /// Why it was refused, or what the shop added.
    reason: Option<String>,
}

impl From<&Withdrawal> for WithdrawalJson {
    fn from(it: &Withdrawal) -> Self {
        let decision = it.decision.as_ref();
        Self {
            id: it.id,
            order: it.order,
            order_number: it.order_name.clone(),
            status: it.standing(),
            right: it.right,
            name: it.name.clone(),
            email: it.email.clone(),
            message: it.message.clone(),
            received_at: it.sent.rfc3339(),
            answered_at: decision.map(|it| it.at.rfc3339()),
            reason: decision.map(|it| it.reason.clone()).filter(|it| !it.is_empty()),
        }
    }
}
