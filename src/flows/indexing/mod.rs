//! The search index follows the catalogue.
//!
//! Changes are announced in the outbox; the index takes them up and remembers, in the same commit, how far it has
//! come. After a crash it goes on from there. Where it cannot (it is new, damaged, older than what the outbox still
//! holds, or newer than a store that was restored), it is built anew from the store.

mod document;
#[cfg(test)]
mod tests;

use std::{collections::BTreeSet, ops::ControlFlow, sync::Arc, time::Duration};

use self::document::Documents;
use crate::{
    base::{Error, Event, ProductId, Result},
    features::{catalog, orders},
    platform::{
        db::{Db, Follower, Outbox, ReadTxn},
        progress::{Progress, Silent},
        search::{Entry, Search, SearchDoc},
    },
};

/// The index's place in the outbox.
pub const FOLLOWER: Follower = Follower::new("search");

/// So many events are taken up at a time.
const EVENTS: usize = 2_000;
/// So many documents are made at a time.
const DOCUMENTS: usize = 500;

/// So long after one commit the next may follow.
const PAUSE: Duration = Duration::from_millis(200);

/// Keeps the index up to date; clones share the work.
#[derive(Clone)]
pub struct Indexing {
    db: Db,
    search: Search,
    outbox: Outbox,
    turn: Arc<tokio::sync::Mutex<()>>,
}

impl Indexing {
    /// Will keep `search` up to date with `db`. Whoever makes the outbox names [`FOLLOWER`] there.
    pub fn new(db: Db, search: Search, outbox: Outbox) -> Self {
        Self { db, search, outbox, turn: Arc::default() }
    }

    /// Follows the store for as long as the program runs.
    pub async fn run(self) {
        let mut news = self.db.announcements();
        loop {
            news.mark_unchanged();
            if let Err(error) = self.catch_up().await {
                tracing::error!("the search index waits: {}", error.in_full());
                tokio::time::sleep(Duration::from_secs(2)).await;
                continue;
            }
            // In a storm of sales a few commits a second are enough; the machine has more to do.
            tokio::time::sleep(PAUSE).await;
            tokio::select! {
                changed = news.changed() => if changed.is_err() { return },
                () = self.search.damage() => {}
            }
        }
    }

    /// Takes up all that was announced. Says whether there was anything.
    pub async fn catch_up(&self) -> Result<bool> {
        let _turn = self.turn.lock().await;
        let mut any = false;
        loop {
            let Some(sequence) = self.usable().await? else {
                self.rebuild_now(&Silent).await?;
                any = true;
                continue;
            };
            let (events, place) =
                self.db.read(move |txn| Ok((FOLLOWER.pending(txn, sequence, EVENTS)?, FOLLOWER.place(txn)?))).await?;
            let Some((last, _)) = events.last() else {
                if place < sequence {
                    self.advance(sequence).await?;
                }
                if any {
                    self.outbox.trim().await?;
                }
                return Ok(any);
            };
            let last = *last;
            self.take_up(events.into_iter().map(|(_, event)| event).collect(), sequence, last).await?;
            self.advance(last).await?;
            any = true;
        }
    }

    /// Builds the index anew from the store, and gives the number of its documents. Until it is done the old one
    /// answers.
    pub async fn rebuild(&self, progress: &dyn Progress) -> Result<u64> {
        let _turn = self.turn.lock().await;
        self.rebuild_now(progress).await?;
        Ok(self.search.len())
    }

    /// Adds a fault wherever the index does not hold exactly the published products as they are.
    pub fn check(&self, txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
        if self.search.sequence() != Some(FOLLOWER.latest(txn)?) {
            // Behind for a moment, or being built: that heals by itself.
            return Ok(());
        }
        let mut documents = Documents::default();
        let mut expected = Vec::new();
        catalog::each(txn, |product| {
            if let Some(doc) = documents.of(txn, &product)? {
                expected.push(Entry { id: doc.id, version: doc.version() });
            }
            Ok(ControlFlow::Continue(()))
        })?;
        expected.sort_unstable();
        let indexed = self.search.entries();
        let name = |entry: &Entry| ProductId::from_bytes(entry.id);
        let missing = expected.iter().filter(|it| indexed.binary_search(it).is_err());
        faults.extend(missing.map(|it| format!("search index: {} is missing or out of date", name(it))));
        let strange = indexed.iter().filter(|it| expected.binary_search(it).is_err());
        faults.extend(strange.map(|it| format!("search index: {} is there as the store does not have it", name(it))));
        faults.extend(
            indexed
                .windows(2)
                .filter(|it| it[0] == it[1])
                .map(|it| format!("search index: {} is there twice", name(&it[0]))),
        );
        Ok(())
    }

