//! Directions in small whole numbers: 256 bytes for each text.

use std::cmp::Reverse;

use tantivy::DocId;

/// So many numbers make a direction.
pub(super) const DIMS: usize = 256;
/// So many of them, which say the most, are held against everything; the rest only against what is near in these.
pub(crate) const FIRST: usize = 64;
/// So many words of eight bytes make a direction, as the index keeps it.
const WORDS: usize = DIMS / 8;

/// What a length of one is in whole numbers. The largest of the 256 numbers of a text is seldom above a third.
const ONE: f32 = 300.0;

/// A direction. All are of about the same length, so that their product says how near they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Vector([i8; DIMS]);

impl Vector {
    /// The direction of `sum`; none if it has none.
    pub(super) fn towards(sum: &[f32; DIMS]) -> Option<Self> {
        let length = sum.iter().map(|it| it * it).sum::<f32>().sqrt();
        #[allow(clippy::cast_possible_truncation)] // Within -127 and 127.
        let whole = |it: f32| (it / length * ONE).round().clamp(-127.0, 127.0) as i8;
        (length > f32::EPSILON).then(|| Self(sum.map(whole)))
    }

    /// Half way between it and the mean of `others`; itself, if there are none.
    pub fn drawn_to(&self, others: &[Self]) -> Self {
        #[allow(clippy::cast_precision_loss)] // A handful.
        let count = others.len().max(1) as f32;
        let drawn = |at: usize| others.iter().map(|it| f32::from(it.0[at])).sum::<f32>() / count;
        Self::towards(&std::array::from_fn(|at| f32::from(self.0[at]) + drawn(at))).unwrap_or(*self)
    }

    /// The direction that [`Vector::words`] wrote; none if there are too few of them.
    pub fn read(words: impl Iterator<Item = u64>) -> Option<Self> {
        let mut numbers = [0; DIMS];
        let mut read = 0;
        for (place, word) in numbers.as_chunks_mut::<8>().0.iter_mut().zip(words) {
            *place = word.to_le_bytes().map(|it| i8::from_le_bytes([it]));
            read += 1;
        }
        (read == WORDS).then_some(Self(numbers))
    }

    /// As the index keeps it.
    pub fn words(&self) -> impl Iterator<Item = u64> {
        self.0.as_chunks::<8>().0.iter().map(|it| u64::from_le_bytes(it.map(i8::cast_unsigned)))
    }

    /// The numbers that say the most.
    pub fn first(&self) -> [i8; FIRST] {
        let mut first = [0; FIRST];
        first.copy_from_slice(&self.0[..FIRST]);
        first
    }

    /// How near `other` is: 1 is the same, 0 has nothing to do with it.
    pub fn nearness(&self, other: &Self) -> f32 {
        let product = product(&self.0, &other.0);
        #[allow(clippy::cast_precision_loss)] // At most 256 * 127 * 127.
        let product = product as f32;
        product / (ONE * ONE)
    }
}

/// How far two directions go the same way. Plain, so that the compiler makes many steps of it at a time, and always a part of
/// what calls it, so that it makes as many as the processor can.
#[inline(always)]
pub(crate) fn product<const N: usize>(one: &[i8; N], other: &[i8; N]) -> i32 {
    one.iter().zip(other).map(|(a, b)| i32::from(i16::from(*a) * i16::from(*b))).sum()
}

/// The nearest of many.
#[derive(Debug)]
pub struct Near {
    most: usize,
    found: Vec<(i32, usize, DocId)>,
    floor: i32,
}

impl Near {
    /// Keeps none yet, `most` in the end.
    pub fn new(most: usize) -> Self {
        Self { most, found: Vec::new(), floor: i32::MIN }
    }

    /// Holds the documents of a segment against `asked`; those for which `alive` says no are passed over.
    pub fn look(&mut self, asked: &[i8; FIRST], segment: usize, rows: &[[i8; FIRST]], alive: impl Fn(DocId) -> bool) {
        // With the widest instructions that this processor has.
        pulp::Arch::new().dispatch(
            #[inline(always)]
            || {
                for (row, doc) in rows.iter().zip(0..) {
                    let near = product(asked, row);
                    if near > self.floor && alive(doc) {
                        self.found.push((near, segment, doc));
                        if self.found.len() >= 2 * self.most + 64 {
                            self.cut();
                        }
                    }
                }
            },
        );
    }

    /// Takes the documents `found` of a segment, which somebody else has found near.
    pub fn take(&mut self, asked: &[i8; FIRST], segment: usize, rows: &[[i8; FIRST]], found: &[DocId]) {
        let near = |doc: DocId| Some((product(asked, rows.get(doc as usize)?), segment, doc));
        self.found.extend(found.iter().filter_map(|it| near(*it)));
        self.cut();
    }

    fn cut(&mut self) {
        if self.found.len() > self.most && self.most > 0 {
            self.found.select_nth_unstable_by_key(self.most - 1, |it| (Reverse(it.0), it.1, it.2));
            self.found.truncate(self.most);
            self.floor = self.found.iter().map(|it| it.0).min().unwrap_or(i32::MIN);
        }
    }

    /// Segment and place of those found, in no order.
    pub fn found(mut self) -> impl Iterator<Item = (usize, DocId)> {
        self.cut();
        self.found.into_iter().map(|(_, segment, doc)| (segment, doc))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn any_sum() -> impl Strategy<Value = [f32; DIMS]> {
        proptest::collection::vec(-1.0f32..1.0, DIMS).prop_map(|it| std::array::from_fn(|at| it[at]))
    }

    proptest! {
        #[test]
        fn a_direction_is_kept_and_read(sum in any_sum(), other in any_sum()) {
            let (one, other_one) = (Vector::towards(&sum).unwrap(), Vector::towards(&other).unwrap());
            prop_assert_eq!(Vector::read(one.words()), Some(one));
            prop_assert_eq!(Vector::read(one.words().skip(1)), None);
            let length = |it: &[f32; DIMS]| it.iter().map(|it| it * it).sum::<f32>().sqrt();
            let exact = sum.iter().zip(&other).map(|(a, b)| a * b).sum::<f32>() / length(&sum) / length(&other);
            prop_assert!((one.nearness(&other_one) - exact).abs() < 0.02);
        }

        #[test]
        fn the_nearest_are_kept(rows in proptest::collection::vec(any::<[i8; 32]>(), 0..300), most in 1usize..20) {
            let rows: Vec<[i8; FIRST]> = rows.iter().map(|it| std::array::from_fn(|at| it[at / 2] / 2)).collect();
            let asked = [3; FIRST];
            let mut near = Near::new(most);
            near.look(&asked, 0, &rows, |doc| doc % 7 != 0);
            let mut found: Vec<_> = near.found().map(|(_, doc)| product(&asked, &rows[doc as usize])).collect();
            found.sort_unstable();
            let mut all: Vec<_> = rows.iter().enumerate().filter(|it| it.0 % 7 != 0).map(|it| product(&asked, it.1)).collect();
            all.sort_unstable();
            prop_assert_eq!(&found[..], &all[all.len().saturating_sub(most)..]);
        }
    }

    #[test]
    fn nothing_has_no_direction() {
        assert_eq!(Vector::towards(&[0.0; DIMS]), None);
    }
}
