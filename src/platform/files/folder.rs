//! Files on the local disk: `ab/cdef…` by their hash, and `tmp` for those that are not yet whole.

use std::{
    fs::{self, DirBuilder, File, OpenOptions},
    io::{self, ErrorKind, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

use super::Blob;
use crate::base::{Digest, Error, Result};

const CHUNK: usize = 1 << 18;

pub(super) struct Folder {
    root: PathBuf,
    /// Held while a file gets its name and while one is thrown away, so that neither crosses the other.
    gate: Mutex<()>,
}

/// A file that is not yet whole: gone again unless it gets its name.
struct Draft {
    path: PathBuf,
    file: File,
}

/// Where a file lies below the folder: `ab/cdef...`.
pub(super) fn shelf(hash: &Digest) -> String {
    let name = hash.to_string();
    let (shelf, rest) = name.split_at(2);
    format!("{shelf}/{rest}")
}

impl Folder {
    pub(super) fn open(root: PathBuf) -> Result<Self> {
        let folder = Self { root, gate: Mutex::default() };
        make_folder(&folder.root)?;
        make_folder(&folder.drafts())?;
        Ok(folder)
    }

    /// Where the file lies, or would.
    pub(super) fn path(&self, hash: &Digest) -> PathBuf {
        self.root.join(shelf(hash))
    }

    /// Reads to the end, then gives the bytes their name. A name that exists is given to the new, equal bytes, which
    /// mends an older file that was torn and makes it young again for the sweep.
    pub(super) fn keep(&self, mut reader: impl Read, limit: u64) -> Result<(Blob, SystemTime)> {
        let mut draft = self.draft()?;
        let mut hash = Sha256::new();
        let mut size = 0_u64;
        let mut chunk = vec![0; CHUNK];
        loop {
            let count = match reader.read(&mut chunk) {
                Ok(0) => break,
                Ok(count) => count,
                Err(cause) if cause.kind() == ErrorKind::Interrupted => continue,
                Err(cause) => {
                    return Err(Error::invalid("file", "The file could not be read to its end").because(cause));
                }
            };
            size += count as u64;
            if size > limit {
                return Err(Error::invalid("file", format!("This file is larger than {limit} bytes")));
            }
            hash.update(&chunk[..count]);
            draft.file.write_all(&chunk[..count]).map_err(no_room)?;
        }
        draft.file.sync_all().map_err(no_room)?;
        let blob = Blob { sha256: Digest::from_bytes(hash.finalize().into()), size };
        let changed = draft.file.metadata()?.modified()?;
        self.name(draft, &blob.sha256).map_err(no_room)?;
        Ok((blob, changed))
    }

    fn draft(&self) -> Result<Draft> {
        let path = self.drafts().join(uuid::Uuid::from_bytes(rand::random()).simple().to_string());
        let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).map_err(no_room)?;
        Ok(Draft { path, file })
    }

    /// Moves a whole file here, dated as of now, so that the sweep leaves it alone until a record names it.
    pub(super) fn adopt(&self, from: &Path, hash: &Digest) -> Result<SystemTime> {
        let file = File::options().write(true).open(from)?;
        file.set_modified(SystemTime::now())?;
        let changed = file.metadata()?.modified()?;
        self.place(from, hash).map_err(no_room)?;
        Ok(changed)
    }

    fn name(&self, draft: Draft, hash: &Digest) -> io::Result<()> {
        self.place(&draft.path, hash)
    }

    fn place(&self, from: &Path, hash: &Digest) -> io::Result<()> {
        let path = self.path(hash);
        let shelf = path.parent().unwrap_or(&self.root);
        if !shelf.is_dir() {
            make_folder(shelf)?;
            sync_folder(&self.root)?;
        }
        let _gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        fs::rename(from, &path)?;
        sync_folder(shelf)
    }

    /// The file with its size and the time of its last change.
    pub(super) fn find(&self, hash: &Digest) -> io::Result<(File, u64, SystemTime)> {
        let file = File::open(self.path(hash))?;
        let about = file.metadata()?;
        Ok((file, about.len(), about.modified()?))
    }

    /// Takes a file out that lies elsewhere as well.
    pub(super) fn remove(&self, hash: &Digest) -> io::Result<()> {
        let _gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        match fs::remove_file(self.path(hash)) {
            Err(cause) if cause.kind() != ErrorKind::NotFound => Err(cause),
            _ => Ok(()),
        }
    }

    /// Throws a file away if it is still older than `young`.
    pub(super) fn throw_away(&self, path: &Path, young: SystemTime) -> io::Result<bool> {
        let _gate = self.gate.lock().unwrap_or_else(PoisonError::into_inner);
        let old = fs::metadata(path)?.modified()? < young;
        if old {
            fs::remove_file(path)?;
        }
        Ok(old)
    }

    /// Shows every file with its hash, size and age; names that are not hashes are not ours.
    pub(super) fn each(&self, mut visit: impl FnMut(Digest, &Path, &fs::Metadata) -> Result<()>) -> Result<()> {
        for shelf in fs::read_dir(&self.root)? {
            let shelf = shelf?;
            let first = shelf.file_name();
            if first.len() != 2 || !shelf.file_type()?.is_dir() {
                continue;
            }
            for entry in fs::read_dir(shelf.path())? {
                let entry = entry?;
                let name = format!("{}{}", first.to_string_lossy(), entry.file_name().to_string_lossy());
                let Ok(hash) = name.parse() else { continue };
                // It may have been thrown away since the folder was read.
                if let Ok(about) = entry.metadata() {
                    visit(hash, &entry.path(), &about)?;
                }
            }
        }
        Ok(())
    }

    /// The files that are not yet whole, or never became so.
    pub(super) fn each_draft(&self, mut visit: impl FnMut(&Path, &fs::Metadata) -> Result<()>) -> Result<()> {
        for entry in fs::read_dir(self.drafts())? {
            let entry = entry?;
            if let Ok(about) = entry.metadata() {
                visit(&entry.path(), &about)?;
            }
        }
        Ok(())
    }

    fn drafts(&self) -> PathBuf {
        self.root.join("tmp")
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        // Once it has its name there is nothing here to remove.
        drop(fs::remove_file(&self.path));
    }
}

/// What a file holds, read to its end.
pub(super) fn hash(file: &mut impl Read) -> Result<Blob> {
    let mut hash = Sha256::new();
    let mut size = 0;
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => break,
            count => {
                hash.update(&chunk[..count]);
                size += count as u64;
            }
        }
    }
    Ok(Blob { sha256: Digest::from_bytes(hash.finalize().into()), size })
}

fn make_folder(path: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(path)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    File::open(path)?.sync_all()
}

/// A full disk is the operator's to mend, and passes.
pub(super) fn no_room(cause: io::Error) -> Error {
    match cause.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            Error::unavailable("The shop's disk is full; nothing was stored").because(cause)
        }
        _ => Error::internal(cause),
    }
}
