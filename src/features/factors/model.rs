//! Second factors; no I/O.

use serde::{Deserialize, Serialize};
use webauthn_rs::prelude::Passkey as PublicKey;

use crate::{
    base::{Digest, PasskeyId, Timestamp, UserId},
    platform::db::Record,
};

/// The second factors of an account, as far as anybody is shown them.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Since when it has an authenticator app, if it has one.
    pub authenticator: Option<Timestamp>,
    /// Its passkeys, the oldest first.
    pub passkeys: Vec<Passkey>,
    /// How many recovery codes are left.
    pub codes_left: usize,
}

impl State {
    /// Whether signing in takes two steps.
    pub fn is_on(&self) -> bool {
        self.authenticator.is_some() || !self.passkeys.is_empty()
    }
}

/// The authenticator app of an account.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Authenticator {
    pub user: UserId,
    /// Its secret, sealed; see `vault.rs`.
    pub secret: Vec<u8>,
    pub added: Timestamp,
    /// The last step of time whose code was taken: no code works twice (RFC 6238, 5.2).
    pub last_step: u64,
}

/// An authenticator app that still has to show a first code.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct SetUp {
    pub user: UserId,
    /// Its secret, sealed.
    pub secret: Vec<u8>,
    pub until: Timestamp,
}

/// The recovery codes of an account that have not been used.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Recovery {
    pub user: UserId,
    pub hashes: Vec<Digest>,
    pub made: Timestamp,
}

/// A passkey of an account. It holds a public key and opens nothing by itself.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Passkey {
    /// Its identifier in the shop.
    pub id: PasskeyId,
    /// Whose it is.
    pub user: UserId,
    /// What its owner calls it.
    pub name: String,
    /// Since when it is known.
    pub added: Timestamp,
    /// When it was used last.
    #[serde(default)]
    pub used: Option<Timestamp>,
    /// The fingerprint of the identifier that its device gave it.
    pub(super) credential: Digest,
    #[serde(with = "in_json")]
    pub(super) key: PublicKey,
}

/// What a passkey is asked for. A ceremony that was begun for one thing does nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// To be added to an account.
    Adding,
    /// To sign in with nothing else.
    SigningIn,
    /// To be the second factor after a password.
    SecondFactor,
    /// To prove once more who is in a session.
    Confirming,
}

/// What a browser was asked to sign; to be answered once, within minutes.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Ceremony {
    /// The hash of what the browser knows it by.
    pub token: Digest,
    pub purpose: Purpose,
    /// By whom, if that is known already.
    pub user: Option<UserId>,
    /// What the checks need, in JSON.
    pub state: String,
    pub until: Timestamp,
}

/// Types of WebAuthn are stored as the JSON that their crate promises to read again.
mod in_json {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de, de::DeserializeOwned, ser};

    pub fn serialize<T: Serialize, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&serde_json::to_string(value).map_err(ser::Error::custom)?)
    }

    pub fn deserialize<'de, T: DeserializeOwned, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
        serde_json::from_str(&String::deserialize(from)?).map_err(de::Error::custom)
    }
}

impl Record for Authenticator {
    type Key = UserId;
    const MISSING: &'static str = "This account has no authenticator app";

    fn key(&self) -> UserId {
        self.user
    }
}

impl Record for SetUp {
    type Key = UserId;
    const MISSING: &'static str = "There is nothing to confirm: begin once more";

    fn key(&self) -> UserId {
        self.user
    }
}

impl Record for Recovery {
    type Key = UserId;
    const MISSING: &'static str = "This account has no recovery codes";

    fn key(&self) -> UserId {
        self.user
    }
}

impl Record for Passkey {
    type Key = PasskeyId;
    const MISSING: &'static str = "There is no such passkey";

    fn key(&self) -> PasskeyId {
        self.id
    }
}

impl Record for Ceremony {
    type Key = Digest;
    const MISSING: &'static str = "There is no such ceremony";

    fn key(&self) -> Digest {
        self.token
    }
}
