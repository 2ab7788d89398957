//! Facts on their way to those who act upon them.
//!
//! A change writes its events into the outbox; each listener has a place there, moved in the very
//! change in which it acts, so that a crash between the two loses and repeats nothing.

use std::{ops::ControlFlow, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{
    Db, Record, Table,
    key::Key,
    raw::{Raw, Stretch},
    table::{decode, encode},
    txn::{ReadTxn, Reads, WriteTxn},
};
use crate::base::{Error, Event, Result, Timestamp};

pub(super) const EVENTS: &str = "outbox.events";
pub(super) const PLACES: &str = "outbox.places";
const META: &str = "meta";
const NEXT: &[u8] = b"outbox.next";

/// Events that a listener could not act upon, kept for the operator.
pub(super) const REFUSED: Table<Refused> = Table::new("outbox.refused", &[]);

/// After so many failures an event is set aside, so that it does not hold up the others.
const TRIES: u32 = 8;
/// As many events at most are acted upon in one change.
const GROUP: usize = 64;
/// As many at most are forgotten in one change, so that nobody waits long behind it.
const FORGET: usize = 1024;

type Hear = dyn Fn(&WriteTxn, &Event) -> Result<()> + Send + Sync;

/// Acts upon events, each in a change of its own kind of work.
#[derive(Clone)]
pub struct Listener {
    name: &'static str,
    hear: Arc<Hear>,
}

/// Reads events at its own pace, such as the search index does; says itself how far it has come.
#[derive(Debug, Clone, Copy)]
pub struct Follower(&'static str);

/// Hands events to listeners.
#[derive(Clone)]
pub struct Outbox {
    db: Db,
    listeners: Arc<Vec<Listener>>,
    names: Arc<Vec<&'static str>>,
}

/// An event that a listener could not act upon.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Refused {
    listener: String,
    sequence: u64,
    event: Event,
    reason: String,
    at: Timestamp,
}

impl Record for Refused {
    type Key = (String, u64);
    const MISSING: &'static str = "There is no such event";

    fn key(&self) -> Self::Key {
        (self.listener.clone(), self.sequence)
    }
}

impl Listener {
    /// A listener by its name in the store; it may hear an event twice.
    pub fn new(name: &'static str, hear: impl Fn(&WriteTxn, &Event) -> Result<()> + Send + Sync + 'static) -> Self {
        Self { name, hear: Arc::new(hear) }
    }

    /// Its name in the store.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl Follower {
    /// A follower by its name in the store.
    pub const fn new(name: &'static str) -> Self {
        Self(name)
    }

    /// Its name in the store.
    pub fn name(self) -> &'static str {
        self.0
    }

    /// Up to `limit` events after number `after`, oldest first.
    pub fn pending(self, txn: &impl Reads, after: u64, limit: usize) -> Result<Vec<(u64, Event)>> {
        pending(txn, after, limit)
    }

    /// The number of the last event this follower has said to be done with.
    pub fn place(self, txn: &impl Reads) -> Result<u64> {
        place(txn, self.0)
    }

    /// Says that everything up to number `sequence` is done with.
    pub fn advance(self, txn: &WriteTxn, sequence: u64) -> Result<()> {
        put_place(txn, self.0, sequence)
    }

    /// The number of the last event there has ever been.
    pub fn latest(self, txn: &impl Reads) -> Result<u64> {
        latest(txn)
    }
}

impl Outbox {
    /// Names everyone who will read events. Whoever is new begins with the events to come.
    pub fn new(db: Db, listeners: Vec<Listener>, followers: &[Follower]) -> Result<Self> {
        let names: Vec<_> = listeners.iter().map(|it| it.name).chain(followers.iter().map(|it| it.0)).collect();
        let all = names.clone();
        db.write_blocking(move |txn| {
            let latest = latest(txn)?;
            for name in &all {
                if txn.bytes(PLACES, &key(name))?.is_none() {
                    put_place(txn, name, latest)?;
                }
            }
            Ok(())
        })?;
        Ok(Self { db, listeners: Arc::new(listeners), names: Arc::new(names) })
    }

    /// Delivers events as they come, for as long as the program runs.
    pub async fn run(self) {
        let mut news = self.db.announcements();
        loop {
            if let Err(error) = self.deliver().await {
                tracing::error!("events wait, since the store failed: {}", error.in_full());
                tokio::time::sleep(std::time::Duration::from_secs(1)).await;
                continue;
            }
            if news.changed().await.is_err() {
                return;
            }
        }
    }

