//! Files on their way in: added to piece by piece, over days and restarts, until they are whole.
//!
//! How far a file has come is told by its [`Mark`], which whoever adds to it keeps in the store: so many bytes have been
//! flushed, and this is what their hash has come to. What lies behind the mark is cut off before anything is added, so a
//! power cut costs what was sent since the last mark and nothing else. Since the hash goes along, a file of any size is
//! whole the moment its last byte has been flushed: nothing is read a second time.

use std::{
    collections::HashSet,
    fs::{self, DirBuilder, File, OpenOptions},
    io::{ErrorKind, Read, Seek, SeekFrom, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use sha2::{
    Digest as _, Sha256,
    digest::common::hazmat::{SerializableState, SerializedState},
};
use tokio::task::spawn_blocking;

use super::{Blob, Files, folder::no_room};
use crate::base::{Digest, Error, Result};

const CHUNK: usize = 1 << 18;

/// Where files lie that are not yet whole; clones share it.
#[derive(Clone)]
pub struct Parts(Arc<Inner>);

struct Inner {
    files: Files,
    folder: PathBuf,
    /// So many bytes stay free on the disk.
    floor: u64,
    busy: Mutex<HashSet<String>>,
    /// Goes when the last handle goes.
    _temporary: Option<tempfile::TempDir>,
}

/// How far a file has come.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// So many bytes have been flushed to the disk.
    pub size: u64,
    /// What their hash has come to.
    #[serde(default)]
    hash: Vec<u8>,
}

/// The right to add to a file, of which there is one at a time. Given back when it is dropped.
pub struct Claim {
    parts: Parts,
    name: String,
}

/// A file that is added to.
pub struct Part {
    claim: Claim,
    file: File,
    size: u64,
    hash: Sha256,
}

impl Parts {
    /// In a folder on the disk of `files`, made if it is not there; `floor` bytes of the disk stay free.
    pub fn local(files: Files, folder: PathBuf, floor: u64) -> Result<Self> {
        Self::within(files, folder, floor, None)
    }

    /// Files that are gone with the last handle, for tests.
    pub fn in_memory(files: Files) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        Self::within(files, folder.path().to_owned(), 0, Some(folder))
    }

    fn within(files: Files, folder: PathBuf, floor: u64, temporary: Option<tempfile::TempDir>) -> Result<Self> {
        DirBuilder::new().recursive(true).mode(0o700).create(&folder)?;
        Ok(Self(Arc::new(Inner { files, folder, floor, busy: Mutex::default(), _temporary: temporary })))
    }

    /// The right to add to the file `name`; nothing while somebody else has it.
    pub fn claim(&self, name: &str) -> Option<Claim> {
        let new = self.0.busy.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
        new.then(|| Claim { parts: self.clone(), name: name.to_owned() })
    }

    /// Whether the disk has room for `size` more bytes.
    pub fn has_room(&self, size: u64) -> bool {
        let free = rustix::fs::statvfs(&self.0.folder).map_or(u64::MAX, |it| it.f_bavail.saturating_mul(it.f_frsize));
        free >= size.saturating_add(self.0.floor)
    }

    /// The names of all files that are here.
    pub fn names_blocking(&self) -> Result<Vec<String>> {
        let entries = fs::read_dir(&self.0.folder)?;
        entries.map(|it| Ok(it?.file_name().to_string_lossy().into_owned())).collect()
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.parts.0.busy.lock().unwrap_or_else(PoisonError::into_inner).remove(&self.name);
    }
}

impl Claim {
    fn path(&self) -> PathBuf {
        self.parts.0.folder.join(&self.name)
    }

    /// Opens the file at its mark, and cuts off what lies behind. Where less lies there than the mark says, as after the
    /// return of a backup, it begins anew: look at [`Part::mark`].
    ///
    /// # Errors
    /// The disk is full or fails.
    pub async fn open(self, mark: Mark) -> Result<Part> {
        spawn_blocking(move || self.open_blocking(&mark)).await.map_err(Error::internal)?
    }

    fn open_blocking(self, mark: &Mark) -> Result<Part> {
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false).mode(0o600);
        let mut file = options.open(self.path()).map_err(no_room)?;
        let size = if file.metadata()?.len() < mark.size { 0 } else { mark.size };
        file.set_len(size)?;
        let hash = match (size, resumed(&mark.hash)) {
            (0, _) => Sha256::new(),
            (_, Some(hash)) => hash,
            // Written by another version of the library: read once more.
            (_, None) => hash_of(&mut file)?,
        };
        file.seek(SeekFrom::Start(size))?;
        Ok(Part { claim: self, file, size, hash })
    }

    /// Makes a file whole that has come to its end, unless that was done already before a crash.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn finish(self, mark: Mark) -> Result<Blob> {
        spawn_blocking(move || {
            let known = resumed(&mark.hash).map(|hash| Digest::from_bytes(hash.finalize().into()));
            if let Some(sha256) = known.filter(|_| !self.path().exists())
                && self.parts.0.files.has_blocking(&sha256)?
            {
                return Ok(Blob { sha256, size: mark.size });
            }
            let part = self.open_blocking(&mark)?;
            if part.size != mark.size {
                return Err(Error::conflict("What was uploaded is gone; please upload it again"));
            }
            part.finish_blocking()
        })
        .await
        .map_err(Error::internal)?
    }

    /// Forgets the file.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn remove(self) -> Result<()> {
        spawn_blocking(move || match fs::remove_file(self.path()) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause.into()),
            _ => Ok(()),
        })
        .await
        .map_err(Error::internal)?
    }
}

