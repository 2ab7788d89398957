//! What gateways tell without being asked: letters to the webhook, and what they mean.

use serde::{Deserialize, Serialize};

use super::{Answer, Payee};
use crate::base::{Money, PaymentId, RefundId, Timestamp};

/// A letter to the shop's webhook, exactly as it came.
pub struct Letter<'a> {
    /// The headers, looked up without regard to case.
    pub header: &'a (dyn Fn(&str) -> Option<String> + Send + Sync),
    /// The body, byte for byte: signatures are made over these and no others.
    pub body: &'a [u8],
}

/// An event that is proved to be the gateway's, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// The gateway's own name for the event: the same one is applied once.
    pub id: String,
    /// The gateway's word for what happened, such as `charge.refunded`.
    pub kind: String,
    /// When the gateway says that it happened; shown, never relied upon.
    pub at: Timestamp,
    /// The body as it came. Older records hold it number by number; both are read.
    #[serde(with = "serde_bytes")]
    pub body: Vec<u8>,
}

/// What an event means for the shop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum News {
    /// A payment stands so.
    Payment(About, Answer),
    /// A refund stands so.
    Refund(About, RefundNews),
    /// The payer's bank asks for money back, or has decided.
    Dispute(About, DisputeNews),
    /// An account of somebody else, such as a seller, stands so.
    Payee(Payee),
    /// Nothing that the shop acts upon; it is kept.
    Nothing,
}

/// By what an event names the payment that it is about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct About {
    /// Our own identifier, if the event bears it.
    pub payment: Option<PaymentId>,
    /// The references by which the gateway knows it: that of the payment, that of the collected money.
    pub references: Vec<String>,
}

/// How a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum RefundStanding {
    /// It is under way.
    Pending,
    /// The money has gone back.
    Done,
    /// It could not be paid back.
    Failed,
}

/// What a gateway says of a refund.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefundNews {
    /// By which the gateway knows it.
    pub reference: String,
    /// Which of our refunds it is, if the gateway says so; otherwise it may have been made in the gateway's own pages.
    pub refund: Option<RefundId>,
    /// How much.
    pub amount: Money,
    /// How it stands.
    pub standing: RefundStanding,
    /// Why it could not be paid back.
    pub reason: Option<String>,
}

/// How a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStanding {
    /// The bank has not decided; the money is held.
    Open,
    /// The shop keeps the money.
    Won,
    /// The payer has got the money back.
    Lost,
}

/// What a gateway says of a dispute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DisputeNews {
    /// By which the gateway knows it.
    pub reference: String,
    /// How much is disputed.
    pub amount: Money,
    /// How it stands.
    pub standing: DisputeStanding,
    /// Why, in the gateway's word, such as `fraudulent`.
    pub reason: String,
    /// What the gateway charges the shop for it, if it has said so.
    pub fee: Option<Money>,
}