    /// Delivers all that waits. Says whether there was anything.
    pub async fn deliver(&self) -> Result<bool> {
        let mut any = false;
        for listener in self.listeners.iter() {
            let mut tries = 0;
            loop {
                // One by one after a failure, so that only the event at fault is held up.
                let limit = if tries == 0 { GROUP } else { 1 };
                let hears = listener.clone();
                match self.db.write(move |txn| hears.step(txn, limit)).await {
                    Ok(0) => break,
                    Ok(_) => (any, tries) = (true, 0),
                    Err(error) if tries < TRIES => {
                        tracing::warn!("{} failed on an event: {}", listener.name, error.in_full());
                        tokio::time::sleep(std::time::Duration::from_millis(10 << tries)).await;
                        tries += 1;
                    }
                    Err(error) => {
                        self.set_aside(listener, error.in_full()).await?;
                        tries = 0;
                    }
                }
            }
        }
        if any {
            self.trim().await?;
        }
        Ok(any)
    }

    async fn set_aside(&self, listener: &Listener, reason: String) -> Result<()> {
        let name = listener.name;
        tracing::error!("{name} set an event aside: {reason}");
        self.db
            .write(move |txn| {
                for (sequence, event) in pending(txn, place(txn, name)?, 1)? {
                    let (listener, reason) = (name.to_owned(), reason.clone());
                    REFUSED.put(txn, &Refused { listener, sequence, event, reason, at: txn.now })?;
                    put_place(txn, name, sequence)?;
                }
                Ok(())
            })
            .await
    }

    /// Forgets the events that everyone is done with; those still needed are not looked at, however many.
    pub async fn trim(&self) -> Result<()> {
        if self.db.look(|txn| done(txn, &self.names, 1))?.is_empty() {
            return Ok(());
        }
        loop {
            let names = self.names.clone();
            let forget = move |txn: &WriteTxn| {
                let keys = done(txn, &names, FORGET)?;
                keys.iter().try_for_each(|key| txn.delete(EVENTS, key)).map(|()| keys.len())
            };
            if self.db.write(forget).await? < FORGET {
                return Ok(());
            }
        }
    }
}

impl Listener {
    fn step(&self, txn: &WriteTxn, limit: usize) -> Result<usize> {
        let events = pending(txn, place(txn, self.name)?, limit)?;
        for (sequence, event) in &events {
            (self.hear)(txn, event)?;
            put_place(txn, self.name, *sequence)?;
        }
        Ok(events.len())
    }
}

pub(super) fn append(txn: &WriteTxn, sequence: u64, event: &Event) -> Result<()> {
    txn.insert(EVENTS, &sequence.bytes(), &encode(event)?)
}

/// Notes that `sequence` is the number of the last event.
pub(super) fn note(txn: &WriteTxn, sequence: u64) -> Result<()> {
    txn.insert(META, NEXT, &sequence.bytes())
}

pub(super) fn create(txn: &WriteTxn) -> Result<()> {
    use super::Stored;
    [META, EVENTS, PLACES].iter().try_for_each(|map| txn.create(map))?;
    REFUSED.create(txn)
}

/// Adds a fault for each event that was set aside.
pub(super) fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    REFUSED.each(txn, |it| {
        faults.push(format!("outbox: {} could not act upon {:?}: {}", it.listener, it.event, it.reason));
        Ok(ControlFlow::Continue(()))
    })
}

pub(super) fn latest(txn: &impl Reads) -> Result<u64> {
    txn.last_event().map_or_else(|| number(txn.bytes(META, NEXT)?), Ok)
}

fn place(txn: &impl Reads, name: &str) -> Result<u64> {
    number(txn.bytes(PLACES, &key(name))?)
}

fn put_place(txn: &WriteTxn, name: &str, sequence: u64) -> Result<()> {
    txn.insert(PLACES, &key(name), &sequence.bytes())
}

fn key(name: &str) -> Vec<u8> {
    name.to_owned().bytes()
}

fn number(bytes: Option<Vec<u8>>) -> Result<u64> {
    match bytes {
        None => Ok(0),
        Some(bytes) => u64::read(&mut &bytes[..]).ok_or_else(|| Error::internal("the outbox lost count")),
    }
}

/// The keys of up to `limit` events, oldest first, that each of `names` is done with.
fn done(txn: &impl Reads, names: &[&str], limit: usize) -> Result<Vec<Vec<u8>>> {
    let mut last = latest(txn)?;
    for name in names {
        last = last.min(place(txn, name)?);
    }
    let mut keys = Vec::new();
    let stretch = Stretch { from: Vec::new(), to: Some((last + 1).bytes()), reverse: false };
    txn.scan(EVENTS, &stretch, &mut |key, _| {
        keys.push(key.to_vec());
        Ok(if keys.len() < limit { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(keys)
}

fn pending(txn: &impl Reads, after: u64, limit: usize) -> Result<Vec<(u64, Event)>> {
    let mut found = Vec::new();
    let stretch = Stretch { from: (after + 1).bytes(), to: None, reverse: false };
    txn.scan(EVENTS, &stretch, &mut |sequence, event| {
        if found.len() == limit {
            return Ok(ControlFlow::Break(()));
        }
        found.push((number(Some(sequence.to_vec()))?, decode(EVENTS, event)?));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}
