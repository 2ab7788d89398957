//! A seller's money as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{EntryId, Money, OrderId, SellerId, Slug},
    features::{ledger::Entry, sellers::Seller},
};

/// What is due to a seller.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct BalanceJson {
    pub seller: OwnSellerJson,
    /// For each currency in which anything ever was; less than nothing is owed to the shop.
    pub due: Vec<Money>,
}

/// As whom one sells.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct OwnSellerJson {
    #[schema(value_type = String)]
    id: SellerId,
    #[schema(value_type = String)]
    slug: Slug,
    name: String,
}

impl From<&Seller> for OwnSellerJson {
    fn from(seller: &Seller) -> Self {
        Self { id: seller.id, slug: seller.slug.clone(), name: seller.name.to_string() }
    }
}

/// One thing that moved the balance.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LedgerEntryJson {
    #[schema(value_type = String)]
    id: EntryId,
    at: String,
    /// `sale`, `refund`, `refund_failed`, `dispute_lost`, `payout`, `payout_returned`, or why else.
    #[schema(example = "sale")]
    reason: &'static str,
    /// Null where it is for none, as payouts are.
    #[schema(value_type = Option<String>)]
    order: Option<OrderId>,
    /// What it added; less than nothing is what it took.
    amount: Money,
}

impl LedgerEntryJson {
    pub fn of(entry: &Entry, seller: SellerId) -> Self {
        Self {
            id: entry.id,
            at: entry.at.rfc3339(),
            reason: entry.reason.word(),
            order: entry.order,
            amount: entry.due_to(seller),
        }
    }
}

/// A piece of what moved the balance, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct LedgerJson {
    pub data: Vec<LedgerEntryJson>,
    /// Where the next piece begins.
    pub next: Option<String>,
    pub total: usize,
}
