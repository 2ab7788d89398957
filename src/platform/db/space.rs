//! How much room the disk has left.

use std::{
    path::PathBuf,
    sync::atomic::{AtomicI64, AtomicU64, Ordering},
    time::Instant,
};

/// Watches the disk that a folder lies on.
pub struct Space {
    folder: PathBuf,
    floor: u64,
    started: Instant,
    looked: AtomicI64,
    free: AtomicU64,
}

/// The disk is asked at most this often, in milliseconds.
const EVERY: i64 = 250;

impl Space {
    /// Watches the disk of `folder`; below `floor` free bytes there is no room.
    pub fn new(folder: impl Into<PathBuf>, floor: u64) -> Self {
        Self {
            folder: folder.into(),
            floor,
            started: Instant::now(),
            looked: AtomicI64::new(-EVERY),
            free: AtomicU64::new(u64::MAX),
        }
    }

    /// Whether more than the floor is free.
    pub fn has_room(&self) -> bool {
        self.free() > self.floor
    }

    /// Bytes that may still be written; as many as can be said if the disk does not tell.
    pub fn free(&self) -> u64 {
        let now = i64::try_from(self.started.elapsed().as_millis()).unwrap_or(i64::MAX);
        if now - self.looked.load(Ordering::Relaxed) >= EVERY {
            self.looked.store(now, Ordering::Relaxed);
            let free = rustix::fs::statvfs(&self.folder).map_or(u64::MAX, |it| it.f_bavail.saturating_mul(it.f_frsize));
            self.free.store(free, Ordering::Relaxed);
        }
        self.free.load(Ordering::Relaxed)
    }
}
