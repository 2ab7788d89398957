//! Counts and ranks in one pass over what fits the words.
//!
//! Each document is held against every group of filters. One that passes them all is a find and counts
//! everywhere; one that fails a single group counts in that group's facet alone, which is thereby counted
//! as if nothing had been asked of it.

use tantivy::DocId;

use super::{
    question::{FACETS, Facet, FacetValue, Facets, Filters, PriceRange, RatingStep},
    sheet::Sheet,
    view::View,
    without::Without,
};
use crate::base::Day;

/// In milliseconds.
const DAY: i64 = 86_400_000;

// The bits below are those of the facets.
const PRICE: u16 = 1 << FACETS;
const RATING: u16 = PRICE << 1;
const FREE: u16 = PRICE << 2;
const ON_SALE: u16 = PRICE << 3;
const DAYS: u16 = PRICE << 4;
const WITHOUT: u16 = PRICE << 5;

/// So many values of a facet are told at most, besides those chosen; more of them cost more than all counting.
const MOST_VALUES: usize = 30;
/// So many categories, of which some are below others.
const MOST_CATEGORIES: usize = 50;
/// Prices are told in so many stretches at most.
const MOST_RANGES: usize = 8;

/// Prices at which a stretch may begin: 0, then 1, 2, 5, 10, 20, 50... minor units.
const BOUNDS: [i64; 41] = bounds();

/// The stretch that `price` lies in.
pub(super) fn cell(price: i64) -> u8 {
    u8::try_from(BOUNDS.partition_point(|it| *it <= price).saturating_sub(1)).unwrap_or_default()
}

const fn bounds() -> [i64; 41] {
    let mut bounds = [0; 41];
    let (mut at, mut scale) = (1, 1);
    while at < bounds.len() {
        bounds[at] = scale * [1, 2, 5][(at - 1) % 3];
        if at % 3 == 0 {
            scale *= 10;
        }
        at += 1;
    }
    bounds
}

/// Filters with their values as numbers.
#[derive(Default)]
pub(super) struct Sieve {
    /// The numbers that pass, by facet; none where nothing is asked.
    codes: [Option<Vec<u32>>; FACETS],
    price: Option<(i64, i64)>,
    rating: Option<u16>,
    free: Option<bool>,
    on_sale: Option<bool>,
    /// Moments from which on until before which it was published, and from which on it was changed.
    days: Option<[i64; 3]>,
    without: Without,
    /// Whether anything is asked at all.
    any: bool,
}

impl Sieve {
    /// The filters as they are to be read in `view`.
    pub fn new(filters: &Filters, view: &View) -> tantivy::Result<Self> {
        let labels = &view.labels;
        let days = [filters.since, filters.until, filters.updated_since];
        let begins = |it: Option<Day>| it.map_or(i64::MIN, |it| it.begins().millis());
        let ends = |it: Option<Day>| it.map_or(i64::MAX, |it| it.begins().millis() + DAY);
        let numbers = |facet| {
            let values = filters.of(facet);
            (!values.is_empty()).then(|| {
                let mut numbers: Vec<_> = values.iter().flat_map(|it| labels.find(facet, it)).collect();
                numbers.sort_unstable();
                numbers.dedup();
                numbers
            })
        };
        let price = (filters.min_price, filters.max_price);
        Ok(Self {
            codes: Facet::ALL.map(numbers),
            price: (price != (None, None)).then(|| (price.0.unwrap_or(i64::MIN), price.1.unwrap_or(i64::MAX))),
            rating: filters.min_rating.map(|it| u16::try_from(it).unwrap_or(u16::MAX)),
            free: filters.free,
            on_sale: filters.on_sale,
            days: (days != [None; 3]).then(|| [begins(days[0]), ends(days[1]), begins(days[2])]),
            without: Without::new(view, &filters.without)?,
            any: !filters.is_empty(),
        })
    }

