//! Accounts; no I/O.

use serde::{Deserialize, Serialize};

use super::Password;
use crate::{
    base::{Digest, Email, Error, Result, Role, Timestamp, UserId},
    platform::db::Record,
};

/// Someone who is known to the shop.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct User {
    /// Their identifier.
    pub id: UserId,
    /// Their address, which is also their name at the door.
    pub email: Email,
    /// What they are called.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// How they prove who they are.
    pub password: Password,
    /// When they chose it; with the account if nothing is said.
    #[serde(default)]
    pub password_changed: Option<Timestamp>,
    /// Since when they are known.
    pub created: Timestamp,
    /// The age of the account. Whatever was issued in an earlier one, cookies, tokens and keys alike, is worth nothing.
    #[serde(default)]
    pub epoch: u32,
    /// Why they are kept out, if they are.
    #[serde(default)]
    pub suspension: Option<Suspension>,
}

/// That someone is kept out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// Since when.
    pub since: Timestamp,
    /// Why, as the person is told.
    pub reason: String,
}

/// An account as typed.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct UserForm {
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: String,
    /// The password they chose.
    pub password: String,
}

/// An account that is fit to be made.
#[derive(Debug, Clone)]
pub struct NewUser {
    /// What they are called.
    pub name: String,
    /// Their address.
    pub email: Email,
    /// The password, hashed.
    pub password: Password,
}

/// The promise that whoever brings the token becomes the first admin. There is one at most.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Claim {
    pub token: Digest,
    pub offered: Timestamp,
}

/// A right that was sent by mail: to be used once, for a while.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Ticket {
    /// The hash of what the mail says.
    pub token: Digest,
    pub user: UserId,
    pub right: Right,
    pub until: Timestamp,
}

/// What a ticket is good for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Right {
    /// To choose a new password.
    Reset,
    /// To have this address from now on.
    Move(Email),
}

impl User {
    /// Whether they are kept out.
    pub fn is_suspended(&self) -> bool {
        self.suspension.is_some()
    }
}

impl UserForm {
    /// Checks what was typed; hashing the password takes a while.
    pub async fn parse(self) -> Result<NewUser> {
        let name = person_name(&self.name);
        let email = Email::parse(&self.email);
        let strong = Password::check(&self.password, &[&self.name, &self.email]);
        // All that is wrong is said at once.
        let errors = [name.as_ref().err(), email.as_ref().err(), strong.as_ref().err()];
        let mut fields: Vec<_> = errors.into_iter().flatten().flat_map(|it| it.fields.clone()).collect();
        if !fields.is_empty() {
            let (field, advice) = fields.remove(0);
            return Err(fields
                .into_iter()
                .fold(Error::invalid(field, advice), |error, (field, advice)| error.and(field, advice)));
        }
        let email = email?;
        let password = Password::hash(self.password, &[&self.name, email.as_str()]).await?;
        Ok(NewUser { name: name?, email, password })
    }
}

/// What someone wants to be called: 1 to 80 characters.
pub(super) fn person_name(typed: &str) -> Result<String> {
    let name: String = typed.trim().chars().filter(|it| !it.is_control()).collect();
    if name.is_empty() || name.chars().count() > 80 {
        return Err(Error::invalid("name", "Write 1 to 80 characters"));
    }
    Ok(name)
}

impl Record for User {
    type Key = UserId;
    const MISSING: &'static str = "There is no such account";

    fn key(&self) -> UserId {
        self.id
    }
}

impl Record for Claim {
    type Key = u8;
    const MISSING: &'static str = "There is no such link";

    fn key(&self) -> u8 {
        0
    }
}

impl Record for Ticket {
    type Key = Digest;
    const MISSING: &'static str = "There is no such link";

    fn key(&self) -> Digest {
        self.token
    }
}
