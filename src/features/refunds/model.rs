//! Refunds and what they are made of; no I/O.

use serde::{Deserialize, Serialize};

use crate::{
    base::{Money, OrderId, OrderLineId, RefundId, Timestamp, UserId},
    platform::db::Record,
};

/// Money of an order that goes back to its buyer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// Its identifier, which every call to the gateway bears.
    pub id: RefundId,
    /// Of which order.
    pub order: OrderId,
    /// Through which gateway.
    pub gateway: String,
    /// How much.
    pub amount: Money,
    /// Of which lines. Together they come to the amount, unless more went back than was paid.
    pub portions: Vec<Portion>,
    /// Why, in words for the buyer; may be empty.
    pub reason: String,
    /// Whether the buyer loses what these lines gave, though not all of their money went back.
    pub revoke: bool,
    /// Who decided so.
    pub origin: Origin,
    /// How far it is.
    pub stage: Stage,
    /// By which the gateway knows it.
    #[serde(default)]
    pub reference: Option<String>,
    /// Why it failed.
    #[serde(default)]
    pub failure: Option<String>,
    /// When it was decided.
    pub asked: Timestamp,
    /// When the gateway was heard of last.
    pub updated: Timestamp,
    /// Whether it was announced that the money has gone back.
    #[serde(default)]
    pub announced: bool,
    /// Whether a letter about it goes to the buyer, or has gone.
    #[serde(default)]
    pub told: bool,
    /// By which a repeated request is known.
    #[serde(default)]
    pub(super) key: Option<[u8; 32]>,
    /// What was asked with that key.
    pub(super) body: [u8; 32],
}

/// What goes back of one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Portion {
    /// Of which line.
    pub line: OrderLineId,
    /// Minor units, more than none.
    pub amount: i64,
}

/// Who decided on a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// Somebody with the right to.
    User(UserId),
    /// Whoever sits at the machine.
    Operator,
    /// It was made in the gateway's own pages.
    Gateway,
}

/// How far a refund is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = RefundStage)]
pub enum Stage {
    /// The gateway has not confirmed it yet.
    Asked,
    /// The gateway has taken it on.
    Pending,
    /// The money has gone back.
    Done,
    /// It could not be paid back.
    Failed,
}

impl Stage {
    /// Whether the money counts as gone back.
    pub fn counts(self) -> bool {
        matches!(self, Self::Pending | Self::Done)
    }

    /// As it reads.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked for",
            Self::Pending => "on its way",
            Self::Done => "paid back",
            Self::Failed => "failed",
        }
    }
}

/// A refund to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRefund {
    /// How much.
    pub amount: Money,
    /// Of which lines only; of all in proportion if nothing is said.
    pub lines: Vec<OrderLineId>,
    /// Why, in words for the buyer.
    pub reason: String,
    /// Whether the buyer loses what these lines gave, though not all of their money goes back.
    pub revoke: bool,
    /// Who decides so.
    pub origin: Origin,
    /// By which a repeated request is known: a hash that nobody else can make.
    pub key: Option<[u8; 32]>,
    /// A fingerprint of what is asked.
    pub body: [u8; 32],
}

/// What was paid, as far as refunds have to know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payable {
    /// Which order.
    pub order: OrderId,
    /// Who has the money.
    pub gateway: String,
    /// How much was collected.
    pub captured: Money,
    /// What each line came to, in minor units, in the order's order.
    pub lines: Vec<(OrderLineId, i64)>,
}

impl Refund {
    /// Whether it is the one that was asked for with this key.
    pub fn is_known_by(&self, key: [u8; 32]) -> bool {
        self.key == Some(key)
    }
}

impl Record for Refund {
    type Key = RefundId;
    const MISSING: &'static str = "There is no such refund";

    fn key(&self) -> RefundId {
        self.id
    }
}
