//! Changes of authority: each ends whatever the person had open, and stands in the audit, in the same write.

use std::net::IpAddr;

use crate::{
    base::{Result, Role, UserId},
    features::{
        accounts::{self, User},
        audit::{self, Act, Actor, NewEntry},
        sessions,
    },
    platform::db::WriteTxn,
};

/// Who does it, and from where.
#[derive(Debug, Clone)]
pub struct By {
    /// Who.
    pub actor: Actor,
    /// From where; unknown for whoever sits at the machine.
    pub address: Option<IpAddr>,
}

/// Gives someone another role.
pub fn set_role(txn: &WriteTxn, by: &By, user: UserId, role: Role) -> Result<User> {
    let before = accounts::get(txn, user)?.role;
    let user = accounts::set_role(txn, user, role)?;
    if before != role {
        sessions::end_all(txn, user.id, None)?;
        note(txn, by, Act::RoleChanged, &user, &format!("{before} to {role}"))?;
    }
    Ok(user)
}

/// Keeps someone out, for a reason that they are told.
pub fn suspend(txn: &WriteTxn, by: &By, user: UserId, reason: &str) -> Result<User> {
    let user = accounts::suspend(txn, user, reason)?;
    sessions::end_all(txn, user.id, None)?;
    note(txn, by, Act::Suspended, &user, reason)?;
    Ok(user)
}

/// Lets someone in again.
pub fn restore(txn: &WriteTxn, by: &By, user: UserId) -> Result<User> {
    let user = accounts::restore(txn, user)?;
    note(txn, by, Act::Restored, &user, "")?;
    Ok(user)
}

fn note(txn: &WriteTxn, by: &By, act: Act, user: &User, detail: &str) -> Result<()> {
    let entry = NewEntry::new(by.actor.clone(), act).to(user.id).detail(detail);
    audit::note(txn, NewEntry { address: by.address, ..entry })
}
