//! Withdrawals: buyers who take back their word within the days that the law gives them (Directive 2011/83/EU,
//! articles 9 and 11a). Each statement is kept as it was sent, with the moment at which it came; the shop decides.

mod form;
mod model;
mod period;
mod store;
#[cfg(test)]
mod tests;
mod wire;

pub use form::{NewStatement, StatementForm, StatementJson};
pub use model::{Decision, Right, Standing, Withdrawal};
pub use period::{last_day, standing};
pub use wire::WithdrawalJson;

use crate::{
    base::{Error, OrderId, Result, UserId, WithdrawalId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// As many statements about one order are taken.
const STATEMENTS: usize = 5;

/// What withdrawals bring along.
pub fn feature() -> Feature {
    Feature::new("withdrawals").tables(store::ALL).check(store::check)
}

/// Keeps the statement of a buyer. While one waits for its answer, it is the one; says whether it is new.
///
/// # Errors
/// One was accepted already, or there were too many.
pub fn send(
    txn: &WriteTxn,
    order: OrderId,
    order_name: &str,
    right: Right,
    new: &NewStatement,
) -> Result<(Withdrawal, bool)> {
    let before = of_order(txn, order)?;
    if let Some(open) = before.iter().find(|it| it.is_open()) {
        return Ok((open.clone(), false));
    }
    if before.iter().any(|it| it.standing() == Standing::Accepted) {
        return Err(Error::conflict("The shop has accepted your withdrawal from this order already"));
    }
    if before.len() >= STATEMENTS {
        return Err(Error::conflict("The shop has answered about this order several times; please write to it"));
    }
    let withdrawal = Withdrawal {
        id: txn.fresh(),
        order,
        order_name: order_name.to_owned(),
        name: new.name.clone(),
        email: new.email.clone(),
        message: new.message.clone(),
        right,
        sent: txn.now,
        decision: None,
    };
    store::WITHDRAWALS.put(txn, &withdrawal)?;
    Ok((withdrawal, true))
}

/// Accepts a withdrawal, or refuses it for a reason that its buyer reads.
///
/// # Errors
/// It has been answered, or is refused without a reason.
pub fn decide(txn: &WriteTxn, id: WithdrawalId, by: UserId, accepted: bool, reason: &str) -> Result<Withdrawal> {
    let mut withdrawal = get(txn, id)?;
    if !withdrawal.is_open() {
        return Err(Error::conflict("This withdrawal has been answered already"));
    }
    let reason = crate::base::text::line(reason);
    if !accepted && reason.is_empty() {
        return Err(Error::invalid("reason", "Write why, in words for the buyer"));
    }
    if reason.chars().count() > 500 {
        return Err(Error::invalid("reason", "Use at most 500 characters"));
    }
    withdrawal.decision = Some(Decision { accepted, reason, by, at: txn.now });
    store::WITHDRAWALS.put(txn, &withdrawal)?;
    Ok(withdrawal)
}

/// The withdrawal `id`.
pub fn get(txn: &impl Reads, id: WithdrawalId) -> Result<Withdrawal> {
    store::WITHDRAWALS.get(txn, id)
}

/// Those from one order, oldest first.
pub fn of_order(txn: &impl Reads, order: OrderId) -> Result<Vec<Withdrawal>> {
    store::BY_ORDER.of(&order).records(txn, &store::WITHDRAWALS)
}

/// Those that wait for an answer, oldest first.
pub fn open(txn: &impl Reads, limit: usize) -> Result<Vec<Withdrawal>> {
    store::OPEN.all().limit(limit).records(txn, &store::WITHDRAWALS)
}

/// Those that were answered, newest first.
pub fn answered(txn: &impl Reads, limit: usize) -> Result<Vec<Withdrawal>> {
    store::ANSWERED.all().newest_first().limit(limit).records(txn, &store::WITHDRAWALS)
}

/// Up to `limit` of those that wait for an answer, oldest first, behind the first `from`; and how many wait in all.
pub fn open_piece(txn: &impl Reads, from: usize, limit: usize) -> Result<(Vec<Withdrawal>, usize)> {
    let keys = store::OPEN.all().keys(txn)?;
    let some = keys.iter().skip(from).take(limit).map(|(_, id)| get(txn, *id)).collect::<Result<_>>()?;
    Ok((some, keys.len()))
}

/// The same of those that were answered, newest first.
pub fn answered_piece(txn: &impl Reads, from: usize, limit: usize) -> Result<(Vec<Withdrawal>, usize)> {
    let keys = store::ANSWERED.all().newest_first().keys(txn)?;
    let some = keys.iter().skip(from).take(limit).map(|(_, id)| get(txn, *id)).collect::<Result<_>>()?;
    Ok((some, keys.len()))
}

/// Takes out of the withdrawals from `order` who sent them. That there were some, and what became of them, stays.
pub fn forget_buyer(txn: &WriteTxn, order: OrderId, nobody: &crate::base::Email) -> Result<()> {
    for withdrawal in of_order(txn, order)? {
        let forgotten =
            Withdrawal { name: "Deleted account".into(), email: nobody.clone(), message: String::new(), ..withdrawal };
        store::WITHDRAWALS.put(txn, &forgotten)?;
    }
    Ok(())
}
