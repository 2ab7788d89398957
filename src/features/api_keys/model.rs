//! Keys of programs; no I/O.

use std::{collections::BTreeSet, time::Duration};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    base::{ApiKeyId, Error, Result, Timestamp, UserId},
    platform::{db::Record, web::Scope},
};

/// How every key begins, so that scanners for leaked secrets know one when they see it.
pub const PREFIX: &str = "bdg_";
/// Use is noted at most this often.
const NOTED: Duration = Duration::from_secs(10 * 60);
const DAY: u64 = 24 * 60 * 60;

/// A key of a program, as far as anybody can be shown it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiKey {
    /// Its identifier, which opens nothing.
    pub id: ApiKeyId,
    /// In whose name its program asks.
    pub user: UserId,
    /// The age of their account in which it was made; with the next age it ends.
    pub epoch: u32,
    /// What it is for, in their words.
    pub name: String,
    /// What it is good for.
    pub scopes: BTreeSet<Scope>,
    /// The hash of what the program sends.
    pub hash: [u8; 32],
    /// The last four characters of that, to tell keys apart.
    pub hint: String,
    /// When it was made.
    pub made: Timestamp,
    /// When it ends; never if nothing is said.
    pub expires: Option<Timestamp>,
    /// When it was used last, give or take some minutes.
    pub used: Option<Timestamp>,
}

/// A key as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct KeyForm {
    /// What it is for.
    pub name: String,
    /// What it shall be good for.
    pub scopes: Vec<String>,
    /// For how many days; 0 is for ever.
    pub days: u64,
}

/// A key that is fit to be made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// What it shall be good for.
    pub scopes: BTreeSet<Scope>,
    /// For how long.
    pub expires_after: Option<Duration>,
}

impl KeyForm {
    /// Checks what was typed.
    pub fn parse(&self) -> Result<NewKey> {
        let name: String = self.name.trim().chars().filter(|it| !it.is_control()).collect();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(Error::invalid("name", "Write 1 to 80 characters, such as what the key is for"));
        }
        let scopes: BTreeSet<Scope> = self.scopes.iter().map(|it| it.parse()).collect::<Result<_>>()?;
        if scopes.is_empty() {
            return Err(Error::invalid("scopes", "Choose at least one thing that the key is good for"));
        }
        if self.days > 3650 {
            return Err(Error::invalid("days", "Choose up to 3650 days, or 0 for no end"));
        }
        let expires_after = (self.days > 0).then(|| Duration::from_secs(self.days * DAY));
        Ok(NewKey { name, scopes, expires_after })
    }
}

impl ApiKey {
    /// Whether it still opens something for an account in this age.
    pub fn is_alive(&self, now: Timestamp, epoch: u32) -> bool {
        self.epoch == epoch && self.expires.is_none_or(|it| now < it)
    }

    /// Whether its use should be written down again.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        self.used.is_none_or(|it| now.since(it) >= NOTED)
    }
}

/// As the store knows a key: 240 random bits need no slow hash.
pub(super) fn hash(secret: &str) -> [u8; 32] {
    Sha256::digest(secret).into()
}

impl Record for ApiKey {
    type Key = ApiKeyId;
    const MISSING: &'static str = "There is no such key";

    fn key(&self) -> ApiKeyId {
        self.id
    }
}
