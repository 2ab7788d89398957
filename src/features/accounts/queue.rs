//! Slow work in an orderly line: few at a time, and a line that is never too long.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
    time::Duration,
};

use tokio::sync::{Semaphore, oneshot};

use crate::base::{Error, Result};

/// A line in front of so many who work at once.
pub(super) struct Queue {
    turns: Semaphore,
    inside: AtomicUsize,
    most: usize,
}

/// One in the line or at work; counted out also when they give up.
struct Inside<'a>(&'a AtomicUsize);

impl Queue {
    /// `turns` work at once; `most` may be inside, working or waiting.
    pub const fn new(turns: usize, most: usize) -> Self {
        Self { turns: Semaphore::const_new(turns), inside: AtomicUsize::new(0), most }
    }

    /// Does `work` on a thread of its own when its turn comes.
    ///
    /// # Errors
    /// The line is too long; whatever `work` itself says.
    pub async fn run<T: Send + 'static>(&'static self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
        let _inside = self.enter()?;
        let turn = self.turns.acquire().await.map_err(Error::internal)?;
        let (reply, outcome) = oneshot::channel();
        // The turn goes along: whoever hangs up must not let one more begin. A thread of its own, since each of the many
        // of the runtime's pool would keep the memory that it once needed.
        let work = move || {
            let _turn = turn;
            let _ = reply.send(work());
        };
        thread::Builder::new().name("hashing".into()).spawn(work)?;
        outcome.await.map_err(Error::internal)?
    }

    fn enter(&self) -> Result<Inside<'_>> {
        let inside = Inside(&self.inside);
        if self.inside.fetch_add(1, Ordering::Relaxed) >= self.most {
            let busy = Error::too_many("Many people are signing in at this moment; please try again in a few seconds");
            return Err(busy.after(Duration::from_secs(3)));
        }
        Ok(inside)
    }
}

impl Drop for Inside<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;
    use crate::base::ErrorKind;

    #[tokio::test]
    async fn the_line_is_never_too_long() {
        static LINE: Queue = Queue::new(1, 3);
        static AT_ONCE: AtomicUsize = AtomicUsize::new(0);
        let (go, gate) = mpsc::channel::<()>();
        let first = tokio::spawn(LINE.run(move || {
            AT_ONCE.fetch_add(1, Ordering::SeqCst);
            let _ = gate.recv();
            AT_ONCE.fetch_sub(1, Ordering::SeqCst);
            Ok(())
        }));
        let alone = || {
            assert_eq!(AT_ONCE.load(Ordering::SeqCst), 0, "one at a time");
            Ok(())
        };
        let others: Vec<_> = (0..4).map(|_| tokio::spawn(LINE.run(alone))).collect();
        tokio::task::yield_now().await;
        drop(go);
        first.await.unwrap().unwrap();
        let outcomes: Vec<Result<()>> =
            futures::future::join_all(others).await.into_iter().map(|it| it.unwrap()).collect();
        let refused: Vec<_> = outcomes.iter().filter_map(|it| it.as_ref().err()).collect();
        assert_eq!(refused.len(), 2, "two wait, two are asked to come again");
        assert!(refused.iter().all(|it| it.kind == ErrorKind::TooMany && it.wait.is_some()));
        LINE.run(|| Ok(())).await.unwrap();
    }
}
