//! A look at the store, and a change to it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::{Arc, PoisonError, RwLock},
};

use foldhash::fast::RandomState;
use redb::{ReadOnlyTable, ReadTransaction, ReadableTable, ReadableTableMetadata, Table, WriteTransaction};

use super::{
    kept::Kept,
    outbox,
    raw::{Map, Raw, Stretch, Visit, scan},
    table::{Record, decode},
};
use crate::{
    base::{Error, Event, Id, Result, Timestamp},
    platform::clock::Chance,
};

/// The shop as it was at one moment; clones look at the same.
#[derive(Clone)]
pub struct ReadTxn(Arc<Snapshot>);

struct Snapshot {
    inner: ReadTransaction,
    /// Opening a map takes the engine as long as a look-up, so each is opened once for all who look at the same moment.
    maps: RwLock<HashMap<&'static str, Arc<ReadMap>>>,
}

type ReadMap = ReadOnlyTable<&'static [u8], &'static [u8]>;

/// A change under way: everything done through it is kept together, or not at all.
pub struct WriteTxn<'a> {
    inner: &'a WriteTransaction,
    /// Opening a map takes the engine as long as a look-up, so each is opened once for all the changes of a commit.
    maps: RefCell<HashMap<&'static str, Opened<'a>, RandomState>>,
    /// The moment of this change; every record it touches bears the same.
    pub now: Timestamp,
    chance: Chance,
    changes: Cell<u64>,
    shown: Cell<bool>,
    access: Cell<bool>,
    /// The number of the last event, once one was announced; kept with the rest at the end.
    events: Cell<Option<u64>>,
}

type Opened<'a> = Rc<Open<'a>>;

/// A map of the engine, and the records of it that are at hand.
struct Open<'a> {
    table: RefCell<Table<'a, &'static [u8], &'static [u8]>>,
    kept: RefCell<Kept>,
    /// Whether the engine did not take what it should have got: then nothing of the commit may stay.
    torn: Cell<bool>,
}

impl Open<'_> {
    /// Hands the engine what it has still to get.
    fn write_back(&self) -> Result<()> {
        let mut kept = self.kept.try_borrow_mut().map_err(being_read)?;
        let before = self.torn.replace(true);
        if !kept.is_written() {
            let mut table = self.table.try_borrow_mut().map_err(being_read)?;
            kept.unwritten(|key, value| Ok(table.insert(key, value).map(drop)?))?;
        }
        self.torn.set(before);
        if before { Err(Error::internal("an earlier change of this map was lost")) } else { Ok(()) }
    }
}

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

    fn has(&self, map: &'static str, key: &[u8]) -> Result<bool> {
        (**self).has(map, key)
    }

    fn last_event(&self) -> Option<u64> {
        (**self).last_event()
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        (**self).count(map)
    }
}

impl ReadTxn {
    pub(super) fn new(inner: ReadTransaction) -> Self {
        Self(Arc::new(Snapshot { inner, maps: RwLock::default() }))
    }

    pub(super) fn inner(&self) -> &ReadTransaction {
        &self.0.inner
    }

    fn open(&self, map: &'static str) -> Result<Arc<ReadMap>> {
        let known = self.0.maps.read().unwrap_or_else(PoisonError::into_inner).get(map).cloned();
        if let Some(opened) = known {
            return Ok(opened);
        }
        let opened = Arc::new(self.0.inner.open_table(Map::new(map))?);
        self.0.maps.write().unwrap_or_else(PoisonError::into_inner).insert(map, opened.clone());
        Ok(opened)
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
            events: Cell::new(None),
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
        let number = outbox::latest(self)? + 1;
        outbox::append(self, number, &event)?;
        self.events.set(Some(number));
        Ok(())
    }

    pub(super) fn insert(&self, map: &'static str, key: &[u8], value: &[u8]) -> Result<()> {
        self.count();
        self.open(map)?.table.try_borrow_mut().map_err(being_read)?.insert(key, value)?;
        Ok(())
    }

    /// Writes `value` where nothing stands yet, in one walk down the map. Says whether it does; what stood there stays.
    pub(super) fn claim(&self, map: &'static str, key: &[u8], value: &[u8]) -> Result<bool> {
        let open = self.open(map)?;
        let mut table = open.table.try_borrow_mut().map_err(being_read)?;
        let before = table.insert(key, value)?.map(|it| it.value().to_vec());
        match &before {
            Some(old) => table.insert(key, old.as_slice()).map(drop)?,
            None => self.count(),
        }
        Ok(before.is_none())
    }

