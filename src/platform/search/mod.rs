//! Finding things by words and by what they are like.
//!
//! The index is derived: whatever is in it can be put together again from the store, so a damaged
//! one is set aside and search goes on with what there is. It knows nothing but [`SearchDoc`]s.

mod answer;
mod blend;
mod document;
mod graphs;
mod heard;
mod held;
mod highlight;
mod like;
mod meaning;
mod near;
mod params;
mod place;
mod query;
mod question;
mod rank;
mod reading;
mod rules;
mod schema;
mod sheet;
mod spelling;
mod stemming;
mod suggest;
mod tally;
#[cfg(test)]
mod tests;
mod view;
mod without;
mod words;
mod writer;

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    path::Path,
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
};

use tokio::sync::{Notify, oneshot};

pub use blend::Worth;
pub use document::{Label, SearchDoc};
pub use heard::{Heard, hear};
pub use highlight::Highlighter;
pub use like::Alike;
pub use meaning::{Meaning, Vector};
pub use params::SearchParams;
pub use question::{
    Entry, FACETS, Facet, FacetValue, Facets, Filters, Found, Hit, MAX_OFFSET, PriceRange, Question, RatingStep, Sort,
    Suggestion, Suggestions,
};
pub use rules::Rules;
pub use stemming::{Knowledge, Stemming};

use self::{place::Place, rules::Obeyed, view::View, writer::Work};
use crate::base::{Error, Result, Timestamp};

/// A handle to the index; clones share it.
///
/// Looking never fails: while the index is damaged or being built, there is only less to find
/// ([`Found::rebuilding`]).
#[derive(Clone)]
pub struct Search {
    shared: Arc<Shared>,
    work: mpsc::SyncSender<Work>,
}

/// What is looked at.
struct Shared {
    view: RwLock<Arc<View>>,
    rules: RwLock<Arc<Obeyed>>,
    generation: AtomicU64,
    damaged: AtomicBool,
    damage: Notify,
    alike: like::Known,
}

impl Search {
    /// An index in memory, for tests.
    pub fn in_ram(knowledge: Knowledge) -> Result<Self> {
        Self::at(Place { folder: None, knowledge }, Timestamp::from_millis(0))
    }

    /// The index in the folder at `path`, which goes by `knowledge`. One that is damaged or of another version is
    /// set aside beside it, and the index is empty until it is built anew ([`Search::sequence`] is none).
    pub fn open(path: &Path, knowledge: Knowledge, now: Timestamp) -> Result<Self> {
        Self::at(Place { folder: Some(path.to_owned()), knowledge }, now)
    }

    /// Whether it goes by what words mean.
    pub fn knows_meaning(&self) -> bool {
        self.shared.view().fields.knows.is_some()
    }

    /// By which language it brings words to their stems.
    pub fn stemming(&self) -> Stemming {
        self.shared.view().fields.stemming
    }

    fn at(place: Place, now: Timestamp) -> Result<Self> {
        let opened = place.open().unwrap_or_else(|error| {
            tracing::warn!("the search index is set aside and built anew: {}", error.in_full());
            place.set_aside(now);
            None
        });
        let opened = match opened {
            Some(opened) => opened,
            None => place.create()?,
        };
        let (shared, work) = writer::start(place, opened)?;
        Ok(Self { shared, work })
    }

    /// What fits `question`.
    pub fn search(&self, question: &Question) -> Found {
        let found = self.look(|view, rules| answer::answer(view, rules, question));
        found.unwrap_or_else(|| Found { rebuilding: true, ..Found::default() })
    }

    /// As [`Search::search`], on a thread of its own where the index is so large that others would have to wait.
    pub async fn ask(&self, question: Question) -> Found {
        if !self.shared.view().is_large() {
            return self.search(&question);
        }
        let search = self.clone();
        tokio::task::spawn_blocking(move || search.search(&question)).await.unwrap_or_default()
    }

    /// What someone who has typed `text` so far may mean, up to `limit` of each kind.
    pub fn suggest(&self, text: &str, limit: usize) -> Suggestions {
        self.look(|view, rules| suggest::suggest(view, rules, text, limit)).unwrap_or_default()
    }

    /// Every value of `facet` with how many things have it, most frequent first.
    pub fn counts(&self, facet: Facet) -> Vec<FacetValue> {
        self.look(|view, _| Ok(answer::counts(view, facet))).unwrap_or_default()
    }

    /// The licences that things have, as filters write them.
    pub fn licences(&self) -> Vec<String> {
        self.counts(Facet::License).into_iter().map(|it| it.value.to_string()).collect()
    }

    /// Grows whenever something else may be found: whoever keeps finished pages compares it.
    pub fn generation(&self) -> u64 {
        self.shared.generation.load(Ordering::Acquire)
    }

    /// Follows `rules` from now on.
    pub fn obey(&self, rules: &Rules) {
        *self.shared.rules.write().unwrap_or_else(PoisonError::into_inner) =
            Arc::new(Obeyed::new(rules, self.shared.view().fields.stemming));
        self.shared.generation.fetch_add(1, Ordering::AcqRel);
    }

