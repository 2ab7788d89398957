//! The best few of many.

use std::collections::HashSet;

use tantivy::{DocId, Score, i64_to_u64};

use super::{
    blend::{Weighed, Worth},
    question::Sort,
    sheet::Sheet,
};

/// A find with what orders it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ranked {
    key: u128,
    id: u128,
    /// Which segment it is in.
    pub segment: usize,
    /// Where it is in the segment.
    pub doc: DocId,
    /// What it is worth, where it was weighed.
    pub worth: Option<Worth>,
}

impl Ranked {
    /// What was weighed, at its place.
    pub fn weighed(find: &Weighed, id: [u8; 16]) -> Self {
        let key = u128::from(find.worth.value.max(0.0).to_bits());
        let id = u128::from_be_bytes(id);
        Self { key, id, segment: find.segment, doc: find.doc, worth: Some(find.worth) }
    }

    /// Its score, where it is ranked by that.
    pub fn score(&self) -> Score {
        #[allow(clippy::cast_possible_truncation)] // As `key` wrote it.
        let bits = self.key as u32;
        Score::from_bits(bits)
    }

    fn order(&self) -> (std::cmp::Reverse<u128>, u128) {
        (std::cmp::Reverse(self.key), self.id)
    }
}

/// What orders `doc`: more comes first.
#[inline]
pub(super) fn key(sort: Sort, scored: bool, sheet: &Sheet, doc: DocId, score: Score) -> u128 {
    let at = doc as usize;
    let pair = |first: u64, second: u64| u128::from(first) << 64 | u128::from(second);
    match sort {
        Sort::Relevance if scored => {
            // What sells well comes a little earlier among what fits as well.
            let score = match sheet.popularity.get_val(doc) {
                0 => score,
                sold => score * (1.0 + 0.02 * (1.0 + sold as f32).log2()),
            };
            u128::from(score.max(0.0).to_bits())
        }
        Sort::Relevance | Sort::Popular => {
            pair(sheet.popularity.get_val(doc), i64_to_u64(sheet.published.get_val(doc)))
        }
        Sort::Hot => pair(sheet.heat.get_val(doc), i64_to_u64(sheet.published.get_val(doc))),
        Sort::Newest => u128::from(i64_to_u64(sheet.published.get_val(doc))),
        Sort::Updated => u128::from(i64_to_u64(sheet.updated.get_val(doc))),
        Sort::PriceAscending => u128::from(!i64_to_u64(sheet.price[at])),
        Sort::PriceDescending => u128::from(i64_to_u64(sheet.price[at])),
        Sort::Rating => pair(u64::from(sheet.rating[at]), sheet.ratings.get_val(doc)),
    }
}

/// Keeps the first `most`.
pub(super) struct Top {
    most: usize,
    kept: Vec<Ranked>,
    /// Whatever is below this cannot be among them any more.
    floor: u128,
}

impl Top {
    /// Keeps none yet, `most` in the end.
    pub fn new(most: usize) -> Self {
        Self { most, kept: Vec::new(), floor: 0 }
    }

    /// Takes part in the ranking.
    #[inline]
    pub fn push(&mut self, key: u128, sheet: &Sheet, segment: usize, doc: DocId) {
        if self.most == 0 || key < self.floor {
            return;
        }
        let id = u128::from_be_bytes(sheet.id(doc));
        self.kept.push(Ranked { key, id, segment, doc, worth: None });
        if self.kept.len() >= 2 * self.most + 16 {
            self.cut();
        }
    }

    fn cut(&mut self) {
        if self.kept.len() > self.most {
            self.kept.select_nth_unstable_by_key(self.most - 1, Ranked::order);
            self.kept.truncate(self.most);
            self.floor = self.kept.iter().map(|it| it.key).min().unwrap_or(0);
        }
    }

    /// Takes the first `window`, and puts in their place what `change` makes of them, before all others.
    pub fn order_again(&mut self, window: usize, change: impl FnOnce(&[Ranked]) -> Vec<Ranked>) {
        let (most, floor) = (self.most, self.floor);
        let mut kept = std::mem::replace(self, Self::new(most)).after(0);
        let rest = kept.split_off(window.min(kept.len()));
        let mut first = change(&kept);
        for it in &mut first {
            it.key |= 1 << 127;
        }
        let again: HashSet<_> = first.iter().map(|it| it.id).collect();
        first.extend(rest.into_iter().filter(|it| !again.contains(&it.id)));
        (self.kept, self.floor) = (first, floor);
    }

    /// Those kept from number `offset` on, first to last.
    pub fn after(mut self, offset: usize) -> Vec<Ranked> {
        if self.most > 0 {
            self.cut();
        }
        self.kept.sort_unstable_by_key(Ranked::order);
        self.kept.drain(..offset.min(self.kept.len()));
        self.kept
    }
}
