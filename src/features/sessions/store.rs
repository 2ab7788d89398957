//! Where sessions are kept.

use super::{Medium, Secret, Session};
use crate::{
    base::{Result, SessionId, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&SESSIONS];

pub(super) static SESSIONS: Table<Session> = Table::new("sessions", &[&BY_SECRET, &BY_USER, &BY_SEEN]).access();
static BY_SECRET: Index<Session, [u8; 32]> = Index::new("sessions.by_secret", |it: &Session| it.secret);
static BY_USER: Index<Session, (UserId, SessionId)> = Index::new("sessions.by_user", |it: &Session| (it.user, it.id));
static BY_SEEN: Index<Session, (Timestamp, SessionId)> =
    Index::new("sessions.by_seen", |it: &Session| (it.seen, it.id));

/// The session of a browser that sends this cookie.
pub fn by_cookie(txn: &impl Reads, cookie: &str) -> Result<Option<Session>> {
    let found = BY_SECRET.find(txn, &SESSIONS, &Secret(cookie.to_owned()).hash())?;
    Ok(found.filter(|it| matches!(it.medium, Medium::Browser { .. })))
}

/// The session `id`, if it has not ended.
pub fn find(txn: &impl Reads, id: SessionId) -> Result<Option<Session>> {
    SESSIONS.find(txn, id)
}

/// All sessions of `user`, the newest first.
pub fn of_user(txn: &impl Reads, user: UserId) -> Result<Vec<Session>> {
    BY_USER.of(&user).newest_first().records(txn, &SESSIONS)
}

/// Removes up to `limit` sessions that were not used since `before`. Says how many.
pub(super) fn remove_older(txn: &WriteTxn, before: Timestamp, limit: usize) -> Result<usize> {
    let old = BY_SEEN.between(&Timestamp::EPOCH, &before).limit(limit).keys(txn)?;
    old.iter().try_for_each(|(_, id)| SESSIONS.remove(txn, *id))?;
    Ok(old.len())
}