    pub(super) fn delete(&self, map: &'static str, key: &[u8]) -> Result<()> {
        self.count();
        let open = self.open(map)?;
        open.kept.try_borrow_mut().map_err(being_read)?.forget(key);
        open.table.try_borrow_mut().map_err(being_read)?.remove(key)?;
        Ok(())
    }

    /// Keeps `record` at hand; the engine gets it when somebody walks through its map, or at the end.
    pub(super) fn change<R: Record>(&self, map: &'static str, key: &[u8], record: R) -> Result<()> {
        self.count();
        let open = self.open(map)?;
        self.make_room(&open)?;
        open.kept.try_borrow_mut().map_err(being_read)?.change(key, record);
        Ok(())
    }

    /// Hands the engine all that it has still to get.
    pub(super) fn write_back(&self) -> Result<()> {
        if let Some(number) = self.events.get() {
            outbox::note(self, number)?;
        }
        self.maps.borrow().values().try_for_each(|it| it.write_back())
    }

    /// Takes what `record` gives for the record at `key`, if nothing is at hand and the engine still has `bytes` there.
    pub(super) fn recall<R: Record>(
        &self,
        map: &'static str,
        key: &[u8],
        bytes: &[u8],
        record: impl FnOnce() -> R,
    ) -> Result<()> {
        let open = self.open(map)?;
        if open.kept.borrow().has(key) || open.table.borrow().get(key)?.is_none_or(|it| it.value() != bytes) {
            return Ok(());
        }
        self.make_room(&open)?;
        open.kept.try_borrow_mut().map_err(being_read)?.remember(key, Rc::new(record()));
        Ok(())
    }

    fn make_room(&self, open: &Open<'_>) -> Result<()> {
        if open.kept.borrow().is_full() {
            open.write_back()?;
            open.kept.try_borrow_mut().map_err(being_read)?.clear();
        }
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
        let table = RefCell::new(self.inner.open_table(Map::new(map))?);
        let opened = Rc::new(Open { table, kept: RefCell::default(), torn: Cell::new(false) });
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
        self.events.get().is_some()
    }
}

/// Nobody changes a map while walking through it: what comes next would be anyone's guess.
fn being_read(_: std::cell::BorrowMutError) -> Error {
    Error::internal("a map was changed while it was being read")
}

impl Raw for ReadTxn {
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        Ok(self.open(map)?.get(key)?.map(|it| it.value().to_vec()))
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        scan(&*self.open(map)?, stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        Ok(self.open(map)?.len()?)
    }
}

impl Raw for WriteTxn<'_> {
    fn bytes(&self, map: &'static str, key: &[u8]) -> Result<Option<Vec<u8>>> {
        let open = self.open(map)?;
        if open.kept.borrow().has(key) {
            open.write_back()?;
        }
        Ok(open.table.borrow().get(key)?.map(|it| it.value().to_vec()))
    }

    fn last_event(&self) -> Option<u64> {
        self.events.get()
    }

    fn has(&self, map: &'static str, key: &[u8]) -> Result<bool> {
        let open = self.open(map)?;
        // What is at hand is there: what was deleted is forgotten.
        Ok(open.kept.borrow().has(key) || open.table.borrow().get(key)?.is_some())
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        let open = self.open(map)?;
        open.write_back()?;
        scan(&*open.table.borrow(), stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        let open = self.open(map)?;
        open.write_back()?;
        Ok(open.table.borrow().len()?)
    }

    fn record<R: Record>(&self, map: &'static str, key: &[u8]) -> Result<Option<Rc<R>>> {
        let open = self.open(map)?;
        if let Some(record) = open.kept.borrow().find(key) {
            return Ok(Some(record));
        }
        let Some(bytes) = open.table.borrow().get(key)?.map(|it| it.value().to_vec()) else { return Ok(None) };
        let record = Rc::new(decode(map, &bytes)?);
        self.make_room(&open)?;
        open.kept.try_borrow_mut().map_err(being_read)?.remember(key, Rc::clone(&record));
        Ok(Some(record))
    }
}
