//! A file known by what it contains.

use serde::{Deserialize, Serialize};

use crate::base::Digest;

/// Bytes that the shop keeps: which, and how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Blob {
    /// What they are known by.
    pub sha256: Digest,
    /// How many there are.
    pub size: u64,
}
