//! Group commit: one thread gathers the changes that wait and keeps them with one flush of the disk.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, atomic::Ordering, mpsc},
    thread,
};

use tokio::sync::watch;

use super::{Generations, engine::Engine, txn::WriteTxn};
use crate::{
    base::{Error, Result},
    platform::clock::{Chance, Clock},
};

/// As many changes at most share one flush.
const GROUP: usize = 512;

pub(super) struct Writer {
    queue: Option<mpsc::Sender<Box<dyn Change>>>,
    thread: Option<thread::JoinHandle<()>>,
}

struct Thread {
    engine: Arc<Engine>,
    clock: Clock,
    chance: Chance,
    generations: Arc<Generations>,
    announce: watch::Sender<u64>,
}

/// A change that waits, whatever it answers.
trait Change: Send {
    /// Does it, and remembers the outcome. Says whether it succeeded.
    fn run(&mut self, txn: &WriteTxn) -> bool;
    /// Answers with the outcome, or with `instead`.
    fn answer(self: Box<Self>, instead: Option<Error>);
}

struct Waiting<T, F> {
    change: F,
    outcome: Option<Result<T>>,
    reply: Reply<T>,
}

type Reply<T> = Box<dyn FnOnce(Result<T>) + Send>;

impl Writer {
    pub(super) fn start(
        engine: Arc<Engine>,
        clock: Clock,
        chance: Chance,
        generations: Arc<Generations>,
        announce: watch::Sender<u64>,
    ) -> Result<Self> {
        let (queue, waiting) = mpsc::channel::<Box<dyn Change>>();
        let thread = Thread { engine, clock, chance, generations, announce };
        let thread = thread::Builder::new().name("store".into()).spawn(move || {
            while let Ok(first) = waiting.recv() {
                let more = waiting.try_iter().take(GROUP - 1);
                thread.keep(std::iter::once(first).chain(more).collect());
            }
        })?;
        Ok(Self { queue: Some(queue), thread: Some(thread) })
    }

    /// Queues `change`; `reply` hears the outcome on the store's thread and must not dawdle.
    pub(super) fn submit<T: Send + 'static>(
        &self,
        change: impl Fn(&WriteTxn) -> Result<T> + Send + 'static,
        reply: impl FnOnce(Result<T>) + Send + 'static,
    ) -> Result<()> {
        let waiting = Waiting { change, outcome: None, reply: Box::new(reply) };
        let queue = self.queue.as_ref().ok_or_else(|| Error::internal("the store is closing"))?;
        queue.send(Box::new(waiting)).map_err(|_| Error::internal("the store's thread has ended"))
    }
}

/// The last handle waits until what was queued is done and the file is closed.
impl Drop for Writer {
    fn drop(&mut self) {
        drop(self.queue.take());
        if let Some(thread) = self.thread.take()
            && thread.thread().id() != thread::current().id()
        {
            let _ = thread.join();
        }
    }
}

impl Thread {
    /// Keeps as many of `group` as succeed. One that fails after it has written is left out by
    /// undoing everything and running the others again.
    fn keep(&self, mut group: Vec<Box<dyn Change>>) {
        while !group.is_empty() {
            match self.attempt(&mut group) {
                Ok(None) => return group.into_iter().for_each(|it| it.answer(None)),
                Ok(Some(failed)) => group.remove(failed).answer(None),
                Err(error) => {
                    let cause = error.in_full();
                    for change in group.drain(..) {
                        change.answer(Some(Error::of(error.kind, error.message.clone()).because(cause.clone())));
                    }
                }
            }
        }
    }

    /// The number of the change that spoilt the attempt, if one did.
    fn attempt(&self, group: &mut [Box<dyn Change>]) -> Result<Option<usize>> {
        let inner = self.engine.write()?;
        let txn = WriteTxn::new(&inner, self.engine.commits(), self.clock.now(), self.chance.clone());
        for (at, change) in group.iter_mut().enumerate() {
            let before = txn.changes();
            if !change.run(&txn) && txn.changes() > before {
                drop(txn);
                inner.abort()?;
                return Ok(Some(at));
            }
        }
        // The engine wants all maps closed.
        let done = txn.finish()?;
        if !done.any {
            inner.abort()?;
            return Ok(None);
        }
        self.engine.commit(inner)?;
        if done.shown {
            self.generations.shown.fetch_add(1, Ordering::AcqRel);
        }
        if done.access {
            self.generations.access.fetch_add(1, Ordering::AcqRel);
        }
        if done.events {
            self.announce.send_modify(|it| *it += 1);
        }
        Ok(None)
    }
}

impl<T: Send, F: Fn(&WriteTxn) -> Result<T> + Send> Change for Waiting<T, F> {
    fn run(&mut self, txn: &WriteTxn) -> bool {
        let outcome = catch_unwind(AssertUnwindSafe(|| (self.change)(txn)));
        let outcome = outcome.unwrap_or_else(|_| Err(Error::internal("a change panicked")));
        self.outcome.insert(outcome).is_ok()
    }

    fn answer(self: Box<Self>, instead: Option<Error>) {
        let outcome = match (instead, self.outcome) {
            (Some(error), _) => Err(error),
            (None, Some(outcome)) => outcome,
            (None, None) => Err(Error::internal("a change was never run")),
        };
        (self.reply)(outcome);
    }
}
