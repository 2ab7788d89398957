//! One map of the engine within a change under way, with all of it that is at hand and all that waits.

use std::{
    cell::{Cell, RefCell},
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use redb::{ReadableTable, ReadableTableMetadata, Table};

use super::{
    kept::Kept,
    pending::{self, Pending, Takes},
    raw::{Stretch, Visit, scan},
    table::{Record, Seen, decode},
};
use crate::base::{Error, Result};

type Map<'a> = Table<'a, &'static [u8], &'static [u8]>;

/// A map of the engine, the records of it that are at hand, and its entries that wait.
///
/// Who looks sees a record that is at hand before an entry that waits, and that before what the engine has.
pub(super) struct Open<'a> {
    map: RefCell<Map<'a>>,
    kept: RefCell<Kept>,
    pending: RefCell<Pending>,
    /// Whether the engine has got anything within this change.
    handed_over: Cell<bool>,
    /// Whether the engine did not take what it should have got: then nothing of the commit may stay.
    torn: Cell<bool>,
}

impl<'a> Open<'a> {
    pub fn new(map: Map<'a>) -> Self {
        Self {
            map: RefCell::new(map),
            kept: RefCell::default(),
            pending: RefCell::default(),
            handed_over: Cell::new(false),
            torn: Cell::new(false),
        }
    }

    /// The value at `key`, if any.
    pub fn bytes(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        if self.kept.borrow().has(key) {
            self.write_back()?;
        }
        if let Some(waits) = self.pending.borrow().find(key) {
            return Ok(waits.map(<[u8]>::to_vec));
        }
        Ok(self.map.borrow().get(key)?.map(|it| it.value().to_vec()))
    }

    /// Whether there is a value at `key`.
    pub fn has(&self, key: &[u8]) -> Result<bool> {
        // What is at hand is there: what was deleted is forgotten.
        if self.kept.borrow().has(key) {
            return Ok(true);
        }
        if let Some(waits) = self.pending.borrow().find(key) {
            return Ok(waits.is_some());
        }
        Ok(self.map.borrow().get(key)?.is_some())
    }

    /// Shows every entry within `stretch` to `visit`.
    pub fn scan(&self, stretch: &Stretch, visit: Visit<'_>) -> Result<()> {
        if self.kept.borrow().waiting() > 0 || self.pending.borrow().touches(stretch) {
            self.write_back()?;
        }
        scan(&*self.map.borrow(), stretch, visit)
    }

    /// The number of entries.
    pub fn count(&self) -> Result<u64> {
        self.write_back()?;
        Ok(self.map.borrow().len()?)
    }

    /// The record at `key`, if any, of the table called `name`.
    pub fn record<R: Record>(&self, name: &str, key: &[u8]) -> Result<Option<Arc<R>>> {
        if let Some(record) = self.kept.borrow().find(key) {
            return Ok(Some(record));
        }
        let Some(bytes) = self.bytes(key)? else { return Ok(None) };
        let record = Arc::new(decode(name, &bytes)?);
        self.make_room()?;
        self.kept.try_borrow_mut().map_err(being_read)?.remember(key, Arc::clone(&record));
        Ok(Some(record))
    }

    /// Takes the record that was read for its own, if nothing else is at hand and the engine still has the same there.
    /// With `is_latest` it was read from the very state that this change began with.
    pub fn recall<R: Record>(&self, seen: &Seen<R>, is_latest: bool) -> Result<()> {
        let key = seen.key.as_slice();
        let is_known = self.kept.borrow().has(key) || self.pending.borrow().find(key).is_some();
        let is_there = || -> Result<bool> {
            let untouched = is_latest && !self.handed_over.get();
            Ok(untouched || self.map.borrow().get(key)?.is_some_and(|it| it.value() == seen.bytes))
        };
        if is_known || !is_there()? {
            return Ok(());
        }
        self.make_room()?;
        self.kept.try_borrow_mut().map_err(being_read)?.remember(key, Arc::clone(&seen.record));
        Ok(())
    }

    /// Keeps `record` at hand; the engine gets it when somebody walks through its map, or at the end.
    pub fn change<R: Record>(&self, key: &[u8], record: R) -> Result<()> {
        self.make_room()?;
        self.being_written()?;
        self.kept.try_borrow_mut().map_err(being_read)?.change(key, record);
        Ok(())
    }

