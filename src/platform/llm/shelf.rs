//! Models on disk: `NAME.gguf` with what is known of it in `NAME.json` beside it.

use std::{
    fs::{self, File, Metadata},
    io::{Read, Write},
    os::unix::fs::{MetadataExt, PermissionsExt},
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::gguf::{self, About};
use crate::{
    base::{Error, Result, Timestamp},
    platform::progress::Progress,
};

/// Names the model in use, where the settings name none.
const CHOSEN: &str = "chosen";
/// Free bytes that are left on the disk, whatever is added.
const SPARE: u64 = 256 << 20;

/// The folder of models.
#[derive(Debug, Clone)]
pub struct Shelf(PathBuf);

/// An installed model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Model {
    /// What it is called here.
    pub name: String,
    /// Its file.
    pub path: PathBuf,
    /// What is known of it.
    pub record: Record,
}

/// What is known of an installed model, as it is kept beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The SHA-256 of the file, in hexadecimal.
    pub sha256: String,
    /// Its size.
    pub bytes: u64,
    /// When the file was last changed, in nanoseconds since 1970: as long as that and the size stay, so does the hash.
    pub changed: String,
    /// The kind of model.
    pub architecture: String,
    /// The terms that it comes under.
    pub license: Option<String>,
    /// Where it came from.
    pub source: Option<String>,
    /// Whether it says how a conversation is written down for it.
    pub chat_template: bool,
    /// Numbers it is made of.
    pub parameters: u64,
    /// Tokens that it was trained to look at, at once.
    pub context: Option<u64>,
    /// When it was installed.
    pub added: Timestamp,
}

/// What is to be installed.
pub struct Newcomer<'a> {
    /// What to call it; as its file if nothing is said.
    pub name: Option<&'a str>,
    /// Its terms; as the file says if nothing is said.
    pub license: Option<&'a str>,
    /// Where it came from.
    pub source: Option<&'a str>,
    /// The hash that it must have, if that is known.
    pub sha256: Option<&'a str>,
    /// The moment.
    pub now: Timestamp,
}

impl Shelf {
    /// The models of a folder, which need not exist.
    pub fn at(folder: &Path) -> Self {
        Self(folder.to_owned())
    }

    /// All models, by name.
    ///
    /// # Errors
    /// The folder cannot be read, or what is known of a model is damaged.
    pub fn all(&self) -> Result<Vec<Model>> {
        let entries = match fs::read_dir(&self.0) {
            Err(cause) if cause.kind() == std::io::ErrorKind::NotFound => return Ok(vec![]),
            other => other?,
        };
        let mut all = vec![];
        for entry in entries {
            let path = entry?.path();
            let name = path.file_stem().and_then(|it| it.to_str()).map(str::to_owned);
            // A file without a record has not been added yet, or was put here by hand.
            if let Some(name) = name.filter(|_| path.extension().is_some_and(|it| it == "gguf"))
                && self.record(&name).exists()
            {
                all.push(self.read(name)?);
            }
        }
        all.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(all)
    }

    /// The model of this name.
    ///
    /// # Errors
    /// There is none, or what is known of it is damaged.
    pub fn get(&self, name: &str) -> Result<Model> {
        let name = checked(name)?;
        if self.file(&name).exists() && self.record(&name).exists() {
            return self.read(name);
        }
        let known = self.all()?.into_iter().map(|it| it.name).collect::<Vec<_>>().join(", ");
        let known = if known.is_empty() { "none is".to_owned() } else { format!("these are: {known}") };
        Err(Error::not_found(format!("The model “{name}” is not installed; {known}")))
    }

    /// The model in use: the one that the settings name, or that [`Shelf::choose`] named, or the first; nothing if there is
    /// none at all.
    ///
    /// # Errors
    /// The one that the settings name is not installed, or the folder cannot be read.
    pub fn chosen(&self, setting: &str) -> Result<Option<Model>> {
        if !setting.trim().is_empty() {
            return self.get(setting.trim()).map(Some);
        }
        let chosen = fs::read_to_string(self.0.join(CHOSEN)).unwrap_or_default();
        let mut all = self.all()?;
        let at = all.iter().position(|it| it.name == chosen.trim()).unwrap_or(0);
        Ok((at < all.len()).then(|| all.swap_remove(at)))
    }

