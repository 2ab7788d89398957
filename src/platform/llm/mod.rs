//! A language model that the shop may ask: its own, in a process that may die without harm, or a server of the operator's
//! choice. It knows nothing of what is sold.
//!
//! Whoever asks gets an [`Answer`] at once, and its pieces as they come. Questions wait in a fair queue; a question whose
//! answer nobody waits for any more (the `Answer` was dropped) is given up.

mod allowance;
mod child;
mod config;
mod deaths;
mod desk;
mod endpoint;
mod gguf;
mod house;
mod judged;
mod keeper;
mod net;
mod pull;
mod queue;
mod shelf;
#[cfg(test)]
mod tests;
mod whole;
mod wire;
mod worker;

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

pub use config::{EndpointSettings, Engine, LlmSettings};
pub use gguf::{About, Refusal, look};
pub use house::{Patience, Program};
pub use judged::Judged;
pub use pull::pull;
pub use shelf::{Model, Newcomer, Record, Shelf};
pub use whole::one_line;
pub use worker::{WorkerArgs, run};

use self::{desk::Ticket, house::House};
use crate::base::{Error, Result};

/// All text of a question, in bytes.
const LONGEST: usize = 512 << 10;
/// A grammar, in bytes.
const LONGEST_GRAMMAR: usize = 64 << 10;
/// Tokens of an answer.
const MOST_TOKENS: u32 = 8192;

/// Where questions go; clones share it, also when another model takes over.
#[derive(Clone)]
pub struct Llm(Arc<RwLock<Arc<Inner>>>);

struct Inner {
    orders: UnboundedSender<Order>,
    state: State,
    next: AtomicU64,
    /// How well the model has judged, which decides what it may do.
    judged: Judged,
    /// What the thread needs that keeps the model; taken when it starts, at the first question.
    closed: Mutex<Option<(House, UnboundedReceiver<Order>)>>,
}

/// What is asked.
#[derive(Debug, Clone)]
pub struct Ask {
    /// What many questions begin with: instructions, the shop, its catalogue. Read once and kept.
    pub prefix: String,
    /// What was said, ending with the user's turn that is to be answered. Turns of one role that follow each other are read
    /// as one; the assistant's turns before the first of the user are left out.
    pub turns: Vec<Turn>,
    /// A grammar in GBNF whose `root` the answer must follow. An endpoint that takes no grammar is not held by it, so
    /// check what comes.
    pub grammar: Option<String>,
    /// Tokens of the answer at most: 1 to 8192.
    pub max_tokens: u32,
    /// 0 takes the likeliest word each time; at most 2.
    pub temperature: f32,
    /// Where chance begins when the temperature is above 0: the same seed gives the same answer.
    pub seed: u32,
    /// What was read of this conversation is kept for its next question.
    pub conversation: Option<String>,
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who.
    pub role: Role,
    /// What.
    pub text: String,
}

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever asks.
    User,
    /// The model.
    Assistant,
}

/// An answer on its way. Dropping it gives the question up.
pub struct Answer {
    pieces: UnboundedReceiver<Result<Piece>>,
    /// Whether its end has come, be it good or bad.
    ended: bool,
    cancel: Option<(UnboundedSender<Order>, u64)>,
}

/// A piece of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// It waits; the next in the queue has place 1. Told again when it changes.
    Queued(usize),
    /// More of the answer: whole characters.
    Text(String),
    /// The end.
    Done(Stats),
}

/// What an answer took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Stats {
    /// Tokens of the answer.
    pub tokens: u32,
    /// Tokens of the question that were known from before and had not to be read again.
    pub cached: u32,
    /// Tokens of the question, the known ones included.
    pub prompt_tokens: u32,
    /// Milliseconds from the question to the first piece of text, the time in the queue included.
    pub first_ms: u64,
    /// Milliseconds from the question to the end.
    pub total_ms: u64,
    /// Why it ended.
    pub stopped_by: StoppedBy,
}

/// Why an answer ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StoppedBy {
    /// The model had said all.
    End,
    /// `max_tokens` were said.
    Length,
}