    /// The groups that `doc` fails, as bits.
    fn failed(&self, sheet: &Sheet, doc: DocId) -> u16 {
        if !self.any {
            return 0;
        }
        let mut failed = 0;
        if self.codes.iter().any(Option::is_some) {
            for (at, numbers) in self.codes.iter().enumerate() {
                failed |= u16::from(numbers.is_some()) << at;
            }
            for (at, number) in sheet.values(doc) {
                if self.codes.get(at).and_then(Option::as_ref).is_some_and(|it| it.contains(&number)) {
                    failed &= !(1 << at);
                }
            }
        }
        let at = doc as usize;
        let mark = sheet.mark(doc);
        let fails = |bit, fails: bool| if fails { bit } else { 0 };
        failed |= fails(PRICE, self.price.is_some_and(|(min, max)| sheet.price[at] < min || sheet.price[at] > max));
        failed |= fails(RATING, self.rating.is_some_and(|min| sheet.rating[at] < min));
        failed |= fails(FREE, self.free.is_some_and(|it| it != mark.free));
        failed |= fails(DAYS, self.days.is_some_and(|it| !within(it, sheet, doc)));
        failed |= fails(WITHOUT, self.without.holds(sheet, doc));
        failed | fails(ON_SALE, self.on_sale.is_some_and(|it| it != mark.on_sale))
    }

    /// Whether `doc` is what is asked for.
    pub fn passes(&self, sheet: &Sheet, doc: DocId) -> bool {
        self.failed(sheet, doc) == 0
    }

    /// The numbers that are asked for.
    fn chosen(&self, facet: Facet) -> &[u32] {
        self.codes[facet as usize].as_deref().unwrap_or_default()
    }
}

/// Whether `doc` was published from the first moment on, before the second, and changed from the third on.
fn within([since, until, updated]: [i64; 3], sheet: &Sheet, doc: DocId) -> bool {
    let published = sheet.published.get_val(doc);
    since <= published && published < until && updated <= sheet.updated.get_val(doc)
}

/// What was counted.
pub(super) struct Tally {
    /// How many documents fit the words, whatever the filters.
    pub matched: usize,
    /// How many are finds.
    pub total: usize,
    counting: bool,
    values: [Vec<u32>; FACETS],
    /// The numbers of the values that were counted at all.
    seen: [Vec<u32>; FACETS],
    prices: [u32; BOUNDS.len()],
    ratings: [u32; 6],
    free: u32,
    on_sale: u32,
}

impl Tally {
    /// Nothing yet; counts facets if `counting`.
    pub fn new(view: &View, counting: bool) -> Self {
        let zeros = |facet| vec![0; if counting { view.labels.of(facet).len() } else { 0 }];
        Self {
            matched: 0,
            total: 0,
            counting,
            values: Facet::ALL.map(zeros),
            seen: Default::default(),
            prices: [0; BOUNDS.len()],
            ratings: [0; 6],
            free: 0,
            on_sale: 0,
        }
    }

    /// Counts `doc`, and says whether it is a find.
    #[inline]
    pub fn count(&mut self, sieve: &Sieve, sheet: &Sheet, doc: DocId) -> bool {
        self.matched += 1;
        let failed = sieve.failed(sheet, doc);
        self.total += usize::from(failed == 0);
        if self.counting && failed & failed.wrapping_sub(1) == 0 {
            self.divide(sheet, doc, failed);
        }
        failed == 0
    }

    /// Counts `doc` where it counts: everywhere, or in the one group that it fails.
    fn divide(&mut self, sheet: &Sheet, doc: DocId, failed: u16) {
        let counts = |bit| failed == 0 || failed == bit;
        for (at, number) in sheet.values(doc) {
            if counts(1 << at)
                && let Some(count) = self.values[at].get_mut(number as usize)
            {
                if *count == 0 {
                    self.seen[at].push(number);
                }
                *count += 1;
            }
        }
        let mark = sheet.mark(doc);
        if counts(PRICE) {
            self.prices[usize::from(mark.cell)] += 1;
        }
        if counts(RATING) {
            self.ratings[usize::from(mark.stars)] += 1;
        }
        if counts(FREE) {
            self.free += u32::from(mark.free);
        }
        if counts(ON_SALE) {
            self.on_sale += u32::from(mark.on_sale);
        }
    }

    /// The counts in words.
    pub fn facets(&self, view: &View, sieve: &Sieve) -> Facets {
        let mut facets = Facets {
            prices: ranges(&self.prices),
            ratings: self.steps(),
            free: self.free as usize,
            on_sale: self.on_sale as usize,
            ..Facets::default()
        };
        for facet in Facet::ALL {
            let most = if facet == Facet::Category { MOST_CATEGORIES } else { MOST_VALUES };
            facets.values[facet as usize] = self.values(view, sieve, facet, most);
        }
        facets
    }

