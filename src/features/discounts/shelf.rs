//! What applies by itself to everyone, as prices on shelves show it.

use super::{Discount, Off, Scope, Stage, store};
use crate::{
    base::{Money, ProductId, Result, SellerId, Timestamp},
    platform::db::Reads,
};

/// The percentages that everyone gets off single pieces at the moment: no code, no minimum, no limit.
#[derive(Debug, Clone, Default)]
pub struct Reductions {
    all: Vec<(Scope, Off, Option<Timestamp>)>,
    stack: bool,
}

/// Those that pages show. They are noted when a discount begins and ends, so that no clock is asked here.
pub fn reductions(txn: &impl Reads, stack: bool) -> Result<Reductions> {
    let mut found = store::BY_ITSELF.all().records(txn, &store::DISCOUNTS)?;
    found.retain(|it| it.shown_as == Stage::Running && is_for_everyone(it));
    Ok(Reductions { all: found.into_iter().map(|it| (it.scope, it.off, it.until)).collect(), stack })
}

fn is_for_everyone(it: &Discount) -> bool {
    let limits = [it.limit, it.limit_per_customer];
    limits == [None, None] && it.min_amount.is_none() && it.min_quantity <= 1 && matches!(it.off, Off::Percent(_))
}

impl Reductions {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What they are for.
    pub fn scopes(&self) -> impl Iterator<Item = &Scope> {
        self.all.iter().map(|it| &it.0)
    }

    /// When the first of those ends that are for this product, if any ends.
    pub fn end(&self, product: ProductId, seller: SellerId) -> Option<Timestamp> {
        self.all.iter().filter(|it| it.0.covers(product, seller)).filter_map(|it| it.2).min()
    }

    /// What one piece costs with them.
    pub fn off(&self, product: ProductId, seller: SellerId, price: Money) -> Result<Money> {
        let mut left = price;
        for (_, off, _) in self.all.iter().filter(|it| it.0.covers(product, seller)) {
            if self.stack {
                left = left.minus(off.of(left))?;
            } else {
                let alone = price.minus(off.of(price))?;
                left = if alone.amount < left.amount { alone } else { left };
            }
        }
        Ok(left)
    }
}