/// How the engine is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// There is none.
    Off {
        /// Why, for the operator.
        why: String,
    },
    /// It starts with the first question.
    Resting,
    /// The model is being loaded.
    Starting,
    /// It answers.
    Ready {
        /// The name of the model.
        model: String,
    },
    /// It died too often or cannot start.
    Failed {
        /// Why, for the operator.
        why: String,
        /// When it is tried again.
        again_in: Duration,
    },
    /// A server answers: text leaves the machine.
    Remote {
        /// Where it goes.
        host: String,
        /// The name of the model there.
        model: String,
    },
}

/// What the thread that keeps the model is told.
enum Order {
    Ask(Box<Ticket>),
    Warm(String),
    Cancel(u64),
}

/// How it is, as the thread last said.
#[derive(Clone)]
struct State(Arc<Mutex<Standing>>);

#[derive(Clone)]
enum Standing {
    Is(Status),
    FailedUntil(Instant, String),
}

impl State {
    fn new(status: Status) -> Self {
        Self(Arc::new(Mutex::new(Standing::Is(status))))
    }

    fn set(&self, standing: Standing) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = standing;
    }

    fn get(&self) -> Status {
        match self.0.lock().unwrap_or_else(PoisonError::into_inner).clone() {
            Standing::Is(status) => status,
            Standing::FailedUntil(until, why) => match until.checked_duration_since(Instant::now()) {
                Some(again_in) => Status::Failed { why, again_in },
                None => Status::Resting,
            },
        }
    }
}

impl Llm {
    /// Nobody answers.
    pub fn off(why: &'static str) -> Self {
        Self::none(why.to_owned())
    }

    /// As the settings say, with the models of `models`. Starts nothing: that happens with the first question or by
    /// [`Llm::warm`].
    ///
    /// A model that is missing is told by [`Llm::status`].
    ///
    /// # Errors
    /// The settings cannot be meant.
    pub fn open(settings: &LlmSettings, models: &Path) -> Result<Self> {
        settings.check().map_err(|advice| Error::invalid("llm", advice))?;
        match settings.engine {
            Engine::Off => Ok(Self::off("llm.engine is off")),
            Engine::Endpoint => {
                let judged = judged(models, &settings.endpoint.full_name());
                Ok(Self::behind(House::Endpoint(Box::new(endpoint::Endpoint::new(settings, models)?)), judged))
            }
            Engine::Local if !worker::BUILT_IN => Ok(Self::off("this program was built without the feature llm")),
            Engine::Local => match Shelf::at(models).chosen(&settings.model) {
                // A shop opens whatever has become of its model.
                Err(error) => Ok(Self::none(error.in_full())),
                Ok(None) => Ok(Self::off("no model is installed: see bodega model --help")),
                Ok(Some(model)) => {
                    let program = Program::own(settings, &model)?;
                    let judged = judged(models, &model.name);
                    Ok(Self::with_house(settings, program, Some(model), Patience::default(), judged))
                }
            },
        }
    }

    /// With a process of the caller's choice in place of the shop's own, for tests.
    pub fn with_program(settings: &LlmSettings, program: Program, model: Option<Model>, patience: Patience) -> Self {
        Self::with_house(settings, program, model, patience, Judged::default())
    }

    fn with_house(
        settings: &LlmSettings,
        program: Program,
        model: Option<Model>,
        patience: Patience,
        judged: Judged,
    ) -> Self {
        let (slots, queue) = (settings.slots.into(), settings.queue.into());
        Self::behind(House::Local(Box::new(house::Local { program, model, patience, slots, queue })), judged)
    }

    /// Whether the model has judged well enough to write in its own words ([`Judged::may_write`]).
    pub fn may_write(&self) -> bool {
        self.inner().judged.may_write()
    }

    /// Whether more is found with the model than by rules alone ([`Judged::may_read`]).
    pub fn may_read(&self) -> bool {
        self.inner().judged.may_read()
    }

    fn none(why: String) -> Self {
        let (orders, _) = unbounded_channel();
        let state = State::new(Status::Off { why });
        let (next, judged) = (AtomicU64::new(0), Judged::default());
        Self::of(Inner { orders, state, next, judged, closed: Mutex::default() })
    }

