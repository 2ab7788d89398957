//! Where figures are kept.

use std::ops::ControlFlow;

use super::model::{Counted, Figure, Level};
use crate::{
    base::{Day, Result, SellerId},
    platform::db::{ReadTxn, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&FIGURES, &COUNTED];

pub(super) static FIGURES: Table<Figure> = Table::new("analytics.figures", &[]);
pub(super) static COUNTED: Table<Counted> = Table::new("analytics.counted", &[]);

/// Adds `new` to what is kept under its key, or takes it away.
pub(super) fn add(txn: &WriteTxn, new: &Figure, take_away: bool) -> Result<()> {
    let mut kept = FIGURES
        .find(txn, crate::platform::db::Record::key(new))?
        .unwrap_or_else(|| Figure { sums: super::Sums::default(), ..new.clone() });
    kept.sums = if take_away { kept.sums.without(new.sums) } else { kept.sums.and(new.sums) };
    FIGURES.put(txn, &kept)
}

/// Shows the figures of one level and one seller to `visit`, from the day `from` to the day `to`, both included.
pub(super) fn each(
    txn: &impl Reads,
    level: Level,
    seller: Option<SellerId>,
    (from, to): (Day, Day),
    mut visit: impl FnMut(Figure),
) -> Result<()> {
    let days = from.number()..=to.number();
    match seller {
        None => {
            // Sellers come before days in the keys, so all days of all sellers are walked through.
            FIGURES.between(txn, (&level.number(), &(level.number() + 1)), |it| {
                if days.contains(&it.day) {
                    visit(it);
                }
                Ok(ControlFlow::Continue(()))
            })
        }
        Some(seller) => {
            let number = level.number();
            let end = (number, seller, days.end().saturating_add(1));
            FIGURES.between(txn, (&(number, seller, *days.start()), &end), |it| {
                visit(it);
                Ok(ControlFlow::Continue(()))
            })
        }
    }
}

/// The four levels agree: each sum is the same however finely it is counted. Orders are no sum, for one may have products
/// of several sellers.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut sums = [super::Sums::default(); 4];
    FIGURES.each(txn, |it| {
        let sum = &mut sums[usize::from(it.level.number())];
        *sum = sum.and(it.sums);
        Ok(ControlFlow::Continue(()))
    })?;
    let bare = sums.map(|it| super::Sums { orders: 0, ..it });
    if bare.iter().any(|it| *it != bare[0]) {
        faults.push(format!("analytics: the levels do not agree: {bare:?}"));
    }
    Ok(())
}
