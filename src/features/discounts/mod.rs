//! What is taken off prices: by a code that somebody types or follows, or by itself while it runs.
//!
//! A discount is checked and used in the write that places the order, so a limit holds however many ask at once. One
//! customer is one account or one mailbox, in whatever spelling ([`Email::normalised`]: capitals and what stands behind
//! a `+` make no difference). A use is given back when its order fails, is called off, or is refunded in full.

mod applying;
mod form;
mod model;
mod refusal;
mod shelf;
mod store;
#[cfg(test)]
mod tests;
mod uses;

pub use applying::{Applied, Cut, Good, Refused, apply};
pub use form::{DiscountForm, NewDiscount};
pub use model::{Code, Customer, Discount, Off, Redemption, Scope, Stage};
pub use refusal::Refusal;
pub use shelf::{Reductions, reductions};
pub use uses::{redeem, release, uses, uses_of};

use std::time::Duration;

#[cfg(doc)]
use crate::base::Email;
use crate::{
    base::{Currency, DiscountId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        jobs::{Kind, Task},
    },
};

/// How often is looked whether a discount that applies by itself has begun or ended.
const PAUSE: Duration = Duration::from_secs(60);

/// What discounts bring along.
pub fn feature() -> Feature {
    Feature::new("discounts")
        .tables(store::ALL)
        .check(uses::check)
        .job(Kind::new("discounts.turn", turn_all).every(PAUSE))
}

/// Sets up a discount; its code must be free.
pub fn create(txn: &WriteTxn, new: NewDiscount) -> Result<Discount> {
    let discount = new.into_discount(txn.fresh(), txn.now);
    store::DISCOUNTS.put(txn, &discount)?;
    Ok(discount)
}

/// Makes a discount what `new` says; orders that used it stay as they are.
pub fn edit(txn: &WriteTxn, id: DiscountId, new: NewDiscount) -> Result<Discount> {
    let old = get(txn, id)?;
    let discount = Discount { created: old.created, ended: old.ended, ..new.into_discount(id, txn.now) };
    store::DISCOUNTS.put(txn, &discount)?;
    Ok(discount)
}

/// Ends a discount for good; ended twice, it ended the first time.
pub fn end(txn: &WriteTxn, id: DiscountId) -> Result<Discount> {
    let mut discount = get(txn, id)?;
    discount.ended.get_or_insert(txn.now);
    discount.updated = txn.now;
    store::DISCOUNTS.put(txn, &discount)?;
    Ok(discount)
}

/// The discount `id`.
pub fn get(txn: &impl Reads, id: DiscountId) -> Result<Discount> {
    store::DISCOUNTS.get(txn, id)
}

/// The discount of that code, whatever its stage.
pub fn find_by_code(txn: &impl Reads, code: &Code) -> Result<Option<Discount>> {
    store::BY_CODE.find(txn, &store::DISCOUNTS, &code.as_str().to_owned())
}

/// All discounts, newest first.
pub fn all(txn: &impl Reads) -> Result<Vec<Discount>> {
    let mut all = store::all(txn)?;
    all.reverse();
    Ok(all)
}

/// The discounts that apply by themselves at this moment, in `currency`.
pub fn running(txn: &impl Reads, currency: Currency, now: crate::base::Timestamp) -> Result<Vec<Discount>> {
    let mut found = store::BY_ITSELF.all().records(txn, &store::DISCOUNTS)?;
    found.retain(|it| it.stage(now) == Stage::Running && it.is_in(currency));
    Ok(found)
}

async fn turn_all(task: Task) -> Result<()> {
    let now = task.now;
    if task.db.look(|txn| Ok(turning(txn, now)?.is_empty()))? {
        return Ok(());
    }
    task.db.write(turn).await
}

/// Those that have begun or ended since it was last noted.
fn turning(txn: &impl Reads, now: crate::base::Timestamp) -> Result<Vec<Discount>> {
    let mut found = store::BY_ITSELF.all().records(txn, &store::DISCOUNTS)?;
    found.retain(|it| it.shown_as != it.stage(now));
    Ok(found)
}

/// Notes which discounts have begun or ended, so that pages which show struck prices are drawn anew.
pub fn turn(txn: &WriteTxn) -> Result<()> {
    for mut discount in turning(txn, txn.now)? {
        discount.shown_as = discount.stage(txn.now);
        store::DISCOUNTS.put(txn, &discount)?;
    }
    Ok(())
}