    /// How far the index has come, if it can go on from there.
    async fn usable(&self) -> Result<Option<u64>> {
        let Some(sequence) = self.search.sequence() else { return Ok(None) };
        self.db
            .read(move |txn| {
                let (place, latest) = (FOLLOWER.place(txn)?, FOLLOWER.latest(txn)?);
                // The outbox forgets what lies before the place.
                let kept =
                    || Ok::<_, Error>(FOLLOWER.pending(txn, sequence, 1)?.first().map(|it| it.0) == Some(sequence + 1));
                let usable = sequence <= latest && (sequence >= place || kept()?);
                Ok(usable.then_some(sequence))
            })
            .await
    }

    /// Puts what the events speak of into the index.
    async fn take_up(&self, events: Vec<Event>, before: u64, last: u64) -> Result<()> {
        let products = self.db.read(move |txn| products(txn, &events)).await?;
        let mut chunks = products.chunks(DOCUMENTS).peekable();
        if chunks.peek().is_none() {
            return self.search.apply(Vec::new(), Vec::new(), last).await;
        }
        while let Some(chunk) = chunks.next() {
            let chunk = chunk.to_vec();
            let (upserts, deletes) = self
                .db
                .read(move |txn| {
                    let mut documents = Documents::default();
                    let (mut upserts, mut deletes) = (Vec::new(), Vec::new());
                    for product in chunk {
                        match documents.find(txn, product)? {
                            Some(doc) => upserts.push(doc),
                            None => deletes.push(product.to_bytes()),
                        }
                    }
                    Ok((upserts, deletes))
                })
                .await?;
            let sequence = if chunks.peek().is_none() { last } else { before };
            self.search.apply(upserts, deletes, sequence).await?;
        }
        Ok(())
    }

    async fn rebuild_now(&self, progress: &dyn Progress) -> Result<()> {
        let search = self.search.clone();
        let now = self.db.clock().now();
        let (sender, mut steps) = tokio::sync::mpsc::unbounded_channel();
        let work = self.db.read(move |txn| {
            let latest = FOLLOWER.latest(txn)?;
            let total = catalog::count(txn)? as u64;
            let (mut documents, mut done) = (Documents::default(), 0);
            search.rebuild(now, latest, |put| {
                catalog::each(txn, |product| {
                    if let Some(doc) = documents.of(txn, &product)? {
                        put(doc)?;
                        done += 1;
                        if done % 100 == 0 || done == total {
                            // Nobody may be listening.
                            let _ = sender.send((done, total));
                        }
                    }
                    Ok(ControlFlow::Continue(()))
                })
            })?;
            Ok(latest)
        });
        let listen = async {
            while let Some((done, total)) = steps.recv().await {
                progress.at(done, Some(total), "products");
            }
        };
        let (latest, ()) = tokio::join!(work, listen);
        self.advance(latest?).await
    }

    /// Says in the store how far the index has come, so that the outbox may forget what lies before.
    async fn advance(&self, sequence: u64) -> Result<()> {
        self.db.write(move |txn| FOLLOWER.advance(txn, sequence)).await
    }
}

/// A product that everyone can see as the index knows it, for those who hold few of them against a question.
///
/// # Errors
/// The store fails.
pub fn document(txn: &ReadTxn, product: ProductId) -> Result<Option<SearchDoc>> {
    Documents::default().find(txn, product)
}

/// The products that events speak of, each once.
fn products(txn: &ReadTxn, events: &[Event]) -> Result<Vec<ProductId>> {
    let (mut products, mut sellers) = (BTreeSet::new(), BTreeSet::new());
    for event in events {
        match event {
            Event::ProductChanged { product } | Event::RatingChanged { product } => drop(products.insert(*product)),
            Event::SellerChanged { seller } => drop(sellers.insert(*seller)),
            Event::OrderPaid { order } => {
                let lines = orders::find(txn, *order)?.map(|it| it.lines).unwrap_or_default();
                products.extend(lines.iter().map(|it| it.product));
            }
            Event::OrderFailed { .. }
            | Event::OrderRefunded { .. }
            | Event::RefundReturned { .. }
            | Event::DisputeLost { .. }
            | Event::GoodsChanged { .. }
            | Event::TasteChanged { .. }
            | Event::AccessChanged { .. } => {}
        }
    }
    for seller in sellers {
        products.extend(catalog::all_of_seller(txn, seller)?.iter().map(|it| it.id));
    }
    Ok(products.into_iter().collect())
}
