//! Files that may be downloaded, as JSON.

use serde::Serialize;
use utoipa::ToSchema;

use super::DownloadLink;
use crate::base::{BaseUrl, Digest, FileId, OrderLineId};

/// A file that was bought, with a fresh link.
#[derive(Debug, Serialize, ToSchema)]
pub struct DownloadJson {
    /// The line of the order that it was bought with.
    #[schema(value_type = String)]
    line: OrderLineId,
    #[schema(value_type = String)]
    file: FileId,
    name: String,
    media_type: String,
    /// In bytes.
    size: u64,
    /// Null of a copy of your own that is made at the first download.
    #[schema(value_type = Option<String>)]
    sha256: Option<Digest>,
    /// Signed, and good until `expires_at`; ask again for a new one.
    url: String,
    expires_at: String,
    /// How often it may still be downloaded; null where there is no limit.
    remaining: Option<u32>,
    /// The version it belongs to.
    release: String,
}

impl DownloadJson {
    /// The file behind `link`, of a line of an order, in a shop at `base`.
    pub fn new(line: OrderLineId, link: &DownloadLink, base: &BaseUrl) -> Self {
        Self {
            line,
            file: link.file,
            name: link.name.clone(),
            media_type: link.media_type.clone(),
            size: link.size,
            sha256: link.sha256,
            url: base.to(&link.path),
            expires_at: link.expires_at.rfc3339(),
            remaining: link.remaining,
            release: link.release.clone(),
        }
    }
}
