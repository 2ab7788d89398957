//! How things are picked: what is like the things that somebody bought, wishes for or looked at, the more the nearer and the
//! fresher those are. Each pick has the one thing that spoke for it most; nothing speaks for too many.

use std::collections::{HashMap, HashSet};

use super::Pick;
use crate::base::{ProductId, Timestamp};

/// So much is picked at most.
const PICKS: usize = 24;
/// So many picks may be there for the sake of one thing.
const OF_ONE: usize = 4;
const DAY: f64 = 24.0 * 60.0 * 60.0;

/// How a member came by something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// They bought it.
    Purchase,
    /// They wish for it.
    Wish,
    /// They asked the assistant about it.
    Talk,
    /// They looked at it.
    Look,
}

impl Source {
    /// As programs write it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Purchase => "purchase",
            Self::Wish => "wishlist",
            Self::Talk => "conversation",
            Self::Look => "view",
        }
    }

    /// Why something is picked that is like `title`.
    pub fn reason(self, title: &str) -> String {
        match self {
            Self::Purchase => format!("Because you bought {title}"),
            Self::Wish => format!("Because {title} is on your wishlist"),
            Self::Talk => format!("Because you asked about {title}"),
            Self::Look => format!("Because you looked at {title}"),
        }
    }

    /// What it weighs, and after how many days half as much.
    fn weight(self) -> (f64, f64) {
        match self {
            Self::Purchase => (1.0, 180.0),
            Self::Wish => (0.8, 90.0),
            Self::Talk => (0.6, 30.0),
            Self::Look => (0.4, 14.0),
        }
    }
}

/// Something that speaks for things that are like it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seed {
    /// What.
    pub product: ProductId,
    /// How the member came by it.
    pub source: Source,
    /// When.
    pub at: Timestamp,
}

impl Seed {
    /// How much it says at `now`.
    pub fn weight(&self, now: Timestamp) -> f64 {
        let (weight, half_life) = self.source.weight();
        weight * 0.5_f64.powf(now.since(self.at).as_secs_f64() / DAY / half_life)
    }
}

/// The best of `alike`: to each seed what is like it and how much. Nothing that is `apart`, and none of the seeds.
pub fn pick(alike: &[(Seed, Vec<(ProductId, f64)>)], apart: &HashSet<ProductId>, now: Timestamp) -> Vec<Pick> {
    let seeds: HashSet<_> = alike.iter().map(|it| it.0.product).collect();
    // What it is worth in all, and by what most.
    let mut worth: HashMap<ProductId, (f64, f64, Seed)> = HashMap::new();
    for (seed, others) in alike {
        let weight = seed.weight(now);
        for (product, near) in others.iter().filter(|it| !apart.contains(&it.0) && !seeds.contains(&it.0)) {
            let part = weight * near;
            let known = worth.entry(*product).or_insert((0.0, 0.0, *seed));
            known.0 += part;
            if part > known.1 {
                (known.1, known.2) = (part, *seed);
            }
        }
    }
    let mut best: Vec<_> = worth.into_iter().collect();
    best.sort_by(|a, b| b.1.0.total_cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    let mut spoken: HashMap<ProductId, usize> = HashMap::new();
    let mut picks = Vec::new();
    for (product, (_, _, seed)) in best {
        let spoken = spoken.entry(seed.product).or_default();
        if *spoken < OF_ONE && picks.len() < PICKS {
            *spoken += 1;
            picks.push(Pick { product, source: seed.source, like: seed.product });
        }
    }
    picks
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn product(number: u8) -> ProductId {
        ProductId::from_bytes([number; 16])
    }

    fn seed(number: u8, source: Source, days: u64) -> Seed {
        let at = Timestamp::from_millis(1_800_000_000_000).minus(std::time::Duration::from_secs(days * 86_400));
        Seed { product: product(number), source, at }
    }

    fn now() -> Timestamp {
        Timestamp::from_millis(1_800_000_000_000)
    }

    #[test]
    fn what_is_bought_says_more_than_what_is_looked_at() {
        let near = |all: &[(u8, f64)]| all.iter().map(|it| (product(it.0), it.1)).collect::<Vec<_>>();
        let alike = [
            (seed(1, Source::Look, 0), near(&[(10, 0.9), (11, 0.5), (2, 0.9)])),
            (seed(2, Source::Purchase, 30), near(&[(11, 0.6), (12, 0.9), (1, 0.9), (13, 0.9)])),
        ];
        let apart = HashSet::from([product(13)]);
        let picked = pick(&alike, &apart, now());
        let told: Vec<_> = picked.iter().map(|it| (it.product.to_bytes()[0], it.like.to_bytes()[0])).collect();
        assert_eq!(told, [(12, 2), (11, 2), (10, 1)], "neither the seeds nor what is apart");
        assert_eq!(picked[2].source.reason("Tape"), "Because you looked at Tape");
        assert!(seed(1, Source::Look, 14).weight(now()) < 0.21);
    }

    proptest! {
        #[test]
        fn nothing_speaks_for_too_many(
            alike in proptest::collection::vec((0u8..10, proptest::collection::vec((10u8..200, 0.0f64..1.0), 0..40)), 0..8),
            apart in proptest::collection::hash_set(10u8..200, 0..20)
        ) {
            let apart: HashSet<_> = apart.into_iter().map(product).collect();
            let alike: Vec<_> = alike.into_iter().map(|(number, others)| {
                (seed(number, Source::Wish, 1), others.into_iter().map(|(it, near)| (product(it), near)).collect())
            }).collect();
            let picked = pick(&alike, &apart, now());
            prop_assert!(picked.len() <= PICKS && picked.iter().all(|it| !apart.contains(&it.product)));
            let mut each: Vec<_> = picked.iter().map(|it| it.product).collect();
            each.sort();
            each.dedup();
            prop_assert_eq!(each.len(), picked.len());
            for (seed, _) in &alike {
                prop_assert!(picked.iter().filter(|it| it.like == seed.product).count() <= OF_ONE);
            }
        }
    }
}
