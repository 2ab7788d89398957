//! What of an order went back, all refunds and disputes taken together.

use std::collections::{BTreeMap, BTreeSet};

use super::{Refund, Stage, dispute::Dispute, disputes_of, of_order};
use crate::{
    base::{OrderId, OrderLineId, Result},
    platform::{db::Reads, payments::DisputeStanding},
};

/// What of an order went back.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenBack {
    /// Its refunds, oldest first.
    pub refunds: Vec<Refund>,
    /// Its disputes, oldest first.
    pub disputes: Vec<Dispute>,
    /// Minor units that went back or are on their way.
    pub gone: i64,
    /// The same with what was asked for and not yet confirmed: so much cannot be paid back once more.
    pub reserved: i64,
    /// What of `reserved` belongs to each line.
    pub of_lines: BTreeMap<OrderLineId, i64>,
    /// What of `gone` belongs to each line.
    pub gone_of_lines: BTreeMap<OrderLineId, i64>,
    /// Lines whose goods were taken back though not all of their money went back.
    pub revoked: BTreeSet<OrderLineId>,
    /// Whether a bank is deciding about it.
    pub is_disputed: bool,
}

/// What of `order` went back.
pub fn given_back(txn: &impl Reads, order: OrderId) -> Result<GivenBack> {
    let mut all =
        GivenBack { refunds: of_order(txn, order)?, disputes: disputes_of(txn, order)?, ..GivenBack::default() };
    for refund in all.refunds.iter().filter(|it| it.stage != Stage::Failed) {
        all.reserved = all.reserved.saturating_add(refund.amount.amount);
        for portion in &refund.portions {
            *all.of_lines.entry(portion.line).or_default() += portion.amount;
        }
        if refund.stage.counts() {
            all.gone = all.gone.saturating_add(refund.amount.amount);
            for portion in &refund.portions {
                *all.gone_of_lines.entry(portion.line).or_default() += portion.amount;
            }
            all.revoked.extend(refund.portions.iter().filter(|_| refund.revoke).map(|it| it.line));
        }
    }
    for dispute in &all.disputes {
        match dispute.standing {
            DisputeStanding::Open => all.is_disputed = true,
            DisputeStanding::Won => {}
            DisputeStanding::Lost => {
                all.gone = all.gone.saturating_add(dispute.amount.amount);
                all.reserved = all.reserved.saturating_add(dispute.amount.amount);
                for portion in &dispute.portions {
                    *all.of_lines.entry(portion.line).or_default() += portion.amount;
                    *all.gone_of_lines.entry(portion.line).or_default() += portion.amount;
                }
            }
        }
    }
    Ok(all)
}

impl GivenBack {
    /// Why the goods of a line that came to `total` are not its buyer's at the moment; nothing if they are.
    pub fn closes(&self, line: OrderLineId, total: i64, captured: i64) -> Option<&'static str> {
        let gone = self.gone_of_lines.get(&line).copied().unwrap_or_default();
        if self.is_disputed {
            return Some("disputed");
        }
        let all = captured > 0 && self.gone >= captured;
        let whole_line = total > 0 && gone >= total;
        (all || whole_line || self.revoked.contains(&line)).then_some("refunded")
    }
}
