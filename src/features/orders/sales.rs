//! How often each product was sold: counted in the write that hands the goods over, proved by a recount.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{Order, store};
use crate::{
    base::{ProductId, Result},
    platform::db::{Index, ReadTxn, Reads, Record, Table, WriteTxn},
};

/// How many copies of a product were sold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Sales {
    product: ProductId,
    copies: u64,
}

impl Record for Sales {
    type Key = ProductId;
    const MISSING: &'static str = "Nothing of that has been sold";

    fn key(&self) -> ProductId {
        self.product
    }
}

pub(super) static SALES: Table<Sales> = Table::new("orders.sales", &[&BY_COPIES]);
static BY_COPIES: Index<Sales, (u64, ProductId)> =
    Index::new("orders.sales.by_copies", |it: &Sales| (it.copies, it.product));

/// How many copies of `product` were sold.
pub fn sold(txn: &impl Reads, product: ProductId) -> Result<u64> {
    Ok(SALES.find(txn, product)?.map_or(0, |it| it.copies))
}

/// What sold most, the best first.
pub fn best_selling(txn: &impl Reads, limit: usize) -> Result<Vec<ProductId>> {
    let found = BY_COPIES.all().newest_first().limit(limit).keys(txn)?;
    Ok(found.into_iter().map(|(_, product)| product).collect())
}

/// Counts what `order` hands over.
pub(super) fn count(txn: &WriteTxn, order: &Order) -> Result<()> {
    for line in &order.lines {
        let copies = sold(txn, line.product)? + u64::from(line.quantity);
        SALES.put(txn, &Sales { product: line.product, copies })?;
    }
    Ok(())
}

/// The counts are those of the orders whose goods were handed over.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut expected: HashMap<ProductId, u64> = HashMap::new();
    store::ORDERS.each(txn, |order| {
        for line in order.lines.iter().filter(|_| order.fulfilled.is_some()) {
            *expected.entry(line.product).or_default() += u64::from(line.quantity);
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    SALES.each(txn, |it| {
        let counted = expected.remove(&it.product).unwrap_or(0);
        if counted != it.copies {
            faults.push(format!("orders: {} was sold {counted} times, not {}", it.product, it.copies));
        }
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    faults.extend(expected.keys().map(|it| format!("orders: nobody counted the sales of {it}")));
    Ok(())
}
