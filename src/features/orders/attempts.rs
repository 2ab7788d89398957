//! What makes a second click, a second tab or a repeated request give the same order.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::store;
use crate::{
    base::{Error, OrderId, Result, Timestamp},
    platform::db::{Reads, Record, WriteTxn},
};

/// For so long a key stands for its order.
pub const KEY_LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// An `Idempotency-Key`, bound to the cart or the account that it came with: nobody can ask for another's order by its
/// key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AttemptKey([u8; 32]);

impl AttemptKey {
    /// Takes what the header or the form's hidden field says: 1 to 255 printable characters. `whose` are the bytes of the
    /// identifier of that cart or account.
    pub fn parse(text: &str, whose: [u8; 16]) -> Result<Self> {
        if text.is_empty() || text.len() > 255 || !text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') {
            return Err(Error::invalid("idempotency_key", "Send 1 to 255 printable characters"));
        }
        let mut hash = Sha256::new();
        hash.update(whose);
        hash.update(text.as_bytes());
        Ok(Self(hash.finalize().into()))
    }
}

/// A key that has become an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Attempt {
    pub(super) key: [u8; 32],
    body: [u8; 32],
    order: OrderId,
    pub(super) at: Timestamp,
}

impl Record for Attempt {
    type Key = [u8; 32];
    const MISSING: &'static str = "There is no such attempt";

    fn key(&self) -> [u8; 32] {
        self.key
    }
}

/// The fingerprint of what was asked, by which two requests with one key are told apart.
pub fn fingerprint(asked: &impl Serialize) -> Result<[u8; 32]> {
    let bytes = serde_json::to_vec(asked).map_err(Error::internal)?;
    Ok(Sha256::digest(bytes).into())
}

/// The order that `key` has become, if any. The same key with another body is a conflict.
pub fn remembered(txn: &impl Reads, key: AttemptKey, body: [u8; 32], now: Timestamp) -> Result<Option<OrderId>> {
    match store::ATTEMPTS.find(txn, key.0)? {
        Some(it) if now.since(it.at) > KEY_LIFE => Ok(None),
        Some(it) if it.body != body => {
            Err(Error::conflict("This Idempotency-Key was used for another order; send a new one"))
        }
        Some(it) => Ok(Some(it.order)),
        None => Ok(None),
    }
}

/// Notes that `key` has become `order`.
pub fn remember(txn: &WriteTxn, key: AttemptKey, body: [u8; 32], order: OrderId) -> Result<()> {
    store::ATTEMPTS.put(txn, &Attempt { key: key.0, body, order, at: txn.now })
}

/// Forgets up to `limit` keys that are too old to be repeated. Says how many.
pub fn forget(txn: &WriteTxn, limit: usize) -> Result<usize> {
    store::forget_attempts(txn, txn.now.minus(KEY_LIFE), limit)
}
