//! A whole shop in one file: a tar archive whose last entry lists all others with their hashes.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::progress::Progress;
use crate::base::{Digest, Error, Result, Timestamp};

/// The entry that lists all others.
pub const MANIFEST: &str = "manifest.json";

/// The shape of archives that this program writes and the newest it reads.
const FORMAT: u32 = 1;

/// What an archive holds.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// The version of the program that wrote it.
    pub version: String,
    /// The moment that it shows.
    pub taken: Timestamp,
    /// Every entry by its path.
    pub entries: BTreeMap<String, Entry>,
}

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// Its length in bytes.
    pub size: u64,
    /// The SHA-256 of its bytes.
    pub sha256: Digest,
}

/// Writes the files `sources` (name in the archive, path on the disk) into a new archive at `path`.
/// The archive gets its name only when it is whole and on the disk. Those that have vanished meanwhile are left out.
pub fn write(
    path: &Path,
    sources: &[(String, PathBuf)],
    taken: Timestamp,
    progress: &dyn Progress,
) -> Result<Manifest> {
    if path.exists() {
        return Err(Error::conflict(format!("{} exists already", path.display())));
    }
    let folder = path.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let draft = tempfile::NamedTempFile::new_in(folder)
        .map_err(|cause| Error::unavailable(format!("{} cannot be written: {cause}", path.display())))?;
    let mut archive = tar::Builder::new(BufWriter::with_capacity(1 << 18, draft));
    let mut manifest =
        Manifest { format: FORMAT, version: env!("CARGO_PKG_VERSION").into(), taken, entries: BTreeMap::new() };
    for (at, (name, source)) in sources.iter().enumerate() {
        progress.at(at as u64, Some(sources.len() as u64), "files");
        let file = match File::open(source) {
            Ok(file) => file,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => continue,
            Err(cause) => return Err(Error::unavailable(format!("{} cannot be read: {cause}", source.display()))),
        };
        let size = file.metadata()?.len();
        let mut hashing = Hashing { inner: file.take(size), hash: Sha256::new() };
        archive.append_data(&mut header(size, taken), name, &mut hashing)?;
        let sha256 = Digest::from_bytes(hashing.hash.finalize().into());
        manifest.entries.insert(name.clone(), Entry { size, sha256 });
    }
    let list = serde_json::to_vec_pretty(&manifest).map_err(Error::internal)?;
    archive.append_data(&mut header(list.len() as u64, taken), MANIFEST, &list[..])?;
    let draft = archive.into_inner()?.into_inner().map_err(io::IntoInnerError::into_error)?;
    draft.as_file().sync_all()?;
    draft
        .persist_noclobber(path)
        .map_err(|cause| Error::conflict(format!("{} exists already", path.display())).because(cause))?;
    File::open(folder)?.sync_all()?;
    Ok(manifest)
}

/// Unpacks the archive at `path` into the empty folder `into` and compares every byte with its list.
///
/// # Errors
/// It is no archive of ours, cut short, changed, or written by a newer program. Then `into` holds part of it.
pub fn read(path: &Path, into: &Path, progress: &dyn Progress) -> Result<Manifest> {
    let file = File::open(path)
        .map_err(|cause| Error::invalid("file", format!("{} cannot be read: {cause}", path.display())))?;
    let total = file.metadata()?.len();
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 18, file));
    let broken = |cause: io::Error| Error::conflict(format!("{} is not a whole backup: {cause}", path.display()));
    let mut found = BTreeMap::new();
    let mut list = None;
    for entry in archive.entries().map_err(broken)? {
        let mut entry = entry.map_err(broken)?;
        progress.at(entry.raw_file_position(), Some(total), "bytes");
        let name = entry.path().map_err(broken)?.to_string_lossy().into_owned();
        if !entry.header().entry_type().is_file() || !is_plain(&name) || found.contains_key(&name) {
            return Err(Error::conflict(format!("{} holds {name:?}, which no backup has", path.display())));
        }
        if name == MANIFEST {
            let mut text = String::new();
            entry.read_to_string(&mut text).map_err(broken)?;
            list = Some(text);
            continue;
        }
        let target = into.join(&name);
        fs::create_dir_all(target.parent().unwrap_or(into))?;
        let mut hashing = Hashing { inner: &mut entry, hash: Sha256::new() };
        let mut out = File::create(&target)?;
        let size = io::copy(&mut hashing, &mut out).map_err(broken)?;
        let sha256 = Digest::from_bytes(hashing.hash.finalize().into());
        out.flush()?;
        out.sync_all()?;
        found.insert(name, Entry { size, sha256 });
    }
    let list = list.ok_or_else(|| broken(io::ErrorKind::UnexpectedEof.into()))?;
    let manifest: Manifest = serde_json::from_str(&list).map_err(|cause| broken(cause.into()))?;
    if manifest.format > FORMAT {
        return Err(Error::conflict(format!(
            "{} was written by the newer Bodega {}",
            path.display(),
            manifest.version
        )));
    }
    if manifest.entries != found {
        let wrong = manifest.entries.iter().find(|(name, entry)| found.get(*name) != Some(entry));
        let name = wrong.map_or("something that is not in its list", |(name, _)| name);
        return Err(Error::conflict(format!("{} is damaged: {name}", path.display())));
    }
    Ok(manifest)
}