    /// Uses this model from the next start on, where the settings name none.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn choose(&self, name: &str) -> Result<Model> {
        let model = self.get(name)?;
        self.write(&self.0.join(CHOSEN), model.name.as_bytes())?;
        Ok(model)
    }

    /// Takes a model away.
    ///
    /// # Errors
    /// There is none of this name.
    pub fn remove(&self, name: &str) -> Result<Model> {
        let model = self.get(name)?;
        fs::remove_file(&model.path)?;
        fs::remove_file(self.record(&model.name))?;
        Ok(model)
    }

    /// Copies a file in: read, hashed and only then given its name.
    ///
    /// # Errors
    /// It is no whole model, its hash is another one, the name is taken, or there is no room.
    pub fn add(&self, file: &Path, newcomer: &Newcomer<'_>, progress: &dyn Progress) -> Result<Model> {
        let about = gguf::look(file).map_err(|why| refused(file, &why))?;
        let name = self.free_name(newcomer.name, &file.to_string_lossy())?;
        let size = fs::metadata(file)?.len();
        self.prepare(size)?;
        let beside = self.0.join(format!("{name}.part"));
        let sha256 = copy(file, &beside, size, progress).inspect_err(|_| drop(fs::remove_file(&beside)))?;
        self.install(&beside, name, &about, sha256, newcomer)
    }

    /// Gives a file that lies in the folder its name, if its hash is the expected one; otherwise it is taken away.
    pub(super) fn install(
        &self,
        file: &Path,
        name: String,
        about: &About,
        sha256: String,
        newcomer: &Newcomer<'_>,
    ) -> Result<Model> {
        if newcomer.sha256.is_some_and(|it| !it.trim().eq_ignore_ascii_case(&sha256)) {
            fs::remove_file(file)?;
            let advice = format!("the file has the SHA-256 {sha256}; it was not installed");
            return Err(Error::invalid("sha256", advice));
        }
        // Who writes into the file of a running model stops its process.
        fs::set_permissions(file, fs::Permissions::from_mode(0o400))?;
        let metadata = fs::metadata(file)?;
        let given = |it: Option<&str>| it.map(str::trim).filter(|it| !it.is_empty()).map(str::to_owned);
        let record = Record {
            sha256,
            bytes: metadata.len(),
            changed: changed(&metadata),
            architecture: about.architecture.clone(),
            license: given(newcomer.license).or_else(|| about.license.clone()),
            source: given(newcomer.source).or_else(|| about.source.clone()),
            chat_template: about.has_chat_template,
            parameters: about.parameters,
            context: about.context,
            added: newcomer.now,
        };
        // The record first: a model counts when it has both.
        self.write(&self.record(&name), &serde_json::to_vec_pretty(&record).map_err(Error::internal)?)?;
        fs::rename(file, self.file(&name))?;
        File::open(&self.0)?.sync_all()?;
        Ok(Model { path: self.file(&name), name, record })
    }

    /// The name to install under: the one given, or made of a path or address.
    pub(super) fn free_name(&self, given: Option<&str>, from: &str) -> Result<String> {
        let last = from.rsplit('/').next().unwrap_or_default();
        let last = last.split(['?', '#']).next().unwrap_or_default();
        let stem = last.strip_suffix(".gguf").unwrap_or(last);
        let name = checked(given.unwrap_or(stem))?;
        if self.file(&name).exists() && self.record(&name).exists() {
            return Err(Error::conflict(format!("There is a model “{name}” already: choose another --name")));
        }
        Ok(name)
    }

    /// Makes the folder, and sees that the disk has room for so many bytes.
    pub(super) fn prepare(&self, bytes: u64) -> Result<()> {
        fs::create_dir_all(&self.0)?;
        let free = rustix::fs::statvfs(&self.0).map_or(u64::MAX, |it| it.f_bavail.saturating_mul(it.f_frsize));
        if free >= bytes.saturating_add(SPARE) {
            return Ok(());
        }
        let (needed, free) = (bytes.saturating_add(SPARE) >> 20, free >> 20);
        Err(Error::unavailable(format!("The disk has {free} MB left; {needed} MB are needed")))
    }

    pub(super) fn folder(&self) -> &Path {
        &self.0
    }

    fn read(&self, name: String) -> Result<Model> {
        let bytes = fs::read(self.record(&name))?;
        let damaged = |cause| Error::internal(format!("{} is damaged: {cause}", self.record(&name).display()));
        let record = serde_json::from_slice(&bytes).map_err(damaged)?;
        Ok(Model { path: self.file(&name), name, record })
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.gguf"))
    }

    fn record(&self, name: &str) -> PathBuf {
        self.0.join(format!("{name}.json"))
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> Result<()> {
        let mut beside = tempfile::NamedTempFile::new_in(&self.0)?;
        beside.write_all(bytes)?;
        beside.as_file().sync_all()?;
        beside.persist(path).map_err(|cause| cause.error)?;
        Ok(())
    }
}

