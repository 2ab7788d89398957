//! The one thread that changes the index.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tantivy::{
    IndexWriter, TantivyDocument,
    indexer::{IndexWriterOptions, LogMergePolicy},
};

use super::{
    Shared,
    document::SearchDoc,
    graphs::Graphs,
    place::{Opened, Place, verify},
    view::View,
};
use crate::base::{Error, Result, Timestamp};

/// What the engine may gather in memory before it writes.
const MEMORY: usize = 20 << 20;
/// So many documents are there to be found soon after a rebuilding began; then twice as many, and so on.
const FIRST_SHOWN: usize = 1_000;
/// After so long without work, what has been merged meanwhile is taken up.
const IDLE: Duration = Duration::from_secs(2);

type Reply = Box<dyn FnOnce(Result<()>) + Send>;

/// Work for the writer.
pub(super) enum Work {
    /// Puts documents in and takes others out; afterwards everything up to `sequence` is in the index.
    Apply { upserts: Vec<SearchDoc>, deletes: Vec<[u8; 16]>, sequence: u64, reply: Reply },
    /// Begins anew, in a new folder if the old one is damaged.
    Begin { now: Timestamp, reply: Reply },
    /// Puts documents into what was begun.
    Add(Vec<SearchDoc>, Reply),
    /// Ends what was begun: everything up to this number is in the index. None gives it up, which is an error.
    Finish(Option<u64>, Reply),
}

struct Writer {
    place: Place,
    shared: Arc<Shared>,
    opened: Engine,
    writer: Option<IndexWriter>,
    /// The rebuilding under way.
    building: Option<Building>,
    settled: bool,
    graphs: Graphs,
}

/// Documents added since a rebuilding began, and at how many they are shown next.
struct Building {
    added: usize,
    shown_at: usize,
}

struct Engine {
    index: tantivy::Index,
    reader: tantivy::IndexReader,
    fields: Arc<super::schema::Fields>,
    unverified: bool,
}

/// Starts the thread; it ends when nobody can send it work any more.
pub(super) fn start(place: Place, opened: Opened) -> Result<(Arc<Shared>, mpsc::SyncSender<Work>)> {
    let (engine, view) = Engine::new(opened);
    let shared = Arc::new(Shared::new(view));
    let (sender, work) = mpsc::sync_channel(4);
    let graphs = Graphs::start(place.folder.clone(), place.knowledge.many)?;
    graphs.see_to(&shared.view());
    let writer =
        Writer { place, shared: shared.clone(), opened: engine, writer: None, building: None, settled: true, graphs };
    thread::Builder::new().name("search-writer".into()).spawn(move || writer.run(&work))?;
    Ok((shared, sender))
}

impl Engine {
    fn new(opened: Opened) -> (Self, View) {
        let Opened { index, reader, fields, view, unverified } = opened;
        (Self { index, reader, fields, unverified }, view)
    }
}

