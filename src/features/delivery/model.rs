//! Who may download what, how often and until when; and what was downloaded.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{
        Digest, DownloadId, EditionId, Email, FileId, GrantId, OrderId, OrderLineId, ProductId, SellerId, Timestamp,
    },
    platform::{db::Record, files::Blob},
};

/// The right to download the files of a product, for one line of a paid order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// Never changes.
    pub id: GrantId,
    /// The order that was paid.
    pub order: OrderId,
    /// The line of it; each line has one grant.
    pub line: OrderLineId,
    /// What was bought.
    pub product: ProductId,
    /// Which edition of it.
    pub edition: EditionId,
    /// Who bought it.
    pub buyer: Email,
    /// Whose product it is; unknown of what was granted before sellers saw what was downloaded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seller: Option<SellerId>,
    /// What was downloaded before does not count any more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<Timestamp>,
    /// How often each file may be downloaded; as often as one likes if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u32>,
    /// When the right ends; never if nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires: Option<Timestamp>,
    /// Whether and why it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked: Option<Revocation>,
    /// When it was given.
    pub created: Timestamp,
}

/// That a grant was taken back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// When.
    pub at: Timestamp,
    /// Why, in a few words for the log: `refunded`, `disputed`.
    pub reason: String,
}

/// What a paid line gives its buyer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewGrant {
    /// The order that was paid.
    pub order: OrderId,
    /// The line of it.
    pub line: OrderLineId,
    /// What was bought.
    pub product: ProductId,
    /// Which edition of it.
    pub edition: EditionId,
    /// How many: two copies may be downloaded twice as often.
    pub quantity: u32,
    /// Who bought it.
    pub buyer: Email,
    /// Whose product it is.
    pub seller: SellerId,
    /// How often each file may be downloaded per copy; as often as one likes if nothing is said.
    pub limit: Option<u32>,
    /// For how long; for ever if nothing is said.
    pub window: Option<Duration>,
}

/// Where a grant stands at a moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Its files may be downloaded.
    Open,
    /// Its time was over then.
    Expired(Timestamp),
    /// It was taken back then.
    Revoked(Timestamp),
}

impl Grant {
    /// Where it stands at `now`.
    pub fn standing(&self, now: Timestamp) -> Standing {
        match (&self.revoked, self.expires) {
            (Some(revocation), _) => Standing::Revoked(revocation.at),
            (None, Some(end)) if end <= now => Standing::Expired(end),
            (None, _) => Standing::Open,
        }
    }
}

impl Record for Grant {
    type Key = GrantId;
    const MISSING: &'static str = "There is no such right to download";

    fn key(&self) -> GrantId {
        self.id
    }
}

/// A file as the catalogue knows it, for whoever asks for links to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// Which one.
    pub id: FileId,
    /// What it is called on the buyer's disk.
    pub name: String,
    /// Its type, such as `application/zip`.
    pub media_type: String,
    /// Its bytes.
    pub blob: Blob,
    /// The version it belongs to, such as "2.1".
    pub release: String,
    /// When that version came out.
    pub released_at: Timestamp,
}

/// One transfer of a file to a buyer, with all the parts in which it went.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// Never changes.
    pub id: DownloadId,
    /// The right that allowed it.
    pub grant: GrantId,
    /// The order behind it.
    pub order: OrderId,
    /// Who bought it.
    pub buyer: Email,
    /// Whose product it is, if that is known.
    #[serde(default)]
    pub seller: Option<SellerId>,
    /// Which file.
    pub file: FileId,
    /// What it was called then.
    pub name: String,
    /// Which bytes.
    pub sha256: Digest,
    /// How many there are of them.
    pub size: u64,
    /// How many were sent, also twice.
    pub bytes: u64,
    /// Whether it reached its end, and so spent one of the allowed times.
    pub completed: bool,
    /// When it began.
    pub started: Timestamp,
    /// When the last part ended.
    pub ended: Timestamp,
    /// From where it was asked for.
    pub address: String,
    /// By which program.
    pub agent: String,
}

impl Record for Download {
    type Key = DownloadId;
    const MISSING: &'static str = "There is no such download";

    fn key(&self) -> DownloadId {
        self.id
    }
}
