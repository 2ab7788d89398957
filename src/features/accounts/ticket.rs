//! Rights that are sent by mail: to choose a new password, to have another address. Each works once and not for long;
//! a newer one makes an older one of its kind void.

use std::time::Duration;

use data_encoding::BASE64URL_NOPAD;

use super::{
    Password, User,
    model::{Right, Ticket},
    store,
};
use crate::{
    base::{Digest, Email, Error, Event, Result, UserId},
    platform::db::{Reads, WriteTxn},
};

/// So long a link to choose a new password works (OWASP ASVS 6.5.5 asks for an hour at most).
const LIFE: Duration = Duration::from_secs(30 * 60);

/// A token with which the owner of `email` may choose a new password. Nothing if there is no such account.
pub fn offer_reset(txn: &WriteTxn, email: &Email) -> Result<Option<(User, String)>> {
    let Some(user) = store::by_email(txn, email)?.filter(|it| !it.is_suspended()) else { return Ok(None) };
    let token = issue(txn, user.id, Right::Reset)?;
    Ok(Some((user, token)))
}

/// Whether `token` may be exchanged for a new password.
pub fn reset_is_open(txn: &impl Reads, token: &str, now: crate::base::Timestamp) -> Result<bool> {
    let found = store::TICKETS.find(txn, Digest::of(token.as_bytes()))?;
    Ok(found.is_some_and(|it| it.right == Right::Reset && now < it.until))
}

/// Sets the password of whoever `token` was sent to. Whatever opened the account before does not any more.
pub fn reset(txn: &WriteTxn, token: &str, password: &Password) -> Result<User> {
    let (user, _) = redeem(txn, token, |right| matches!(right, Right::Reset))?;
    super::change_password(txn, user, password)
}

/// A token that, read at `email`, makes it the address of `user`.
pub fn offer_email_change(txn: &WriteTxn, user: UserId, email: &Email) -> Result<String> {
    store::get(txn, user)?;
    issue(txn, user, Right::Move(email.clone()))
}

/// The address that `token` would give the account of `user`.
///
/// # Errors
/// [`Error::forbidden`] if it was sent to another account, was used or is too old.
pub fn email_change(txn: &impl Reads, user: UserId, token: &str, now: crate::base::Timestamp) -> Result<Email> {
    let found = store::TICKETS.find(txn, Digest::of(token.as_bytes()))?;
    if found.as_ref().is_some_and(|it| it.user != user) {
        return Err(foreign());
    }
    match found.filter(|it| now < it.until).map(|it| it.right) {
        Some(Right::Move(email)) => Ok(email),
        _ => Err(void()),
    }
}

/// Moves the account of `user` to the address that `token` was sent to. Gives the account and its old address.
pub fn change_email(txn: &WriteTxn, user: UserId, token: &str) -> Result<(User, Email)> {
    let open = store::TICKETS.find(txn, Digest::of(token.as_bytes()))?;
    if open.is_some_and(|it| it.user != user) {
        return Err(foreign());
    }
    let (user, right) = redeem(txn, token, |right| matches!(right, Right::Move(_)))?;
    let Right::Move(email) = right else { return Err(void()) };
    let mut account = store::get(txn, user)?;
    let old = std::mem::replace(&mut account.email, email);
    account.epoch += 1;
    void_all(txn, user, |_| true)?;
    store::USERS.put(txn, &account)?;
    txn.emit(Event::AccessChanged { user })?;
    Ok((account, old))
}

fn issue(txn: &WriteTxn, user: UserId, right: Right) -> Result<String> {
    let same = |it: &Right| std::mem::discriminant(it) == std::mem::discriminant(&right);
    void_all(txn, user, same)?;
    let token = BASE64URL_NOPAD.encode(&txn.random::<24>());
    let until = txn.now.plus(LIFE);
    store::TICKETS.put(txn, &Ticket { token: Digest::of(token.as_bytes()), user, right, until })?;
    Ok(token)
}

/// Takes a ticket of the right kind, so that it never works again.
fn redeem(txn: &WriteTxn, token: &str, fits: impl Fn(&Right) -> bool) -> Result<(UserId, Right)> {
    let found = store::TICKETS.find(txn, Digest::of(token.as_bytes()))?;
    let ticket = found.filter(|it| txn.now < it.until && fits(&it.right)).ok_or_else(void)?;
    store::TICKETS.remove(txn, ticket.token)?;
    Ok((ticket.user, ticket.right))
}

/// Makes the tickets of `user` void that `fits` names.
pub(super) fn void_all(txn: &WriteTxn, user: UserId, fits: impl Fn(&Right) -> bool) -> Result<()> {
    let all = store::TICKETS_BY_USER.of(&user).records(txn, &store::TICKETS)?;
    all.iter().filter(|it| fits(&it.right)).try_for_each(|it| store::TICKETS.remove(txn, it.token))
}

fn foreign() -> Error {
    Error::forbidden("This link was sent to another account. Sign in to that one and open it again")
}

fn void() -> Error {
    Error::forbidden("This link has been used, replaced by a newer one, or is too old. Please ask for a new one")
}
