//! A look at the store, and a change to it.

use std::cell::Cell;

use redb::{ReadTransaction, WriteTransaction};

use super::{
    outbox,
    raw::{Map, Raw, Stretch, Visit},
};
use crate::{
    base::{Event, Id, Result, Timestamp},
    platform::clock::Chance,
};

/// The shop as it was at one moment.
pub struct ReadTxn {
    inner: ReadTransaction,
}

/// A change under way: everything done through it is kept together, or not at all.
pub struct WriteTxn {
    inner: WriteTransaction,
    /// The moment of this change; every record it touches bears the same.
    pub now: Timestamp,
    chance: Chance,
    changes: Cell<u64>,
    shown: Cell<bool>,
    events: Cell<bool>,
}

/// Whatever lets one look into the store.
pub trait Reads: Raw {}

impl Reads for ReadTxn {}
impl Reads for WriteTxn {}

impl ReadTxn {
    pub(super) fn new(inner: ReadTransaction) -> Self {
        Self { inner }
    }

    pub(super) fn inner(&self) -> &ReadTransaction {
        &self.inner
    }
}

impl WriteTxn {
    pub(super) fn new(inner: WriteTransaction, now: Timestamp, chance: Chance) -> Self {
        Self { inner, now, chance, changes: Cell::new(0), shown: Cell::new(false), events: Cell::new(false) }
    }

    /// A new identifier.
    pub fn fresh<K>(&self) -> Id<K> {
        Id::new(self.now, self.chance.bytes())
    }

    /// Random bytes, for keys and tokens.
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.chance.bytes()
    }

    /// Announces a fact; it reaches the listeners once this change is committed.
    pub fn emit(&self, event: Event) -> Result<()> {
        self.events.set(true);
        outbox::append(self, &event)
    }

    pub(super) fn insert(&self, map: &'static str, key: &[u8], value: &[u8]) -> Result<()> {
        self.count();
        self.inner.open_table(Map::new(map))?.insert(key, value)?;
        Ok(())
    }

    pub(super) fn delete(&self, map: &'static str, key: &[u8]) -> Result<()> {
        self.count();
        self.inner.open_table(Map::new(map))?.remove(key)?;
        Ok(())
    }

    pub(super) fn create(&self, map: &'static str) -> Result<()> {
        self.count();
        self.inner.open_table(Map::new(map))?;
        Ok(())
    }

    /// Notes that pages shown to everyone may have changed.
    pub(super) fn mark_shown(&self) {
        self.shown.set(true);
    }

    pub(super) fn is_shown(&self) -> bool {
        self.shown.get()
    }

    /// How often something was written.
    pub(super) fn changes(&self) -> u64 {
        self.changes.get()
    }

    fn count(&self) {
        self.changes.set(self.changes.get() + 1);
    }

    pub(super) fn has_events(&self) -> bool {
        self.events.get()
    }

    pub(super) fn into_inner(self) -> WriteTransaction {
        self.inner
    }
}

impl Raw for ReadTxn {
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.inner.bytes(map, key)
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        self.inner.scan(map, stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        self.inner.count(map)
    }
}

impl Raw for WriteTxn {
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        self.inner.bytes(map, key)
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        self.inner.scan(map, stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        self.inner.count(map)
    }
}
