//! Time and chance, handed in from outside so that tests can set both.

use std::{
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::base::Timestamp;

/// Tells the time: the machine's own, or one that a test sets.
#[derive(Debug, Clone, Default)]
pub struct Clock(Option<Arc<AtomicI64>>);

impl Clock {
    /// The machine's wall clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `start` until it is moved.
    pub fn manual(start: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(start.millis()))))
    }

    /// This moment.
    pub fn now(&self) -> Timestamp {
        match &self.0 {
            Some(set) => Timestamp::from_millis(set.load(Ordering::SeqCst)),
            None => {
                let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
                Timestamp::EPOCH.plus(since)
            }
        }
    }

    /// Moves a manual clock on; the machine's own does not move.
    pub fn advance(&self, by: Duration) {
        if let Some(set) = &self.0 {
            let later = Timestamp::from_millis(set.load(Ordering::SeqCst)).plus(by);
            set.store(later.millis(), Ordering::SeqCst);
        }
    }
}

/// Where random bytes come from: the operating system, or a seed in tests.
#[derive(Clone)]
pub struct Chance(Arc<Mutex<StdRng>>);

impl Chance {
    /// Unpredictable: seeded by the operating system.
    pub fn os() -> Self {
        Self::from(StdRng::from_rng(&mut rand::rng()))
    }

    /// The same bytes for the same seed.
    pub fn seeded(seed: u64) -> Self {
        Self::from(StdRng::seed_from_u64(seed))
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().unwrap_or_else(PoisonError::into_inner).fill_bytes(&mut bytes);
        bytes
    }

    fn from(rng: StdRng) -> Self {
        Self(Arc::new(Mutex::new(rng)))
    }
}
