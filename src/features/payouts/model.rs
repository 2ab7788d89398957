//! Linked accounts and payouts; no I/O.

use serde::{Deserialize, Serialize};

use super::HOLD;
use crate::{
    base::{Error, Money, Result, SellerId, TakingId, Timestamp, TransferId},
    platform::db::Record,
};

/// Where a seller's money goes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Destination {
    /// Whose.
    pub seller: SellerId,
    /// At which gateway.
    pub gateway: String,
    /// By which the gateway knows the account.
    pub account: String,
    /// Whether money can be sent there.
    pub can_receive: bool,
    /// What the gateway still wants to know, in its words.
    pub missing: Vec<String>,
    /// Since when.
    pub linked: Timestamp,
    /// Since when it can receive money.
    #[serde(default)]
    pub ready: Option<Timestamp>,
    /// How it stands was so at that moment, as the gateway says.
    #[serde(default)]
    pub heard: Option<Timestamp>,
    /// The hash of what proves that somebody comes back from the gateway who was sent there.
    #[serde(default)]
    pub(super) way_back: Option<[u8; 32]>,
}

/// Money on its way to a seller.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Payout {
    /// Its identifier, which every call to the gateway bears.
    pub id: TransferId,
    /// To whom.
    pub seller: SellerId,
    /// Through which gateway.
    pub gateway: String,
    /// To which account there.
    pub account: String,
    /// How much.
    pub amount: Money,
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
    /// When it moved last.
    pub updated: Timestamp,
    /// By which a repeated request is known.
    #[serde(default)]
    pub(super) key: Option<[u8; 32]>,
    /// What was asked with that key.
    pub(super) body: [u8; 32],
}

/// How far a payout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = PayoutStage)]
pub enum Stage {
    /// The gateway has not confirmed it yet.
    Asked,
    /// It was sent.
    Sent,
    /// The gateway has refused it; the money is the seller's balance again.
    Failed,
}

/// Money that a seller owes the shop and that is taken back from one of their payouts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Taking {
    /// Its identifier, which every call to the gateway bears.
    pub id: TakingId,
    /// From whom.
    pub seller: SellerId,
    /// Of which payout.
    pub payout: TransferId,
    /// Through which gateway.
    pub gateway: String,
    /// By which the gateway knows the payout.
    pub transfer: String,
    /// How much.
    pub amount: Money,
    /// How far it is. [`Stage::Sent`] is money that has come back.
    pub stage: Stage,
    /// By which the gateway knows that it came back.
    #[serde(default)]
    pub reference: Option<String>,
    /// Why it failed.
    #[serde(default)]
    pub failure: Option<String>,
    /// When it was decided.
    pub asked: Timestamp,
    /// When it moved last.
    pub updated: Timestamp,
}

impl Taking {
    /// Whether the money is back, or on its way.
    pub fn counts(&self) -> bool {
        self.stage != Stage::Failed
    }
}

/// A payout to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewPayout {
    /// To whom.
    pub seller: SellerId,
    /// How much.
    pub amount: Money,
    /// How much there is, as the books say in the same write.
    pub available: Money,
    /// By which a repeated request is known: a hash that nobody else can make.
    pub key: Option<[u8; 32]>,
    /// A fingerprint of what is asked.
    pub body: [u8; 32],
}

impl Destination {
    /// Until when payouts to it are held, if they are at `now`.
    pub fn held_until(&self, now: Timestamp) -> Option<Timestamp> {
        self.ready.map(|it| it.plus(HOLD)).filter(|until| now < *until)
    }

    /// Whether money may be sent there at `now`.
    pub(super) fn may_receive(&self, now: Timestamp) -> Result<()> {
        if !self.can_receive {
            return Err(Error::conflict("The linked account cannot receive money yet; finish it at the gateway"));
        }
        match self.held_until(now) {
            Some(until) => Err(Error::conflict(format!(
                "Payouts to an account that was linked lately are held until {}",
                until.date_and_time()
            ))),
            None => Ok(()),
        }
    }
}

impl Record for Destination {
    type Key = SellerId;
    const MISSING: &'static str = "No account is linked";

    fn key(&self) -> SellerId {
        self.seller
    }
}

impl Record for Payout {
    type Key = TransferId;
    const MISSING: &'static str = "There is no such payout";

    fn key(&self) -> TransferId {
        self.id
    }
}

impl Record for Taking {
    type Key = TakingId;
    const MISSING: &'static str = "Nothing is taken back here";

    fn key(&self) -> TakingId {
        self.id
    }
}
