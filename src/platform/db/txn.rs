//! A look at the store, and a change to it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
};

use redb::{ReadTransaction, ReadableTable, ReadableTableMetadata, Table, WriteTransaction};

use super::{
    outbox,
    raw::{Map, Raw, Stretch, Visit, scan},
};
use crate::{
    base::{Error, Event, Id, Result, Timestamp},
    platform::clock::Chance,
};

/// The shop as it was at one moment.
pub struct ReadTxn {
    inner: ReadTransaction,
}

/// A change under way: everything done through it is kept together, or not at all.
pub struct WriteTxn<'a> {
    inner: &'a WriteTransaction,
    /// Opening a map takes the engine as long as a look-up, so each is opened once for all the changes of a commit.
    maps: RefCell<HashMap<&'static str, Opened<'a>>>,
    /// The moment of this change; every record it touches bears the same.
    pub now: Timestamp,
    chance: Chance,
    changes: Cell<u64>,
    shown: Cell<bool>,
    access: Cell<bool>,
    events: Cell<bool>,
}

type Opened<'a> = Rc<RefCell<Table<'a, &'static [u8], &'static [u8]>>>;

/// Whatever lets one look into the store.
pub trait Reads: Raw {}

impl Reads for ReadTxn {}
impl Reads for WriteTxn<'_> {}

/// Whoever is handed to a trait object looks into the store as well.
impl Reads for &dyn Reads {}

impl Raw for &dyn Reads {
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        (**self).bytes(map, key)
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        (**self).scan(map, stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        (**self).count(map)
    }
}

impl ReadTxn {
    pub(super) fn new(inner: ReadTransaction) -> Self {
        Self { inner }
    }

    pub(super) fn inner(&self) -> &ReadTransaction {
        &self.inner
    }
}

impl<'a> WriteTxn<'a> {
    pub(super) fn new(inner: &'a WriteTransaction, now: Timestamp, chance: Chance) -> Self {
        let (maps, changes) = (RefCell::default(), Cell::new(0));
        Self {
            inner,
            maps,
            now,
            chance,
            changes,
            shown: Cell::new(false),
            access: Cell::new(false),
            events: Cell::new(false),
        }
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
        self.open(map)?.try_borrow_mut().map_err(being_read)?.insert(key, value)?;
        Ok(())
    }

    pub(super) fn delete(&self, map: &'static str, key: &[u8]) -> Result<()> {
        self.count();
        self.open(map)?.try_borrow_mut().map_err(being_read)?.remove(key)?;
        Ok(())
    }

    pub(super) fn create(&self, map: &'static str) -> Result<()> {
        self.count();
        self.open(map)?;
        Ok(())
    }

    fn open(&self, map: &'static str) -> Result<Opened<'a>> {
        let mut maps = self.maps.borrow_mut();
        if let Some(opened) = maps.get(map) {
            return Ok(opened.clone());
        }
        let opened = Rc::new(RefCell::new(self.inner.open_table(Map::new(map))?));
        maps.insert(map, opened.clone());
        Ok(opened)
    }

    /// Notes that pages shown to everyone may have changed.
    pub(super) fn mark_shown(&self) {
        self.shown.set(true);
    }

    /// Notes that somebody may be let in who was not, or the other way round.
    pub(super) fn mark_access(&self) {
        self.access.set(true);
    }

    pub(super) fn changes_access(&self) -> bool {
        self.access.get()
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
}

/// Nobody changes a map while walking through it: what comes next would be anyone's guess.
fn being_read(_: std::cell::BorrowMutError) -> Error {
    Error::internal("a map was changed while it was being read")
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

impl Raw for WriteTxn<'_> {
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(self.open(map)?.borrow().get(key)?.map(|it| it.value().to_vec()))
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        scan(&*self.open(map)?.borrow(), stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        Ok(self.open(map)?.borrow().len()?)
    }
}
