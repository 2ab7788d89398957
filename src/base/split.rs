//! Parting an amount without losing a minor unit.

use super::Money;

impl Money {
    /// Parts the amount by `weights`, so that the parts add up to it: each gets its share rounded down, and what is left
    /// goes, a minor unit each, to those with the largest remainders, the first of equals first. Weights below nothing
    /// count as nothing; without any weight the first part is all of it. No weights, no parts.
    pub fn split(self, weights: &[i64]) -> Vec<Self> {
        let heavy: i128 = weights.iter().map(|it| i128::from((*it).max(0))).sum();
        if heavy == 0 {
            return (0..weights.len()).map(|at| if at == 0 { self } else { Self::zero(self.currency) }).collect();
        }
        let amount = i128::from(self.amount);
        let exact: Vec<_> = weights.iter().map(|it| amount * i128::from((*it).max(0))).collect();
        let mut parts: Vec<i128> = exact.iter().map(|it| it.div_euclid(heavy)).collect();
        let mut order: Vec<usize> = (0..weights.len()).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(exact[at].rem_euclid(heavy)), at));
        let left = amount - parts.iter().sum::<i128>();
        for &at in order.iter().take(usize::try_from(left).unwrap_or(0)) {
            parts[at] += 1;
        }
        // Each lies between nothing and the amount, so it fits.
        parts.into_iter().map(|it| Self::new(i64::try_from(it).unwrap_or(0), self.currency)).collect()
    }

    /// So many of `whole` of it, rounded to the nearest minor unit, halves up: `portion(1_900, 10_000)` are 19 %.
    pub fn portion(self, part: u64, whole: u64) -> Self {
        let whole = i128::from(whole.max(1));
        let exact = i128::from(self.amount) * i128::from(part);
        let rounded = (exact * 2 + whole).div_euclid(whole * 2);
        Self::new(i64::try_from(rounded).unwrap_or(self.amount), self.currency)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::base::{Currency, Money};

    fn parts(amount: i64, weights: &[i64]) -> Vec<i64> {
        Money::new(amount, Currency::USD).split(weights).iter().map(|it| it.amount).collect()
    }

    #[test]
    fn what_cannot_be_parted_goes_to_the_largest_remainders() {
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(100, &[2, 1, 1]), [50, 25, 25]);
        assert_eq!(parts(1, &[1, 5, 2]), [0, 1, 0]);
        assert_eq!(parts(7, &[0, 0]), [7, 0]);
        assert_eq!(parts(7, &[0, -3, 1]), [0, 0, 7]);
        assert_eq!(parts(7, &[]), [0; 0]);
        let usd = |amount| Money::new(amount, Currency::USD);
        assert_eq!((usd(50).portion(1, 100), usd(49).portion(1, 100), usd(1).portion(1, 2)), (usd(1), usd(0), usd(1)));
    }

    proptest! {
        /// Case 3: nothing is lost, and no part is a whole unit away from its exact share.
        #[test]
        fn parts_add_up(amount in 0..=Money::MAX * 50, weights in prop::collection::vec(0..=Money::MAX * 99, 1..=50)) {
            let found = parts(amount, &weights);
            prop_assert_eq!(found.iter().sum::<i64>(), amount);
            let all: i128 = weights.iter().map(|it| i128::from(*it)).sum();
            for (part, weight) in found.iter().zip(&weights) {
                let exact = i128::from(amount) * i128::from(*weight);
                prop_assert!(all == 0 || (i128::from(*part) * all - exact).abs() < all);
                prop_assert!(*part <= *weight || i128::from(amount) > all || all == 0);
            }
        }
    }
}