impl Model {
    /// Whether the file is still the one that was installed. It is hashed again only when its size or time has changed.
    ///
    /// # Errors
    /// It is gone, or it is another one.
    pub fn prove(&self) -> Result<()> {
        let metadata = fs::metadata(&self.path).map_err(|cause| {
            Error::unavailable(format!("The file of the model “{}” is gone", self.name)).because(cause)
        })?;
        if metadata.len() == self.record.bytes && changed(&metadata) == self.record.changed {
            return Ok(());
        }
        let other = |why: &str| {
            Error::conflict(format!("The file of the model “{}” is not the one installed: {why}", self.name))
        };
        if metadata.len() != self.record.bytes {
            return Err(other("its size has changed; remove it and add it again"));
        }
        if hash(&mut File::open(&self.path)?, |_| Ok(()))? != self.record.sha256 {
            return Err(other("its bytes have changed; remove it and add it again"));
        }
        gguf::look(&self.path).map(|_| ()).map_err(|why| refused(&self.path, &why))?;
        // Only its time is another, as after a restore: that is remembered, so that the next start need not read it all.
        let record = Record { changed: changed(&metadata), ..self.record.clone() };
        let folder = self.path.parent().unwrap_or(Path::new("."));
        Shelf::at(folder)
            .write(&self.path.with_extension("json"), &serde_json::to_vec_pretty(&record).map_err(Error::internal)?)
    }
}

/// A name that can be a file's.
fn checked(name: &str) -> Result<String> {
    let good = |it: char| it.is_ascii_alphanumeric() || matches!(it, '-' | '_' | '.');
    if name.is_empty() || name.len() > 80 || name.starts_with('.') || !name.chars().all(good) {
        let advice = "write 1 to 80 letters, digits, dots and dashes without accents";
        return Err(Error::invalid("name", advice));
    }
    Ok(name.to_owned())
}

fn refused(file: &Path, why: &str) -> Error {
    Error::invalid("model", format!("{} was refused: {why}", file.display()))
}

fn changed(metadata: &Metadata) -> String {
    format!("{}.{:09}", metadata.mtime(), metadata.mtime_nsec())
}

/// Copies a file and gives the SHA-256 of what arrived.
fn copy(from: &Path, to: &Path, size: u64, progress: &dyn Progress) -> Result<String> {
    let (mut source, mut target) = (File::open(from)?, File::create(to)?);
    let mut done = 0;
    let hash = hash(&mut source, |bytes| {
        done += bytes.len() as u64;
        progress.at(done, Some(size), "bytes");
        target.write_all(bytes)
    })?;
    target.sync_all()?;
    Ok(hash)
}

