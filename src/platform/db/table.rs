//! Tables that keep their indexes, always within the same change.

use std::{marker::PhantomData, ops::ControlFlow, sync::Arc};

use serde::{Serialize, de::DeserializeOwned};

use super::{
    index::Follows,
    key::Key,
    raw::{Raw, Stretch},
    txn::{ReadTxn, Reads, WriteTxn},
};
use crate::base::{Error, Result};

/// Something the shop remembers.
///
/// Stored self-describing (MessagePack with field names), so that a new field needs only `#[serde(default)]`.
pub trait Record: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// What finds it.
    type Key: Key;
    /// What a visitor reads when there is none, such as "There is no such review".
    const MISSING: &'static str;

    /// The key of this record.
    fn key(&self) -> Self::Key;
}

/// All records of one kind, with their indexes.
pub struct Table<R: Record> {
    name: &'static str,
    indexes: &'static [&'static dyn Follows<R>],
    shown: bool,
    access: bool,
    _record: PhantomData<fn() -> R>,
}

impl<R: Record> Table<R> {
    /// A table by its name in the store, with all its indexes.
    pub const fn new(name: &'static str, indexes: &'static [&'static dyn Follows<R>]) -> Self {
        Self { name, indexes, shown: false, access: false, _record: PhantomData }
    }

    /// Marks a table whose records stand on pages that everyone sees: each change renews the cached pages.
    pub const fn shown(mut self) -> Self {
        self.shown = true;
        self
    }

    /// Marks a table that decides who is let in: each change makes whoever remembers that look again.
    pub const fn access(mut self) -> Self {
        self.access = true;
        self
    }

    /// The record at `key`, if any.
    pub fn find(&self, txn: &impl Reads, key: R::Key) -> Result<Option<R>> {
        self.find_bytes(txn, &key.bytes())
    }

    /// The record at `key`, or [`Error::not_found`] with [`Record::MISSING`].
    pub fn get(&self, txn: &impl Reads, key: R::Key) -> Result<R> {
        self.find(txn, key)?.ok_or_else(|| Error::not_found(R::MISSING))
    }

    /// Whether there is a record at `key`.
    pub fn has(&self, txn: &impl Reads, key: R::Key) -> Result<bool> {
        txn.has(self.name, &key.bytes())
    }

    /// How many records there are.
    pub fn len(&self, txn: &impl Reads) -> Result<u64> {
        txn.count(self.name)
    }

    /// The record at `key` with what it was read from, to be handed to a later change by [`Table::recall`].
    pub fn seen(&self, txn: &impl Reads, key: R::Key) -> Result<Option<Seen<R>>> {
        self.seen_bytes(txn, key.bytes())
    }

    pub(super) fn seen_bytes(&self, txn: &impl Reads, key: Vec<u8>) -> Result<Option<Seen<R>>> {
        let Some(bytes) = txn.bytes(self.name, &key)? else { return Ok(None) };
        Ok(Some(Seen { record: Arc::new(decode(self.name, &bytes)?), key, bytes, commits: txn.commits() }))
    }

    /// Takes a record that was read before this change began for its own, unless it has changed since: then it is read
    /// again when it is wanted. What many changes of one commit read can so be read beforehand, on other threads.
    pub fn recall(&self, txn: &WriteTxn, seen: &Seen<R>) -> Result<()> {
        txn.recall(self.name, seen)
    }

    /// Keeps `record`, in place of an older one with the same key.
    /// An index key that another record holds already is [`Error::conflict`].
    pub fn put(&self, txn: &WriteTxn, record: &R) -> Result<()> {
        self.give(txn, record.clone())
    }

    /// As [`Table::put`], of a record that nobody needs any more.
    pub fn give(&self, txn: &WriteTxn, record: R) -> Result<()> {
        let key = record.key().bytes();
        let old = txn.record::<R>(self.name, &key)?;
        self.follow(txn, &key, old.as_deref(), Some(&record))?;
        txn.change(self.name, &key, record)
    }

    /// Keeps a record whose key was made for it a moment ago, so that there can be none with it yet.
    /// An index key that another record holds already is [`Error::conflict`].
    pub fn add(&self, txn: &WriteTxn, record: &R) -> Result<()> {
        let key = record.key().bytes();
        self.follow(txn, &key, None, Some(record))?;
        txn.change(self.name, &key, record.clone())
    }

    /// Forgets the record at `key`; nothing happens if there is none.
    pub fn remove(&self, txn: &WriteTxn, key: R::Key) -> Result<()> {
        let key = key.bytes();
        if let Some(old) = txn.record::<R>(self.name, &key)? {
            self.follow(txn, &key, Some(&old), None)?;
            txn.delete(self.name, &key)?;
        }
        Ok(())
    }

    /// Shows every record to `visit`, in the order of keys, until it breaks off.
    pub fn each(&self, txn: &impl Reads, visit: impl FnMut(R) -> Result<ControlFlow<()>>) -> Result<()> {
        self.each_within(txn, &Stretch::default(), visit)
    }

    /// Up to `limit` records whose keys begin with `prefix`, in the order of keys.
    pub fn of(&self, txn: &impl Reads, prefix: &impl Key, limit: usize) -> Result<Vec<R>> {
        let mut found = Vec::new();
        self.each_within(txn, &Stretch::prefix(prefix.bytes()), |record| {
            if found.len() < limit {
                found.push(record);
            }
            Ok(if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(found)
    }

    /// Up to `limit` records, the largest keys first, beginning below `before`. Where keys grow with time, these are the
    /// newest.
    pub fn newest(&self, txn: &impl Reads, before: Option<R::Key>, limit: usize) -> Result<Vec<R>> {
        let stretch = Stretch { from: Vec::new(), to: before.map(|it| it.bytes()), reverse: true };
        let mut found = Vec::new();
        self.each_within(txn, &stretch, |record| {
            if found.len() < limit {
                found.push(record);
            }
            Ok(if found.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        Ok(found)
    }

    /// Shows every record with a key from `from` up to, but without, `to` to `visit`, until it breaks off.
    pub fn between(
        &self,
        txn: &impl Reads,
        (from, to): (&impl Key, &impl Key),
        visit: impl FnMut(R) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        self.each_within(txn, &Stretch { from: from.bytes(), to: Some(to.bytes()), reverse: false }, visit)
    }

    fn each_within(
        &self,
        txn: &impl Reads,
        stretch: &Stretch,
        mut visit: impl FnMut(R) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        txn.scan(self.name, stretch, &mut |_, value| visit(decode(self.name, value)?))
    }

    /// Some fields of the record at `key`, if there is one: `P` has those of them that are wanted, by the same names.
    pub fn part<P: DeserializeOwned>(&self, txn: &impl Reads, key: R::Key) -> Result<Option<P>> {
        self.part_at(txn, &key.bytes())
    }

    pub(super) fn part_at<P: DeserializeOwned>(&self, txn: &impl Reads, key: &[u8]) -> Result<Option<P>> {
        txn.bytes(self.name, key)?.map(|bytes| decode(self.name, &bytes)).transpose()
    }

    pub(super) fn find_bytes(&self, txn: &impl Reads, key: &[u8]) -> Result<Option<R>> {
        Ok(txn.record::<R>(self.name, key)?.map(Arc::unwrap_or_clone))
    }

    fn follow(&self, txn: &WriteTxn, key: &[u8], old: Option<&R>, new: Option<&R>) -> Result<()> {
        if self.shown {
            txn.mark_shown();
        }
        if self.access {
            txn.mark_access();
        }
        self.indexes.iter().try_for_each(|index| index.follow(txn, key, old, new))
    }
}

/// A record as it was read, perhaps long ago.
#[derive(Debug, Clone)]
pub struct Seen<R> {
    /// The record.
    pub record: Arc<R>,
    pub(super) key: Vec<u8>,
    pub(super) bytes: Vec<u8>,
    /// How many commits there had been, if that is known.
    pub(super) commits: Option<u64>,
}

/// Any table, whatever it holds.
pub trait Stored: Sync {
    /// Its name in the store.
    fn name(&self) -> &'static str;
    /// Makes sure that it and its indexes exist.
    fn create(&self, txn: &WriteTxn) -> Result<()>;
    /// Adds to `faults` wherever an index does not hold exactly the records of the table, or a record cannot be read.
    fn check(&self, txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()>;
}

impl<R: Record> Stored for Table<R> {
    fn name(&self) -> &'static str {
        self.name
    }

    fn create(&self, txn: &WriteTxn) -> Result<()> {
        txn.create(self.name)?;
        self.indexes.iter().try_for_each(|it| it.create(txn))
    }

    fn check(&self, txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
        let mut expected = vec![0; self.indexes.len()];
        txn.scan(self.name, &Stretch::default(), &mut |key, value| {
            match decode::<R>(self.name, value) {
                Ok(record) => {
                    if record.key().bytes() != key {
                        faults.push(format!("{}: a record lies under another record's key", self.name));
                    }
                    for (index, count) in self.indexes.iter().zip(&mut expected) {
                        *count += index.holds(txn, key, &record, faults)?;
                    }
                }
                Err(error) => faults.push(format!("{}: {}", self.name, error.in_full())),
            }
            Ok(ControlFlow::Continue(()))
        })?;
        for (index, count) in self.indexes.iter().zip(expected) {
            let found = txn.count(index.name())?;
            if found != count {
                faults.push(format!("{}: {found} entries instead of {count}", index.name()));
            }
        }
        Ok(())
    }
}

pub(super) fn encode(record: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    encode_into(record, &mut bytes)?;
    Ok(bytes)
}

pub(super) fn encode_into(record: &impl Serialize, into: &mut Vec<u8>) -> Result<()> {
    rmp_serde::encode::write_named(into, record).map_err(Error::internal)
}

pub(super) fn decode<R: DeserializeOwned>(table: &str, bytes: &[u8]) -> Result<R> {
    rmp_serde::from_slice(bytes)
        .map_err(|cause| Error::internal(format!("a record of {table} cannot be read: {cause}")))
}
