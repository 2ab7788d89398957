//! How often each product was sold, and how much of that lately: counted in the write that hands the goods over, proved
//! by a recount.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Order, store};
use crate::{
    base::{Heat, ProductId, Result},
    platform::db::{Migration, ReadTxn, Reads, Record, Table, WriteTxn},
};

/// How many copies of a product were sold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sales {
    product: ProductId,
    copies: u64,
    /// Of orders: one of a hundred copies is one wish, like any other.
    #[serde(default)]
    heat: Heat,
}

impl Record for Sales {
    type Key = ProductId;
    const MISSING: &'static str = "Nothing of that has been sold";

    fn key(&self) -> ProductId {
        self.product
    }
}

pub(super) static SALES: Table<Sales> = Table::new("orders.sales", &[]);

/// How many copies of `product` were sold.
pub fn sold(txn: &impl Reads, product: ProductId) -> Result<u64> {
    Ok(SALES.find(txn, product)?.map_or(0, |it| it.copies))
}

/// How much `product` was bought lately.
pub fn sales_heat(txn: &impl Reads, product: ProductId) -> Result<Heat> {
    Ok(SALES.find(txn, product)?.map_or_else(Heat::default, |it| it.heat))
}

/// What `order` hands over: each product once, with its copies and what it adds to the heat.
fn counted(order: &Order) -> Vec<Sales> {
    let Some(at) = order.fulfilled else { return Vec::new() };
    let mut found: Vec<Sales> = Vec::new();
    for line in &order.lines {
        let copies = u64::from(line.quantity);
        match found.iter_mut().find(|it| it.product == line.product) {
            Some(known) => known.copies += copies,
            None => found.push(Sales { product: line.product, copies, heat: Heat::of(1.0, at) }),
        }
    }
    found
}

/// Counts what `order` hands over.
pub(super) fn count(txn: &WriteTxn, order: &Order) -> Result<()> {
    for new in counted(order) {
        let kept = match SALES.find(txn, new.product)? {
            Some(old) => Sales { copies: old.copies + new.copies, heat: old.heat.and(new.heat), ..old },
            None => new,
        };
        SALES.put(txn, &kept)?;
    }
    Ok(())
}

/// Weighs the orders of a store that did not do so yet.
pub(super) const WEIGH_ALL: Migration = Migration {
    name: "weigh sales by their age",
    run: |txn| {
        store::ORDERS.each(txn, |order| {
            for new in counted(&order) {
                if let Some(old) = SALES.find(txn, new.product)? {
                    SALES.put(txn, &Sales { heat: old.heat.and(new.heat), ..old })?;
                }
            }
            Ok(std::ops::ControlFlow::Continue(()))
        })
    },
};

/// Heats are rounded each time that something is added to them; so far may two of the same orders be apart.
const ROUNDED: u64 = 10_000;

/// The counts are those of the orders whose goods were handed over.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut expected: HashMap<ProductId, (u64, Heat)> = HashMap::new();
    store::ORDERS.each(txn, |order| {
        for it in counted(&order) {
            let (copies, heat) = expected.entry(it.product).or_default();
            (*copies, *heat) = (*copies + it.copies, heat.and(it.heat));
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    SALES.each(txn, |it| {
        let (copies, heat) = expected.remove(&it.product).unwrap_or_default();
        if copies != it.copies {
            faults.push(format!("orders: {} was sold {copies} times, not {}", it.product, it.copies));
        }
        if heat.number().abs_diff(it.heat.number()) > ROUNDED {
            faults.push(format!("orders: the sales of {} are weighed wrongly", it.product));
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    faults.extend(expected.keys().map(|it| format!("orders: nobody counted the sales of {it}")));
    Ok(())
}
