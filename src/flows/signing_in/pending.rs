//! That somebody's password was right while their second factor is still to come. Nothing of it is stored.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::{
    base::{Error, Result, Timestamp, UserId},
    platform::signing::Keys,
};

const PURPOSE: &str = "second factor";
/// So long one may look for the code.
pub(super) const LIFE: Duration = Duration::from_secs(10 * 60);

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Pending {
    pub user: UserId,
    /// The age of the account in which the password was right.
    pub epoch: u32,
    /// Whether they want to stay signed in.
    pub keep: bool,
    /// Where they wanted to go.
    pub next: String,
    pub until: Timestamp,
}

impl Pending {
    pub fn seal(&self, keys: &Keys) -> Result<String> {
        let payload = rmp_serde::to_vec(self).map_err(Error::internal)?;
        Ok(keys.signer(PURPOSE).seal(&payload))
    }

    pub fn open(keys: &Keys, sealed: &str, now: Timestamp) -> Option<Self> {
        let payload = keys.signer(PURPOSE).open(sealed).ok()?;
        let pending: Self = rmp_serde::from_slice(&payload).ok()?;
        (now < pending.until).then_some(pending)
    }
}
