//! How an amount falls upon the lines of an order.

use super::{GivenBack, NewRefund, Payable, Portion};
use crate::base::{Error, OrderLineId, Result};

/// What a new refund takes from each line.
///
/// # Errors
/// It is nothing, in another currency, of a line that there is not, or more than is left.
pub(super) fn portions(payable: &Payable, before: &GivenBack, new: &NewRefund) -> Result<Vec<Portion>> {
    if new.amount.amount <= 0 {
        return Err(Error::invalid("amount", "Pay back more than nothing"));
    }
    if new.amount.currency != payable.captured.currency {
        let advice = format!("This order was paid in {}", payable.captured.currency.code());
        return Err(Error::invalid("amount", advice));
    }
    if let Some(unknown) = new.lines.iter().find(|it| !payable.lines.iter().any(|(line, _)| line == *it)) {
        return Err(Error::invalid("lines", format!("This order has no line {unknown}")));
    }
    let chosen = |line: &OrderLineId| new.lines.is_empty() || new.lines.contains(line);
    let left = left(payable, before).into_iter().filter(|(line, _)| chosen(line)).collect::<Vec<_>>();
    let whole = payable.captured.amount.saturating_sub(before.reserved);
    let most = left.iter().map(|(_, left)| *left).sum::<i64>().min(whole);
    if new.amount.amount > most {
        let most = crate::base::Money::new(most.max(0), payable.captured.currency);
        return Err(Error::invalid("amount", format!("At most {most} is left to pay back")));
    }
    Ok(shares(&left, new.amount.amount))
}

/// How an amount that went back falls upon all lines, as far as they have something left.
pub fn split(payable: &Payable, before: &GivenBack, amount: i64) -> Vec<Portion> {
    let left = left(payable, before);
    let most = left.iter().map(|(_, left)| *left).sum::<i64>();
    shares(&left, amount.clamp(0, most))
}

fn left(payable: &Payable, before: &GivenBack) -> Vec<(OrderLineId, i64)> {
    let gone = |line| before.of_lines.get(&line).copied().unwrap_or_default();
    payable.lines.iter().map(|(line, total)| (*line, (total - gone(*line)).max(0))).collect()
}

/// `amount` in proportion to what is left of each line, in whole minor units: what rounding leaves over goes to those that
/// were cut most (the method of the largest remainder). No line gives more than it has.
fn shares(left: &[(OrderLineId, i64)], amount: i64) -> Vec<Portion> {
    let all = left.iter().map(|(_, left)| i128::from(*left)).sum::<i128>();
    if all == 0 || amount <= 0 {
        return Vec::new();
    }
    let exact = |part: i64| i128::from(amount) * i128::from(part);
    let mut given: Vec<_> = left
        .iter()
        .map(|(line, part)| (*line, i64::try_from(exact(*part) / all).unwrap_or(0), exact(*part) % all))
        .collect();
    let missing = amount - given.iter().map(|it| it.1).sum::<i64>();
    let mut order: Vec<_> = (0..given.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(given[*at].2));
    for at in order.into_iter().take(usize::try_from(missing).unwrap_or(0)) {
        given[at].1 += 1;
    }
    given.into_iter().filter(|it| it.1 > 0).map(|(line, amount, _)| Portion { line, amount }).collect()
}
