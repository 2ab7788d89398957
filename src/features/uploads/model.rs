//! A file on its way in; no I/O.

use serde::{Deserialize, Serialize};

use super::UploadsConfig;
use crate::{
    base::{Error, ErrorKind, Result, Timestamp, UploadId, UserId, text},
    platform::{
        db::Record,
        files::{Blob, Mark},
    },
};

/// A file that somebody sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Upload {
    /// Its identifier.
    pub id: UploadId,
    /// Whose it is: nobody else learns of it.
    pub owner: UserId,
    /// How many bytes it will have.
    pub length: u64,
    /// What the sender calls it: a label, never a path.
    pub name: String,
    /// What was said about it, as it was said (tus, `Upload-Metadata`).
    #[serde(default)]
    pub metadata: String,
    /// How far it has come.
    #[serde(default)]
    pub mark: Mark,
    /// The file, once all of it is here.
    #[serde(default)]
    pub whole: Option<Blob>,
    /// When it was announced.
    pub created: Timestamp,
    /// When it is given up, unless more of it comes before.
    pub expires: Timestamp,
}

impl Upload {
    /// How many bytes of it are here for good.
    pub fn offset(&self) -> u64 {
        self.whole.map_or(self.mark.size, |it| it.size)
    }

    /// How many are still to come.
    pub fn rest(&self) -> u64 {
        self.length.saturating_sub(self.offset())
    }
}

impl Record for Upload {
    type Key = UploadId;
    const MISSING: &'static str = "There is no such upload, or it was given up since nothing more of it came";

    fn key(&self) -> UploadId {
        self.id
    }
}

/// A file that somebody would like to send.
#[derive(Debug, Clone, Default)]
pub struct UploadForm {
    /// How many bytes it has.
    pub length: u64,
    /// What it is called.
    pub name: String,
    /// What else is said about it.
    pub metadata: String,
}

/// A file that may be sent, as far as its size and name decide.
#[derive(Debug, Clone)]
pub struct NewUpload {
    pub(super) owner: UserId,
    pub(super) length: u64,
    pub(super) name: String,
    pub(super) metadata: String,
}

const MAX_METADATA: usize = 4_096;

impl NewUpload {
    /// Whose it is.
    pub fn owner(&self) -> UserId {
        self.owner
    }

    /// What it is called, cleaned.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl UploadForm {
    /// Holds it against the rules, before any of it is sent.
    ///
    /// # Errors
    /// It is too large, or of a kind that is not sold here.
    pub fn check(self, owner: UserId, rules: &UploadsConfig) -> Result<NewUpload> {
        if self.length > rules.max_bytes() {
            return Err(Error::too_large(format!("That file is too large; send at most {} MB", rules.max_mb)));
        }
        let name = text::shorten(&text::line(&self.name), 200);
        let ending = name.rsplit_once('.').map(|(_, ending)| ending);
        if !rules.takes(ending) {
            let taken = rules.endings.join(", ");
            return Err(Error::of(ErrorKind::Unsupported, format!("Files of this type are not taken; send {taken}")));
        }
        if self.metadata.len() > MAX_METADATA {
            return Err(Error::invalid("Upload-Metadata", format!("Send at most {MAX_METADATA} bytes")));
        }
        Ok(NewUpload { owner, length: self.length, name, metadata: self.metadata })
    }
}
