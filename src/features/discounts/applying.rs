//! Which discounts a cart gets, and what each takes off which line.

use super::{Code, Customer, Discount, Refusal, running, store, uses};
use crate::{
    base::{Currency, DiscountId, Money, ProductId, Result, SellerId, Timestamp},
    platform::db::Reads,
};

/// A line of a cart, as far as discounts care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Good {
    /// What it is.
    pub product: ProductId,
    /// Whose it is.
    pub seller: SellerId,
    /// How many.
    pub quantity: u32,
    /// What all of them come to.
    pub amount: Money,
}

/// What is taken off a cart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// What each discount takes off.
    pub cuts: Vec<Cut>,
    /// The codes that are good for nothing here.
    pub refused: Vec<Refused>,
}

/// What one discount takes off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cut {
    /// Which one.
    pub discount: DiscountId,
    /// Its code, or what it is called if it applies by itself.
    pub label: String,
    /// The code that was typed; none if it applies by itself.
    pub code: Option<Code>,
    /// `10%` or `$5.00`.
    pub off: String,
    /// Until when, if it ends.
    pub until: Option<Timestamp>,
    /// All that it takes off.
    pub amount: Money,
    /// Line by line.
    pub shares: Vec<Money>,
}

/// A code that is good for nothing here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// As it was typed, in capitals.
    pub code: Code,
    /// Why.
    pub why: Refusal,
}

/// What is taken off `goods` at `now`: by what applies by itself, and by `codes`. If discounts stack, one after another
/// takes its part of what is left; if not, there is one, and the better one for the buyer. Limits per customer are looked
/// at as far as `customer` is known.
pub fn apply(
    txn: &impl Reads,
    currency: Currency,
    goods: &[Good],
    codes: &[Code],
    customer: &Customer,
    stack: bool,
    now: Timestamp,
) -> Result<Applied> {
    let mut applied = Applied::default();
    let mut fitting = Vec::new();
    for discount in running(txn, currency, now)? {
        if refusal(txn, &discount, goods, customer, now)?.is_none() {
            fitting.push(discount);
        }
    }
    for code in codes {
        let found = store::BY_CODE.find(txn, &store::DISCOUNTS, &code.as_str().to_owned())?;
        let why = match &found {
            Some(discount) => refusal(txn, discount, goods, customer, now)?,
            None => Some(Refusal::Unknown),
        };
        match (why, found) {
            (None, Some(discount)) => fitting.push(discount),
            (why, _) => applied.refused.push(Refused { code: code.clone(), why: why.unwrap_or(Refusal::Unknown) }),
        }
    }
    if stack {
        applied.cuts = stacked(&fitting, currency, goods);
    } else {
        choose(&mut applied, &fitting, currency, goods);
    }
    Ok(applied)
}

fn refusal(
    txn: &impl Reads,
    discount: &Discount,
    goods: &[Good],
    customer: &Customer,
    now: Timestamp,
) -> Result<Option<Refusal>> {
    match discount.refuses(goods, now) {
        None => uses::exhausted(txn, discount, customer),
        refused => Ok(refused),
    }
}

/// One after another, each off what the ones before have left.
fn stacked(fitting: &[Discount], currency: Currency, goods: &[Good]) -> Vec<Cut> {
    let mut left: Vec<i64> = goods.iter().map(|it| it.amount.amount).collect();
    let mut cuts = Vec::new();
    for discount in fitting {
        let cut = cut(discount, currency, goods, &left);
        for (left, share) in left.iter_mut().zip(&cut.shares) {
            *left -= share.amount;
        }
        cuts.push(cut);
    }
    cuts.retain(|it| !it.amount.is_zero());
    cuts
}

/// The one that takes off most; of equals the one that was typed.
fn choose(applied: &mut Applied, fitting: &[Discount], currency: Currency, goods: &[Good]) {
    let full: Vec<i64> = goods.iter().map(|it| it.amount.amount).collect();
    let mut cuts: Vec<_> = fitting.iter().map(|it| cut(it, currency, goods, &full)).collect();
    let best = (0..cuts.len()).max_by_key(|&at| (cuts[at].amount.amount, cuts[at].code.is_some()));
    let Some(best) = best.map(|at| cuts.swap_remove(at)) else { return };
    for other in cuts {
        let why = Refusal::CannotCombine(best.label.clone());
        applied.refused.extend(other.code.map(|code| Refused { code, why }));
    }
    applied.cuts.push(best);
}

fn cut(discount: &Discount, currency: Currency, goods: &[Good], left: &[i64]) -> Cut {
    let mine = goods.iter().zip(left);
    let weights: Vec<i64> =
        mine.map(|(it, left)| if discount.scope.covers(it.product, it.seller) { *left } else { 0 }).collect();
    let sum = Money::new(weights.iter().copied().fold(0, i64::saturating_add), currency);
    let amount = discount.off.of(sum);
    let shares = if amount.is_zero() { vec![amount; goods.len()] } else { amount.split(&weights) };
    Cut {
        discount: discount.id,
        label: discount.label(),
        code: discount.code.clone(),
        off: discount.off.in_words(),
        until: discount.until,
        amount,
        shares,
    }
}
