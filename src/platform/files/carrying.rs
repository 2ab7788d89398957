//! From the folder, where files arrive, to the bucket that is their home.

use std::{
    fs::File,
    sync::{PoisonError, atomic::Ordering},
    time::{Duration, SystemTime},
};

use tokio::{task::spawn_blocking, time::sleep};

use super::{Blob, Files, bucket::Bucket, upkeep::YOUNG};
use crate::base::{Error, ErrorKind, Result};

/// So long the carrier waits for the next file.
const PAUSE: Duration = Duration::from_secs(2);
/// So long it waits after a failure.
const REST: Duration = Duration::from_secs(30);

/// A file that lies in the folder.
struct Waiting {
    blob: Blob,
    changed: SystemTime,
}

impl Files {
    /// Carries files to the bucket as they arrive, for as long as the program runs; ends at once where none is their home.
    pub async fn carry_on(self) {
        while self.home_bucket().is_some() {
            match self.carry().await {
                Ok(0) => sleep(PAUSE).await,
                Ok(_) => {}
                Err(error) => {
                    tracing::warn!("files wait to be carried to the bucket: {}", error.in_full());
                    sleep(REST).await;
                }
            }
        }
    }

    /// Carries all that lies in the folder to the bucket that is its home. Says how many files that were.
    ///
    /// # Errors
    /// The bucket cannot be reached, or the disk fails. What was not carried stays where it is.
    pub async fn carry(&self) -> Result<usize> {
        let Some(bucket) = self.home_bucket().filter(|_| !self.0.leaving.load(Ordering::Relaxed)) else { return Ok(0) };
        let files = self.clone();
        let waiting = spawn_blocking(move || files.waiting()).await.map_err(Error::internal)??;
        let mut carried = 0;
        for file in waiting {
            let _on_the_way = self.0.carrying.lock().await;
            carried += usize::from(self.carry_one(bucket, file).await?);
        }
        Ok(carried)
    }

    fn waiting(&self) -> Result<Vec<Waiting>> {
        let mut waiting = Vec::new();
        let damaged = self.0.damaged.lock().unwrap_or_else(PoisonError::into_inner).clone();
        self.0.folder.each(|sha256, _, about| {
            if !damaged.contains(&sha256) {
                waiting.push(Waiting { blob: Blob { sha256, size: about.len() }, changed: about.modified()? });
            }
            Ok(())
        })?;
        Ok(waiting)
    }

    async fn carry_one(&self, bucket: &Bucket, file: Waiting) -> Result<bool> {
        let Waiting { blob, changed } = file;
        // A young file is sent even if the bucket has its bytes already: the sweep may be about to throw those away, and
        // goes by their age. Of an older one it is settled by now whether a record names it.
        let old = changed < SystemTime::now() - YOUNG;
        if !(old && bucket.find(&blob.sha256).await?.is_some_and(|it| it.blob == blob)) {
            let path = self.0.folder.path(&blob.sha256);
            let Ok(file) = File::open(path) else { return Ok(false) };
            match bucket.put(blob, file).await {
                Err(error) if error.kind == ErrorKind::Conflict => {
                    tracing::error!("{}", error.in_full());
                    self.0.damaged.lock().unwrap_or_else(PoisonError::into_inner).insert(blob.sha256);
                    return Ok(false);
                }
                other => other?,
            }
        }
        let files = self.clone();
        spawn_blocking(move || files.0.folder.remove(&blob.sha256)).await.map_err(Error::internal)??;
        Ok(true)
    }
}
