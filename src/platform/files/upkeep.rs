//! Keeping house: what to throw away, what is missing, what is torn.

use std::{
    collections::HashMap,
    fs::Metadata,
    time::{Duration, SystemTime},
};

use super::{Blob, Files, folder};
use crate::base::{Digest, Result, Timestamp};

/// A file that no record names may be one whose record is just being written.
const YOUNG: Duration = Duration::from_secs(60 * 60);

/// A file that a record names, with its size where the record knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Named {
    /// Which.
    pub sha256: Digest,
    /// How many bytes it has.
    pub size: Option<u64>,
}

impl From<Blob> for Named {
    fn from(blob: Blob) -> Self {
        Self { sha256: blob.sha256, size: Some(blob.size) }
    }
}

/// What a sweep threw away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Swept {
    /// Files that no record named.
    pub strays: u64,
    /// Files that never became whole.
    pub drafts: u64,
    /// Room that both took.
    pub bytes: u64,
}

impl Files {
    /// Every file with its size as the disk tells it; for backups. For threads that may wait.
    pub fn all_blocking(&self) -> Result<Vec<Blob>> {
        let mut all = Vec::new();
        self.0.folder.each(|hash, _, about| {
            all.push(Blob { sha256: hash, size: about.len() });
            Ok(())
        })?;
        Ok(all)
    }

    /// Throws away what is older than an hour at `now` and does not stand in `named`, and what never became whole.
    /// Read `named` from the store just before: what is put meanwhile is young and stays.
    pub fn sweep_blocking(&self, named: impl IntoIterator<Item = Named>, now: Timestamp) -> Result<Swept> {
        let named = by_hash(named);
        let young = system_time(now.minus(YOUNG));
        let mut swept = Swept::default();
        self.0.folder.each(|hash, path, about| {
            if !named.contains_key(&hash) && is_old(about, young) && self.0.folder.throw_away(path, young)? {
                swept.strays += 1;
                swept.bytes += about.len();
            }
            Ok(())
        })?;
        self.0.folder.each_draft(|path, about| {
            if is_old(about, young) && self.0.folder.throw_away(path, young)? {
                swept.drafts += 1;
                swept.bytes += about.len();
            }
            Ok(())
        })?;
        Ok(swept)
    }

    /// Adds a fault for each file in `named` that is missing or does not hold what its hash says, and for each that
    /// should have been swept out. Reads every byte.
    pub fn check_blocking(
        &self,
        named: impl IntoIterator<Item = Named>,
        now: Timestamp,
        faults: &mut Vec<String>,
    ) -> Result<()> {
        let named = by_hash(named);
        for named in named.values() {
            faults.extend(self.fault_of(*named)?);
        }
        let young = system_time(now.minus(YOUNG));
        self.0.folder.each(|hash, _, about| {
            if !named.contains_key(&hash) && is_old(about, young) {
                faults.push(format!("files: no record names {hash}"));
            }
            Ok(())
        })?;
        self.0.folder.each_draft(|path, about| {
            if is_old(about, young) {
                faults.push(format!("files: {} never became whole", path.display()));
            }
            Ok(())
        })
    }

    /// What is wrong with a file, if anything; reads it to its end.
    pub fn fault_of(&self, named: Named) -> Result<Option<String>> {
        let hash = named.sha256;
        let (mut file, found, _) = match self.0.folder.find(&hash) {
            Ok(it) => it,
            Err(cause) => return Ok(Some(format!("files: {hash} is missing ({cause})"))),
        };
        if let Some(size) = named.size.filter(|size| *size != found) {
            return Ok(Some(format!("files: {hash} has {found} bytes instead of {size}")));
        }
        let whole = folder::hash(&mut file)?.sha256 == hash;
        Ok((!whole).then(|| format!("files: {hash} holds other bytes")))
    }
}

fn by_hash(named: impl IntoIterator<Item = Named>) -> HashMap<Digest, Named> {
    named.into_iter().map(|it| (it.sha256, it)).collect()
}

fn is_old(about: &Metadata, young: SystemTime) -> bool {
    about.modified().is_ok_and(|changed| changed < young)
}

fn system_time(moment: Timestamp) -> SystemTime {
    SystemTime::UNIX_EPOCH + moment.since(Timestamp::EPOCH)
}
