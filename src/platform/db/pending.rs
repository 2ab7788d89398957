//! Entries of one map that the engine has still to get: those of indexes, and what is taken out of a map.
//!
//! Handed over together and in the order of keys they cost the engine less than one by one, and several maps can be written
//! at the same time.

use std::{collections::BTreeMap, ops::Bound};

use super::raw::Stretch;
use crate::base::{Error, Result};

/// So many wait at most; then all go to the engine.
pub(super) const MOST: usize = 8_000;

/// What shall stand at the keys of one map.
#[derive(Default)]
pub(super) struct Pending(BTreeMap<Vec<u8>, Entry>);

struct Entry {
    /// Nothing, if it is taken out.
    value: Option<Vec<u8>>,
    /// Whether the engine has nothing there.
    new: bool,
}

/// What a map is given.
pub(super) trait Takes {
    /// Writes `value` at `key`. Says whether something else stood there.
    fn take(&mut self, key: &[u8], value: &[u8]) -> Result<bool>;
    /// Takes out what stands at `key`.
    fn leave(&mut self, key: &[u8]) -> Result<()>;
}

impl Pending {
    /// What shall stand at `key`, if that waits: the outer is about waiting, the inner about standing.
    pub fn find(&self, key: &[u8]) -> Option<Option<&[u8]>> {
        self.0.get(key).map(|it| it.value.as_deref())
    }

    /// Whether anything waits within `stretch`.
    pub fn touches(&self, stretch: &Stretch) -> bool {
        let from = Bound::Included(stretch.from.as_slice());
        match &stretch.to {
            Some(to) if *to <= stretch.from => false,
            Some(to) => self.0.range::<[u8], _>((from, Bound::Excluded(to.as_slice()))).next().is_some(),
            None => self.0.range::<[u8], _>((from, Bound::Unbounded)).next().is_some(),
        }
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Puts `value` where something may stand.
    pub fn put(&mut self, key: &[u8], value: &[u8]) {
        self.0.insert(key.to_vec(), Entry { value: Some(value.to_vec()), new: false });
    }

    /// Puts `value` where nothing can stand.
    pub fn add(&mut self, key: &[u8], value: &[u8]) {
        // What was taken out a moment ago still stands in the engine.
        let new = !self.0.contains_key(key);
        self.0.insert(key.to_vec(), Entry { value: Some(value.to_vec()), new });
    }

    /// Takes out what stands at `key`.
    pub fn remove(&mut self, key: &[u8]) {
        if self.0.get(key).is_some_and(|it| it.new) {
            self.0.remove(key);
        } else {
            self.0.insert(key.to_vec(), Entry { value: None, new: false });
        }
    }

    /// Hands all to `map`, in the order of keys.
    pub fn hand_over(&mut self, map: &mut impl Takes) -> Result<()> {
        std::mem::take(&mut self.0).into_iter().try_for_each(|(key, entry)| match entry.value {
            Some(value) if map.take(&key, &value)? && entry.new => {
                Err(Error::internal("two records have one entry of an index"))
            }
            Some(_) => Ok(()),
            None => map.leave(&key),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    impl Takes for BTreeMap<Vec<u8>, Vec<u8>> {
        fn take(&mut self, key: &[u8], value: &[u8]) -> Result<bool> {
            Ok(self.insert(key.to_vec(), value.to_vec()).is_some_and(|it| it != value))
        }

        fn leave(&mut self, key: &[u8]) -> Result<()> {
            self.remove(key);
            Ok(())
        }
    }

    proptest! {
        #[test]
        fn what_waits_ends_as_if_it_had_been_written_at_once(steps in prop::collection::vec((0_u8..4, 0_u8..6, 0_u8..3), 0..60)) {
            let (mut now, mut engine, mut pending) = (BTreeMap::new(), BTreeMap::new(), Pending::default());
            for (what, key, value) in steps {
                let (key, value) = (vec![key], vec![value]);
                match what {
                    0 => {
                        pending.put(&key, &value);
                        now.insert(key, value);
                    }
                    1 if !now.contains_key(&key) => {
                        pending.add(&key, &value);
                        now.insert(key, value);
                    }
                    2 => {
                        pending.remove(&key);
                        now.remove(&key);
                    }
                    3 => pending.hand_over(&mut engine).unwrap(),
                    _ => {}
                }
                let waiting = |from: u8, to| pending.touches(&Stretch { from: vec![from], to: Some(vec![to]), reverse: false });
                prop_assert_eq!(waiting(0, 6), pending.len() > 0);
                prop_assert!(!waiting(3, 3) && !waiting(4, 2));
                for key in 0..6 {
                    prop_assert_eq!(waiting(key, key + 1), pending.find(&[key]).is_some());
                    let stands = match pending.find(&[key]) {
                        Some(waits) => waits.map(<[u8]>::to_vec),
                        None => engine.get(&vec![key]).cloned(),
                    };
                    prop_assert_eq!(stands, now.get(&vec![key]).cloned());
                }
            }
            pending.hand_over(&mut engine).unwrap();
            prop_assert_eq!(engine, now);
        }
    }

    #[test]
    fn nothing_is_written_over_what_can_not_be_there() {
        let mut engine = BTreeMap::from([(vec![1], vec![1])]);
        let mut pending = Pending::default();
        pending.add(&[1], &[2]);
        assert!(pending.hand_over(&mut engine).is_err());
    }
}
