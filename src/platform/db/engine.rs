//! The file underneath: opened with its integrity checked, opened again after a full disk.

use std::{
    fs,
    io::ErrorKind,
    path::{Path, PathBuf},
    sync::{
        Arc, PoisonError, RwLock,
        atomic::{AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

use redb::{
    Builder, Database, DatabaseError, ReadableDatabase, StorageError, WriteTransaction, backends::InMemoryBackend,
};

use super::{Health, space::Space, txn::ReadTxn, undo::UndoFile};
use crate::base::{Error, Result};

/// Where a store lies.
pub enum Place {
    /// In memory; gone when the last handle goes.
    Memory,
    /// In a file; `space` watches the disk it lies on.
    File {
        /// The file.
        path: PathBuf,
        /// Below this the store turns read-only.
        space: Space,
    },
    /// On a disk that fails when a test says so.
    #[cfg(test)]
    Failing(super::tests::disk::Disk),
}

pub(super) struct Engine {
    place: Place,
    current: RwLock<Option<Arc<Database>>>,
    broken: RwLock<Option<String>>,
    /// Grows with each commit before anyone is answered.
    commits: AtomicU64,
    /// What those see who look before the next commit, with the number of commits before it.
    latest: RwLock<Option<(u64, ReadTxn)>>,
}

impl Engine {
    pub(super) fn open(place: Place) -> Result<Self> {
        let database = open(&place)?;
        Ok(Self {
            place,
            current: RwLock::new(Some(Arc::new(database))),
            broken: RwLock::new(None),
            commits: AtomicU64::new(0),
            latest: RwLock::new(None),
        })
    }

    /// The shop as it is now. Everyone who looks between two commits looks at the same snapshot.
    pub(super) fn read(&self) -> Result<ReadTxn> {
        // Asked before the snapshot is taken: one that a commit overtakes is taken again by whoever comes next.
        let commits = self.commits.load(Ordering::Acquire);
        let latest = self.latest.read().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some((_, txn)) = latest.filter(|it| it.0 == commits) {
            return Ok(txn);
        }
        let txn = ReadTxn::new(self.database()?.begin_read()?, commits);
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = Some((commits, txn.clone()));
        Ok(txn)
    }

    /// How many commits there were, at least. Between a snapshot and a change of the same number there was none.
    pub(super) fn commits(&self) -> u64 {
        self.commits.load(Ordering::Acquire)
    }

    /// Lets go of the snapshot, so that the engine can use the room of what has changed since.
    fn forget_latest(&self) {
        self.commits.fetch_add(1, Ordering::AcqRel);
        *self.latest.write().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Begins a change, unless the disk has no room for it or has failed.
    pub(super) fn write(&self) -> Result<WriteTransaction> {
        self.has_room()?;
        if self.failure().is_some() {
            self.heal()?;
        }
        let mut txn = self.database()?.begin_write().inspect_err(|cause| self.note(cause))?;
        // Two-phase commits with the allocator's state saved: nothing a stranger stores can fake a
        // finished commit, and opening after a crash does not read the whole file.
        txn.set_quick_repair(true);
        Ok(txn)
    }

    pub(super) fn commit(&self, txn: WriteTransaction) -> Result<()> {
        let outcome = txn.commit().map_err(|cause| {
            self.note(&cause);
            read_only("The disk failed").because(cause)
        });
        self.forget_latest();
        outcome
    }

    pub(super) fn health(&self) -> Health {
        match (self.failure(), self.has_room()) {
            (Some(reason), _) => Health::ReadOnly(reason),
            (None, Err(error)) => Health::ReadOnly(error.message.into_owned()),
            (None, Ok(())) => Health::Good,
        }
    }

    /// After an I/O error redb refuses all further writes until the file is opened again.
    pub(super) fn heal(&self) -> Result<()> {
        if self.failure().is_none() {
            return Ok(());
        }
        self.has_room()?;
        // Closing the old one ends reading too, so first see whether the disk takes anything at all.
        probe(&self.place).map_err(|cause| read_only("The disk still fails").because(cause))?;
        self.forget_latest();
        let mut current = self.current.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(old) = current.take() {
            // Readers that began before hold the old one a little longer.
            for _ in 0..500 {
                if Arc::strong_count(&old) == 1 {
                    break;
                }
                thread::sleep(Duration::from_millis(10));
            }
            if Arc::strong_count(&old) > 1 {
                *current = Some(old);
                return Err(read_only("The store is still being read and cannot be opened again yet"));
            }
        }
        let opened =
            open(&self.place).map_err(|error| read_only("It cannot be opened again").because(error.in_full()))?;
        *current = Some(Arc::new(opened));
        drop(current);
        self.forget_latest();
        *self.broken.write().unwrap_or_else(PoisonError::into_inner) = None;
        tracing::info!("the store was opened again and takes changes");
        Ok(())
    }

    fn database(&self) -> Result<Arc<Database>> {
        let current = self.current.read().unwrap_or_else(PoisonError::into_inner);
        current.clone().ok_or_else(|| read_only("The store could not be opened again"))
    }

    fn has_room(&self) -> Result<()> {
        match &self.place {
            Place::File { space, .. } if !space.has_room() => Err(read_only("The disk is nearly full")),
            _ => Ok(()),
        }
    }

    fn failure(&self) -> Option<String> {
        self.broken.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, cause: &(impl std::error::Error + ?Sized)) {
        tracing::error!("the store failed and is read-only until it is opened again: {cause}");
        *self.broken.write().unwrap_or_else(PoisonError::into_inner) = Some(format!("The disk failed: {cause}"));
    }
}

/// Writes and removes a megabyte beside the store.
fn probe(place: &Place) -> std::io::Result<()> {
    match place {
        Place::Memory => Ok(()),
        Place::File { path, .. } => {
            let mut file = tempfile::NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
            std::io::Write::write_all(&mut file, &vec![0; 1 << 20])?;
            file.as_file().sync_all()
        }
        #[cfg(test)]
        Place::Failing(disk) => redb::StorageBackend::sync_data(disk),
    }
}

fn read_only(reason: &'static str) -> Error {
    Error::unavailable("The shop can be looked at but not changed just now; please try again in a while")
        .because(reason)
}

/// So many bytes of the file are kept in memory.
const CACHE: usize = 32 << 20;

fn open(place: &Place) -> Result<Database> {
    let mut builder = Builder::new();
    builder.set_check_integrity_on_open(true);
    // The engine would keep up to a gigabyte; the system's own cache has the rest anyway.
    builder.set_cache_size(CACHE);
    match place {
        Place::Memory => Ok(builder.create_with_backend(InMemoryBackend::new())?),
        #[cfg(test)]
        Place::Failing(disk) => Ok(builder.create_with_backend(disk.clone())?),
        Place::File { path, .. } => {
            if fs::metadata(path).is_ok_and(|it| it.len() == 0) {
                return Err(damaged(path, "the file is empty"));
            }
            let file = UndoFile::open(path).map_err(|cause| refused(path, cause))?;
            match builder.create_with_backend(file.clone()) {
                Ok(database) => {
                    file.keep();
                    Ok(database)
                }
                Err(cause) => {
                    let cause = refused(path, cause);
                    file.undo().map_err(|io| Error::unavailable(format!("{cause} ({io})")))?;
                    Err(cause)
                }
            }
        }
    }
}

fn refused(path: &Path, cause: DatabaseError) -> Error {
    match cause {
        DatabaseError::DatabaseAlreadyOpen => {
            Error::conflict(format!("Another Bodega process uses {}", path.display())).because(cause)
        }
        // A file that ends too early is no fault of the disk.
        DatabaseError::Storage(StorageError::Io(io))
            if !matches!(io.kind(), ErrorKind::InvalidData | ErrorKind::UnexpectedEof) =>
        {
            Error::unavailable(format!("{} cannot be opened: {io}", path.display()))
        }
        other => damaged(path, &other.to_string()),
    }
}

fn damaged(path: &Path, cause: &str) -> Error {
    Error::conflict(format!(
        "{} is damaged ({cause}). Nothing was changed. Restore a backup with `bodega restore FILE --force`",
        path.display()
    ))
}

macro_rules! internal {
    ($($cause:ty),* $(,)?) => {$(
        impl From<$cause> for Error {
            fn from(cause: $cause) -> Self {
                Self::internal(cause)
            }
        }
    )*};
}

internal! {
    DatabaseError,
    StorageError,
    redb::CommitError,
    redb::TableError,
    redb::TransactionError,
}
