//! Where files are handed out: looks at the link, the grant and the count, and writes the log.

use std::{
    net::SocketAddr,
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use tokio::{runtime::Handle, sync::Mutex, time::timeout};

use super::{
    copies::{self, Copy},
    handing::SendBy,
    link::{self, DownloadLink, Ticket},
    model::{Download, FileFacts, Grant, Standing},
    pages::LinkProblem,
    store,
    tries::{Claim, Tries, Wish},
};
use crate::{
    base::{Error, ErrorKind, Id, Result, Timestamp},
    platform::{
        clock::Chance,
        craft::{Bench, Work},
        db::{Db, Reads},
        files::{Blob, Files},
        signing::{Keys, Signer},
        web::range::Part,
    },
};

const ROUNDS: usize = 30;
const ROUND: Duration = Duration::from_millis(50);
/// So long a buyer waits for a copy of their own before they are asked to come again.
const PATIENCE: Duration = Duration::from_secs(15);
/// After so long.
const AGAIN: Duration = Duration::from_secs(5);

/// Where files are handed out; managed state. Clones share the transfers under way.
#[derive(Clone)]
pub struct Desk {
    db: Db,
    pub(super) files: Files,
    signer: Signer,
    chance: Chance,
    tries: Tries,
    pub(super) send_by: SendBy,
    /// Where buyers' own copies are made.
    bench: Bench,
    /// One copy is made at a time.
    turn: Arc<Mutex<()>>,
}

/// Who asks, as the log remembers it.
#[derive(Debug, Clone)]
pub struct Asker {
    /// The other end of the connection, if there is one.
    pub(super) peer: Option<SocketAddr>,
    pub(super) address: String,
    pub(super) agent: String,
}

/// A link that works: what it leads to.
pub(super) struct Offer {
    pub ticket: Ticket,
    pub grant: Grant,
}

/// Why a link does not work, and what can be said of it.
#[derive(Debug, Default)]
pub(super) struct Problem {
    pub problem: LinkProblem,
    pub file: String,
    pub detail: String,
}

/// One part on its way, with all that has to be noted of it.
pub(super) struct Transfer {
    desk: Desk,
    pub peer: Option<SocketAddr>,
    pub claim: Claim,
    record: Download,
    limit: Option<u32>,
    /// This part has made its try a spent one.
    spent: bool,
}

impl Desk {
    /// A desk of this shop.
    pub fn new(db: Db, files: Files, keys: &Keys, chance: Chance) -> Self {
        Self {
            db,
            files,
            signer: keys.signer(link::PURPOSE),
            chance,
            tries: Tries::default(),
            send_by: SendBy::default(),
            bench: Bench::here(),
            turn: Arc::default(),
        }
    }

    /// The same desk, whose files are sent like this.
    #[must_use]
    pub fn sending_by(self, send_by: SendBy) -> Self {
        Self { send_by, ..self }
    }

    /// The same desk, whose buyers' own copies are made there.
    #[must_use]
    pub fn working_at(self, bench: Bench) -> Self {
        Self { bench, ..self }
    }

    /// Fresh links to `files`, which `grant` allows to download; `line` is what copies of the buyer's own say.
    pub fn links(
        &self,
        txn: &impl Reads,
        grant: &Grant,
        files: &[FileFacts],
        line: &str,
        now: Timestamp,
    ) -> Result<Vec<DownloadLink>> {
        link::links(txn, grant, files, line, now, &self.signer, || u64::from_be_bytes(self.chance.bytes()))
    }

    /// What a token leads to, as far as that can be said without beginning a transfer.
    pub(super) fn look(&self, token: &str) -> Result<Result<Offer, Problem>> {
        // Too short to be a token with some letters changed: nobody was ever given it.
        let unreadable = if token.len() < 80 { LinkProblem::Unknown } else { LinkProblem::Tampered };
        let Some(ticket) = Ticket::open(&self.signer, token) else {
            return Ok(Err(Problem { problem: unreadable, ..Problem::default() }));
        };
        let now = self.db.clock().now();
        let refused = |problem, detail: String| Ok(Err(Problem { problem, file: ticket.name.clone(), detail }));
        let Some(grant) = self.db.look(|txn| store::find(txn, ticket.grant))? else {
            return refused(LinkProblem::Unknown, String::new());
        };
        match grant.standing(now) {
            Standing::Revoked(at) => refused(LinkProblem::Revoked, format!("That was on {}.", at.date())),
            Standing::Expired(end) => {
                refused(LinkProblem::Expired, format!("What you bought could be downloaded until {}.", end.date()))
            }
            Standing::Open if ticket.until <= now => {
                refused(LinkProblem::Expired, format!("It worked until {}.", ticket.until.date_and_time()))
            }
            Standing::Open => Ok(Ok(Offer { ticket, grant })),
        }
    }

    /// The same offer, whose bytes are the buyer's own copy where they are to get one: it is made now, unless it was before.
    ///
    /// # Errors
    /// It takes its time: it goes on being made, and is there a little later.
    pub(super) async fn ready(&self, mut offer: Offer) -> Result<Offer> {
        let Some(line) = offer.ticket.line.take() else { return Ok(offer) };
        let (desk, grant, ticket) = (self.clone(), offer.grant.clone(), offer.ticket.clone());
        // On a task of its own, which goes on when whoever asks goes away.
        let making = tokio::spawn(async move { desk.copy_for(&grant, &ticket, &line).await });
        let busy =
            |_| Error::unavailable("Your copy of this file is being made. Please try again in a moment").after(AGAIN);
        let made = timeout(PATIENCE, making).await.map_err(busy)?;
        offer.ticket.blob = made.map_err(Error::internal)??;
        Ok(offer)
    }

    async fn copy_for(&self, grant: &Grant, ticket: &Ticket, line: &str) -> Result<Blob> {
        // Ten clicks on one link make one copy.
        let _turn = self.turn.lock().await;
        let (id, file, source) = (grant.id, ticket.file, ticket.blob.sha256);
        if let Some(made) = self.db.look(|txn| copies::find(txn, id, file, source))? {
            return Ok(made);
        }
        let Some(work) = Work::stamp(&ticket.name, &ticket.media_type, line) else { return Ok(ticket.blob) };
        match self.bench.make(&self.files, ticket.blob, work).await? {
            Ok(blob) => {
                let copy = Copy { grant: id, file, source, blob, made: self.db.clock().now() };
                self.db.write(move |txn| copies::keep(txn, &copy)).await
            }
            Err(reason) => {
                tracing::warn!("{} ({file}) is delivered without a stamp: {reason}", ticket.name);
                let (grant, name) = (grant.clone(), ticket.name.clone());
                self.db.write(move |txn| copies::leave(txn, &grant, file, &name, source, &reason)).await?;
                Ok(ticket.blob)
            }
        }
    }

    /// Whether a transfer could begin or go on now, for those who only ask.
    pub(super) fn has_some_left(&self, offer: &Offer) -> Result<bool> {
        let (grant, ticket) = (&offer.grant, &offer.ticket);
        let Some(limit) = grant.limit else { return Ok(true) };
        let spent = self.db.look(|txn| store::spent(txn, grant, ticket.file))?;
        Ok(spent < limit || self.tries.knows(grant.id, ticket.file, ticket.number))
    }

    /// As [`Desk::try_to_begin`], but waits a moment where all the allowed times are taken and some of them run: whoever
    /// hangs up and asks again is often faster than the news that they hung up.
    pub(super) async fn begin(&self, offer: &Offer, part: Part, asker: Asker) -> Result<Option<Transfer>> {
        for _ in 0..ROUNDS {
            let begun = self.try_to_begin(offer, part, asker.clone())?;
            if begun.is_some() || !self.tries.may_free(offer.grant.id, offer.ticket.file) {
                return Ok(begun);
            }
            tokio::time::sleep(ROUND).await;
        }
        self.try_to_begin(offer, part, asker)
    }

    /// Begins to send a part, or goes on with a transfer. Nothing if all the allowed times are spent or running.
    fn try_to_begin(&self, offer: &Offer, part: Part, asker: Asker) -> Result<Option<Transfer>> {
        let Offer { ticket, grant } = offer;
        let now = self.db.clock().now();
        let wish = Wish {
            grant: grant.id,
            file: ticket.file,
            link: ticket.number,
            until: ticket.until,
            size: ticket.blob.size,
            part,
            limit: grant.limit,
            since: store::counted_from(grant),
            now,
            id: Id::new(now, self.chance.bytes()),
        };
        let claim = self.tries.claim(&wish, || self.db.look(|txn| store::spent_by(txn, grant, ticket.file)))?;
        Ok(claim.map(|claim| {
            let record = Download {
                id: claim.id,
                grant: grant.id,
                order: grant.order,
                buyer: grant.buyer.clone(),
                seller: grant.seller,
                file: ticket.file,
                name: ticket.name.clone(),
                sha256: ticket.blob.sha256,
                size: ticket.blob.size,
                bytes: 0,
                completed: false,
                started: now,
                ended: now,
                address: asker.address,
                agent: asker.agent,
            };
            Transfer { desk: self.clone(), peer: asker.peer, claim, record, limit: grant.limit, spent: false }
        }))
    }
}

pub(super) fn used_up(limit: u32) -> String {
    match limit {
        1 => "It could be downloaded once.".into(),
        _ => format!("It could be downloaded {limit} times."),
    }
}

impl Transfer {
    /// How many are being sent, this one among them.
    pub(super) fn crowd(&self) -> usize {
        self.desk.tries.running()
    }

    /// Some bytes have gone out.
    pub(super) fn moved(&self, bytes: u64) {
        let progress = &self.claim.progress;
        progress.sent.fetch_add(bytes, Ordering::Relaxed);
        progress.moved.store(self.desk.db.clock().now().millis(), Ordering::Relaxed);
    }

    /// Whether another request has taken over.
    pub(super) fn is_cut(&self) -> bool {
        self.claim.progress.cut.load(Ordering::Relaxed)
    }

    /// What is to be done before the last bytes go out: notes that one of the allowed times is spent, so that nobody
    /// can have a whole file that was not counted. Nothing if it was counted already.
    pub(super) fn settle(&mut self) -> Option<impl Future<Output = Result<()>> + Send + 'static> {
        self.spent = self.desk.tries.spends(&self.claim);
        let (db, limit) = (self.desk.db.clone(), self.limit);
        let mut record = self.record.clone();
        record.completed = true;
        record.ended = db.clock().now();
        record.bytes = self.claim.part.len;
        self.spent.then_some(async move {
            let kept = db
                .write(move |txn| {
                    let grant = store::GRANTS.get(txn, record.grant)?;
                    if let Standing::Revoked(_) = grant.standing(txn.now) {
                        return Err(Error::conflict("The download was withdrawn meanwhile"));
                    }
                    if limit.is_some_and(|limit| {
                        store::spent(txn, &grant, record.file).map_or(true, |spent| spent >= limit)
                    }) {
                        return Err(Error::conflict("All downloads of this file are used up"));
                    }
                    let before = store::DOWNLOADS.find(txn, record.id)?;
                    store::DOWNLOADS.put(txn, &merged(before, record.clone()))
                })
                .await;
            match kept {
                Err(error) if error.kind != ErrorKind::Conflict => {
                    // A disk that is full stops sales, not downloads: it counts as long as its link lives.
                    tracing::warn!("a download could not be counted: {}", error.in_full());
                    Ok(())
                }
                other => other,
            }
        })
    }

    /// Leaves the sending to another: the try counts at once, since nobody tells when it has arrived.
    pub(super) async fn hand_over(mut self) -> Result<()> {
        if let Some(settling) = self.settle() {
            settling.await?;
        }
        self.moved(self.claim.part.len);
        self.end(true);
        Ok(())
    }

    /// As [`Transfer::end`]; but a transfer that never began leaves nothing in the log.
    pub(super) fn end_or_withdraw(&mut self, whole: bool) {
        if whole || self.spent || self.claim.progress.sent.load(Ordering::Relaxed) > 0 {
            return self.end(whole);
        }
        self.desk.tries.end(&self.claim, false);
    }

    /// The part has ended, whole or broken off. What is noted of it is written after the visitor has gone.
    pub(super) fn end(&mut self, whole: bool) {
        let give_back = self.spent && !whole;
        let bytes = self.desk.tries.end(&self.claim, give_back);
        if whole && bytes == self.claim.part.len && self.spent {
            return;
        }
        let (desk, claim) = (self.desk.clone(), self.claim.clone());
        let mut record = self.record.clone();
        record.ended = desk.db.clock().now();
        record.bytes = bytes;
        let Ok(runtime) = Handle::try_current() else { return };
        runtime.spawn(async move {
            let noted = desk.db.write(move |txn| {
                let before = store::DOWNLOADS.find(txn, record.id)?;
                let mut record = merged(before, record.clone());
                record.completed &= !give_back;
                store::DOWNLOADS.put(txn, &record)
            });
            if let Err(error) = noted.await {
                tracing::warn!("a download could not be noted: {}", error.in_full());
            }
            if give_back {
                desk.tries.unspend(&claim);
            }
        });
    }
}

/// What is known of a try after another of its parts.
fn merged(before: Option<Download>, now: Download) -> Download {
    match before {
        None => now,
        Some(before) => Download {
            completed: before.completed || now.completed,
            bytes: before.bytes.max(now.bytes),
            ended: before.ended.max(now.ended),
            ..before
        },
    }
}
