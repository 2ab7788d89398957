//! How much was going on lately: everything that happens counts half as much a week later.
//!
//! The sum of all that happened, each weighed by two to the power of its week, grows without end; its logarithm does not,
//! and orders things just as the decayed sum does. So a heat has to be touched only when something happens, never because
//! time goes by, and two heats can be compared at any moment, in an index as well.

use serde::{Deserialize, Serialize};

use super::Timestamp;

/// After so many milliseconds something counts half as much.
const HALF_LIFE: f64 = 7.0 * 24.0 * 60.0 * 60.0 * 1_000.0;
/// So fine is a heat: a millionth of a halving.
const FINE: f64 = 1_000_000.0;

/// How much was going on lately. Nothing yet is the least.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Heat(u64);

impl Heat {
    /// Something that happened at `at` and weighs so much; 1 is one purchase. Nothing or less weighs nothing.
    pub fn of(weight: f64, at: Timestamp) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds do not matter")]
        let weeks = at.millis() as f64 / HALF_LIFE;
        if weight > 0.0 { Self::raised_to(weeks + weight.log2()) } else { Self::default() }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        let (more, less) = (self.max(other), self.min(other));
        if less == Self::default() {
            return more;
        }
        Self::raised_to(more.power() + (1.0 + (less.power() - more.power()).exp2()).log2())
    }

    /// As a number for indexes: more is hotter.
    pub fn number(self) -> u64 {
        self.0
    }

    /// How many purchases of this moment it is worth.
    pub fn at(self, now: Timestamp) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "milliseconds do not matter")]
        let weeks = now.millis() as f64 / HALF_LIFE;
        if self == Self::default() { 0.0 } else { (self.power() - weeks).exp2() }
    }

    #[expect(clippy::cast_precision_loss, reason = "far below the 52 bits of a number")]
    fn power(self) -> f64 {
        self.0 as f64 / FINE
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between 1 and some thousand halvings")]
    fn raised_to(power: f64) -> Self {
        Self((power * FINE).round().max(1.0) as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;

    use super::*;

    const DAY: Duration = Duration::from_secs(24 * 60 * 60);

    fn today() -> Timestamp {
        Timestamp::from_millis(1_800_000_000_000)
    }

    #[test]
    fn what_happened_counts_half_as_much_a_week_later() {
        let one = Heat::of(1.0, today());
        assert!((one.at(today()) - 1.0).abs() < 1e-5);
        assert!((one.at(today().plus(7 * DAY)) - 0.5).abs() < 1e-5);
        assert!((one.and(one).and(one).at(today()) - 3.0).abs() < 1e-4);
        assert_eq!(Heat::default().and(one), one);
        assert_eq!((Heat::of(0.0, today()), Heat::default().at(today())), (Heat::default(), 0.0));
        // Two of today are hotter than three of last week.
        let old = Heat::of(3.0, today().minus(7 * DAY));
        assert!(Heat::of(2.0, today()) > old && old > one);
    }

    proptest! {
        #[test]
        fn it_is_the_decayed_sum(happened in proptest::collection::vec((0_u32..200, 1_u32..50), 1..30), later in 0_u32..100) {
            let now = today().plus(DAY * later);
            let heat = happened.iter().fold(Heat::default(), |sum, (ago, weight)| {
                sum.and(Heat::of(f64::from(*weight), today().minus(DAY * *ago)))
            });
            let sum: f64 = happened.iter().map(|(ago, weight)| {
                f64::from(*weight) * 0.5_f64.powf(f64::from(ago + later) / 7.0)
            }).sum();
            prop_assert!((heat.at(now) / sum - 1.0).abs() < 1e-3, "{} is not {sum}", heat.at(now));
        }
    }
}