impl Writer {
    fn run(mut self, work: &mpsc::Receiver<Work>) {
        if self.opened.unverified
            && let Err(error) = verify(&self.opened.index)
        {
            self.shared.damaged(&error);
        }
        loop {
            match work.recv_timeout(IDLE) {
                Ok(work) => self.act(work),
                Err(mpsc::RecvTimeoutError::Timeout) => self.settle(),
                Err(mpsc::RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    fn act(&mut self, work: Work) {
        self.settled = false;
        let (outcome, reply) = match work {
            Work::Apply { upserts, deletes, sequence, reply } => (self.apply(&upserts, &deletes, sequence), reply),
            Work::Begin { now, reply } => (self.begin(now), reply),
            Work::Add(docs, reply) => (self.add(&docs), reply),
            Work::Finish(Some(sequence), reply) => (self.finish(sequence), reply),
            Work::Finish(None, reply) => (Err(Error::internal("the rebuilding was given up")), reply),
        };
        if outcome.is_err() {
            // What was gathered is dropped; whoever sent it sends it again.
            (self.writer, self.building) = (None, None);
            // A full disk passes; a folder that was taken away does not come back.
            if let Err(error) = self.opened.index.load_metas() {
                self.shared.damaged(&Error::internal(error));
            }
        }
        reply(outcome);
    }

    fn apply(&mut self, upserts: &[SearchDoc], deletes: &[[u8; 16]], sequence: u64) -> Result<()> {
        let fields = self.opened.fields.clone();
        let writer = self.writer()?;
        for id in deletes.iter().chain(upserts.iter().map(|it| &it.id)) {
            writer.delete_term(fields.key(id));
        }
        for doc in upserts {
            writer.add_document(fields.document(doc)).map_err(Error::internal)?;
        }
        self.commit(&sequence.to_string())?;
        self.show(true)
    }

    fn begin(&mut self, now: Timestamp) -> Result<()> {
        self.writer = None;
        if self.shared.take_damage() {
            self.place.set_aside(now);
            let (engine, view) = Engine::new(self.place.create()?);
            self.opened = engine;
            self.shared.show(view, true);
        } else {
            self.writer()?.delete_all_documents().map_err(Error::internal)?;
        }
        // Where nothing whole is shown, what comes is shown as it comes.
        let partly = self.shared.view().sequence.is_none();
        self.building = Some(Building { added: 0, shown_at: if partly { FIRST_SHOWN } else { usize::MAX } });
        Ok(())
    }

    fn add(&mut self, docs: &[SearchDoc]) -> Result<()> {
        let fields = self.opened.fields.clone();
        let writer = self.writer()?;
        for doc in docs {
            writer.add_document(fields.document(doc)).map_err(Error::internal)?;
        }
        let Some(building) = &mut self.building else { return Err(Error::internal("no rebuilding has begun")) };
        building.added += docs.len();
        if building.added >= building.shown_at {
            building.shown_at = building.shown_at.saturating_mul(2);
            self.commit("building")?;
            self.show(true)?;
        }
        Ok(())
    }

    fn finish(&mut self, sequence: u64) -> Result<()> {
        self.building = None;
        self.commit(&sequence.to_string())?;
        self.show(true)
    }

    fn commit(&mut self, payload: &str) -> Result<()> {
        let mut prepared = self.writer()?.prepare_commit().map_err(Error::internal)?;
        prepared.set_payload(payload);
        prepared.commit().map(drop).map_err(Error::internal)
    }

    /// Makes the last commit what is looked at. A merge that changes nothing to be found is not `news`.
    fn show(&mut self, news: bool) -> Result<()> {
        let Engine { index, reader, fields, .. } = &self.opened;
        reader.reload().map_err(Error::internal)?;
        let before = self.shared.view();
        let view = View::new(index, fields, reader.searcher(), Some(&before)).map_err(Error::internal)?;
        if self.building.is_none() {
            self.graphs.see_to(&view);
        }
        self.shared.show(view, news);
        Ok(())
    }

    /// Takes up what was merged in the background, and lets the engine's memory go.
    fn settle(&mut self) {
        if self.building.is_some() || std::mem::replace(&mut self.settled, true) {
            return;
        }
        if let Some(writer) = self.writer.take()
            && let Err(error) = writer.wait_merging_threads()
        {
            tracing::warn!("the search index could not be tidied up: {error}");
        }
        if let Err(error) = self.show(false) {
            self.shared.damaged(&error);
        }
    }

    fn writer(&mut self) -> Result<&mut IndexWriter> {
        if self.writer.is_none() {
            let options = IndexWriterOptions::builder().memory_budget_per_thread(MEMORY).num_merge_threads(1).build();
            let writer: IndexWriter<TantivyDocument> =
                self.opened.index.writer_with_options(options).map_err(Error::internal)?;
            let mut policy = LogMergePolicy::default();
            policy.set_min_num_segments(4);
            policy.set_del_docs_ratio_before_merge(0.3);
            writer.set_merge_policy(Box::new(policy));
            // A process that was killed leaves files of a commit that never was; the next commit would stumble over
            // their names.
            writer.garbage_collect_files().wait().map_err(Error::internal)?;
            self.writer = Some(writer);
        }
        self.writer.as_mut().ok_or_else(|| Error::internal("the index has no writer"))
    }
}
