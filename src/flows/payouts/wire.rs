//! Payouts on the wire.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::{
    base::{Money, Result, SellerId, TakingId, TransferId},
    features::payouts::{self, Payout, Stage, Taking},
    platform::db::Reads,
};

/// What to pay out.
#[derive(Debug, Clone, Default, Deserialize, ToSchema)]
#[serde(default)]
pub(super) struct NewPayoutJson {
    /// Minor units of the shop's currency; all that can be paid out if nothing is said.
    #[schema(example = 12_500)]
    pub amount: Option<i64>,
}

/// A payout.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PayoutJson {
    #[schema(value_type = String, example = "tr_01a2026feb8472f89ad601f3c7b89cb7")]
    id: TransferId,
    amount: Money,
    status: Stage,
    /// Why it failed.
    failure: Option<String>,
    created_at: String,
}

/// A seller's payouts, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct PayoutsJson {
    pub data: Vec<PayoutJson>,
    /// All that is due; below nothing if the seller owes the shop.
    pub balance: Money,
    /// What of it can be paid out now.
    pub available: Money,
    /// Whether an account is linked that can receive money.
    pub account_ready: bool,
}

impl From<&Payout> for PayoutJson {
    fn from(it: &Payout) -> Self {
        Self {
            id: it.id,
            amount: it.amount,
            status: it.stage,
            failure: it.failure.clone(),
            created_at: it.asked.rfc3339(),
        }
    }
}

/// A payout as the office sees it.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OfficePayoutJson {
    #[serde(flatten)]
    payout: PayoutJson,
    #[schema(value_type = String, example = "sell_01a2026feb8472f89ad601f3c7b89cb7")]
    seller: SellerId,
    gateway: String,
    /// By which the gateway knows the seller's account.
    #[schema(example = "acct_1Q2w3e4r5t")]
    account: String,
    /// By which the gateway knows the payout, once it was sent.
    reference: Option<String>,
    updated_at: String,
    /// What is taken back of it after refunds, oldest first.
    taken_back: Vec<TakingJson>,
}

/// Money that is taken back of a payout, since its seller owes it after a refund.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct TakingJson {
    #[schema(value_type = String, example = "tb_01a2026feb8472f89ad601f3c7b89cb7")]
    id: TakingId,
    amount: Money,
    /// `sent` once it has come back; `failed` where the gateway could not take it, so that it is owed as before.
    status: Stage,
    /// Why it failed.
    failure: Option<String>,
    created_at: String,
}

impl From<&Taking> for TakingJson {
    fn from(it: &Taking) -> Self {
        Self {
            id: it.id,
            amount: it.amount,
            status: it.stage,
            failure: it.failure.clone(),
            created_at: it.asked.rfc3339(),
        }
    }
}

/// Payouts of all sellers, newest first.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub(super) struct OfficePayoutsJson {
    pub data: Vec<OfficePayoutJson>,
    pub next: Option<String>,
    pub total: u64,
}

impl OfficePayoutJson {
    /// A payout with what is taken back of it.
    pub fn of(txn: &impl Reads, it: &Payout) -> Result<Self> {
        Ok(Self {
            payout: PayoutJson::from(it),
            seller: it.seller,
            gateway: it.gateway.clone(),
            account: it.account.clone(),
            reference: it.reference.clone(),
            updated_at: it.updated.rfc3339(),
            taken_back: payouts::takings_of(txn, it.id)?.iter().map(TakingJson::from).collect(),
        })
    }
}
