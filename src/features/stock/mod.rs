//! How many there are of an edition, where its maker sells no more than so many: each order takes its copies in the write
//! that makes it, so that the last one is sold once, and gives them back when it comes to nothing or its money goes back.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::Stock;

use self::model::{Hold, Limit, Taken};
use crate::{
    base::{EditionId, Error, OrderId, ProductId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What stocks bring along.
pub fn feature() -> Feature {
    Feature::new("stock").tables(store::ALL).check(store::check)
}

/// Says how many of an edition are sold in all, or that there is no end of them. What orders have taken counts. Says whether
/// that is news.
pub fn set_limit(txn: &WriteTxn, product: ProductId, edition: EditionId, limit: Option<u32>) -> Result<bool> {
    let known = store::LIMITS.find(txn, edition)?;
    let Some(limit) = limit else {
        return match known {
            Some(_) => {
                store::TAKEN.remove(txn, edition)?;
                store::LIMITS.remove(txn, edition).map(|()| true)
            }
            None => Ok(false),
        };
    };
    let copies = match &known {
        Some(_) => store::taken(txn, edition)?,
        // What was held when there was a limit before still is.
        None => store::count(txn, edition)?,
    };
    let new = Limit { edition, product, limit, sold_out: copies >= u64::from(limit) };
    if known.as_ref() == Some(&new) {
        return Ok(false);
    }
    store::TAKEN.put(txn, &Taken { edition, copies })?;
    store::LIMITS.put(txn, &new).map(|()| true)
}

/// How many there are of an edition; nothing if there is no end of them.
pub fn of(txn: &impl Reads, edition: EditionId) -> Result<Option<Stock>> {
    let Some(limit) = store::LIMITS.find(txn, edition)? else { return Ok(None) };
    Ok(Some(Stock { limit: limit.limit, taken: store::taken(txn, edition)? }))
}

/// Whether all of an edition are taken.
pub fn is_sold_out(txn: &impl Reads, edition: EditionId) -> Result<bool> {
    Ok(store::LIMITS.find(txn, edition)?.is_some_and(|it| it.sold_out))
}

/// Lets an order hold so many copies of an edition, none if it says 0. What it holds already counts, so that twice changes
/// nothing.
///
/// # Errors
/// There are fewer left. An order that was paid gets its copies all the same: say that by `paid`.
pub fn hold(txn: &WriteTxn, order: OrderId, edition: EditionId, copies: u32, paid: bool) -> Result<()> {
    let held = store::HOLDS.find(txn, (order, edition))?.map_or(0, |it| it.copies);
    if held == copies {
        return Ok(());
    }
    let limit = store::LIMITS.find(txn, edition)?;
    if let Some(stock) = of(txn, edition)?.filter(|it| !paid && copies > held && copies - held > it.left()) {
        return Err(Error::conflict(short(stock.left())));
    }
    // What has no end is not counted, unless it had one when it was taken.
    if limit.is_none() && held == 0 {
        return Ok(());
    }
    match copies {
        0 => store::HOLDS.remove(txn, (order, edition))?,
        _ => store::HOLDS.put(txn, &Hold { order, edition, copies })?,
    }
    let Some(limit) = limit else { return Ok(()) };
    let copies = store::taken(txn, edition)? + u64::from(copies) - u64::from(held);
    store::TAKEN.put(txn, &Taken { edition, copies })?;
    let sold_out = copies >= u64::from(limit.limit);
    if sold_out == limit.sold_out { Ok(()) } else { store::LIMITS.put(txn, &Limit { sold_out, ..limit }) }
}

/// Gives back all that an order holds.
pub fn release(txn: &WriteTxn, order: OrderId) -> Result<()> {
    held_by(txn, order)?.into_iter().try_for_each(|(edition, _)| hold(txn, order, edition, 0, true))
}

/// What an order holds: of which editions, how many copies.
pub fn held_by(txn: &impl Reads, order: OrderId) -> Result<Vec<(EditionId, u32)>> {
    Ok(store::HOLDS.of(txn, &order, usize::MAX)?.into_iter().map(|it| (it.edition, it.copies)).collect())
}

/// That so few are left, in words for whoever wants more.
pub fn short(left: u32) -> String {
    match left {
        0 => "It is sold out for now".to_owned(),
        1 => "There is only 1 left".to_owned(),
        n => format!("There are only {n} left"),
    }
}
