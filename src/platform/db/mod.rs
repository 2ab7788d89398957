//! The store: one redb file, one writer at a time, any number of snapshots.
//!
//! A function that only looks takes `&impl Reads`; one that changes something takes `&WriteTxn`.
//! Only [`Db::write`] commits. The engine's own types stay in this folder.

mod copy;
mod engine;
mod index;
mod kept;
mod key;
mod migration;
mod open;
mod outbox;
mod pending;
mod raw;
mod space;
mod table;
#[cfg(test)]
mod tests;
mod trial;
mod txn;
mod undo;
mod writer;

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    time::Duration,
};

use tokio::{
    sync::{oneshot, watch},
    task::spawn_blocking,
};

pub use engine::Place;
pub use index::{Index, Lookup};
pub use key::Key;
pub use migration::{Migration, Migrations};
pub use outbox::{Follower, Listener, Outbox};
pub use space::Space;
pub use table::{Record, Seen, Stored, Table};
pub use txn::{ReadTxn, Reads, WriteTxn};

use self::{engine::Engine, writer::Writer};
use super::clock::{Chance, Clock};
use crate::base::{Error, Result};

/// A handle to the store; clones share it.
#[derive(Clone)]
pub struct Db(Arc<Inner>);

struct Inner {
    engine: Arc<Engine>,
    writer: Writer,
    generations: Arc<Generations>,
    events: watch::Receiver<u64>,
    clock: Clock,
}

/// How often what others remember has changed.
#[derive(Default)]
struct Generations {
    shown: AtomicU64,
    access: AtomicU64,
}

/// How the store is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Health {
    /// Reads and writes.
    Good,
    /// Only reads, for the reason given: the disk is nearly full or failed.
    ReadOnly(String),
}

impl Db {
    /// Opens the store at `place`, or makes it where there is none.
    ///
    /// # Errors
    /// Another process uses it, it is damaged, or it cannot be reached; the message names the way out.
    pub fn open(place: Place, clock: Clock, chance: Chance) -> Result<Self> {
        let engine = Arc::new(Engine::open(place)?);
        let generations = Arc::new(Generations::default());
        let (announce, events) = watch::channel(0);
        let writer = Writer::start(engine.clone(), clock.clone(), chance, generations.clone(), announce)?;
        let db = Self(Arc::new(Inner { engine, writer, generations, events, clock }));
        Ok(db)
    }

    /// A store in memory, for tests.
    pub fn in_memory(clock: Clock, chance: Chance) -> Result<Self> {
        Self::open(Place::Memory, clock, chance)
    }

    /// Looks at the shop as it was a moment ago, here and now: for look-ups by key.
    pub fn look<T>(&self, look: impl FnOnce(&ReadTxn) -> Result<T>) -> Result<T> {
        look(&self.0.engine.read()?)
    }

    /// Looks at the shop on a thread of its own: for whatever scans.
    pub async fn read<T: Send + 'static>(
        &self,
        look: impl FnOnce(&ReadTxn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let engine = self.0.engine.clone();
        spawn_blocking(move || look(&engine.read()?)).await.map_err(Error::internal)?
    }

    /// Changes the shop: all of it is kept if `change` succeeds, nothing if it fails.
    ///
    /// `change` may be run more than once before it is kept, so it must do nothing but read and
    /// write through its argument. The answer comes when the change is safe on the disk.
    pub async fn write<T: Send + 'static>(
        &self,
        change: impl Fn(&WriteTxn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, outcome) = oneshot::channel();
        self.0.writer.submit(change, move |it| drop(reply.send(it)))?;
        outcome.await.map_err(Error::internal)?
    }

    /// As [`Db::write`], for threads that may wait.
    pub fn write_blocking<T: Send + 'static>(
        &self,
        change: impl Fn(&WriteTxn) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let (reply, outcome) = mpsc::sync_channel(1);
        // Whoever asked may have gone away; the change is kept all the same.
        self.0.writer.submit(change, move |it| drop(reply.send(it)))?;
        outcome.recv().map_err(Error::internal)?
    }

    /// Grows whenever a table marked as shown has changed: whoever keeps finished pages compares it.
    pub fn shown_generation(&self) -> u64 {
        self.0.generations.shown.load(Ordering::Acquire)
    }

    /// Grows whenever a table that decides who is let in has changed, before whoever changed it is answered.
    pub fn access_generation(&self) -> u64 {
        self.0.generations.access.load(Ordering::Acquire)
    }

    /// Tells of every commit that announced events.
    pub fn announcements(&self) -> watch::Receiver<u64> {
        self.0.events.clone()
    }

    /// The clock that changes are dated by.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// Whether the store can be written.
    pub fn health(&self) -> Health {
        self.0.engine.health()
    }

    /// Tries to heal a store that a full or failing disk has stopped.
    pub async fn heal(&self) -> Result<()> {
        let engine = self.0.engine.clone();
        spawn_blocking(move || engine.heal()).await.map_err(Error::internal)?
    }

    /// Opens the store again whenever a full or failing disk has room again, for as long as the program runs.
    pub async fn stay_well(self) {
        loop {
            tokio::time::sleep(Duration::from_secs(2)).await;
            if self.health() != Health::Good
                && let Err(error) = self.heal().await
            {
                tracing::warn!("the shop is read-only: {}", error.in_full());
            }
        }
    }

    /// Copies a consistent picture of the whole store into a new file at `path`, while the shop sells.
    /// Gives the number of entries.
    pub fn copy_to(&self, path: &std::path::Path) -> Result<u64> {
        copy::copy(&self.0.engine.read()?, path)
    }

    /// Makes every table exist and brings the store up to date; see [`Migrations`].
    pub fn prepare(&self, tables: Vec<&'static dyn Stored>, migrations: Migrations) -> Result<()> {
        migration::prepare(self, tables, migrations)
    }

    /// Adds a fault wherever an index disagrees with its table, a record cannot be read, or an event was set aside.
    pub fn check(&self, tables: &[&'static dyn Stored]) -> Result<Vec<String>> {
        self.look(|txn| {
            let mut faults = Vec::new();
            tables.iter().try_for_each(|table| table.check(txn, &mut faults))?;
            outbox::check(txn, &mut faults)?;
            Ok(faults)
        })
    }
}
