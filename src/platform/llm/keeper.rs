//! Keeps the process that has the model: starts it when somebody asks, ends it when it hangs, starts another when it died,
//! and leaves it alone for a while when it dies too often.

use std::{future::pending, time::Instant};

use futures::{FutureExt, future::BoxFuture};
use tokio::{
    select,
    sync::mpsc::UnboundedReceiver,
    task::spawn_blocking,
    time::{sleep_until, timeout},
};

use super::{
    Order, Standing, State, Status,
    child::Child,
    deaths::Deaths,
    desk::Desk,
    house::Local,
    wire::{self, Word},
};
use crate::base::Error;

/// What is said to whoever was being answered when it died.
const FELL: &str = "The model has stopped; please ask again";
/// What is said while it rests.
const RESTS: &str = "The model is out of order at the moment";

struct Keeper {
    local: Local,
    state: State,
    desk: Desk,
    worker: Worker,
    deaths: Deaths,
    /// What many questions begin with, read again by each new process.
    prefix: Option<String>,
    /// Somebody wants the model to be loaded though nobody asks.
    is_wanted: bool,
}

enum Worker {
    Resting,
    Starting(BoxFuture<'static, Result<Child, Failure>>),
    Ready(Child),
}

/// Why a process did not start.
enum Failure {
    /// The next one may.
    Died(String),
    /// So will each: the file or the machine is not fit.
    Hopeless(String),
}

enum Happened {
    Started(Result<Child, Failure>),
    Said(Word),
    Ended,
}

/// Answers until nobody can ask any more; then the process ends as well.
pub(super) async fn keep(local: Local, mut orders: UnboundedReceiver<Order>, state: State) {
    let desk = Desk::new(local.slots, local.queue);
    let (worker, deaths) = (Worker::Resting, Deaths::default());
    let mut keeper = Keeper { local, state, desk, worker, deaths, prefix: None, is_wanted: false };
    loop {
        keeper.go_on();
        let due = keeper.desk.deadline(&keeper.local.patience);
        let late = async {
            match due {
                Some(due) => sleep_until(due.into()).await,
                None => pending().await,
            }
        };
        select! {
            order = orders.recv() => match order {
                Some(order) => keeper.take(order),
                None => break,
            },
            happened = keeper.worker.happens() => keeper.on(happened).await,
            () = late => keeper.end("it says nothing any more").await,
        }
    }
    keeper.worker.bury().await;
}

impl Keeper {
    fn take(&mut self, order: Order) {
        match order {
            Order::Ask(ticket) => self.desk.take(*ticket),
            Order::Warm(prefix) => {
                if let Worker::Ready(child) = &self.worker {
                    child.tell(wire::Order::Warm { prefix: prefix.clone() });
                }
                self.prefix = Some(prefix);
                self.is_wanted = true;
            }
            Order::Cancel(id) => {
                if self.desk.cancel(id)
                    && let Worker::Ready(child) = &self.worker
                {
                    child.tell(wire::Order::Cancel { id });
                }
            }
        }
    }

    /// Does whatever can be done now.
    fn go_on(&mut self) {
        let now = Instant::now();
        if let Some((why, left)) = self.deaths.rest(now) {
            self.state.set(Standing::FailedUntil(now + left, why.to_owned()));
            self.desk.fail_waiting(|| Error::unavailable(RESTS).after(left).because(why.to_owned()));
            self.is_wanted = false;
            return;
        }
        match &self.worker {
            Worker::Resting if self.is_wanted || self.desk.is_waited_at() => {
                self.worker = Worker::Starting(start(&self.local).boxed());
                self.state.set(Standing::Is(Status::Starting));
            }
            Worker::Resting => self.state.set(Standing::Is(Status::Resting)),
            Worker::Starting(_) => {}
            Worker::Ready(child) => {
                while let Some(question) = self.desk.next(now) {
                    child.tell(wire::Order::Ask(question));
                }
            }
        }
        self.desk.tell();
    }

    async fn on(&mut self, happened: Happened) {
        match happened {
            Happened::Started(Ok(child)) => {
                if let Some(prefix) = self.prefix.clone() {
                    child.tell(wire::Order::Warm { prefix });
                }
                self.worker = Worker::Ready(child);
                self.is_wanted = false;
                let model = self.local.model.as_ref().map_or_else(|| "test".into(), |it| it.name.clone());
                self.state.set(Standing::Is(Status::Ready { model }));
            }
            Happened::Started(Err(failure)) => {
                self.worker = Worker::Resting;
                let now = Instant::now();
                match failure {
                    Failure::Died(why) => {
                        tracing::warn!("the model's process did not start: {why}");
                        self.deaths.note(now, &format!("it does not start: {why}"));
                    }
                    Failure::Hopeless(why) => {
                        tracing::error!("the model cannot be used: {why}");
                        self.deaths.give_up(now, &why);
                    }
                }
            }
            Happened::Said(Word::Fatal { why }) => self.end(&why).await,
            Happened::Said(Word::Warmed { tokens }) => tracing::debug!("{tokens} tokens are kept for all"),
            Happened::Said(word) => {
                if let Err(why) = self.desk.heard(word, Instant::now()) {
                    self.end(why).await;
                }
            }
            Happened::Ended => self.end("it ended by itself").await,
        }
    }

    /// Ends the process, or buries one that has ended, and tells those that it was answering.
    async fn end(&mut self, why: &str) {
        let how = std::mem::replace(&mut self.worker, Worker::Resting).bury().await;
        let why = format!("{why} ({how})");
        tracing::warn!("the model's process is gone: {why}");
        self.desk.fail_answering(|| Error::unavailable(FELL).because(why.clone()));
        self.deaths.note(Instant::now(), &format!("it died too often: {why}"));
    }
}

impl Worker {
    /// Waits for what happens next. Nothing is lost if it is called off.
    async fn happens(&mut self) -> Happened {
        match self {
            Self::Resting => pending().await,
            Self::Starting(start) => Happened::Started(start.await),
            Self::Ready(child) => child.word().await.map_or(Happened::Ended, Happened::Said),
        }
    }

    async fn bury(self) -> String {
        match self {
            Self::Ready(child) => child.bury().await,
            Self::Starting(_) | Self::Resting => "not started".into(),
        }
    }
}

/// Proves the model and starts a process with it.
fn start(local: &Local) -> impl Future<Output = Result<Child, Failure>> + Send + 'static {
    let (program, model, patience) = (local.program.clone(), local.model.clone(), local.patience.load);
    async move {
        if let Some(model) = model {
            let proved = spawn_blocking(move || model.prove()).await;
            let proved = proved.map_err(|cause| Failure::Died(cause.to_string()))?;
            proved.map_err(|error| Failure::Hopeless(error.in_full()))?;
        }
        let mut child = Child::start(&program).map_err(|error| Failure::Hopeless(error.in_full()))?;
        match timeout(patience, child.word()).await {
            Ok(Some(Word::Ready { load_ms, context })) => {
                tracing::info!("the model is loaded, after {load_ms} ms, with room for {context} tokens");
                Ok(child)
            }
            Ok(Some(Word::Fatal { why })) => {
                child.bury().await;
                Err(Failure::Hopeless(why))
            }
            Ok(_) => Err(Failure::Died(child.bury().await)),
            Err(_) => {
                child.bury().await;
                Err(Failure::Died(format!("it takes more than {:?}", patience)))
            }
        }
    }
}
