use serde::{Deserialize, Serialize};

use super::Password;
use crate::{
    base::{Digest, Email, Error, Result, Timestamp, UserId},
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
    /// Since when they are known.
    pub created: Timestamp,
}

/// What someone may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Everything.
    Admin,
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

impl Role {
    pub(super) fn number(self) -> u8 {
        match self {
            Self::Admin => 9,
        }
    }
}

impl UserForm {
    /// Checks what was typed; hashing the password takes a while.
    pub async fn parse(self) -> Result<NewUser> {
        let name: String = self.name.trim().chars().filter(|c| !c.is_control()).collect();
        if name.is_empty() || name.chars().count() > 80 {
            return Err(Error::invalid("name", "Write 1 to 80 characters"));
        }
        let email = Email::parse(&self.email)?;
        Ok(NewUser { name, email, password: Password::hash(self.password).await? })
    }
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