/// The SHA-256 of all that comes, each part of which is shown to `each`.
pub(super) fn hash(from: &mut impl Read, mut each: impl FnMut(&[u8]) -> std::io::Result<()>) -> Result<String> {
    let (mut hash, mut buffer) = (Sha256::new(), vec![0; 1 << 20]);
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok(data_encoding::HEXLOWER.encode(&hash.finalize()));
        }
        hash.update(&buffer[..read]);
        each(&buffer[..read])?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::platform::progress::Silent;

    fn newcomer<'a>() -> Newcomer<'a> {
        Newcomer { name: None, license: None, source: None, sha256: None, now: Timestamp::EPOCH }
    }

    fn folder_with_file() -> (tempfile::TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("Tiny.Q4.gguf");
        fs::write(&file, gguf::tests::smallest()).unwrap();
        (folder, file)
    }

    #[test]
    fn a_model_is_added_used_and_removed() {
        let (folder, file) = folder_with_file();
        let shelf = Shelf::at(&folder.path().join("models"));
        assert_eq!(shelf.all().unwrap(), []);
        assert_eq!(shelf.chosen("").unwrap(), None);
        let model = shelf.add(&file, &newcomer(), &Silent).unwrap();
        assert_eq!((model.name.as_str(), model.record.license.as_deref()), ("Tiny.Q4", Some("apache-2.0")));
        assert!(model.prove().is_ok());
        let again = shelf.add(&file, &newcomer(), &Silent).unwrap_err();
        assert!(again.message.contains("already"), "{again}");
        shelf.add(&file, &Newcomer { name: Some("a"), license: Some("MIT"), ..newcomer() }, &Silent).unwrap();
        assert_eq!(shelf.chosen("").unwrap().unwrap().name, "Tiny.Q4", "by name, capitals first");
        shelf.choose("a").unwrap();
        assert_eq!(shelf.chosen("").unwrap().unwrap().record.license.as_deref(), Some("MIT"));
        assert_eq!(shelf.chosen("Tiny.Q4").unwrap().unwrap().name, "Tiny.Q4");
        assert!(shelf.chosen("b").unwrap_err().message.contains("Tiny.Q4, a"));
        shelf.remove("a").unwrap();
        assert_eq!(shelf.chosen("").unwrap().unwrap().name, "Tiny.Q4");
        assert_eq!(fs::read_dir(shelf.folder()).unwrap().count(), 3, "a file, its record and what was chosen");
    }

    #[test]
    fn names_lead_nowhere_else() {
        let (folder, file) = folder_with_file();
        let shelf = Shelf::at(&folder.path().join("models"));
        for name in ["../out", "a/b", ".hidden", "", "a\0b", "ü"] {
            assert!(shelf.add(&file, &Newcomer { name: Some(name), ..newcomer() }, &Silent).is_err(), "{name:?}");
            assert!(shelf.get(name).is_err());
        }
    }

    #[test]
    fn threat_86_a_file_that_changed_is_noticed() {
        let (folder, file) = folder_with_file();
        let shelf = Shelf::at(&folder.path().join("models"));
        let wrong = Newcomer { sha256: Some("00"), ..newcomer() };
        assert!(shelf.add(&file, &wrong, &Silent).unwrap_err().in_full().contains("sha256"));
        assert_eq!(shelf.all().unwrap(), []);
        let model = shelf.add(&file, &newcomer(), &Silent).unwrap();
        let bytes = fs::read(&model.path).unwrap();
        let replace = |bytes: &[u8]| {
            fs::remove_file(&model.path).unwrap();
            fs::write(&model.path, bytes).unwrap();
        };
        replace(&bytes);
        assert!(model.prove().is_ok(), "the same bytes with another time");
        assert!(shelf.get("Tiny.Q4").unwrap().record.changed != model.record.changed, "which is remembered");
        let mut other = bytes.clone();
        *other.last_mut().unwrap() ^= 1;
        replace(&other);
        assert!(model.prove().unwrap_err().message.contains("bytes have changed"));
        replace(&bytes[..bytes.len() - 1]);
        assert!(model.prove().unwrap_err().message.contains("size has changed"));
        fs::remove_file(&model.path).unwrap();
        assert!(model.prove().unwrap_err().message.contains("gone"));
    }
}
