//! The bytes that are sold, kept by what they contain.
//!
//! A file is written beside, flushed, and only then given its name, the SHA-256 of its bytes; the record that
//! names it comes after that. So a name always stands for whole bytes, the same bytes are kept once, and nothing is
//! ever overwritten: whoever downloads while a release is replaced gets the old bytes to the end.
//! What no record names any more is swept out an hour later.
//!
//! Files arrive in a folder of the local disk. Where the settings name a bucket as their home, they are carried there a
//! moment later and leave the folder, so that neither an upload nor a sale waits for the store; whoever opens a file finds
//! it in either place.

mod blob;
mod bucket;
mod carrying;
mod config;
mod far;
mod folder;
mod incoming;
mod moving;
mod parts;
mod reading;
mod source;
#[cfg(test)]
mod tests;
mod upkeep;

use std::{
    collections::{HashMap, HashSet},
    fs::File,
    io::{self, Read, Seek, SeekFrom},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, atomic::AtomicBool},
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use futures::Stream;
use quick_cache::{Weighter, sync::Cache};
use tokio::{
    io::{AsyncRead, AsyncReadExt},
    task::spawn_blocking,
};

pub use blob::Blob;
pub use config::{FilesConfig, Handing, Home};
pub use moving::Moved;
pub use parts::{Claim, Mark, Part, Parts};
pub use source::Reading;
pub use upkeep::{Named, Swept};

use self::{bucket::Bucket, far::Far, folder::Folder};
use crate::base::{Digest, Error, Result};

/// Files of a bucket up to this size are kept in memory, as the pictures of pages are asked for again and again.
const SMALL: u64 = 256 << 10;
/// So much memory they may take.
const ROOM: u64 = 32 << 20;
/// An address that a bucket answers to works this long: enough to begin, little enough to be passed on.
const ADDRESSED: Duration = Duration::from_secs(10 * 60);

/// What the shop keeps of files; clones share it.
///
/// All that touches the disk is in `folder.rs`, all that speaks to a bucket in `bucket.rs`.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    folder: Folder,
    /// The one that the settings name, used or not.
    bucket: Option<Arc<Bucket>>,
    home: Home,
    handing: Handing,
    /// Small files of the bucket.
    small: Cache<Digest, Bytes, Heavy>,
    /// Held while a file changes its place, so that the sweep does not take it on the way.
    carrying: tokio::sync::Mutex<()>,
    /// Files have been brought back to the folder, where the shop will look for them after its next start.
    leaving: AtomicBool,
    /// What lies in the folder and is not what its name says; it stays there.
    damaged: Mutex<HashSet<Digest>>,
    /// What has been found whole since the start, by size and time of change.
    sound: Mutex<HashMap<Digest, (u64, SystemTime)>>,
    /// Taken by the first bits of a hash, so that fifty buyers of one file wait for one check of it.
    checking: [tokio::sync::Mutex<()>; 16],
    /// Goes when the last handle goes.
    _temporary: Option<tempfile::TempDir>,
}

#[derive(Clone)]
struct Heavy;

impl Weighter<Digest, Bytes> for Heavy {
    fn weight(&self, _: &Digest, bytes: &Bytes) -> u64 {
        bytes.len() as u64 + 128
    }
}

impl Files {
    /// Files in a folder of the local disk, made if it is not there.
    pub fn local(folder: impl Into<PathBuf>) -> Result<Self> {
        Self::within(folder.into(), None, &FilesConfig::default(), None)
    }

    /// Files as the settings say, which arrive in this folder of the local disk.
    ///
    /// # Errors
    /// The folder cannot be made. A bucket is not called before it is needed.
    pub fn open_at(folder: impl Into<PathBuf>, config: &FilesConfig) -> Result<Self> {
        let bucket = config.names_a_bucket().then(|| Bucket::open(config)).transpose()?;
        Self::within(folder.into(), None, config, bucket)
    }

