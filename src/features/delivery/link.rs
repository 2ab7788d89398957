//! Links to files: signed, and good for a while.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::{
    copies::{self, Wanted},
    model::{FileFacts, Grant},
    store,
};
use crate::{
    base::{Digest, FileId, GrantId, Result, Timestamp, links},
    platform::{db::Reads, files::Blob, signing::Signer},
};

/// What tokens of this kind are for; see `platform::signing`.
pub(super) const PURPOSE: &str = "download";

/// A link to a file, as pages and the API hand it out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DownloadLink {
    /// Which file.
    pub file: FileId,
    /// What it is called on the buyer's disk.
    pub name: String,
    /// Its type, such as `application/zip`.
    pub media_type: String,
    /// In bytes.
    pub size: u64,
    /// Its fingerprint; unknown of a copy that is made when the link is followed for the first time.
    pub sha256: Option<Digest>,
    /// Where it is: a path, so that pages and the API can place the host before it.
    pub path: String,
    /// When the link ends; a new one is made whenever somebody asks.
    pub expires_at: Timestamp,
    /// How often the file may be downloaded; as often as one likes if nothing is said.
    pub limit: Option<u32>,
    /// How often of that is left.
    pub remaining: Option<u32>,
    /// The version it belongs to.
    pub release: String,
}

/// What a token says. It holds all that is needed to send the file, so that a link leads to the very bytes it was
/// made for, even after the seller has replaced them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Ticket {
    pub grant: GrantId,
    pub file: FileId,
    pub until: Timestamp,
    /// Tells this link from any other to the same file, so that a resumed download is known.
    pub number: u64,
    pub blob: Blob,
    pub name: String,
    pub media_type: String,
    pub released_at: Timestamp,
    /// What the buyer's own copy of these bytes says, if it is to be made when the link is followed.
    #[serde(default)]
    pub line: Option<String>,
}

impl Ticket {
    pub(super) fn seal(&self, signer: &Signer) -> Result<String> {
        let payload = rmp_serde::to_vec(self).map_err(crate::base::Error::internal)?;
        Ok(signer.seal(&payload))
    }

    /// Nothing if the token is not ours or was changed.
    pub(super) fn open(signer: &Signer, token: &str) -> Option<Self> {
        rmp_serde::from_slice(&signer.open(token).ok()?).ok()
    }
}

/// Links to `files`, which `grant` allows to download; `line` is what copies of the buyer's own say. `number` gives each
/// link a random number.
pub fn links(
    txn: &impl Reads,
    grant: &Grant,
    files: &[FileFacts],
    line: &str,
    now: Timestamp,
    signer: &Signer,
    mut number: impl FnMut() -> u64,
) -> Result<Vec<DownloadLink>> {
    let mut links = Vec::with_capacity(files.len());
    for file in files {
        let spent = store::spent(txn, grant, file.id)?;
        let (blob, line) = match copies::wanted(txn, grant, file, line)? {
            Wanted::Plain => (file.blob, None),
            Wanted::Made(blob) => (blob, None),
            Wanted::ToMake(line) => (file.blob, Some(line)),
        };
        let until = now.plus(validity(blob.size));
        let ticket = Ticket {
            grant: grant.id,
            file: file.id,
            until,
            number: number(),
            blob,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            released_at: file.released_at,
            line,
        };
        links.push(DownloadLink {
            file: file.id,
            name: file.name.clone(),
            media_type: file.media_type.clone(),
            size: blob.size,
            sha256: ticket.line.is_none().then_some(blob.sha256),
            path: links::download(&ticket.seal(signer)?),
            expires_at: until,
            limit: grant.limit,
            remaining: grant.limit.map(|limit| limit.saturating_sub(spent)),
            release: file.release.clone(),
        });
    }
    Ok(links)
}

/// Long enough to begin at leisure and to go on after a break: 10 minutes to 3 hours, as at 50 KiB a second.
fn validity(size: u64) -> Duration {
    Duration::from_secs((size / (50 * 1024)).clamp(10 * 60, 3 * 60 * 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_last_as_long_as_the_file_is_large() {
        assert_eq!(validity(0), Duration::from_secs(600));
        assert_eq!(validity(100 << 20), Duration::from_secs(2048));
        assert_eq!(validity(u64::MAX), Duration::from_secs(3 * 60 * 60));
    }
}
