//! Another order in which to find the records of a table.

use std::{marker::PhantomData, ops::ControlFlow};

use serde::de::DeserializeOwned;

use super::{
    key::Key,
    raw::{Raw, Stretch},
    table::{Record, Seen, Table},
    txn::{ReadTxn, Reads, WriteTxn},
};
use crate::base::{Error, Result};

/// Finds records of `R` by keys of `K`. A key that two records may share ends in the record's own key.
pub struct Index<R: Record, K: Key> {
    name: &'static str,
    keys: Keys<R, K>,
    taken: &'static str,
}

enum Keys<R, K> {
    One(fn(&R) -> K),
    Maybe(fn(&R) -> Option<K>),
    Many(fn(&R) -> Vec<K>),
}

impl<R: Record, K: Key> Index<R, K> {
    /// Every record has one key.
    pub const fn new(name: &'static str, key: fn(&R) -> K) -> Self {
        Self::of_keys(name, Keys::One(key))
    }

    /// Some records have a key.
    pub const fn maybe(name: &'static str, key: fn(&R) -> Option<K>) -> Self {
        Self::of_keys(name, Keys::Maybe(key))
    }

    /// Records have any number of keys, each at most once.
    pub const fn many(name: &'static str, keys: fn(&R) -> Vec<K>) -> Self {
        Self::of_keys(name, Keys::Many(keys))
    }

    /// What a visitor reads when another record has the key already.
    pub const fn taken(mut self, message: &'static str) -> Self {
        self.taken = message;
        self
    }

    const fn of_keys(name: &'static str, keys: Keys<R, K>) -> Self {
        Self { name, keys, taken: "That is taken already" }
    }

    /// The record with exactly this key.
    pub fn find(&self, txn: &impl Reads, table: &Table<R>, key: &K) -> Result<Option<R>> {
        match txn.bytes(self.name, &key.bytes())? {
            Some(record) => table.find_bytes(txn, &record),
            None => Ok(None),
        }
    }

    /// The record with exactly this key and what it was read from; as [`Table::seen`].
    pub fn seen(&self, txn: &impl Reads, table: &Table<R>, key: &K) -> Result<Option<Seen<R>>> {
        match txn.bytes(self.name, &key.bytes())? {
            Some(record) => table.seen_bytes(txn, record),
            None => Ok(None),
        }
    }

    /// Some fields of the record with exactly this key; as [`Table::part`].
    pub fn part<P: DeserializeOwned>(&self, txn: &impl Reads, table: &Table<R>, key: &K) -> Result<Option<P>> {
        match txn.bytes(self.name, &key.bytes())? {
            Some(record) => table.part_at(txn, &record),
            None => Ok(None),
        }
    }

    /// Gives an index that is new in this version of the program the keys of all records there are; those that it has stay.
    pub fn fill(&self, txn: &WriteTxn, table: &Table<R>) -> Result<()> {
        table.each(txn, |record| {
            self.follow(txn, &record.key().bytes(), None, Some(&record))?;
            Ok(ControlFlow::Continue(()))
        })
    }

    /// All keys that begin with `prefix`, smallest first.
    pub fn of<P: Key>(&self, prefix: &P) -> Lookup<R, K> {
        self.within(Stretch::prefix(prefix.bytes()))
    }

    /// All keys.
    pub fn all(&self) -> Lookup<R, K> {
        self.within(Stretch::default())
    }

    /// All keys from `from` up to, but without, `to`.
    pub fn between(&self, from: &impl Key, to: &impl Key) -> Lookup<R, K> {
        self.within(Stretch { from: from.bytes(), to: Some(to.bytes()), reverse: false })
    }

    fn within(&self, stretch: Stretch) -> Lookup<R, K> {
        Lookup { name: self.name, stretch, limit: usize::MAX, skip: 0, _types: PhantomData }
    }

    /// Whether both have the same keys: most changes of a record touch few of its indexes.
    fn is_same(&self, old: &R, new: &R) -> bool {
        match self.keys {
            Keys::One(key) => key(old) == key(new),
            Keys::Maybe(key) => key(old) == key(new),
            Keys::Many(keys) => keys(old) == keys(new),
        }
    }

    fn keys(&self, record: &R) -> Vec<Vec<u8>> {
        match self.keys {
            Keys::One(key) => vec![key(record).bytes()],
            Keys::Maybe(key) => key(record).map(|it| it.bytes()).into_iter().collect(),
            Keys::Many(keys) => {
                let mut keys: Vec<_> = keys(record).iter().map(Key::bytes).collect();
                keys.sort();
                keys.dedup();
                keys
            }
        }
    }
}

/// A question to an index: where, which way, how many.
#[derive(Clone)]
pub struct Lookup<R: Record, K: Key> {
    name: &'static str,
    stretch: Stretch,
    limit: usize,
    skip: usize,
    _types: PhantomData<fn() -> (R, K)>,
}

