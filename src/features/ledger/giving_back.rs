//! What everybody returns when money of an order goes back: line by line, in the proportion in which it was owed.

use super::{Account, Entry, Leg, Reason};
use crate::base::{OrderLineId, Result};

/// The legs by which `portions` (lines and minor units) of an order with these `entries` go back out of `from`. All that
/// is ever given back of a line comes to exactly what was owed for it: each step is the difference between what should
/// have been returned by now, rounded, and what has been. What goes back beyond that the shop loses.
pub(super) fn legs(entries: &[Entry], portions: &[(OrderLineId, i64)], whole: i64, from: Account) -> Result<Vec<Leg>> {
    let mut legs = vec![Leg::whole(from, whole.saturating_neg())];
    let mut posted = 0;
    for (line, amount) in portions {
        let owed = of_line(entries, *line, |reason| reason == Reason::Sale);
        let returned = of_line(entries, *line, |reason| reason != Reason::Sale);
        for (account, amount) in step(&owed, &returned, *amount) {
            posted += amount;
            legs.push(Leg { account, amount, line: Some(*line) });
        }
    }
    if posted != whole {
        legs.push(Leg::whole(Account::Losses, whole - posted));
    }
    Ok(legs)
}

/// What stands on each account for a line, of the entries with such a reason.
fn of_line(entries: &[Entry], line: OrderLineId, of: impl Fn(Reason) -> bool) -> Vec<(Account, i64)> {
    let mut sums: Vec<(Account, i64)> = Vec::new();
    let legs = entries.iter().filter(|it| of(it.reason)).flat_map(|it| &it.legs);
    for leg in legs.filter(|it| it.line == Some(line)) {
        match sums.iter_mut().find(|it| it.0 == leg.account) {
            Some(sum) => sum.1 = sum.1.saturating_add(leg.amount),
            None => sums.push((leg.account.clone(), leg.amount)),
        }
    }
    sums
}

/// What each account returns so that `amount` more goes back of a line of which `owed` was owed (below nothing) and
/// `returned` has gone back (above nothing).
fn step(owed: &[(Account, i64)], returned: &[(Account, i64)], amount: i64) -> Vec<(Account, i64)> {
    let total: i128 = owed.iter().map(|it| -i128::from(it.1)).sum();
    let before: i128 = returned.iter().map(|it| i128::from(it.1)).sum();
    let by_now = (before + i128::from(amount)).clamp(0, total.max(0));
    if total <= 0 {
        return Vec::new();
    }
    let mut targets: Vec<(i128, i128)> =
        owed.iter().map(|it| -i128::from(it.1) * by_now).map(|exact| (exact / total, exact % total)).collect();
    let missing = by_now - targets.iter().map(|it| it.0).sum::<i128>();
    let mut order: Vec<_> = (0..targets.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(targets[*at].1));
    for at in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        targets[at].0 += 1;
    }
    let had = |account: &Account| returned.iter().find(|it| it.0 == *account).map_or(0, |it| i128::from(it.1));
    let steps = owed.iter().zip(&targets).map(|((account, _), target)| {
        let amount = i64::try_from(target.0 - had(account)).unwrap_or(0);
        (account.clone(), amount)
    });
    steps.filter(|it| it.1 != 0).collect()
}