    /// Writes `value` at `key`.
    pub fn put(&self, key: &[u8], value: &[u8]) -> Result<()> {
        self.being_written()?;
        self.pending.try_borrow_mut().map_err(being_read)?.put(key, value);
        self.make_room()
    }

    /// Writes `value` at `key`, where nothing can stand.
    pub fn add(&self, key: &[u8], value: &[u8]) -> Result<()> {
        self.being_written()?;
        self.pending.try_borrow_mut().map_err(being_read)?.add(key, value);
        self.make_room()
    }

    /// Writes `value` where nothing stands yet. Says whether it does; what stood there stays.
    pub fn claim(&self, key: &[u8], value: &[u8]) -> Result<bool> {
        if self.has(key)? {
            return Ok(false);
        }
        self.add(key, value).map(|()| true)
    }

    /// Takes out what stands at `key`.
    pub fn remove(&self, key: &[u8]) -> Result<()> {
        self.being_written()?;
        self.kept.try_borrow_mut().map_err(being_read)?.forget(key);
        self.pending.try_borrow_mut().map_err(being_read)?.remove(key);
        self.make_room()
    }

    /// How much the engine has still to get.
    pub fn waiting(&self) -> usize {
        self.kept.borrow().waiting() + self.pending.borrow().len()
    }

    /// Hands the engine what it has still to get.
    pub fn write_back(&self) -> Result<()> {
        let before = self.torn.replace(true);
        if self.waiting() > 0 {
            self.handed_over.set(true);
            let (mut kept, mut pending) =
                (self.kept.try_borrow_mut().map_err(being_read)?, self.pending.try_borrow_mut().map_err(being_read)?);
            let mut map = self.map.try_borrow_mut().map_err(being_read)?;
            pending.hand_over(&mut *map)?;
            // What was taken out and came back is at hand.
            kept.unwritten(|key, value| Ok(map.insert(key, value).map(drop)?))?;
        }
        self.torn.set(before);
        if before { Err(Error::internal("an earlier change of this map was lost")) } else { Ok(()) }
    }

    fn make_room(&self) -> Result<()> {
        let (kept, pending) = (self.kept.borrow().is_full(), self.pending.borrow().len() >= pending::MOST);
        if kept || pending {
            self.write_back()?;
        }
        if kept {
            self.kept.try_borrow_mut().map_err(being_read)?.clear();
        }
        Ok(())
    }

    /// Nobody changes a map while walking through it, even if the engine gets to know later.
    fn being_written(&self) -> Result<()> {
        self.map.try_borrow_mut().map(drop).map_err(being_read)
    }
}

impl Takes for Map<'_> {
    fn take(&mut self, key: &[u8], value: &[u8]) -> Result<bool> {
        Ok(self.insert(key, value)?.is_some_and(|it| it.value() != value))
    }

    fn leave(&mut self, key: &[u8]) -> Result<()> {
        Ok(self.remove(key).map(drop)?)
    }
}

/// So much is handed over by a second thread as well; for less it does not begin.
const WORTH_A_THREAD: usize = 256;

/// Hands the engine what it has still to get of all maps, and closes them; the engine takes in several at a time.
pub(super) fn close(mut maps: Vec<Open<'_>>) -> Result<()> {
    if maps.iter().map(Open::waiting).sum::<usize>() < WORTH_A_THREAD {
        return maps.iter().try_for_each(Open::write_back);
    }
    // The largest first, so that both are done at about the same time.
    maps.sort_by_key(|it| std::cmp::Reverse(it.waiting()));
    let left = Mutex::new(maps.into_iter());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || std::iter::from_fn(next).try_for_each(|it| it.write_back());
    thread::scope(|scope| {
        // Where there is no second thread, this one does all.
        let other = thread::Builder::new().name("store-helper".into()).spawn_scoped(scope, work).ok();
        let mine = work();
        let panicked = |_| Err(Error::internal("what was to be kept could not be written"));
        mine.and(other.map_or(Ok(()), |it| it.join().unwrap_or_else(panicked)))
    })
}

/// Nobody changes a map while walking through it: what comes next would be anyone's guess.
fn being_read(_: std::cell::BorrowMutError) -> Error {
    Error::internal("a map was changed while it was being read")
}
