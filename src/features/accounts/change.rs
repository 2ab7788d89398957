//! What becomes of an account. Whatever changes who may use it, or for what, begins a new age of it: every cookie,
//! token and key of before is worth nothing from that commit on.

use super::{
    Password, Suspension, User,
    model::person_name,
    store::{self, get},
    ticket,
};
use crate::{
    base::{Email, Error, Event, Result, Role, UserId},
    platform::db::WriteTxn,
};

/// Sets another password.
pub fn change_password(txn: &WriteTxn, user: UserId, password: &Password) -> Result<User> {
    let mut user = get(txn, user)?;
    user.password = password.clone();
    user.password_changed = Some(txn.now);
    // Whoever asked for a reset or a move with the old password shall not finish it now.
    ticket::void_all(txn, user.id, |_| true)?;
    renewed(txn, user)
}

/// Gives another role. The last admin stays one.
pub fn set_role(txn: &WriteTxn, user: UserId, role: Role) -> Result<User> {
    let mut user = get(txn, user)?;
    if user.role == role {
        return Ok(user);
    }
    keep_an_admin(txn, &user)?;
    user.role = role;
    renewed(txn, user)
}

/// Keeps someone out. The last admin stays.
pub fn suspend(txn: &WriteTxn, user: UserId, reason: &str) -> Result<User> {
    let mut user = get(txn, user)?;
    keep_an_admin(txn, &user)?;
    let reason: String = reason.trim().chars().filter(|it| !it.is_control()).take(500).collect();
    user.suspension = Some(Suspension { since: txn.now, reason });
    ticket::void_all(txn, user.id, |_| true)?;
    renewed(txn, user)
}

/// Lets someone in again.
pub fn restore(txn: &WriteTxn, user: UserId) -> Result<User> {
    let mut user = get(txn, user)?;
    user.suspension = None;
    store::USERS.put(txn, &user)?;
    Ok(user)
}

/// Ends everything that opens the account, but for its password.
pub fn sign_out_everywhere(txn: &WriteTxn, user: UserId) -> Result<User> {
    renewed(txn, get(txn, user)?)
}

/// Calls someone by another name.
pub fn rename(txn: &WriteTxn, user: UserId, name: &str) -> Result<User> {
    let mut user = get(txn, user)?;
    user.name = person_name(name)?;
    store::USERS.put(txn, &user)?;
    Ok(user)
}

/// Removes an account for good. Gives the address it had. The last admin stays.
pub fn close(txn: &WriteTxn, user: UserId) -> Result<Email> {
    let user = get(txn, user)?;
    keep_an_admin(txn, &user)?;
    ticket::void_all(txn, user.id, |_| true)?;
    store::USERS.remove(txn, user.id)?;
    txn.emit(Event::AccessChanged { user: user.id })?;
    Ok(user.email)
}

fn renewed(txn: &WriteTxn, mut user: User) -> Result<User> {
    user.epoch += 1;
    store::USERS.put(txn, &user)?;
    txn.emit(Event::AccessChanged { user: user.id })?;
    Ok(user)
}

fn keep_an_admin(txn: &WriteTxn, user: &User) -> Result<()> {
    let others = || -> Result<bool> {
        let admins = store::of_role(txn, Role::Admin)?;
        Ok(admins.iter().any(|it| it.id != user.id && !it.is_suspended()))
    };
    if user.role == Role::Admin && !others()? {
        return Err(Error::conflict("This is the only admin. Make somebody else an admin first"));
    }
    Ok(())
}
