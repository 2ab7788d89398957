//! A store's file that forgets what a failed opening did to it: the engine mends as it opens, and
//! a store it then refuses must be found as it was.

use std::{
    fs::OpenOptions,
    io,
    ops::Bound,
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use redb::{BackendError, DatabaseError, StorageBackend, backends::FileBackend};

/// The file, with what was overwritten since it was opened until [`UndoFile::keep`].
#[derive(Clone, Debug)]
pub(super) struct UndoFile(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    file: FileBackend,
    opening: AtomicBool,
    undo: Mutex<Vec<Step>>,
}

/// How a step is taken back.
#[derive(Debug)]
enum Step {
    Length(u64),
    Bytes(u64, Vec<u8>),
}

impl UndoFile {
    /// Opens the file, or makes an empty one.
    pub(super) fn open(path: &Path) -> Result<Self, DatabaseError> {
        let file = OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let inner = Inner { file: FileBackend::new(file)?, opening: AtomicBool::new(true), undo: Mutex::default() };
        Ok(Self(Arc::new(inner)))
    }

    /// From now on what is written stays.
    pub(super) fn keep(&self) {
        self.0.opening.store(false, Ordering::Release);
        self.steps().clear();
    }

    /// Puts the file back as it was when it was opened.
    pub(super) fn undo(&self) -> io::Result<()> {
        for step in std::mem::take(&mut *self.steps()).into_iter().rev() {
            match step {
                Step::Length(length) => self.0.file.set_len(length)?,
                Step::Bytes(at, bytes) => self.0.file.write(at, &bytes)?,
            }
        }
        self.0.file.sync_data()
    }

    fn steps(&self) -> std::sync::MutexGuard<'_, Vec<Step>> {
        self.0.undo.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn is_opening(&self) -> bool {
        self.0.opening.load(Ordering::Acquire)
    }

    /// Keeps the bytes from `at` to `end`, as far as the file reaches.
    fn remember(&self, at: u64, end: u64) -> io::Result<()> {
        let length = self.0.file.len()?;
        let mut bytes = vec![0; usize::try_from(end.min(length).saturating_sub(at)).map_err(io::Error::other)?];
        self.0.file.read(at, &mut bytes)?;
        self.steps().extend((end > length).then_some(Step::Length(length)));
        self.steps().push(Step::Bytes(at, bytes));
        Ok(())
    }
}

impl StorageBackend for UndoFile {
    fn len(&self) -> io::Result<u64> {
        self.0.file.len()
    }

    fn read(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        self.0.file.read(offset, out)
    }

    fn set_len(&self, len: u64) -> io::Result<()> {
        if self.is_opening() {
            let before = self.0.file.len()?;
            match len < before {
                true => self.remember(len, before)?,
                false => self.steps().push(Step::Length(before)),
            }
        }
        self.0.file.set_len(len)
    }

    fn sync_data(&self) -> io::Result<()> {
        self.0.file.sync_data()
    }

    fn write(&self, offset: u64, data: &[u8]) -> io::Result<()> {
        if self.is_opening() {
            self.remember(offset, offset + data.len() as u64)?;
        }
        self.0.file.write(offset, data)
    }

    fn close(&self) -> io::Result<()> {
        self.0.file.close()
    }

    fn try_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.try_lock_range(start, end)
    }

    fn try_lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.try_lock_shared_range(start, end)
    }

    fn lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.lock_range(start, end)
    }

    fn lock_shared_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.lock_shared_range(start, end)
    }

    fn unlock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<(), BackendError> {
        self.0.file.unlock_range(start, end)
    }

    fn query_lock_range(&self, start: Bound<u64>, end: Bound<u64>) -> Result<bool, BackendError> {
        self.0.file.query_lock_range(start, end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_done_while_opening_is_taken_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("shop.redb");
        let before: Vec<u8> = (0..=255).collect();
        std::fs::write(&path, &before).unwrap();
        let file = UndoFile::open(&path).unwrap();
        file.write(10, &[7; 20]).unwrap();
        file.write(15, &[8; 300]).unwrap();
        file.set_len(400).unwrap();
        file.set_len(12).unwrap();
        file.write(11, &[9; 9]).unwrap();
        file.undo().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), before);
        file.write(0, &[1]).unwrap();
        file.keep();
        file.write(1, &[2]).unwrap();
        file.undo().unwrap();
        assert_eq!(std::fs::read(&path).unwrap()[..3], [1, 2, 2]);
    }
}