    /// Whether some of it waits for a graph, so that questions about meaning take longer than they will.
    pub fn is_settling(&self) -> bool {
        let view = self.shared.view();
        graphs::wanting(&view, view.fields.many).next().is_some()
    }

    /// How many documents there are.
    pub fn len(&self) -> u64 {
        self.shared.view().searcher.num_docs()
    }

    /// Whether there are no documents.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every document's identifier and version, in order.
    pub fn entries(&self) -> Vec<Entry> {
        self.shared.view().entries()
    }

    /// The number of the store's event up to which everything is in the index. None if it has to be built anew.
    pub fn sequence(&self) -> Option<u64> {
        if self.shared.damaged.load(Ordering::Acquire) { None } else { self.shared.view().sequence }
    }

    /// Waits until the index turns out to be damaged, so that it has to be built anew.
    pub async fn damage(&self) {
        while !self.shared.damaged.load(Ordering::Acquire) {
            self.shared.damage.notified().await;
        }
    }

    /// Puts `upserts` in, in place of older ones of the same identifier, and takes `deletes` out.
    /// When the answer comes, they can be found, and everything up to the store's event `sequence` is in.
    pub async fn apply(&self, upserts: Vec<SearchDoc>, deletes: Vec<[u8; 16]>, sequence: u64) -> Result<()> {
        let (reply, outcome) = oneshot::channel();
        let reply = Box::new(move |it| drop(reply.send(it)));
        let work = Work::Apply { upserts, deletes, sequence, reply };
        // The queue is short; waiting for it must not hold up others.
        let sender = self.work.clone();
        tokio::task::spawn_blocking(move || sender.send(work)).await.map_err(Error::internal)?.map_err(ended)?;
        outcome.await.map_err(Error::internal)?
    }

    /// Builds the index anew from what `feed` puts into it, on this thread, which waits. Afterwards everything up to
    /// the store's event `sequence` is in. Unless it was damaged, the old index answers until then.
    pub fn rebuild(
        &self,
        now: Timestamp,
        sequence: u64,
        feed: impl FnOnce(&mut dyn FnMut(SearchDoc) -> Result<()>) -> Result<()>,
    ) -> Result<()> {
        self.wait(|reply| Work::Begin { now, reply })?;
        let mut gathered = Vec::new();
        let fed = feed(&mut |doc| {
            gathered.push(doc);
            if gathered.len() < 256 {
                return Ok(());
            }
            let docs = std::mem::take(&mut gathered);
            self.wait(|reply| Work::Add(docs, reply))
        });
        let fed = fed.and_then(|()| self.wait(|reply| Work::Add(gathered, reply)));
        let finished = self.wait(|reply| Work::Finish(fed.is_ok().then_some(sequence), reply));
        fed.and(finished)
    }

    fn wait(&self, work: impl FnOnce(Box<dyn FnOnce(Result<()>) + Send>) -> Work) -> Result<()> {
        let (reply, outcome) = mpsc::sync_channel(1);
        self.work.send(work(Box::new(move |it| drop(reply.send(it))))).map_err(ended)?;
        outcome.recv().map_err(Error::internal)?
    }

    /// Looks, and takes note of damage that comes to light by it.
    fn look<T>(&self, look: impl FnOnce(&View, &Obeyed) -> tantivy::Result<T>) -> Option<T> {
        let view = self.shared.view();
        let rules = self.shared.rules.read().unwrap_or_else(PoisonError::into_inner).clone();
        let error = match catch_unwind(AssertUnwindSafe(|| look(&view, &rules))) {
            Ok(Ok(found)) => return Some(found),
            Ok(Err(error)) => Error::internal(error),
            Err(_) => Error::internal("the engine stumbled"),
        };
        self.shared.damaged(&error);
        None
    }
}

fn ended<T>(_: mpsc::SendError<T>) -> Error {
    Error::internal("the index's writer has ended")
}

impl Shared {
    fn new(view: View) -> Self {
        Self {
            view: RwLock::new(Arc::new(view)),
            rules: RwLock::default(),
            generation: AtomicU64::new(1),
            damaged: AtomicBool::new(false),
            damage: Notify::new(),
            alike: like::Known::default(),
        }
    }

    fn view(&self) -> Arc<View> {
        self.view.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn show(&self, view: View, news: bool) {
        *self.view.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(view);
        if news {
            self.generation.fetch_add(1, Ordering::AcqRel);
        }
    }

    /// Takes note that the index cannot be trusted.
    fn damaged(&self, error: &Error) {
        if !self.damaged.swap(true, Ordering::AcqRel) {
            tracing::error!("the search index is damaged and will be built anew: {}", error.in_full());
        }
        self.damage.notify_one();
    }

    fn take_damage(&self) -> bool {
        self.damaged.swap(false, Ordering::AcqRel)
    }
}
