//! Where uploads are kept.

use std::ops::ControlFlow;

use super::Upload;
use crate::{
    base::{Error, Result, Timestamp, UploadId, UserId},
    platform::db::{Index, Reads, Record as _, Stored, Table},
};

/// All tables of uploads.
pub(super) static TABLES: [&dyn Stored; 1] = [&UPLOADS];

pub(super) static UPLOADS: Table<Upload> = Table::new("uploads", &[&BY_OWNER, &BY_EXPIRY]);

static BY_OWNER: Index<Upload, (UserId, UploadId)> = Index::new("uploads.by_owner", |it: &Upload| (it.owner, it.id));

static BY_EXPIRY: Index<Upload, (Timestamp, UploadId)> =
    Index::new("uploads.by_expiry", |it: &Upload| (it.expires, it.id));

/// The upload of that id, if any.
pub fn find(txn: &impl Reads, upload: UploadId) -> Result<Option<Upload>> {
    UPLOADS.find(txn, upload)
}

/// The upload of that id if it is `owner`'s; another's is not found, as if there were none.
pub fn get_own(txn: &impl Reads, upload: UploadId, owner: UserId) -> Result<Upload> {
    find(txn, upload)?.filter(|it| it.owner == owner).ok_or_else(|| Error::not_found(Upload::MISSING))
}

/// All that `owner` sends, oldest first.
pub fn of_owner(txn: &impl Reads, owner: UserId) -> Result<Vec<Upload>> {
    BY_OWNER.of(&owner).records(txn, &UPLOADS)
}

/// Every upload.
pub fn all(txn: &impl Reads) -> Result<Vec<Upload>> {
    let mut all = Vec::new();
    UPLOADS.each(txn, |it| {
        all.push(it);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(all)
}

/// Up to `limit` of those that are given up at `now`.
pub(super) fn expired(txn: &impl Reads, now: Timestamp, limit: usize) -> Result<Vec<Upload>> {
    BY_EXPIRY.between(&Timestamp::EPOCH, &now).limit(limit).records(txn, &UPLOADS)
}
