//! What buyers think of a product on the whole: kept in the write that changes a review, proved by a recount.

use serde::{Deserialize, Serialize};

use super::Review;
use crate::{
    base::ProductId,
    platform::{db::Record, web::parts::Rating},
};

/// So many stars there are at most.
pub const MOST_STARS: u8 = 5;
/// With fewer reviews an average says little, and cards do not tell one.
const FEW: u64 = 3;

/// How many reviews of a product gave how many stars. Only those that everyone sees count.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Of which product.
    pub product: ProductId,
    /// How many gave one star, two, up to five.
    pub stars: [u64; 5],
    /// The same of those that the seller has replied to.
    pub replied: [u64; 5],
}

/// A row of the histogram.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bar {
    /// So many stars.
    pub stars: u8,
    /// So many reviews gave them.
    pub count: u64,
    /// Of a hundred; all rows together make a hundred.
    pub percent: u64,
}

impl Tally {
    /// Of a product that nobody has reviewed.
    pub fn none(product: ProductId) -> Self {
        Self { product, stars: [0; 5], replied: [0; 5] }
    }

    /// How many reviews there are.
    pub fn count(&self) -> u64 {
        self.stars.iter().sum()
    }

    /// All their stars.
    pub fn sum(&self) -> u64 {
        self.stars.iter().zip(1..).map(|(count, stars)| count * stars).sum()
    }

    /// How many a list holds that is narrowed to so many stars, or to those with a reply.
    pub fn listed(&self, stars: Option<u8>, replied: bool) -> u64 {
        let counts = if replied { &self.replied } else { &self.stars };
        match stars {
            Some(stars) => place(stars).and_then(|it| counts.get(it)).copied().unwrap_or(0),
            None => counts.iter().sum(),
        }
    }

    /// The average in hundredths of a star, rounded; 0 without reviews.
    pub fn hundredths(&self) -> u32 {
        u32::try_from(self.average(100)).unwrap_or(0)
    }

    /// The average in tenths of a star, rounded; 0 without reviews.
    pub fn tenths(&self) -> u8 {
        u8::try_from(self.average(10)).unwrap_or(0)
    }

    fn average(&self, parts: u64) -> u64 {
        let count = self.count();
        if count == 0 { 0 } else { (self.sum() * parts * 2 + count) / (count * 2) }
    }

    /// The average for programs: stars with two decimals, nothing without reviews.
    pub fn average_stars(&self) -> Option<f64> {
        (self.count() > 0).then(|| f64::from(self.hundredths()) / 100.0)
    }

    /// How it stands on the product's own page.
    pub fn rating(&self) -> Option<Rating> {
        Rating::of(self.tenths(), self.count())
    }

    /// How it stands on a card: with a few reviews only that there are some.
    pub fn on_card(&self) -> Option<Rating> {
        let rating = self.rating()?;
        Some(if self.count() < FEW { rating.fresh() } else { rating })
    }

    /// Five rows, the most stars first. Their percentages sum to a hundred: what rounding down leaves goes to those that
    /// lost most by it (largest remainder).
    pub fn bars(&self) -> [Bar; 5] {
        let total = self.count();
        let mut bars = [0, 1, 2, 3, 4].map(|at| {
            let count = self.stars[4 - at];
            let percent = (count * 100).checked_div(total).unwrap_or(0);
            Bar { stars: MOST_STARS - u8::try_from(at).unwrap_or(0), count, percent }
        });
        if total > 0 {
            let left = 100 - bars.iter().map(|it| it.percent).sum::<u64>();
            let mut order = [0, 1, 2, 3, 4];
            order.sort_by_key(|at| std::cmp::Reverse(bars[*at].count * 100 % total));
            order.into_iter().take(usize::try_from(left).unwrap_or(0)).for_each(|at| bars[at].percent += 1);
        }
        bars
    }

    /// Counts a review, or no longer counts it.
    pub(super) fn shift(&mut self, review: &Review, counted: bool) {
        let Some(at) = place(review.stars).filter(|_| review.counts()) else { return };
        let step = |it: &mut u64| *it = if counted { *it + 1 } else { it.saturating_sub(1) };
        step(&mut self.stars[at]);
        if review.reply.is_some() {
            step(&mut self.replied[at]);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.count() == 0
    }
}

fn place(stars: u8) -> Option<usize> {
    (1..=MOST_STARS).contains(&stars).then(|| usize::from(stars) - 1)
}

impl Record for Tally {
    type Key = ProductId;
    const MISSING: &'static str = "Nobody has reviewed this";

    fn key(&self) -> ProductId {
        self.product
    }
}
