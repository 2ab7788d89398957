//! Records that a change has at hand: read from the store once, written back once, however often they change in between.
//!
//! One event of a gateway reads and changes the same order half a dozen times; to take it apart and to put it together
//! again each time was most of the work.

use std::{any::Any, collections::HashMap, rc::Rc};

use super::table::Record;
use crate::base::{Error, Result};

/// So many records of one table are at hand at most; then all go to the engine and are read again if need be.
pub(super) const MOST: usize = 1_000;

/// The records of one table that are at hand, by key.
#[derive(Default)]
pub(super) struct Kept(HashMap<Vec<u8>, Entry>);

type Encode = fn(&dyn Any) -> Result<Vec<u8>>;

struct Entry {
    record: Rc<dyn Any>,
    /// How it is written, if the engine has not got it as it is now.
    encode: Option<Encode>,
}

impl Kept {
    /// The record at `key`, if it is at hand.
    pub fn find<R: Record>(&self, key: &[u8]) -> Option<Rc<R>> {
        self.0.get(key)?.record.clone().downcast().ok()
    }

    pub fn has(&self, key: &[u8]) -> bool {
        self.0.contains_key(key)
    }

    pub fn is_full(&self) -> bool {
        self.0.len() >= MOST
    }

    /// Remembers a record as the engine has it.
    pub fn remember<R: Record>(&mut self, key: &[u8], record: Rc<R>) {
        self.0.insert(key.to_vec(), Entry { record, encode: None });
    }

    /// Remembers a record that the engine has still to get.
    pub fn change<R: Record>(&mut self, key: &[u8], record: R) {
        self.0.insert(key.to_vec(), Entry { record: Rc::new(record), encode: Some(encode::<R>) });
    }

    pub fn forget(&mut self, key: &[u8]) {
        self.0.remove(key);
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// All that the engine has still to get, in the order of keys; from now on it counts as written.
    pub fn unwritten(&mut self) -> Result<Vec<(&[u8], Vec<u8>)>> {
        let changed = self.0.iter_mut().filter_map(|(key, it)| Some((key.as_slice(), &it.record, it.encode.take()?)));
        let mut all = changed.map(|(key, record, encode)| Ok((key, encode(&**record)?))).collect::<Result<Vec<_>>>()?;
        all.sort_unstable_by(|one, other| one.0.cmp(other.0));
        Ok(all)
    }
}

fn encode<R: Record>(record: &dyn Any) -> Result<Vec<u8>> {
    let record = record.downcast_ref::<R>().ok_or_else(|| Error::internal("a record of another table"))?;
    super::table::encode(record)
}