impl Part {
    /// How far it has come, flushed or not: keep it after [`Part::flush`] only.
    pub fn mark(&self) -> Mark {
        Mark { size: self.size, hash: SerializableState::serialize(&self.hash).to_vec() }
    }

    /// Adds these bytes.
    ///
    /// # Errors
    /// The disk is full or fails.
    pub async fn write(self, bytes: Bytes) -> Result<Self> {
        self.blocking(move |part| {
            part.file.write_all(&bytes).map_err(no_room)?;
            part.hash.update(&bytes);
            part.size += bytes.len() as u64;
            Ok(())
        })
        .await
    }

    /// Returns when all that was added lies on the disk.
    ///
    /// # Errors
    /// The disk is full or fails.
    pub async fn flush(self) -> Result<Self> {
        self.blocking(|part| part.file.sync_data().map_err(no_room)).await
    }

    /// Gives the right to add to it back, without making it whole.
    pub fn release(self) -> Claim {
        self.claim
    }

    async fn blocking(mut self, work: impl FnOnce(&mut Self) -> Result<()> + Send + 'static) -> Result<Self> {
        let done = spawn_blocking(move || work(&mut self).map(|()| self));
        done.await.map_err(Error::internal)?
    }

    fn finish_blocking(self) -> Result<Blob> {
        self.file.sync_all().map_err(no_room)?;
        let blob = Blob { sha256: Digest::from_bytes(self.hash.clone().finalize().into()), size: self.size };
        self.claim.parts.0.files.adopt_blocking(&self.claim.path(), blob)?;
        Ok(blob)
    }
}

fn resumed(state: &[u8]) -> Option<Sha256> {
    let state = SerializedState::<Sha256>::try_from(state).ok()?;
    <Sha256 as SerializableState>::deserialize(&state).ok()
}

fn hash_of(file: &mut File) -> Result<Sha256> {
    let mut hash = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    file.seek(SeekFrom::Start(0))?;
    loop {
        match file.read(&mut chunk) {
            Ok(0) => return Ok(hash),
            Ok(count) => hash.update(&chunk[..count]),
            Err(cause) if cause.kind() == ErrorKind::Interrupted => {}
            Err(cause) => return Err(cause.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::FilesConfig, *};

    fn parts() -> Parts {
        Parts::in_memory(Files::in_memory(&FilesConfig::default()).unwrap()).unwrap()
    }

    async fn add(parts: &Parts, mark: Mark, bytes: &'static [u8]) -> Mark {
        let part = parts.claim("a").unwrap().open(mark).await.unwrap();
        part.write(Bytes::from_static(bytes)).await.unwrap().flush().await.unwrap().mark()
    }

    #[tokio::test]
    async fn a_file_becomes_whole_piece_by_piece() {
        let parts = parts();
        let first = add(&parts, Mark::default(), b"hello ").await;
        // What comes after a mark that was never kept is cut off again.
        add(&parts, first.clone(), b"nobody").await;
        let mark = add(&parts, first, b"world").await;
        assert_eq!(mark.size, 11);
        let blob = parts.claim("a").unwrap().finish(mark.clone()).await.unwrap();
        assert_eq!(blob, Blob { sha256: Digest::of(b"hello world"), size: 11 });
        assert_eq!(fs::read(parts.0.files.0.folder.path(&blob.sha256)).unwrap(), b"hello world");
        assert!(parts.names_blocking().unwrap().is_empty());
        // As after a crash between the file and its record.
        assert_eq!(parts.claim("a").unwrap().finish(mark).await.unwrap(), blob);
    }

    #[tokio::test]
    async fn a_mark_of_another_version_and_one_that_lies() {
        let parts = parts();
        let mark = add(&parts, Mark::default(), b"hello ").await;
        let strange = Mark { hash: vec![1, 2, 3], ..mark };
        let mark = add(&parts, strange, b"world").await;
        assert_eq!(parts.claim("a").unwrap().finish(mark).await.unwrap().sha256, Digest::of(b"hello world"));
        let beyond = Mark { size: 99, hash: vec![] };
        let part = parts.claim("a").unwrap().open(beyond.clone()).await.unwrap();
        assert_eq!(part.mark().size, 0, "it begins anew");
        drop(part);
        assert!(parts.claim("a").unwrap().finish(beyond).await.is_err());
    }

    #[tokio::test]
    async fn one_writes_at_a_time() {
        let parts = parts();
        let claim = parts.claim("a").unwrap();
        assert!(parts.claim("a").is_none() && parts.claim("b").is_some());
        let part = claim.open(Mark::default()).await.unwrap();
        assert!(parts.claim("a").is_none());
        part.release().remove().await.unwrap();
        parts.claim("a").unwrap().remove().await.unwrap();
        assert!(parts.has_room(1) && !parts.has_room(u64::MAX));
    }
}
