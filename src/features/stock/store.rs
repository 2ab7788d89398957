//! Where limits are kept, and what is taken of them.

use std::{collections::HashMap, ops::ControlFlow};

use super::model::{Hold, Limit, Taken};
use crate::{
    base::{EditionId, OrderId, Result},
    platform::db::{Index, ReadTxn, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&LIMITS, &TAKEN, &HOLDS];

pub(super) static LIMITS: Table<Limit> = Table::new("stock.limits", &[]).shown();
pub(super) static TAKEN: Table<Taken> = Table::new("stock.taken", &[]);
pub(super) static HOLDS: Table<Hold> = Table::new("stock.holds", &[&BY_EDITION]);
static BY_EDITION: Index<Hold, (EditionId, OrderId)> =
    Index::new("stock.holds.by_edition", |it: &Hold| (it.edition, it.order));

/// How many copies of an edition are taken, as it is kept.
pub(super) fn taken(txn: &impl Reads, edition: EditionId) -> Result<u64> {
    Ok(TAKEN.find(txn, edition)?.map_or(0, |it| it.copies))
}

/// The same, counted anew.
pub(super) fn count(txn: &impl Reads, edition: EditionId) -> Result<u64> {
    Ok(BY_EDITION.of(&edition).records(txn, &HOLDS)?.iter().map(|it| u64::from(it.copies)).sum())
}

/// What is kept as taken is what orders hold, and what is shown as sold out is.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut held: HashMap<EditionId, u64> = HashMap::new();
    HOLDS.each(txn, |it| {
        *held.entry(it.edition).or_default() += u64::from(it.copies);
        Ok(ControlFlow::Continue(()))
    })?;
    LIMITS.each(txn, |it| {
        let (kept, held) = (taken(txn, it.edition)?, held.get(&it.edition).copied().unwrap_or_default());
        if kept != held {
            faults.push(format!("stock: {held} copies of {} are taken, not {kept}", it.edition));
        }
        if it.sold_out != (held >= u64::from(it.limit)) {
            faults.push(format!("stock: {} is wrongly shown as sold out or not", it.edition));
        }
        Ok(ControlFlow::Continue(()))
    })
}
