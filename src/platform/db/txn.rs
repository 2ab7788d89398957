//! A look at the store, and a change to it.

use std::{
    cell::{Cell, RefCell},
    collections::HashMap,
    rc::Rc,
    sync::{Arc, PoisonError, RwLock},
};

use foldhash::fast::RandomState;
use redb::{ReadOnlyTable, ReadTransaction, ReadableTableMetadata as _, WriteTransaction};

use super::{
    open::{self, Open},
    outbox,
    raw::{Map, Raw, Stretch, Visit, scan},
    table::{Record, Seen},
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
    /// How many commits there had been, at least.
    commits: u64,
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
    /// How many commits there were before.
    commits: u64,
    changes: Cell<u64>,
    shown: Cell<bool>,
    access: Cell<bool>,
    /// The number of the last event, once one was announced; kept with the rest at the end.
    events: Cell<Option<u64>>,
}

type Opened<'a> = Rc<Open<'a>>;

/// What a change has done.
pub(super) struct Done {
    /// Whether it has written anything.
    pub any: bool,
    /// Whether pages shown to everyone may have changed.
    pub shown: bool,
    /// Whether somebody may be let in who was not, or the other way round.
    pub access: bool,
    /// Whether it has announced anything.
    pub events: bool,
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

    fn commits(&self) -> Option<u64> {
        (**self).commits()
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        (**self).count(map)
    }
}

impl ReadTxn {
    pub(super) fn new(inner: ReadTransaction, commits: u64) -> Self {
        Self(Arc::new(Snapshot { inner, commits, maps: RwLock::default() }))
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
    pub(super) fn new(inner: &'a WriteTransaction, commits: u64, now: Timestamp, chance: Chance) -> Self {
        let (maps, changes) = (RefCell::default(), Cell::new(0));
        Self {
            inner,
            maps,
            now,
            chance,
            commits,
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

    /// Writes `value` at `key`.
    pub(super) fn insert(&self, map: &'static str, key: &[u8], value: &[u8]) -> Result<()> {
        self.count();
        self.open(map)?.put(key, value)
    }

    /// Writes `value` at `key`, where nothing can stand.
    pub(super) fn add(&self, map: &'static str, key: &[u8], value: &[u8]) -> Result<()> {
        self.count();
        self.open(map)?.add(key, value)
    }

    /// Writes `value` where nothing stands yet. Says whether it does; what stood there stays.
    pub(super) fn claim(&self, map: &'static str, key: &[u8], value: &[u8]) -> Result<bool> {
        let claimed = self.open(map)?.claim(key, value)?;
        if claimed {
            self.count();
        }
        Ok(claimed)
    }

    /// Takes out what stands at `key`.
    pub(super) fn delete(&self, map: &'static str, key: &[u8]) -> Result<()> {
        self.count();
        self.open(map)?.remove(key)
    }

    /// Keeps `record` at hand; the engine gets it when somebody walks through its map, or at the end.
    pub(super) fn change<R: Record>(&self, map: &'static str, key: &[u8], record: R) -> Result<()> {
        self.count();
        self.open(map)?.change(key, record)
    }

    /// Hands the engine all that it has still to get. Says what this change has done.
    pub(super) fn finish(self) -> Result<Done> {
        if let Some(number) = self.events.get() {
            outbox::note(&self, number)?;
        }
        let done = Done {
            any: self.changes.get() > 0,
            shown: self.shown.get(),
            access: self.access.get(),
            events: self.events.get().is_some(),
        };
        let maps = self.maps.into_inner().into_values().map(Rc::into_inner).collect::<Option<_>>();
        open::close(maps.ok_or_else(|| Error::internal("a map is still in use"))?)?;
        Ok(done)
    }

    /// Takes the record that was read for its own, if it has not changed since.
    pub(super) fn recall<R: Record>(&self, map: &'static str, seen: &Seen<R>) -> Result<()> {
        self.open(map)?.recall(seen, seen.commits == Some(self.commits))
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
        let opened = Rc::new(Open::new(self.inner.open_table(Map::new(map))?));
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

    /// How often something was written.
    pub(super) fn changes(&self) -> u64 {
        self.changes.get()
    }

    fn count(&self) {
        self.changes.set(self.changes.get() + 1);
    }
}

impl Raw for ReadTxn {
    fn commits(&self) -> Option<u64> {
        Some(self.0.commits)
    }

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
        self.open(map)?.bytes(key)
    }

    fn last_event(&self) -> Option<u64> {
        self.events.get()
    }

    fn has(&self, map: &'static str, key: &[u8]) -> Result<bool> {
        self.open(map)?.has(key)
    }

    fn scan(&self, map: &'static str, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        self.open(map)?.scan(stretch, visit)
    }

    fn count(&self, map: &'static str) -> Result<u64> {
        self.open(map)?.count()
    }

    fn record<R: Record>(&self, map: &'static str, key: &[u8]) -> Result<Option<Arc<R>>> {
        self.open(map)?.record(map, key)
    }
}
