//! Keeping house: what to throw away, what is missing, what is torn.

use std::{
    collections::HashMap,
    fs::Metadata,
    time::{Duration, SystemTime},
};

use tokio::task::spawn_blocking;

use super::{Blob, Files, bucket::Found, folder};
use crate::base::{Digest, Error, Result, Timestamp};

/// A file that no record names may be one whose record is just being written.
pub(super) const YOUNG: Duration = Duration::from_secs(60 * 60);

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
    /// Every file of the folder with its size as the disk tells it. For threads that may wait.
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

    /// As [`Files::sweep_blocking`], in the bucket as well where that is the home of files. `named` is read while no file is
    /// on its way there; if one is, the bucket waits for the next time.
    pub async fn sweep<F: Future<Output = Result<Vec<Named>>>>(
        &self,
        named: impl FnOnce() -> F,
        now: Timestamp,
    ) -> Result<Swept> {
        let still = self.0.carrying.try_lock();
        let named = named().await?;
        let (files, near) = (self.clone(), named.clone());
        let work = spawn_blocking(move || files.sweep_blocking(near, now));
        let mut swept = work.await.map_err(Error::internal)??;
        let Some(bucket) = self.home_bucket().filter(|_| still.is_ok()) else { return Ok(swept) };
        let (named, young) = (by_hash(named), now.minus(YOUNG));
        for found in bucket.all().await? {
            if !named.contains_key(&found.blob.sha256) && found.changed < young {
                bucket.remove(&found.blob.sha256).await?;
                self.0.small.remove(&found.blob.sha256);
                swept.strays += 1;
                swept.bytes += found.blob.size;
            }
        }
        Ok(swept)
    }

    /// Adds a fault for each file in `named` that is missing or does not hold what its hash says, and for each that
    /// should have been swept out. Reads every byte of the folder; of a bucket it compares names and sizes, and leaves the
    /// bytes to [`Files::verify`].
    pub fn check_blocking(
        &self,
        named: impl IntoIterator<Item = Named>,
        now: Timestamp,
        faults: &mut Vec<String>,
    ) -> Result<()> {
        let named = by_hash(named);
        let young = now.minus(YOUNG);
        let far = match self.home_bucket().map(|it| (it, it.wait(it.all()))) {
            None => None,
            Some((_, Ok(all))) => Some(all),
            Some((bucket, Err(error))) => {
                let why = error.in_full();
                faults.push(format!("files: {} cannot be reached, so nothing in it was checked: {why}", bucket.called));
                None
            }
        };
        let is_away = far.is_none() && self.home_bucket().is_some();
        let far: HashMap<_, _> = far.into_iter().flatten().map(|it| (it.blob.sha256, it)).collect();
        for named in named.values() {
            if self.0.folder.path(&named.sha256).is_file() {
                faults.extend(self.fault_of(*named)?);
            } else if !is_away {
                faults.extend(self.fault_afar(*named, far.get(&named.sha256).copied())?);
            }
        }
        let mut stray = far.values().filter(|it| !named.contains_key(&it.blob.sha256) && it.changed < young);
        faults.extend(stray.by_ref().map(|it| format!("files: no record names {} in the bucket", it.blob.sha256)));
        let young = system_time(young);
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

    /// What is wrong with a file that is not in the folder, as far as the list of the bucket tells.
    fn fault_afar(&self, named: Named, listed: Option<Found>) -> Result<Option<String>> {
        let Some(bucket) = self.home_bucket() else { return self.fault_of(named) };
        // It may have been carried there since the list was made.
        let found = match listed {
            Some(found) => Some(found),
            None => bucket.wait(bucket.find(&named.sha256))?,
        };
        let hash = named.sha256;
        Ok(match (found, named.size) {
            (None, _) => Some(format!("files: {hash} is missing in {}", bucket.called)),
            (Some(found), Some(size)) if found.blob.size != size => {
                Some(format!("files: {hash} has {} bytes instead of {size} in {}", found.blob.size, bucket.called))
            }
            _ => None,
        })
    }

    /// What is wrong with a file of the folder, if anything; reads it to its end.
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