    fn behind(house: House, judged: Judged) -> Self {
        let (orders, receiver) = unbounded_channel();
        let state = State::new(house.status());
        let closed = Mutex::new(Some((house, receiver)));
        Self::of(Inner { orders, state, next: AtomicU64::new(1), judged, closed })
    }

    fn of(inner: Inner) -> Self {
        Self(Arc::new(RwLock::new(Arc::new(inner))))
    }

    fn inner(&self) -> Arc<Inner> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Lets `other` answer from now on, for all clones. What is being answered comes to its end first; then the model that
    /// answered so far is given up.
    pub fn follow(&self, other: &Self) {
        let next = other.inner();
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = next;
    }

    /// Starts the model if need be and has it read what many questions begin with. Returns at once.
    pub fn warm(&self, prefix: &str) {
        let inner = self.inner();
        if inner.wake().is_ok() {
            let _ = inner.orders.send(Order::Warm(prefix.to_owned()));
        }
    }

    /// How the engine is.
    pub fn status(&self) -> Status {
        self.inner().state.get()
    }

    /// Asks. Returns at once; whatever is wrong is said by the answer.
    pub fn ask(&self, ask: Ask) -> Answer {
        let (reply, pieces) = unbounded_channel();
        let inner = self.inner();
        let id = inner.next.fetch_add(1, Ordering::Relaxed);
        let mut answer = Answer { pieces, ended: false, cancel: None };
        match ask.check().and_then(|()| inner.wake()) {
            Err(error) => {
                let _ = reply.send(Err(error));
            }
            Ok(()) => {
                let ticket = Ticket::new(id, ask, reply, Instant::now());
                // Nobody hears it if the thread is gone; then the answer ends with an error as well.
                let _ = inner.orders.send(Order::Ask(Box::new(ticket)));
                answer.cancel = Some((inner.orders.clone(), id));
            }
        }
        answer
    }
}

fn judged(models: &Path, name: &str) -> Judged {
    Judged::of(models, name).unwrap_or_default()
}

impl Inner {
    /// Starts the thread that keeps the model. It is one of the standard library, for as long as there are handles: the
    /// system ends a process with the *thread* that has started it, and threads of a pool come and go.
    fn wake(&self) -> Result<()> {
        if let Status::Off { why } = self.state.get() {
            return Err(Error::unavailable("No model answers here").because(why));
        }
        let mut closed = self.closed.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((house, orders)) = closed.take() {
            let state = self.state.clone();
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            let thread = std::thread::Builder::new().name("model".into());
            thread.spawn(move || runtime.block_on(house.keep(orders, state)))?;
        }
        Ok(())
    }
}

impl Ask {
    /// Whether it can be asked at all, whoever answers.
    fn check(&self) -> Result<()> {
        let text = self.prefix.len() + self.turns.iter().map(|it| it.text.len()).sum::<usize>();
        let grammar = self.grammar.as_ref().map_or(0, String::len);
        if text > LONGEST || grammar > LONGEST_GRAMMAR {
            return Err(Error::too_large("That is too long for the model; please ask with fewer words"));
        }
        if self.turns.last().is_none_or(|it| it.role != Role::User) {
            return Err(Error::invalid("turns", "The last turn has to be the user's"));
        }
        if !(1..=MOST_TOKENS).contains(&self.max_tokens) {
            return Err(Error::invalid("max_tokens", "Write 1 to 8192"));
        }
        // Nothing that is no number lies in a range.
        if !(0.0..=2.0).contains(&self.temperature) {
            return Err(Error::invalid("temperature", "Write 0 to 2"));
        }
        Ok(())
    }
}

impl Answer {
    /// The next piece; nothing after the end. It may be called off and on again without losing one.
    pub async fn next(&mut self) -> Option<Result<Piece>> {
        if self.ended {
            return None;
        }
        let piece = self.pieces.recv().await;
        // An answer without an end is a fault, never a silence.
        let piece = piece.unwrap_or_else(|| Err(Error::unavailable("The model has stopped; please ask again")));
        self.ended = matches!(piece, Err(_) | Ok(Piece::Done(_)));
        if self.ended {
            self.cancel = None;
        }
        Some(piece)
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        if let Some((orders, id)) = self.cancel.take() {
            let _ = orders.send(Order::Cancel(id));
        }
    }
}
