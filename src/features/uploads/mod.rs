//! Files on their way in, piece by piece and over as many connections as it takes (tus 1.0.0).
//!
//! What may come is decided before the first byte; how far it has come is kept with the bytes already flushed, so that a
//! lost line, a closed tab or a restart costs little. A whole file waits until something is made of it, or is given up.

mod checksum;
mod config;
mod intake;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use checksum::Checksum;
pub use config::UploadsConfig;
pub use intake::{Arriving, Intake};
pub use model::{NewUpload, Upload, UploadForm};
pub use store::{all, find, get_own, of_owner};

use std::time::Duration;

use crate::{
    base::{Error, Result, UploadId, UserId},
    platform::{
        Feature,
        db::{ReadTxn, WriteTxn},
        files::{Blob, Mark},
    },
};

/// So many files one owner sends at a time.
const MOST: usize = 200;

/// What uploads bring along.
pub fn feature() -> Feature {
    Feature::new("uploads").tables(&store::TABLES).check(check)
}

/// Notes that a file will come. `used` is what its owner keeps here already, and all there may be in the end is `quota`;
/// both in bytes.
///
/// # Errors
/// [`Error::too_large`] if there is no room for it; too many come already.
pub fn announce(txn: &WriteTxn, new: &NewUpload, used: u64, quota: u64, life: Duration) -> Result<Upload> {
    let others = of_owner(txn, new.owner)?;
    if others.len() >= MOST {
        return Err(Error::conflict(format!("{MOST} uploads are open already; finish or remove some first")));
    }
    let all = others.iter().fold(used, |sum, it| sum.saturating_add(it.length));
    if all.saturating_add(new.length) > quota {
        let left = quota.saturating_sub(all) >> 20;
        return Err(Error::too_large(format!("There is no room for this file: {left} MB are left to you here")));
    }
    let upload = Upload {
        id: txn.fresh(),
        owner: new.owner,
        length: new.length,
        name: new.name.clone(),
        metadata: new.metadata.clone(),
        mark: Mark::default(),
        whole: None,
        created: txn.now,
        expires: txn.now.plus(life),
    };
    store::UPLOADS.put(txn, &upload)?;
    Ok(upload)
}

/// Notes how far a file has come, once so much of it lies on the disk.
pub(crate) fn note(txn: &WriteTxn, id: UploadId, mark: &Mark, life: Duration) -> Result<Upload> {
    let upload = store::UPLOADS.get(txn, id)?;
    let upload = Upload { mark: mark.clone(), expires: txn.now.plus(life), ..upload };
    store::UPLOADS.put(txn, &upload)?;
    Ok(upload)
}

/// Notes that all of a file is here.
pub(crate) fn complete(txn: &WriteTxn, id: UploadId, blob: Blob, life: Duration) -> Result<Upload> {
    let upload = store::UPLOADS.get(txn, id)?;
    let upload = Upload { whole: Some(blob), mark: Mark::default(), expires: txn.now.plus(life), ..upload };
    store::UPLOADS.put(txn, &upload)?;
    Ok(upload)
}

/// Takes a whole file of `owner`, to make something of it in the same write; the upload is over with that.
///
/// # Errors
/// There is none of theirs; not all of it is here.
pub fn take(txn: &WriteTxn, id: UploadId, owner: UserId) -> Result<(Upload, Blob)> {
    let upload = get_own(txn, id, owner)?;
    let missing = || Error::conflict("This upload is not complete yet; send the rest of it first");
    let blob = upload.whole.ok_or_else(missing)?;
    store::UPLOADS.remove(txn, id)?;
    Ok((upload, blob))
}

/// Forgets an upload; its bytes are swept out by whoever holds them.
pub(crate) fn forget(txn: &WriteTxn, id: UploadId) -> Result<()> {
    store::UPLOADS.remove(txn, id)
}

fn check(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    for it in all(txn)? {
        if it.offset() > it.length || it.whole.is_some_and(|whole| whole.size != it.length) {
            faults.push(format!("uploads: {} has {} of {} bytes", it.id, it.offset(), it.length));
        }
        if it.expires < it.created {
            faults.push(format!("uploads: {} was given up before it began", it.id));
        }
    }
    Ok(())
}
