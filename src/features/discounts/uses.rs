//! How often a discount was used, by whom, and that it is never used more often than it may be.

use std::{collections::HashMap, ops::ControlFlow};

use serde::{Deserialize, Serialize};

use super::{Customer, Discount, Redemption, Refusal, store};
use crate::{
    base::{DiscountId, Error, Money, OrderId, Result},
    platform::db::{ReadTxn, Reads, Record, WriteTxn},
};

/// How many uses of a discount count; kept, so that nobody has to count them.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Count {
    discount: DiscountId,
    live: u32,
}

impl Record for Count {
    type Key = DiscountId;
    const MISSING: &'static str = "That was never used";

    fn key(&self) -> DiscountId {
        self.discount
    }
}

/// How many uses of `discount` count.
pub fn uses(txn: &impl Reads, discount: DiscountId) -> Result<u32> {
    Ok(store::COUNTS.find(txn, discount)?.map_or(0, |it| it.live))
}

/// Up to `limit` uses of `discount`, newest first, those that were given back as well.
pub fn uses_of(txn: &impl Reads, discount: DiscountId, limit: usize) -> Result<Vec<Redemption>> {
    store::BY_DISCOUNT.of(&discount).newest_first().limit(limit).records(txn, &store::REDEMPTIONS)
}

/// Whether nobody, or not this customer, may use it any more.
pub(super) fn exhausted(txn: &impl Reads, discount: &Discount, customer: &Customer) -> Result<Option<Refusal>> {
    if let Some(limit) = discount.limit_per_customer {
        for mark in customer.marks() {
            let mine = store::BY_CUSTOMER.of(&(discount.id, *mark)).limit(limit as usize).count(txn)?;
            if mine >= limit as usize {
                return Ok(Some(Refusal::AlreadyUsed));
            }
        }
    }
    let full = discount.limit.is_some_and(|limit| uses(txn, discount.id).is_ok_and(|it| it >= limit));
    Ok(full.then_some(Refusal::UsedUp))
}

/// Notes that `order` of `customer` uses these discounts, each of which takes off so much, in the write that places it.
///
/// # Errors
/// A limit is reached.
pub fn redeem(txn: &WriteTxn, order: OrderId, customer: &Customer, cuts: &[(DiscountId, Money)]) -> Result<()> {
    for &(id, amount) in cuts {
        let discount = super::get(txn, id)?;
        if let Some(why) = exhausted(txn, &discount, customer)? {
            return Err(Error::conflict(why.advice()));
        }
        let redemption = Redemption {
            id: txn.fresh(),
            discount: id,
            order,
            customer: customer.marks().to_vec(),
            amount,
            at: txn.now,
            released: None,
        };
        store::REDEMPTIONS.put(txn, &redemption)?;
        let live = uses(txn, id)?.saturating_add(1);
        store::COUNTS.put(txn, &Count { discount: id, live })?;
    }
    Ok(())
}

/// Gives back what `order` used, since it came to nothing. Done twice, it does nothing. An order that is paid after
/// all keeps its price, and its use stays given back: somebody else may have it by then.
pub fn release(txn: &WriteTxn, order: OrderId) -> Result<()> {
    let mut mine = store::BY_ORDER.of(&order).records(txn, &store::REDEMPTIONS)?;
    for redemption in mine.iter_mut().filter(|it| it.is_live()) {
        redemption.released = Some(txn.now);
        store::REDEMPTIONS.put(txn, redemption)?;
        let live = uses(txn, redemption.discount)?.saturating_sub(1);
        store::COUNTS.put(txn, &Count { discount: redemption.discount, live })?;
    }
    Ok(())
}

/// The counts are those of the uses that count.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut live: HashMap<DiscountId, u32> = HashMap::new();
    store::REDEMPTIONS.each(txn, |it| {
        *live.entry(it.discount).or_default() += u32::from(it.is_live());
        Ok(ControlFlow::Continue(()))
    })?;
    store::COUNTS.each(txn, |it| {
        let counted = live.remove(&it.discount).unwrap_or(0);
        if counted != it.live {
            faults.push(format!("discounts: {} was used {counted} times, not {}", it.discount, it.live));
        }
        Ok(ControlFlow::Continue(()))
    })?;
    faults.extend(live.keys().map(|it| format!("discounts: nobody counted the uses of {it}")));
    Ok(())
}