impl<R: Record, K: Key> Lookup<R, K> {
    /// Largest keys first.
    pub fn newest_first(mut self) -> Self {
        self.stretch.reverse = true;
        self
    }

    /// At most `limit` answers.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }

    /// Without the first `count` answers, which are walked past.
    pub fn skip(mut self, count: usize) -> Self {
        self.skip = count;
        self
    }

    /// The keys themselves.
    pub fn keys(&self, txn: &impl Reads) -> Result<Vec<K>> {
        let mut found = Vec::new();
        self.scan(txn, |key, _| {
            let mut rest = key;
            found.push(K::read(&mut rest).ok_or_else(|| Error::internal(format!("{}: a foreign key", self.name)))?);
            Ok(())
        })?;
        Ok(found)
    }

    /// How many there are.
    pub fn count(&self, txn: &impl Reads) -> Result<usize> {
        let mut count = 0;
        self.scan(txn, |_, _| {
            count += 1;
            Ok(())
        })?;
        Ok(count)
    }

    /// The records behind the keys.
    pub fn records(&self, txn: &impl Reads, table: &Table<R>) -> Result<Vec<R>> {
        let mut keys = Vec::new();
        self.scan(txn, |_, record| {
            keys.push(record.to_vec());
            Ok(())
        })?;
        keys.iter().filter_map(|key| table.find_bytes(txn, key).transpose()).collect()
    }

    /// Shows each record behind the keys to `visit`, one at a time.
    pub fn each(&self, txn: &impl Reads, table: &Table<R>, mut visit: impl FnMut(R)) -> Result<()> {
        let mut keys = Vec::new();
        self.scan(txn, |_, record| {
            keys.push(record.to_vec());
            Ok(())
        })?;
        for key in keys {
            table.find_bytes(txn, &key)?.into_iter().for_each(&mut visit);
        }
        Ok(())
    }

    fn scan(&self, txn: &impl Reads, mut visit: impl FnMut(&[u8], &[u8]) -> Result<()>) -> Result<()> {
        let (mut left, mut before) = (self.limit, self.skip);
        if left == 0 {
            return Ok(());
        }
        txn.scan(self.name, &self.stretch, &mut |key, value| {
            if before > 0 {
                before -= 1;
                return Ok(ControlFlow::Continue(()));
            }
            visit(key, value)?;
            left -= 1;
            Ok(if left == 0 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        })
    }
}

/// What a table asks of each of its indexes.
pub trait Follows<R>: Sync {
    /// Its name in the store.
    fn name(&self) -> &'static str;
    /// Makes sure that it exists.
    fn create(&self, txn: &WriteTxn) -> Result<()>;
    /// Moves from the keys of `old` to those of `new`.
    fn follow(&self, txn: &WriteTxn, key: &[u8], old: Option<&R>, new: Option<&R>) -> Result<()>;
    /// How many keys `record` has; those that are missing become faults.
    fn holds(&self, txn: &ReadTxn, key: &[u8], record: &R, faults: &mut Vec<String>) -> Result<u64>;
}

/// Keys of records are at least as long as an identifier, unless people chose them.
const IDENTIFIER: usize = 16;

/// Whether no other record can have this entry, since it ends in the identifier of the one that has it.
fn is_its_own(entry: &[u8], record: &[u8]) -> bool {
    record.len() >= IDENTIFIER && entry.ends_with(record)
}

impl<R: Record, K: Key> Follows<R> for Index<R, K> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn create(&self, txn: &WriteTxn) -> Result<()> {
        txn.create(self.name)
    }

    fn follow(&self, txn: &WriteTxn, key: &[u8], old: Option<&R>, new: Option<&R>) -> Result<()> {
        if let (Some(old), Some(new)) = (old, new)
            && self.is_same(old, new)
        {
            return Ok(());
        }
        let before = old.map(|it| self.keys(it)).unwrap_or_default();
        let after = new.map(|it| self.keys(it)).unwrap_or_default();
        for gone in before.iter().filter(|it| !after.contains(it)) {
            txn.delete(self.name, gone)?;
        }
        for come in after.iter().filter(|it| !before.contains(it)) {
            if is_its_own(come, key) {
                txn.add(self.name, come, key)?;
            } else if !txn.claim(self.name, come, key)? {
                return Err(Error::conflict(self.taken));
            }
        }
        Ok(())
    }

    fn holds(&self, txn: &ReadTxn, key: &[u8], record: &R, faults: &mut Vec<String>) -> Result<u64> {
        let keys = self.keys(record);
        for entry in &keys {
            if txn.bytes(self.name, entry)?.as_deref() != Some(key) {
                faults.push(format!("{}: a record is missing", self.name));
            }
        }
        Ok(keys.len() as u64)
    }
}
