//! What is bought together: counted in the write that hands the goods over, proved by a recount. What was bought long ago
//! counts less, and a single order tells nothing of others.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Order, store};
use crate::{
    base::{ProductId, Result, Timestamp},
    platform::db::{Migration, ReadTxn, Reads, Record, Table, WriteTxn},
};

/// After so many days an order counts half as much.
const HALF_LIFE: f64 = 180.0;
/// So many orders have to hold both: one alone would tell everyone what somebody bought.
const SUPPORT: u32 = 2;
/// Of an order with more products the first ones are looked at: each is held against each.
const MOST: usize = 20;
/// So many neighbours of one product are looked at.
const NEIGHBOURS: usize = 2_000;
const DAY: f64 = 24.0 * 60.0 * 60.0;
/// What one order counts on its day.
const ONE: f64 = 1_000_000.0;

/// How often `product` was bought along with another.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Pair {
    product: ProductId,
    with: ProductId,
    orders: u32,
    /// The orders, each weighed by its age, as of `at`; in millionths.
    weight: u64,
    at: Timestamp,
}

impl Record for Pair {
    type Key = (ProductId, ProductId);
    const MISSING: &'static str = "These were never bought together";

    fn key(&self) -> Self::Key {
        (self.product, self.with)
    }
}

pub(super) static PAIRS: Table<Pair> = Table::new("orders.together", &[]);

impl Pair {
    #[expect(clippy::cast_precision_loss, reason = "weights are compared, not counted")]
    fn weight_at(&self, now: Timestamp) -> f64 {
        let days = now.since(self.at).as_secs_f64() / DAY;
        self.weight as f64 * 0.5_f64.powf(days / HALF_LIFE)
    }
}

/// What others bought along with `product`, the most usual first; nothing that only one order holds.
pub fn bought_with(txn: &impl Reads, product: ProductId, now: Timestamp, limit: usize) -> Result<Vec<ProductId>> {
    let mut pairs = PAIRS.of(txn, &product, NEIGHBOURS)?;
    pairs.retain(|it| it.orders >= SUPPORT);
    pairs.sort_by(|a, b| b.weight_at(now).total_cmp(&a.weight_at(now)).then_with(|| a.with.cmp(&b.with)));
    Ok(pairs.into_iter().take(limit).map(|it| it.with).collect())
}

/// Counts what `order` hands over.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "weights are positive and small")]
pub(super) fn count(txn: &WriteTxn, order: &Order) -> Result<()> {
    let products = products(order);
    for &product in &products {
        for &with in products.iter().filter(|it| **it != product) {
            let fresh = Pair { product, with, orders: 0, weight: 0, at: txn.now };
            let old = PAIRS.find(txn, (product, with))?.unwrap_or(fresh);
            let weight = (old.weight_at(txn.now) + ONE).round() as u64;
            PAIRS.put(txn, &Pair { orders: old.orders.saturating_add(1), weight, at: txn.now, ..old })?;
        }
    }
    Ok(())
}

/// Counts the orders of a store that did not count so yet.
pub(super) const COUNT_ALL: Migration = Migration {
    name: "count what was bought together",
    run: |txn| {
        store::ORDERS.each(txn, |order| {
            if order.fulfilled.is_some() {
                count(txn, &order)?;
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })
    },
};

/// Each product once. What came with a bundle was not chosen.
fn products(order: &Order) -> Vec<ProductId> {
    let mut all: Vec<_> = order.lines.iter().filter(|it| it.costs.bundle.is_none()).map(|it| it.product).collect();
    let mut seen = std::collections::HashSet::new();
    all.retain(|it| seen.insert(*it));
    all.truncate(MOST);
    all
}

/// The counts are those of the orders whose goods were handed over.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut expected: HashMap<(ProductId, ProductId), u32> = HashMap::new();
    store::ORDERS.each(txn, |order| {
        let products = if order.fulfilled.is_some() { products(&order) } else { Vec::new() };
        for &product in &products {
            for &with in products.iter().filter(|it| **it != product) {
                *expected.entry((product, with)).or_default() += 1;
            }
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    PAIRS.each(txn, |it| {
        if expected.remove(&it.key()) != Some(it.orders) {
            faults.push(format!("orders: {} and {} were not bought together {} times", it.product, it.with, it.orders));
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    faults.extend(expected.keys().map(|(one, other)| format!("orders: nobody counted {one} along with {other}")));
    Ok(())
}
