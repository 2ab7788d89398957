//! Accounts to be. Whoever registers gets a mail; the account comes to be when its link is used. So nobody can take
//! another's address beforehand, and nobody can tell from an answer whether an address is known.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;
use serde::{Deserialize, Serialize};

use super::{NewUser, Password, User, store};
use crate::{
    base::{Digest, Email, Error, Result, Role, Timestamp},
    platform::db::{Reads, Record, WriteTxn},
};

/// So long the link in the mail works.
const LIFE: Duration = Duration::from_secs(24 * 60 * 60);

/// An account that waits to be confirmed.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Registration {
    pub(super) token: Digest,
    /// What they are called.
    pub name: String,
    /// The address that the mail went to.
    pub email: Email,
    /// The password they chose.
    pub password: Password,
    /// Until when it may be confirmed.
    pub until: Timestamp,
}

/// What became of a wish to have an account. Whoever asked must not learn which.
#[derive(Debug)]
pub enum Registered {
    /// It waits for whoever reads the mail with this token.
    Waiting(String),
    /// The address has one; its owner should be told.
    Known(Box<User>),
}

/// Takes in a wish to have an account. Earlier ones of the same address are void.
pub fn register(txn: &WriteTxn, new: &NewUser) -> Result<Registered> {
    if let Some(user) = store::by_email(txn, &new.email)? {
        return Ok(Registered::Known(Box::new(user)));
    }
    void(txn, &new.email)?;
    let token = BASE64URL_NOPAD.encode(&txn.random::<24>());
    let waiting = Registration {
        token: Digest::of(token.as_bytes()),
        name: new.name.clone(),
        email: new.email.clone(),
        password: new.password.clone(),
        until: txn.now.plus(LIFE),
    };
    store::REGISTRATIONS.put(txn, &waiting)?;
    Ok(Registered::Waiting(token))
}

/// The account that `token` would make at `now`.
pub fn registration(txn: &impl Reads, token: &str, now: Timestamp) -> Result<Registration> {
    let found = store::REGISTRATIONS.find(txn, Digest::of(token.as_bytes()))?;
    found.filter(|it| now < it.until).ok_or_else(|| Error::not_found(Registration::MISSING))
}

/// Makes the account that waits for `token`, once.
pub fn confirm(txn: &WriteTxn, token: &str) -> Result<User> {
    let Registration { name, email, password, .. } = registration(txn, token, txn.now)?;
    void(txn, &email)?;
    store::add(txn, &NewUser { name, email, password }, Role::Customer)
}

fn void(txn: &WriteTxn, email: &Email) -> Result<()> {
    let older = store::REGISTRATIONS_BY_EMAIL.of(&email.normalised()).keys(txn)?;
    older.iter().try_for_each(|(_, token)| store::REGISTRATIONS.remove(txn, *token))
}

impl Record for Registration {
    type Key = Digest;
    const MISSING: &'static str =
        "This link has been used, replaced by a newer one, or is older than a day. Please register again";

    fn key(&self) -> Digest {
        self.token
    }
}