    /// Files that are gone with the last handle, for tests; a bucket is one in memory as well.
    pub fn in_memory(config: &FilesConfig) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let bucket = config.names_a_bucket().then(Bucket::in_memory).transpose()?;
        Self::within(folder.path().to_owned(), Some(folder), config, bucket)
    }

    fn within(
        folder: PathBuf,
        temporary: Option<tempfile::TempDir>,
        config: &FilesConfig,
        bucket: Option<Bucket>,
    ) -> Result<Self> {
        Ok(Self(Arc::new(Inner {
            folder: Folder::open(folder)?,
            bucket: bucket.map(Arc::new),
            home: config.home,
            handing: config.delivery,
            small: Cache::with_weighter(1_000, ROOM, Heavy),
            carrying: tokio::sync::Mutex::default(),
            leaving: AtomicBool::new(false),
            damaged: Mutex::default(),
            sound: Mutex::default(),
            checking: Default::default(),
            _temporary: temporary,
        })))
    }

    /// The bucket that files are carried to, if that is their home.
    fn home_bucket(&self) -> Option<&Arc<Bucket>> {
        self.0.bucket.as_ref().filter(|_| self.0.home == Home::S3)
    }

    /// What an operator calls the bucket that is the home of the files; nothing where that is the folder.
    pub fn elsewhere(&self) -> Option<&str> {
        self.home_bucket().map(|it| it.called.as_str())
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
    /// is ever sent wrong ones; those of a bucket are while they are read.
    ///
    /// # Errors
    /// [`Error::unavailable`] if it is missing or damaged, or if the bucket cannot be reached; the log says which.
    pub async fn open(&self, blob: Blob) -> Result<Reading> {
        self.open_part(blob, 0, blob.size).await
    }

    /// As [`Files::open`], for whoever wants `len` bytes from `from` on and nothing else.
    pub async fn open_part(&self, blob: Blob, from: u64, len: u64) -> Result<Reading> {
        let _one_check = match self.is_known(&blob) {
            true => None,
            false => Some(self.0.checking[usize::from(blob.sha256.to_bytes()[0] & 15)].lock().await),
        };
        let files = self.clone();
        let at_hand = spawn_blocking(move || files.open_at_hand(blob)).await.map_err(Error::internal)??;
        match (at_hand, self.home_bucket()) {
            (Some(file), _) => Ok(Reading::disk(file).starting_at(from)),
            (None, Some(bucket)) if blob.size <= SMALL => {
                let bytes = self.small(bucket, blob).await?;
                Ok(Reading::memory(bytes).starting_at(from))
            }
            (None, Some(bucket)) => {
                let far = Far::open(bucket.clone(), blob, from, from.saturating_add(len)).await?;
                far.map(Reading::bucket).ok_or_else(|| damaged(&blob, "is in neither folder nor bucket".into()))
            }
            (None, None) => Err(damaged(&blob, "is not in the folder".into())),
        }
    }

    /// Says whether a file could be opened now, without reading it from a bucket.
    ///
    /// # Errors
    /// As those of [`Files::open`].
    pub async fn must_be_there(&self, blob: Blob) -> Result<()> {
        let Some(bucket) = self.home_bucket().filter(|_| !self.0.folder.path(&blob.sha256).is_file()) else {
            return self.open(blob).await.map(drop);
        };
        match bucket.find(&blob.sha256).await? {
            Some(found) if found.blob == blob => Ok(()),
            Some(found) => Err(damaged(&blob, format!("holds {} bytes instead of {}", found.blob.size, blob.size))),
            None => Err(damaged(&blob, "is in neither folder nor bucket".into())),
        }
    }

    /// An address at which the bucket itself sends a file for some minutes, with these headers. Nothing where buyers get
    /// their files from the shop, or while the file has not yet come to the bucket.
    ///
    /// # Errors
    /// As those of [`Files::open`].
    pub async fn address(&self, blob: Blob, disposition: &str, media_type: &str) -> Result<Option<String>> {
        let handed = self.home_bucket().filter(|_| self.0.handing == Handing::Presigned);
        let Some(bucket) = handed.filter(|_| !self.0.folder.path(&blob.sha256).is_file()) else { return Ok(None) };
        self.must_be_there(blob).await?;
        bucket.address(&blob.sha256, disposition, media_type, ADDRESSED).await
    }

    async fn small(&self, bucket: &Arc<Bucket>, blob: Blob) -> Result<Bytes> {
        if let Some(kept) = self.0.small.get(&blob.sha256) {
            return Ok(kept);
        }
        let far = Far::open(bucket.clone(), blob, 0, blob.size).await?;
        let mut far = far.ok_or_else(|| damaged(&blob, "is in neither folder nor bucket".into()))?;
        let mut bytes = Vec::new();
        far.read_to_end(&mut bytes).await.map_err(|cause| damaged(&blob, cause.to_string()))?;
        let bytes = Bytes::from(bytes);
        self.0.small.insert(blob.sha256, bytes.clone());
        Ok(bytes)
    }

    /// As [`Files::open`], for threads that may wait, of what lies in the folder.
    pub fn open_blocking(&self, blob: Blob) -> Result<File> {
        self.open_at_hand(blob)?.ok_or_else(|| damaged(&blob, "is not in the folder".into()))
    }

    /// The file in the folder, whole; nothing if it is not there.
    fn open_at_hand(&self, blob: Blob) -> Result<Option<File>> {
        let (mut file, size, changed) = match self.0.folder.find(&blob.sha256) {
            Ok(found) => found,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(cause) => return Err(damaged(&blob, cause.to_string())),
        };
        if self.sound_since(&blob.sha256) == Some((size, changed)) && size == blob.size {
            return Ok(Some(file));
        }
        if size != blob.size {
            return Err(damaged(&blob, format!("holds {size} bytes instead of {}", blob.size)));
        }
        let found = folder::hash(&mut file)?;
        if found != blob {
            return Err(damaged(&blob, format!("holds other bytes: {}", found.sha256)));
        }
        file.seek(SeekFrom::Start(0))?;
        self.note_sound(blob, changed);
        Ok(Some(file))
    }

    /// The file of this name, if there is one, whole or not.
    ///
    /// # Errors
    /// The bucket cannot be reached.
    pub async fn named(&self, hash: &Digest) -> Result<Option<Blob>> {
        if let Ok((_, size, _)) = self.0.folder.find(hash) {
            return Ok(Some(Blob { sha256: *hash, size }));
        }
        let Some(bucket) = self.home_bucket() else { return Ok(None) };
        if let Some(kept) = self.0.small.get(hash) {
            return Ok(Some(Blob { sha256: *hash, size: kept.len() as u64 }));
        }
        Ok(bucket.find(hash).await?.map(|it| it.blob))
    }

    /// Where a file lies below the folder of files: `ab/cdef...`.
    pub fn shelf(hash: &Digest) -> String {
        folder::shelf(hash)
    }

    /// Where a file lies in the folder, or would.
    pub fn path(&self, hash: &Digest) -> PathBuf {
        self.0.folder.path(hash)
    }

    /// Whether there is such a file, whole or not. For threads that may wait.
    pub fn has_blocking(&self, hash: &Digest) -> Result<bool> {
        if self.0.folder.path(hash).is_file() {
            return Ok(true);
        }
        self.home_bucket().map_or(Ok(false), |bucket| Ok(bucket.wait(bucket.find(hash))?.is_some()))
    }

    fn is_known(&self, blob: &Blob) -> bool {
        self.sound_since(&blob.sha256).is_some()
    }

    fn sound_since(&self, hash: &Digest) -> Option<(u64, SystemTime)> {
        self.0.sound.lock().unwrap_or_else(PoisonError::into_inner).get(hash).copied()
    }

    fn note_sound(&self, blob: Blob, changed: SystemTime) {
        self.0.damaged.lock().unwrap_or_else(PoisonError::into_inner).remove(&blob.sha256);
        self.0.sound.lock().unwrap_or_else(PoisonError::into_inner).insert(blob.sha256, (blob.size, changed));
    }
}

/// The visitor is told that it passes, the log why it does not.
fn damaged(blob: &Blob, what: String) -> Error {
    tracing::error!("file {}: {what}", blob.sha256);
    Error::unavailable("This file cannot be sent just now. The shop's owner has been told").because(what)
}
