//! What was sold and given back, counted by day, product, country and seller, so that questions about a year of a large
//! shop read thousands of figures and not a million orders. All of it follows from the orders and can be counted anew.

mod answer;
mod model;
mod period;
mod question;
mod store;
#[cfg(test)]
mod tests;
mod understanding;

pub use answer::{Answer, MOST_STEPS, Part, Row, answer};
pub use model::{Sale, Sold, Sums};
pub use period::Period;
pub use question::{Measure, Question, Split, Whose};
pub use understanding::{Read, Understood, understand};

use crate::{
    base::{Result, Timestamp},
    platform::{Feature, db::WriteTxn},
};

/// What figures bring along.
pub fn feature() -> Feature {
    Feature::new("analytics").tables(store::ALL).check(store::check)
}

/// Counts a sale, or money that goes back, which is known by `id`. Told twice, it is counted once.
pub fn count(txn: &WriteTxn, id: [u8; 16], sale: &Sale) -> Result<()> {
    let counted = model::Counted { id, undone: false, at: sale.at };
    if store::COUNTED.has(txn, crate::platform::db::Record::key(&counted))? {
        return Ok(());
    }
    store::COUNTED.put(txn, &counted)?;
    model::figures(sale).iter().try_for_each(|it| store::add(txn, it, false))
}

/// Takes out of the figures again what was counted by `id`. Told twice, or told of what was never counted, it does nothing.
pub fn undo(txn: &WriteTxn, id: [u8; 16], sale: &Sale) -> Result<()> {
    let key = crate::base::OrderId::from_bytes(id);
    let Some(counted) = store::COUNTED.find(txn, key)?.filter(|it| !it.undone) else { return Ok(()) };
    // It goes from the day on which it was counted, wherever it would be counted now.
    let sale = Sale { at: counted.at, ..sale.clone() };
    store::COUNTED.put(txn, &model::Counted { undone: true, ..counted })?;
    model::figures(&sale).iter().try_for_each(|it| store::add(txn, it, true))
}

/// When what is known by `id` was counted as having happened, if it is in the figures.
pub fn counted(txn: &impl crate::platform::db::Reads, id: [u8; 16]) -> Result<Option<Timestamp>> {
    let found = store::COUNTED.find(txn, crate::base::OrderId::from_bytes(id))?;
    Ok(found.filter(|it| !it.undone).map(|it| it.at))
}

/// Sums of all that was sold and given back in the whole shop, whatever the currency, for those who check the figures.
pub fn of_all(txn: &impl crate::platform::db::Reads) -> Result<Sums> {
    let mut all = Sums::default();
    let (from, to) = (crate::base::Day::of(Timestamp::EPOCH), crate::base::Day::of_number(u32::MAX));
    store::each(txn, model::Level::Shop, None, (from, to), |it| all = all.and(it.sums))?;
    Ok(all)
}
