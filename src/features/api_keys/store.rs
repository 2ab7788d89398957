//! Where keys of programs are kept.

use super::ApiKey;
use crate::{
    base::{ApiKeyId, Result, UserId},
    platform::db::{Index, Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&KEYS];

pub(super) static KEYS: Table<ApiKey> = Table::new("api_keys", &[&BY_HASH, &BY_USER]);
static BY_HASH: Index<ApiKey, [u8; 32]> = Index::new("api_keys.by_hash", |it: &ApiKey| it.hash);
static BY_USER: Index<ApiKey, (UserId, ApiKeyId)> = Index::new("api_keys.by_user", |it: &ApiKey| (it.user, it.id));

/// The key `id`, if it has not been ended.
pub fn find(txn: &impl Reads, id: ApiKeyId) -> Result<Option<ApiKey>> {
    KEYS.find(txn, id)
}

/// All keys of `user`, the newest first.
pub fn of_user(txn: &impl Reads, user: UserId) -> Result<Vec<ApiKey>> {
    BY_USER.of(&user).newest_first().records(txn, &KEYS)
}

pub(super) fn by_hash(txn: &impl Reads, hash: &[u8; 32]) -> Result<Option<ApiKey>> {
    BY_HASH.find(txn, &KEYS, hash)
}
