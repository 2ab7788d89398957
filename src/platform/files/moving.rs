//! `bodega files move`: all files from one place to the other, and proof that they are whole.

use std::{
    collections::HashMap,
    io::ErrorKind,
    sync::{Arc, atomic::Ordering},
};

use serde::Serialize;
use tokio::{
    io::{AsyncReadExt, copy, sink},
    task::spawn_blocking,
};

use super::{Blob, Files, Home, Named, bucket::Bucket, far::Far};
use crate::{
    base::{Digest, Error, ErrorKind as Kind, Result},
    platform::progress::Progress,
};

/// What came of a move.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Moved {
    /// Files that were copied, read back and compared.
    pub copied: u64,
    /// Bytes of them.
    pub bytes: u64,
    /// Files that were there already.
    pub there: u64,
    /// Files that were taken out of the place they came from.
    pub removed: u64,
    /// Files that are not what their names say and stayed where they are.
    pub damaged: Vec<Digest>,
}

impl Files {
    /// Copies every file to `to` that is not there yet, and compares what arrived with its hash. Done again, it goes on
    /// where it was broken off. With `remove`, what has arrived leaves the other place, which must not be in use.
    ///
    /// # Errors
    /// The settings name no bucket; it cannot be reached; `remove` would empty the place in use.
    pub async fn move_all(&self, to: Home, remove: bool, progress: &dyn Progress) -> Result<Moved> {
        let bucket = self.0.bucket.clone().ok_or_else(|| {
            let advice = "Name it in [files], leave `where` as it is, restart the shop, and move then";
            Error::conflict(format!("The settings that the shop was started with name no bucket. {advice}"))
        })?;
        if remove && self.0.home != to {
            let advice = format!("Set files.where = \"{to}\" and restart it first");
            return Err(Error::conflict(format!("The shop still uses the place that would be emptied. {advice}")));
        }
        if to == Home::Folder {
            self.0.leaving.store(true, Ordering::Relaxed);
        }
        let far = bucket.all().await?.into_iter().map(|it| it.blob);
        let files = self.clone();
        let near = spawn_blocking(move || files.all_blocking()).await.map_err(Error::internal)??;
        let (from, there): (Vec<_>, HashMap<_, _>) = match to {
            Home::S3 => (near, far.map(|it| (it.sha256, it.size)).collect()),
            Home::Folder => (far.collect(), near.into_iter().map(|it| (it.sha256, it.size)).collect()),
        };
        let total: u64 = from.iter().map(|it| it.size).sum();
        let (mut moved, mut done) = (Moved::default(), 0);
        for blob in from {
            progress.at(done, Some(total), "bytes");
            let _on_the_way = self.0.carrying.lock().await;
            let whole = if there.get(&blob.sha256) == Some(&blob.size) {
                moved.there += 1;
                true
            } else {
                let whole = match to {
                    Home::S3 => self.copy_up(&bucket, blob).await?,
                    Home::Folder => self.copy_down(&bucket, blob).await?,
                };
                moved.copied += u64::from(whole);
                moved.bytes += if whole { blob.size } else { 0 };
                whole
            };
            match (whole, to) {
                (false, _) => moved.damaged.push(blob.sha256),
                (true, Home::S3) if remove => self.0.folder.remove(&blob.sha256)?,
                (true, Home::Folder) if remove => bucket.remove(&blob.sha256).await?,
                (true, _) => {}
            }
            moved.removed += u64::from(whole && remove);
            done += blob.size;
        }
        progress.at(total, Some(total), "bytes");
        Ok(moved)
    }

    /// Says whether the file was whole before and after.
    async fn copy_up(&self, bucket: &Arc<Bucket>, blob: Blob) -> Result<bool> {
        let file = match self.0.folder.find(&blob.sha256) {
            Ok((file, ..)) => file,
            // Taken to the bucket meanwhile, or swept out.
            Err(cause) if cause.kind() == ErrorKind::NotFound => return Ok(true),
            Err(cause) => return Err(cause.into()),
        };
        match bucket.put(blob, file).await {
            Err(error) if error.kind == Kind::Conflict => return Ok(false),
            other => other?,
        }
        let Some(far) = Far::open(bucket.clone(), blob, 0, blob.size).await? else { return Ok(false) };
        reads_whole(far).await
    }

    async fn copy_down(&self, bucket: &Arc<Bucket>, blob: Blob) -> Result<bool> {
        let Some(far) = Far::open(bucket.clone(), blob, 0, blob.size).await? else { return Ok(true) };
        match self.put(far, blob.size).await {
            Ok(kept) => Ok(kept == blob),
            Err(error) if is_damage(&error) => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Reads every byte of the files in `named`, wherever they lie, and says what is wrong.
    ///
    /// # Errors
    /// The disk fails.
    pub async fn verify(&self, named: Vec<Named>, progress: &dyn Progress) -> Result<Vec<String>> {
        let mut faults = Vec::new();
        let total = named.len() as u64;
        for (at, named) in named.into_iter().enumerate() {
            progress.at(at as u64, Some(total), "files");
            let near = self.0.folder.path(&named.sha256).is_file();
            match self.home_bucket().filter(|_| !near) {
                Some(bucket) => faults.extend(far_fault(bucket, named).await),
                None => {
                    let files = self.clone();
                    let fault = spawn_blocking(move || files.fault_of(named)).await.map_err(Error::internal)??;
                    faults.extend(fault);
                }
            }
        }
        Ok(faults)
    }
}

async fn far_fault(bucket: &Arc<Bucket>, named: Named) -> Option<String> {
    let hash = named.sha256;
    let size = match bucket.find(&hash).await {
        Ok(Some(found)) => found.blob.size,
        Ok(None) => return Some(format!("files: {hash} is missing")),
        Err(error) => return Some(format!("files: {hash} could not be read: {}", error.in_full())),
    };
    if named.size.is_some_and(|it| it != size) {
        return Some(format!("files: {hash} has {size} bytes instead of {}", named.size.unwrap_or_default()));
    }
    let outcome = match Far::open(bucket.clone(), Blob { sha256: hash, size }, 0, size).await {
        Ok(Some(far)) => reads_whole(far).await,
        Ok(None) => return Some(format!("files: {hash} is missing")),
        Err(error) => Err(error),
    };
    match outcome {
        Ok(true) => None,
        Ok(false) => Some(format!("files: {hash} holds other bytes")),
        Err(error) => Some(format!("files: {hash} could not be read: {}", error.in_full())),
    }
}

/// Reads to the end; says whether the bytes were those of the hash.
async fn reads_whole(far: Far) -> Result<bool> {
    match copy(&mut far.take(u64::MAX), &mut sink()).await {
        Ok(_) => Ok(true),
        Err(cause) if cause.kind() == ErrorKind::InvalidData => Ok(false),
        Err(cause) => Err(Error::unavailable("A file could not be read from the bucket").because(cause)),
    }
}

/// Whether an upload broke off because its bytes were wrong.
fn is_damage(error: &Error) -> bool {
    let cause = error.cause().and_then(|it| it.downcast_ref::<std::io::Error>());
    cause.is_some_and(|it| it.kind() == ErrorKind::InvalidData)
}
