//! The bytes that are sold, kept by what they contain.
//!
//! A file is written beside, flushed, and only then given its name, the SHA-256 of its bytes; the record that
//! names it comes after that. So a name always stands for whole bytes, the same bytes are kept once, and nothing is
//! ever overwritten: whoever downloads while a release is replaced gets the old bytes to the end.
//! What no record names any more is swept out an hour later.

mod blob;
mod folder;
mod incoming;
mod parts;
mod reading;
#[cfg(test)]
mod tests;
mod upkeep;

use std::{
    collections::HashMap,
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::SystemTime,
};

use bytes::Bytes;
use futures::Stream;
use tokio::{io::AsyncRead, task::spawn_blocking};

pub use blob::Blob;
pub use parts::{Claim, Mark, Part, Parts};
pub use reading::Reading;
pub use upkeep::{Named, Swept};

use self::folder::Folder;
use crate::base::{Digest, Error, Result};

/// What the shop keeps of files; clones share it.
///
/// All that touches the disk is in `folder.rs`; another place to keep files is another such file.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    folder: Folder,
    /// What has been found whole since the start, by size and time of change.
    sound: Mutex<HashMap<Digest, (u64, SystemTime)>>,
    /// Taken by the first bits of a hash, so that fifty buyers of one file wait for one check of it.
    checking: [tokio::sync::Mutex<()>; 16],
    /// Goes when the last handle goes.
    _temporary: Option<tempfile::TempDir>,
}

impl Files {
    /// Files in a folder of the local disk, made if it is not there.
    pub fn local(folder: impl Into<PathBuf>) -> Result<Self> {
        Self::within(folder.into(), None)
    }

    /// Files that are gone with the last handle, for tests.
    pub fn in_memory() -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Self::within(folder.path().to_owned(), Some(folder))
    }

    fn within(folder: PathBuf, temporary: Option<tempfile::TempDir>) -> Result<Self> {
        Ok(Self(Arc::new(Inner {
            folder: Folder::open(folder)?,
            sound: Mutex::default(),
            checking: Default::default(),
            _temporary: temporary,
        })))
    }

    /// Keeps what `reader` gives, however much, with little memory; more than `limit` bytes are refused and forgotten.
    /// Nothing stays behind if the caller goes away.
    pub async fn put(&self, reader: impl AsyncRead + Send + Unpin, limit: u64) -> Result<Blob> {
        let (feed, bytes) = incoming::pipe();
        let files = self.clone();
        let keep = spawn_blocking(move || files.put_blocking(bytes, limit));
        let fed = feed.pour(reader).await;
        // What went wrong on the disk explains why nobody read on.
        let kept = keep.await.map_err(Error::internal)?;
        fed.and(kept)
    }

    /// As [`Files::put`], for what comes in chunks already.
    pub async fn put_chunks(&self, chunks: impl Stream<Item = io::Result<Bytes>> + Unpin, limit: u64) -> Result<Blob> {
        let (feed, bytes) = incoming::pipe();
        let files = self.clone();
        let keep = spawn_blocking(move || files.put_blocking(bytes, limit));
        let fed = feed.pour_chunks(chunks).await;
        let kept = keep.await.map_err(Error::internal)?;
        fed.and(kept)
    }

    /// Keeps these bytes.
    pub async fn put_bytes(&self, bytes: impl AsRef<[u8]> + Send + 'static) -> Result<Blob> {
        let files = self.clone();
        spawn_blocking(move || files.put_blocking(bytes.as_ref(), u64::MAX)).await.map_err(Error::internal)?
    }

    /// Keeps a copy of the file at `path`.
    pub async fn put_file(&self, path: &Path) -> Result<Blob> {
        let (files, path) = (self.clone(), path.to_owned());
        spawn_blocking(move || files.put_file_blocking(&path)).await.map_err(Error::internal)?
    }

    /// As [`Files::put_file`], for threads that may wait.
    pub fn put_file_blocking(&self, path: &Path) -> Result<Blob> {
        let source = File::open(path)
            .map_err(|cause| Error::invalid("file", format!("{} cannot be read", path.display())).because(cause))?;
        self.put_blocking(source, u64::MAX)
    }

    /// As [`Files::put`], for threads that may wait.
    pub fn put_blocking(&self, reader: impl Read, limit: u64) -> Result<Blob> {
        let (blob, changed) = self.0.folder.keep(reader, limit)?;
        self.note_sound(blob, changed);
        Ok(blob)
    }

    /// Takes over the whole, flushed file at `path` on the same disk, whose bytes are those of `blob`: it is moved here.
    pub fn adopt_blocking(&self, path: &Path, blob: Blob) -> Result<()> {
        let changed = self.0.folder.adopt(path, &blob.sha256)?;
        self.note_sound(blob, changed);
        Ok(())
    }

    /// Opens a file for reading. The first time since the start its bytes are compared with its hash, so that nobody
    /// is ever sent wrong ones.
    ///
    /// # Errors
    /// [`Error::unavailable`] if it is missing or damaged; the log says which.
    pub async fn open(&self, blob: Blob) -> Result<Reading> {
        let _one_check = match self.is_known(&blob) {
            true => None,
            false => Some(self.0.checking[usize::from(blob.sha256.to_bytes()[0] & 15)].lock().await),
        };
        let files = self.clone();
        let file = spawn_blocking(move || files.open_blocking(blob)).await.map_err(Error::internal)??;
        Ok(Reading::new(file))
    }

    /// As [`Files::open`], for threads that may wait.
    pub fn open_blocking(&self, blob: Blob) -> Result<File> {
        let damaged = |what: String| {
            tracing::error!("file {}: {what}", blob.sha256);
            Error::unavailable("This file cannot be sent just now. The shop's owner has been told").because(what)
        };
        let (mut file, size, changed) = self.0.folder.find(&blob.sha256).map_err(|cause| damaged(cause.to_string()))?;
        if self.sound_since(&blob.sha256) == Some((size, changed)) && size == blob.size {
            return Ok(file);
        }
        if size != blob.size {
            return Err(damaged(format!("holds {size} bytes instead of {}", blob.size)));
        }
        let found = folder::hash(&mut file)?;
        if found != blob {
            return Err(damaged(format!("holds other bytes: {}", found.sha256)));
        }
        file.seek(SeekFrom::Start(0))?;
        self.note_sound(blob, changed);
        Ok(file)
    }

    /// The file of this name, if there is one, whole or not.
    pub fn named(&self, hash: &Digest) -> Option<Blob> {
        self.0.folder.find(hash).ok().map(|(_, size, _)| Blob { sha256: *hash, size })
    }

    /// Where a file lies below the folder of files: `ab/cdef...`.
    pub fn shelf(hash: &Digest) -> String {
        folder::shelf(hash)
    }

    /// Where a file lies, or would.
    pub fn path(&self, hash: &Digest) -> PathBuf {
        self.0.folder.path(hash)
    }

    /// Whether there is such a file, whole or not.
    pub fn has(&self, hash: &Digest) -> bool {
        self.0.folder.path(hash).is_file()
    }

    fn is_known(&self, blob: &Blob) -> bool {
        self.sound_since(&blob.sha256).is_some()
    }

    fn sound_since(&self, hash: &Digest) -> Option<(u64, SystemTime)> {
        self.0.sound.lock().unwrap_or_else(PoisonError::into_inner).get(hash).copied()
    }

    fn note_sound(&self, blob: Blob, changed: SystemTime) {
        self.0.sound.lock().unwrap_or_else(PoisonError::into_inner).insert(blob.sha256, (blob.size, changed));
    }
}
