//! Withdrawals; no I/O.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::NewStatement;
use crate::{
    base::{Email, OrderId, Timestamp, UserId, WithdrawalId},
    platform::db::Record,
};

/// Somebody's statement that they withdraw from a contract.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Its identifier.
    pub id: WithdrawalId,
    /// From which order.
    pub order: OrderId,
    /// The order as people know it.
    pub order_name: String,
    /// Who withdraws, as they wrote it.
    pub name: String,
    /// Where they want to hear of it.
    pub email: Email,
    /// What they added; may be empty.
    pub message: String,
    /// How the right to withdraw stood at that moment.
    pub right: Right,
    /// When it came.
    pub sent: Timestamp,
    /// What the shop decided.
    #[serde(default)]
    pub decision: Option<Decision>,
}

/// What the shop decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// Whether the contract has ended.
    pub accepted: bool,
    /// Why, in words for the buyer; may be empty where it was accepted.
    pub reason: String,
    /// Who decided.
    pub by: UserId,
    /// When.
    pub at: Timestamp,
}

/// How the right to withdraw stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WithdrawalRight)]
#[serde(rename_all = "snake_case")]
pub enum Right {
    /// The buyer may withdraw.
    Stands,
    /// It ended when the first download began, as the buyer had agreed (article 16, letter m).
    Begun,
    /// The days are over (article 9).
    Over,
}

/// How a withdrawal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = WithdrawalStanding)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It waits for the shop.
    Open,
    /// The shop has accepted it.
    Accepted,
    /// The shop has refused it.
    Refused,
}

impl Withdrawal {
    /// How it stands.
    pub fn standing(&self) -> Standing {
        match &self.decision {
            None => Standing::Open,
            Some(decision) if decision.accepted => Standing::Accepted,
            Some(_) => Standing::Refused,
        }
    }

    /// Whether it waits for the shop.
    pub fn is_open(&self) -> bool {
        self.decision.is_none()
    }

    /// The statement as it was sent, line by line, for the durable medium on which its receipt is confirmed.
    pub fn statement(&self, shop: &str) -> Vec<String> {
        let new = NewStatement { name: self.name.clone(), email: self.email.clone(), message: self.message.clone() };
        new.lines(&self.order_name, shop)
    }
}

impl Right {
    /// The truth about it, in a sentence for the buyer; `last_day` as it reads.
    pub fn words(self, last_day: &str) -> String {
        match self {
            Self::Stands => format!("You may withdraw from this contract without giving a reason, until {last_day}."),
            Self::Begun => {
                "You agreed that downloads begin at once, and they have begun: with that your right to withdraw \
                has ended. You may still send this; the shop will look at it."
                    .into()
            }
            Self::Over => format!(
                "The days in which you could withdraw ended on {last_day}. You may still send this; the shop will look at it."
            ),
        }
    }
}

impl Record for Withdrawal {
    type Key = WithdrawalId;
    const MISSING: &'static str = "There is no such withdrawal";

    fn key(&self) -> WithdrawalId {
        self.id
    }
}
