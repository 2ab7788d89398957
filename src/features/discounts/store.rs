//! Where discounts and their uses are kept.

use std::ops::ControlFlow;

use super::{Discount, Redemption, uses::Count};
use crate::{
    base::{DiscountId, OrderId, RedemptionId, Result},
    platform::db::{Index, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&COUNTS, &DISCOUNTS, &REDEMPTIONS];

/// Struck prices hang on them.
pub(super) static DISCOUNTS: Table<Discount> = Table::new("discounts", &[&BY_CODE, &BY_ITSELF]).shown();
pub(super) static BY_CODE: Index<Discount, String> =
    Index::maybe("discounts.by_code", |it: &Discount| it.code.as_ref().map(ToString::to_string))
        .taken("There is a discount with this code already");
/// Those that need no code and were not ended.
pub(super) static BY_ITSELF: Index<Discount, DiscountId> =
    Index::maybe("discounts.by_itself", |it: &Discount| (it.code.is_none() && it.ended.is_none()).then_some(it.id));

pub(super) static REDEMPTIONS: Table<Redemption> =
    Table::new("discounts.redemptions", &[&BY_DISCOUNT, &BY_ORDER, &BY_CUSTOMER]);
pub(super) static BY_DISCOUNT: Index<Redemption, (DiscountId, RedemptionId)> =
    Index::new("discounts.redemptions.by_discount", |it: &Redemption| (it.discount, it.id));
pub(super) static BY_ORDER: Index<Redemption, (OrderId, RedemptionId)> =
    Index::new("discounts.redemptions.by_order", |it: &Redemption| (it.order, it.id));
/// Those that count, by the fingerprints of whoever used it.
pub(super) static BY_CUSTOMER: Index<Redemption, (DiscountId, [u8; 32], RedemptionId)> =
    Index::many("discounts.redemptions.by_customer", |it: &Redemption| {
        let live = it.customer.iter().filter(|_| it.is_live());
        live.map(|mark| (it.discount, *mark, it.id)).collect()
    });

pub(super) static COUNTS: Table<Count> = Table::new("discounts.counts", &[]);

/// All discounts, oldest first.
pub(super) fn all(txn: &impl Reads) -> Result<Vec<Discount>> {
    let mut all = Vec::new();
    DISCOUNTS.each(txn, |it| {
        all.push(it);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(all)
}
