//! Transfers under way: which of them share one of the allowed times, and whether there is room for another.
//!
//! A try begins with the first request that follows a link, and goes on with those that ask for the rest of the file by
//! the same link. It counts against the limit while it runs, so that fifty requests at once get no more than there
//! are times left; it is spent when it reaches the end, and forgotten when it breaks off. What is spent stands in the
//! store; what runs is only here, since a program that was killed has broken off every transfer.
//!
//! How much reached the buyer before a break nobody can say: the network holds a good deal that was sent and never
//! arrived. So within one try nearly twice the file may be sent; whoever needs more begins another.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, AtomicI64, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{
    base::{DownloadId, FileId, GrantId, Result, Timestamp},
    platform::web::range::Part,
};

/// A transfer that has not moved for so long gives way to a new one by the same link.
const STALLED: Duration = Duration::from_secs(15);

type Key = (GrantId, FileId);

/// All transfers under way; clones share them.
#[derive(Clone, Default)]
pub(super) struct Tries(Arc<Mutex<HashMap<Key, Vec<Try>>>>, Arc<AtomicUsize>);

struct Try {
    id: DownloadId,
    link: u64,
    until: Timestamp,
    size: u64,
    spent: bool,
    /// It broke off at its very end, and the store is being told that it is not spent after all.
    returning: bool,
    /// What its ended parts sent.
    used: u64,
    /// The next part's number. None is given twice: one that was cut ends later than the next one begins.
    next: u64,
    parts: Vec<Running>,
}

struct Running {
    number: u64,
    len: u64,
    progress: Arc<Progress>,
}

/// What a running part says of itself.
#[derive(Default)]
pub(super) struct Progress {
    pub sent: AtomicU64,
    pub moved: AtomicI64,
    /// Another request has taken over what it was to send.
    pub cut: AtomicBool,
}

/// What a request asks for.
pub(super) struct Wish {
    pub grant: GrantId,
    pub file: FileId,
    pub link: u64,
    pub until: Timestamp,
    pub size: u64,
    pub part: Part,
    pub limit: Option<u32>,
    /// What began before does not count any more.
    pub since: DownloadId,
    pub now: Timestamp,
    /// For a new try.
    pub id: DownloadId,
}

/// A part that may be sent. It runs until [`Tries::end`].
#[derive(Clone)]
pub(super) struct Claim {
    pub key: Key,
    pub id: DownloadId,
    pub part: Part,
    pub progress: Arc<Progress>,
    number: u64,
}

impl Tries {
    /// Room for what is wished, or nothing if all the allowed times are spent or running.
    /// `spent` looks into the store; it is asked while nothing here can change.
    pub(super) fn claim(&self, wish: &Wish, spent: impl FnOnce() -> Result<Vec<DownloadId>>) -> Result<Option<Claim>> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let spent = match wish.limit {
            Some(_) => spent()?,
            None => Vec::new(),
        };
        if all.len() > 10_000 {
            all.retain(|_, tries| {
                tries.retain(|it| it.matters(wish.now));
                !tries.is_empty()
            });
        }
        let tries = all.entry((wish.grant, wish.file)).or_default();
        tries.retain(|it| it.matters(wish.now));
        let free = wish.limit.is_none_or(|limit| {
            let running =
                tries.iter().filter(|it| it.counts() && it.id >= wish.since && !spent.contains(&it.id)).count();
            spent.len() + running < limit as usize
        });
        let at = match place(tries, wish, free) {
            Some(at) => at,
            None if free => {
                tries.push(Try::new(wish));
                tries.len() - 1
            }
            None => return Ok(None),
        };
        self.1.fetch_add(1, Ordering::Relaxed);
        Ok(Some(tries[at].run(wish)))
    }

    /// How many parts are being sent.
    pub(super) fn running(&self) -> usize {
        self.1.load(Ordering::Relaxed)
    }

    /// Whether something was begun by this link that may be gone on with.
    pub(super) fn knows(&self, grant: GrantId, file: FileId, link: u64) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&(grant, file)).is_some_and(|tries| tries.iter().any(|it| it.link == link))
    }

    /// Whether one of the allowed times may soon be free again: something runs, or is being given back.
    pub(super) fn may_free(&self, grant: GrantId, file: FileId) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&(grant, file)).is_some_and(|tries| tries.iter().any(|it| it.returning || !it.parts.is_empty()))
    }

    /// Whether a part that is about to reach its end makes its try a spent one. Says so to one part only.
    pub(super) fn spends(&self, claim: &Claim) -> bool {
        self.with(claim, |it| {
            let sent = it.sent() + claim.part.len - claim.progress.sent.load(Ordering::Relaxed).min(claim.part.len);
            let spends = !it.spent && (claim.part.end() == it.size || sent.saturating_mul(2) >= it.size);
            it.spent |= spends;
            spends
        })
        .unwrap_or(false)
    }

    /// Takes back that a try was spent, after the store has.
    pub(super) fn unspend(&self, claim: &Claim) {
        self.with(claim, |it| (it.spent, it.returning) = (false, false));
    }

    /// A part has ended or broken off; if `returning`, [`Tries::unspend`] will follow. Gives what its try has sent so far.
    pub(super) fn end(&self, claim: &Claim, returning: bool) -> u64 {
        self.1.fetch_sub(1, Ordering::Relaxed);
        self.with(claim, |it| {
            it.returning |= returning;
            it.stop(claim.number);
            it.sent()
        })
        .unwrap_or_else(|| claim.progress.sent.load(Ordering::Relaxed))
    }

    fn with<T>(&self, claim: &Claim, f: impl FnOnce(&mut Try) -> T) -> Option<T> {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get_mut(&claim.key)?.iter_mut().find(|it| it.id == claim.id).map(f)
    }
}

