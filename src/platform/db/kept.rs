//! Records that a change has at hand: read from the store once, written back once, however often they change in between.
//!
//! One event of a gateway reads and changes the same order half a dozen times; to take it apart and to put it together
//! again each time was most of the work.

use std::{any::Any, collections::HashMap, sync::Arc};

use foldhash::fast::RandomState;

use super::table::Record;
use crate::base::{Error, Result};

/// So many records of one table are at hand at most; then all go to the engine and are read again if need be.
pub(super) const MOST: usize = 1_000;

/// The records of one table that are at hand, by key.
#[derive(Default)]
pub(super) struct Kept {
    entries: HashMap<Vec<u8>, Entry, RandomState>,
    /// At most so many of them the engine has still to get.
    changed: usize,
}

type Encode = fn(&dyn Any, &mut Vec<u8>) -> Result<()>;

struct Entry {
    record: Arc<dyn Any + Send + Sync>,
    /// How it is written, if the engine has not got it as it is now.
    encode: Option<Encode>,
}

impl Kept {
    /// The record at `key`, if it is at hand.
    pub fn find<R: Record>(&self, key: &[u8]) -> Option<Arc<R>> {
        self.entries.get(key)?.record.clone().downcast().ok()
    }

    pub fn has(&self, key: &[u8]) -> bool {
        self.entries.contains_key(key)
    }

    pub fn is_full(&self) -> bool {
        self.entries.len() >= MOST
    }

    /// Remembers a record as the engine has it.
    pub fn remember<R: Record>(&mut self, key: &[u8], record: Arc<R>) {
        self.entries.insert(key.to_vec(), Entry { record, encode: None });
    }

    /// Remembers a record that the engine has still to get.
    pub fn change<R: Record>(&mut self, key: &[u8], record: R) {
        self.entries.insert(key.to_vec(), Entry { record: Arc::new(record), encode: Some(encode::<R>) });
        self.changed += 1;
    }

    pub fn forget(&mut self, key: &[u8]) {
        self.entries.remove(key);
    }

    pub fn clear(&mut self) {
        self.entries.clear();
    }

    /// At most so many of them the engine has still to get.
    pub fn waiting(&self) -> usize {
        self.changed
    }

    /// Hands all that the engine has still to get to `write`, in the order of keys; from now on it counts as written.
    pub fn unwritten(&mut self, mut write: impl FnMut(&[u8], &[u8]) -> Result<()>) -> Result<()> {
        let changed =
            self.entries.iter_mut().filter_map(|(key, it)| Some((key.as_slice(), &it.record, it.encode.take()?)));
        let mut all: Vec<_> = changed.collect();
        all.sort_unstable_by(|one, other| one.0.cmp(other.0));
        let mut bytes = Vec::new();
        all.into_iter().try_for_each(|(key, record, encode)| {
            bytes.clear();
            encode(&**record, &mut bytes)?;
            write(key, &bytes)
        })?;
        self.changed = 0;
        Ok(())
    }
}

fn encode<R: Record>(record: &dyn Any, into: &mut Vec<u8>) -> Result<()> {
    let record = record.downcast_ref::<R>().ok_or_else(|| Error::internal("a record of another table"))?;
    super::table::encode_into(record, into)
}