/// Only a relative path downwards.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && Path::new(name).components().all(|it| matches!(it, Component::Normal(_)))
}

fn header(size: u64, taken: Timestamp) -> tar::Header {
    let mut header = tar::Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_mtime(taken.seconds().max(0).unsigned_abs());
    header
}

struct Hashing<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.hash.update(&buffer[..read]);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::progress::Silent;

    fn archive(folder: &Path) -> PathBuf {
        let source = folder.join("source");
        fs::write(&source, "all the goods").unwrap();
        let path = folder.join("shop.tar");
        let sources = [("store.redb".to_owned(), source), ("files/aa/gone".to_owned(), folder.join("vanished"))];
        write(&path, &sources, Timestamp::from_millis(1_700_000_000_000), &Silent).unwrap();
        path
    }

    fn unpacked(path: &Path) -> Result<Manifest> {
        let into = tempfile::tempdir().unwrap();
        read(path, into.path(), &Silent)
    }

    #[test]
    fn what_goes_in_comes_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let into = tempfile::tempdir().unwrap();
        let manifest = read(&path, into.path(), &Silent).unwrap();
        assert_eq!(manifest.entries.len(), 1);
        assert_eq!(fs::read_to_string(into.path().join("store.redb")).unwrap(), "all the goods");
        assert!(write(&path, &[], Timestamp::EPOCH, &Silent).unwrap_err().message.contains("exists"));
    }

    #[test]
    fn cut_and_changed_archives_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = archive(folder.path());
        let whole = fs::read(&path).unwrap();
        for cut in [0, 1, 511, 513, 600, 1024, 1500] {
            fs::write(&path, &whole[..cut]).unwrap();
            unpacked(&path).unwrap_err();
        }
        let mut changed = whole.clone();
        changed[512] ^= 1;
        fs::write(&path, &changed).unwrap();
        assert!(unpacked(&path).unwrap_err().message.contains("store.redb"));
    }

    /// Case 44 of the threats, for the one kind of archive that is unpacked.
    #[test]
    fn threat_44_archives_with_tricks_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("trick.tar");
        for name in ["../evil", "/etc/evil", "a/../../evil"] {
            let mut tar = tar::Builder::new(File::create(&path).unwrap());
            let mut head = header(4, Timestamp::EPOCH);
            head.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
            head.set_cksum();
            tar.append(&head, &b"evil"[..]).unwrap();
            tar.into_inner().unwrap();
            unpacked(&path).unwrap_err();
        }
        let mut tar = tar::Builder::new(File::create(&path).unwrap());
        let mut link = tar::Header::new_gnu();
        link.set_entry_type(tar::EntryType::Symlink);
        link.set_size(0);
        tar.append_link(&mut link, "files", "/etc").unwrap();
        tar.into_inner().unwrap();
        unpacked(&path).unwrap_err();
        assert!(!folder.path().join("../evil").exists());
    }
}
