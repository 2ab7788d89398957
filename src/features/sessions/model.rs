//! Sessions; no I/O.

use std::{net::IpAddr, time::Duration};

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::{
    base::{Role, SessionId, Timestamp, UserId},
    platform::db::Record,
};

const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// So long a session may lie unused where its owner asked to stay signed in.
pub(super) const IDLE: Duration = Duration::from_secs(30 * 24 * 60 * 60);
/// So long any session may live.
const LIFE: Duration = Duration::from_secs(90 * 24 * 60 * 60);
/// Use is noted at most this often, so that reading does not become writing.
const NOTED: Duration = Duration::from_secs(5 * 60);

/// What opens a session: shown once, kept as a hash.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub(super) String);

impl Secret {
    /// 256 random bits.
    pub fn random(bytes: [u8; 32]) -> Self {
        Self(BASE64URL_NOPAD.encode(&bytes))
    }

    /// As its owner keeps it.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// As the store knows it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(&self.0).into()
    }
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// What a session lives in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    /// A browser, with a cookie.
    Browser {
        /// Whether it stays when the browser is closed.
        keep: bool,
    },
    /// A program, with tokens.
    Tokens,
}

/// Someone signed in somewhere.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// Its identifier, which opens nothing.
    pub id: SessionId,
    /// Who.
    pub user: UserId,
    /// The age of their account in which it began; with the next age it ends.
    pub epoch: u32,
    /// In what.
    pub medium: Medium,
    /// The hash of what opens it: the cookie, or the refresh token of the present generation.
    pub secret: [u8; 32],
    /// How often its refresh token was renewed.
    pub generation: u32,
    /// When it was renewed last.
    pub rotated: Option<Timestamp>,
    /// When it began.
    pub began: Timestamp,
    /// When it was used last, give or take a few minutes.
    pub seen: Timestamp,
    /// When they last proved who they are.
    pub proven: Timestamp,
    /// Whether they proved it in two ways.
    pub strong: bool,
    /// What their browser or program calls itself.
    pub device: String,
    /// From where it was used last.
    pub address: IpAddr,
    /// Where in the world it began, as far as was known then.
    #[serde(default)]
    pub place: Option<String>,
}

/// A session to be.
#[derive(Debug, Clone)]
pub struct NewSession {
    /// Who.
    pub user: UserId,
    /// The present age of their account.
    pub epoch: u32,
    /// In what.
    pub medium: Medium,
    /// Whether they proved who they are in two ways.
    pub strong: bool,
    /// What their browser or program calls itself.
    pub device: String,
    /// From where.
    pub address: IpAddr,
    /// Where in the world that is, as far as is known.
    pub place: Option<String>,
}

impl Session {
    /// Whether it is still good for an account of this role in this age.
    pub fn is_alive(&self, now: Timestamp, epoch: u32, role: Role) -> bool {
        self.epoch == epoch && now.since(self.seen) < self.idle(role) && now.since(self.began) < LIFE
    }

    /// How long it may lie unused: whoever has power over others is asked again sooner.
    pub fn idle(&self, role: Role) -> Duration {
        match self.medium {
            Medium::Browser { .. } if role.is_staff() => 30 * MINUTE,
            Medium::Browser { keep: false } => DAY,
            _ => IDLE,
        }
    }

    /// Whether its use should be written down again.
    pub fn is_stale(&self, now: Timestamp) -> bool {
        now.since(self.seen) >= NOTED
    }
}

impl Record for Session {
    type Key = SessionId;
    const MISSING: &'static str = "There is no such session";

    fn key(&self) -> SessionId {
        self.id
    }
}