/// The try that the wish goes on with. `free` says whether one more may count.
fn place(tries: &mut [Try], wish: &Wish, free: bool) -> Option<usize> {
    let ours = |it: &Try| it.link == wish.link;
    if wish.part == Part::whole(wish.size) {
        // Whoever begins again from the start has nothing; what broke off is forgotten, what has stalled gives way.
        let at = tries
            .iter()
            .position(|it| ours(it) && !it.spent && if free { it.parts.is_empty() } else { it.is_stalled(wish.now) });
        return at.inspect(|at| tries[*at].forget());
    }
    let goes_on = |it: &Try| ours(it) && (it.counts() || free);
    if let Some(at) = tries.iter().rposition(|it| goes_on(it) && it.has_room(wish.part)) {
        return Some(at);
    }
    // The parts before may be dead without anyone having noticed: they give way, the oldest first.
    let at = tries.iter().rposition(|it| goes_on(it) && it.could_have_room(wish.part))?;
    tries[at].make_room(wish.part);
    Some(at)
}

impl Try {
    fn new(wish: &Wish) -> Self {
        Self {
            id: wish.id,
            link: wish.link,
            until: wish.until,
            size: wish.size,
            spent: false,
            returning: false,
            used: 0,
            next: 0,
            parts: Vec::new(),
        }
    }

    fn run(&mut self, wish: &Wish) -> Claim {
        let number = self.next;
        self.next += 1;
        let progress = Arc::new(Progress::default());
        progress.moved.store(wish.now.millis(), Ordering::Relaxed);
        self.parts.push(Running { number, len: wish.part.len, progress: progress.clone() });
        Claim { key: (wish.grant, wish.file), id: self.id, part: wish.part, progress, number }
    }

    /// Whether it takes one of the allowed times.
    fn counts(&self) -> bool {
        self.spent || !self.parts.is_empty()
    }

    /// Whether it may still be gone on with.
    fn matters(&self, now: Timestamp) -> bool {
        !self.parts.is_empty() || self.until > now
    }

    fn is_stalled(&self, now: Timestamp) -> bool {
        let still = now.minus(STALLED).millis();
        !self.parts.is_empty() && self.parts.iter().all(|it| it.progress.moved.load(Ordering::Relaxed) <= still)
    }

    /// What was sent, also by parts that still run.
    fn sent(&self) -> u64 {
        self.used + self.parts.iter().map(|it| it.progress.sent.load(Ordering::Relaxed)).sum::<u64>()
    }

    /// What will have been sent when all parts have ended.
    fn promised(&self) -> u64 {
        self.used + self.parts.iter().map(|it| it.len).sum::<u64>()
    }

    fn has_room(&self, part: Part) -> bool {
        self.promised() + part.len < 2 * self.size
    }

    fn could_have_room(&self, part: Part) -> bool {
        self.sent() + part.len < 2 * self.size || !self.spent
    }

    fn make_room(&mut self, part: Part) {
        while !self.has_room(part) {
            match self.parts.first().map(|it| it.number) {
                Some(oldest) => {
                    self.parts[0].progress.cut.store(true, Ordering::Relaxed);
                    self.stop(oldest);
                }
                None => return self.used = 0,
            }
        }
    }

    fn forget(&mut self) {
        self.parts.drain(..).for_each(|it| it.progress.cut.store(true, Ordering::Relaxed));
        self.used = 0;
    }

    fn stop(&mut self, number: u64) {
        if let Some(at) = self.parts.iter().position(|it| it.number == number) {
            self.used += self.parts.remove(at).progress.sent.load(Ordering::Relaxed);
        }
    }
}