    /// The most frequent values of `facet`, and those chosen.
    pub fn values(&self, view: &View, sieve: &Sieve, facet: Facet, most: usize) -> Vec<FacetValue> {
        let (labels, ranks) = (view.labels.of(facet), view.labels.ranks(facet));
        let counts = &self.values[facet as usize];
        let count = |number: u32| counts.get(number as usize).copied().unwrap_or(0);
        let chosen = sieve.chosen(facet);
        let missed = chosen.iter().copied().filter(|it| count(*it) == 0);
        let mut found: Vec<(u32, u32, u32)> = self.seen[facet as usize]
            .iter()
            .copied()
            .chain(missed)
            .map(|number| (u32::MAX - count(number), ranks.get(number as usize).copied().unwrap_or(u32::MAX), number))
            .collect();
        if found.len() > most {
            // Only the head is told, so only the head is sorted.
            found.select_nth_unstable(most);
            let kept: Vec<_> = found.drain(most..).filter(|it| chosen.contains(&it.2)).collect();
            found.extend(kept);
        }
        found.sort_unstable();
        let told = |(_, _, number): (u32, u32, u32)| {
            let known = labels.get(number as usize)?;
            let (value, label) = (known.value.clone(), known.label.clone());
            Some(FacetValue { value, label, count: count(number) as usize, chosen: chosen.contains(&number) })
        };
        found.into_iter().filter_map(told).collect()
    }

    fn steps(&self) -> Vec<RatingStep> {
        let from = |stars: u32| RatingStep {
            from: stars,
            count: self.ratings.iter().skip(stars as usize).map(|it| *it as usize).sum(),
        };
        [4, 3, 2, 1].map(from).into_iter().filter(|it| it.count > 0).collect()
    }
}

/// Neighbouring cells put together until few enough are left: always the two that hold least together,
/// so that the stretches divide the finds evenly. What is free stays by itself.
fn ranges(cells: &[u32; BOUNDS.len()]) -> Vec<PriceRange> {
    let mut ranges: Vec<PriceRange> = Vec::new();
    let last = cells.iter().rposition(|it| *it > 0);
    for (at, count) in cells.iter().enumerate().take(last.map_or(0, |it| it + 1)) {
        if *count == 0 && ranges.is_empty() {
            continue;
        }
        let to = if at == 0 { Some(0) } else { BOUNDS.get(at + 1).map(|it| it - 1) };
        ranges.push(PriceRange { from: BOUNDS[at], to, count: *count as usize });
    }
    let first = usize::from(ranges.first().is_some_and(|it| it.from == 0));
    while ranges.len() > MOST_RANGES || (ranges.len() > first + 1 && ranges[first..].iter().any(|it| it.count == 0)) {
        let together =
            |at: &usize| (ranges[*at].count + ranges[at + 1].count, ranges[*at].count.min(ranges[at + 1].count));
        let empty = |at: &usize| ranges[*at].count == 0 || ranges[at + 1].count == 0;
        let pairs = || first..ranges.len() - 1;
        let Some(at) = pairs().filter(empty).min_by_key(together).or_else(|| pairs().min_by_key(together)) else {
            break;
        };
        let next = ranges.remove(at + 1);
        ranges[at].count += next.count;
        ranges[at].to = next.to;
    }
    if let Some(last) = ranges.last_mut().filter(|it| it.from > 0) {
        last.to = None;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn prices_begin_at_round_numbers() {
        assert_eq!(BOUNDS[..8], [0, 1, 2, 5, 10, 20, 50, 100]);
        assert_eq!(BOUNDS[40], 10_000_000_000_000);
    }

    proptest! {
        #[test]
        fn stretches_of_price_follow_each_other_and_lose_nothing(
            cells in proptest::collection::vec(prop_oneof![3 => Just(0u32), 1 => 0u32..1000], BOUNDS.len())
        ) {
            let cells: [u32; BOUNDS.len()] = cells.try_into().unwrap();
            let ranges = ranges(&cells);
            prop_assert!(ranges.len() <= MOST_RANGES);
            prop_assert_eq!(ranges.iter().map(|it| it.count).sum::<usize>(), cells.iter().map(|it| *it as usize).sum::<usize>());
            prop_assert!(ranges.windows(2).all(|it| it[0].to.is_some_and(|to| to < it[1].from)));
            prop_assert!(ranges.iter().all(|it| it.count > 0));
            prop_assert!(ranges.iter().all(|it| (it.from == 0) == (it.to == Some(0))));
        }
    }
}
