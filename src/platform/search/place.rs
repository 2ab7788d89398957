//! Where the index lies: a folder of its own, which can be thrown away at any time.

use std::{
    fs,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::{Index, IndexReader, ReloadPolicy};

use super::{schema::Fields, stemming::Knowledge, view::View};
use crate::base::{Error, Result, Timestamp};

/// Says which format the folder is in.
const FORMAT_FILE: &str = "format";
/// Up to this size every byte is verified before the first question; larger ones are verified later.
const VERIFIED_AT_ONCE: u64 = 32 << 20;

/// Where an index lies, and what it goes by.
#[derive(Clone)]
pub(super) struct Place {
    /// None is in memory.
    pub folder: Option<PathBuf>,
    /// What it knows of language.
    pub knowledge: Knowledge,
}

/// An open index.
pub(super) struct Opened {
    pub index: Index,
    pub reader: IndexReader,
    pub fields: Arc<Fields>,
    pub view: View,
    /// Whether its bytes are still to be verified.
    pub unverified: bool,
}

impl Place {
    /// Opens the index that lies here; none where there is none that can be used.
    ///
    /// # Errors
    /// There is one, but it cannot be used, for the reason given.
    pub fn open(&self) -> Result<Option<Opened>> {
        let Some(path) = &self.folder else { return Ok(None) };
        if !path.exists() {
            return Ok(None);
        }
        // A damaged file can make the engine stumble; that must not end the program.
        catch_unwind(AssertUnwindSafe(|| open(path, self.knowledge)))
            .map_err(|_| Error::internal("it made the engine stumble"))?
            .map(Some)
    }

    /// A new, empty index. Where the folder cannot be written it lies in memory, so that the shop can be searched.
    pub fn create(&self) -> Result<Opened> {
        let fields = Arc::new(Fields::new(self.knowledge));
        let index = match &self.folder {
            None => Index::create_in_ram(fields.schema.clone()),
            Some(path) => create(path, &fields).unwrap_or_else(|error| {
                tracing::error!(
                    "the search index is kept in memory, since {} failed: {}",
                    path.display(),
                    error.in_full()
                );
                Index::create_in_ram(fields.schema.clone())
            }),
        };
        ready(index, fields, false)
    }

    /// Renames the folder, so that it can be looked into; an older one set aside is removed.
    pub fn set_aside(&self, now: Timestamp) {
        let Some(path) = &self.folder else { return };
        for old in aside(path) {
            let _ = fs::remove_dir_all(old);
        }
        let target = sibling(path, &format!("{}", now.millis()));
        if let Err(error) = fs::rename(path, &target) {
            tracing::error!("{} could not be set aside: {error}", path.display());
            let _ = fs::remove_dir_all(path);
        }
    }
}

/// What was set aside before.
fn aside(path: &Path) -> Vec<PathBuf> {
    let start = sibling(path, "");
    let start = start.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    let Some(Ok(entries)) = path.parent().map(fs::read_dir) else { return Vec::new() };
    let entries = entries.flatten().filter(|it| it.file_name().to_string_lossy().starts_with(&start));
    entries.map(|it| it.path()).collect()
}

fn sibling(path: &Path, tail: &str) -> PathBuf {
    let name = path.file_name().map(|it| it.to_string_lossy().into_owned()).unwrap_or_default();
    path.with_file_name(format!("{name}.broken-{tail}"))
}

fn open(path: &Path, knowledge: Knowledge) -> Result<Opened> {
    let found = fs::read_to_string(path.join(FORMAT_FILE)).unwrap_or_default();
    let fields = Arc::new(Fields::new(knowledge));
    if found != fields.format() {
        return Err(Error::internal("it is of another version"));
    }
    let index = Index::open_in_dir(path).map_err(Error::internal)?;
    if index.schema() != fields.schema {
        return Err(Error::internal("it is of another shape"));
    }
    let large = size(path) > VERIFIED_AT_ONCE;
    if !large {
        verify(&index)?;
    }
    ready(index, fields, large)
}

/// Reads every byte of the index and compares it with its checksum.
pub(super) fn verify(index: &Index) -> Result<()> {
    let damaged = index.validate_checksum().map_err(Error::internal)?;
    if damaged.is_empty() {
        Ok(())
    } else {
        Err(Error::internal(format!("{} of its files are damaged", damaged.len())))
    }
}

fn create(path: &Path, fields: &Fields) -> Result<Index> {
    fs::create_dir_all(path)?;
    let index = Index::create_in_dir(path, fields.schema.clone()).map_err(Error::internal)?;
    fs::write(path.join(FORMAT_FILE), fields.format())?;
    Ok(index)
}

fn ready(index: Index, fields: Arc<Fields>, unverified: bool) -> Result<Opened> {
    fields.register(&index);
    let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(96).try_into();
    let reader: IndexReader = reader.map_err(Error::internal)?;
    let view = View::new(&index, &fields, reader.searcher(), None).map_err(Error::internal)?;
    Ok(Opened { index, reader, fields, view, unverified })
}

fn size(path: &Path) -> u64 {
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter_map(|it| it.metadata().ok()).map(|it| it.len()).sum()
}
