//! Prices over time: each that an edition had while it was on the shelf, and the lowest of the thirty days before a
//! reduction, which has to be told wherever one is announced (Directive 98/6/EC, article 6a, as Directive (EU) 2019/2161
//! made it).

use std::{ops::ControlFlow, time::Duration};

use serde::{Deserialize, Serialize};

use super::{Edition, Product};
use crate::{
    base::{EditionId, Money, ProductId, Result, Timestamp},
    platform::db::{ReadTxn, Reads, Record, Table, WriteTxn},
};

/// How far back the lowest price is looked for.
pub const LOOK_BACK: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// So many changes of one edition are looked at; more within thirty days are not prices but noise.
const MOST: usize = 2_000;

/// What an edition cost from some moment on. Kept for good; an edition that never changed its price has none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PricePoint {
    /// Whose price it was.
    pub edition: EditionId,
    /// Of which product.
    pub product: ProductId,
    /// Since when.
    pub at: Timestamp,
    /// So much, or the least that one could give.
    pub price: Money,
}

impl Record for PricePoint {
    type Key = (EditionId, Timestamp);
    const MISSING: &'static str = "There is no such price";

    fn key(&self) -> Self::Key {
        (self.edition, self.at)
    }
}

pub(super) static POINTS: Table<PricePoint> = Table::new("catalog.price_points", &[]);

/// Notes what a change of a product has done to its prices, if everyone could see it.
pub(super) fn note(txn: &WriteTxn, before: Option<&Product>, after: &Product) -> Result<()> {
    if !after.is_published() {
        return Ok(());
    }
    let since = before.and_then(|it| it.publication.as_ref()).map(|it| it.since);
    for edition in after.on_sale() {
        let now = edition.price.least();
        let point = |at, price| PricePoint { edition: edition.id, product: after.id, at, price };
        let was = before.and_then(|it| it.edition(edition.id)).map(|it| it.price.least());
        match (last(txn, edition.id)?, since.zip(was)) {
            (Some(last), _) if last.price != now => POINTS.put(txn, &point(txn.now, now))?,
            (None, Some((since, was))) if was != now => {
                POINTS.put(txn, &point(since.min(txn.now), was))?;
                POINTS.put(txn, &point(txn.now, now))?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// Forgets the prices of an edition of a product that goes.
pub(super) fn forget(txn: &WriteTxn, edition: EditionId) -> Result<()> {
    POINTS.of(txn, &edition, usize::MAX)?.iter().try_for_each(|it| POINTS.remove(txn, it.key()))
}

/// Prices are those of editions that are there.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    let mut last: Option<EditionId> = None;
    POINTS.each(txn, |point| {
        if last != Some(point.edition) {
            let product = super::find(txn, point.product)?;
            if product.and_then(|it| it.edition(point.edition).map(|it| it.id)).is_none() {
                faults.push(format!("catalog: a price of {} is left, which is gone", point.edition));
            }
        }
        last = Some(point.edition);
        Ok(ControlFlow::Continue(()))
    })
}

fn last(txn: &impl Reads, edition: EditionId) -> Result<Option<PricePoint>> {
    Ok(prices_of(txn, edition, 1)?.pop())
}

/// The prices that an edition had, newest first. None if its price never changed.
pub fn prices_of(txn: &impl Reads, edition: EditionId, limit: usize) -> Result<Vec<PricePoint>> {
    let end = (edition, Timestamp::from_millis(i64::MAX));
    let mut found = POINTS.newest(txn, Some(end), limit.min(MOST))?;
    found.retain(|it| it.edition == edition);
    Ok(found)
}

/// The lowest price of the thirty days before the price of `edition` fell to what it is; if it did not fall, of the last
/// thirty days. That is the price which a reduction has to be held against.
pub fn lowest_before(txn: &impl Reads, edition: &Edition, now: Timestamp) -> Result<Money> {
    let points = prices_of(txn, edition.id, MOST)?;
    Ok(lowest(&points, now).unwrap_or_else(|| edition.price.least()))
}

/// `points`, newest first; the price of each lasts until the next one's moment.
fn lowest(points: &[PricePoint], now: Timestamp) -> Option<Money> {
    let fell = matches!(points, [new, old, ..] if new.price.amount < old.price.amount);
    let (end, points) = if fell { (points[0].at, &points[1..]) } else { (now, points) };
    let begin = end.minus(LOOK_BACK);
    // The one that was there when the thirty days began counts as well.
    let within = points.iter().position(|it| it.at <= begin).map_or(points, |at| &points[..=at]);
    within.iter().map(|it| it.price).min_by_key(|it| it.amount)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    /// Prices from so many days before today on, newest first.
    fn points(prices: &[(u32, i64)]) -> Vec<PricePoint> {
        let usd = crate::base::Currency::parse("USD").unwrap();
        let point = |&(ago, amount): &(u32, i64)| PricePoint {
            edition: EditionId::from_bytes([1; 16]),
            product: ProductId::from_bytes([2; 16]),
            at: today().minus(DAY * ago),
            price: Money::new(amount, usd),
        };
        prices.iter().map(point).collect()
    }

    fn today() -> Timestamp {
        Timestamp::parse("2026-11-23T12:00:00Z").unwrap()
    }

    fn amount(prices: &[(u32, i64)]) -> Option<i64> {
        lowest(&points(prices), today()).map(|it| it.amount)
    }

    #[test]
    fn a_reduction_is_held_against_the_lowest_of_the_thirty_days_before() {
        assert_eq!(amount(&[]), None);
        // Always 49, now 39.
        assert_eq!(amount(&[(2, 3900), (400, 4900)]), Some(4900));
        // Raised shortly before the sale: the price before that counts.
        assert_eq!(amount(&[(2, 3900), (12, 5900), (400, 4900)]), Some(4900));
        // A sale of three weeks ago counts, one of two months ago does not.
        assert_eq!(amount(&[(2, 3900), (20, 4900), (25, 2900), (400, 4900)]), Some(2900));
        assert_eq!(amount(&[(2, 3900), (60, 4900), (65, 2900), (400, 4900)]), Some(4900));
        // Thirty days before the sale began, not before today.
        assert_eq!(amount(&[(25, 3900), (50, 4900), (60, 2900), (400, 4900)]), Some(2900));
        // It rose: the last thirty days.
        assert_eq!(amount(&[(2, 4900), (10, 3900), (400, 5900)]), Some(3900));
    }

    proptest! {
        #[test]
        fn it_is_one_of_the_prices_and_never_above_the_one_before(
            steps in proptest::collection::vec((1_u32..40, 0_i64..10_000), 2..20)
        ) {
            let mut ago = 0;
            let steps: Vec<_> = steps.into_iter().map(|(days, price)| { ago += days; (ago, price) }).collect();
            let found = amount(&steps).unwrap();
            prop_assert!(steps.iter().any(|it| it.1 == found));
            let before = if steps[0].1 < steps[1].1 { steps[1].1 } else { steps[0].1 };
            prop_assert!(found <= before);
        }
    }
}
