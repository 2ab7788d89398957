//! Who is signed in where: sessions of browsers, known by a cookie, and of programs, known by tokens that renew
//! themselves. A session ends for everything at once that hangs on it.

mod access;
mod device;
mod model;
mod refresh;
mod store;
#[cfg(test)]
mod tests;

pub use access::{Access, AccessClaims};
pub use device::{Device, device};
pub use model::{Medium, NewSession, Secret, Session};
pub use refresh::{Refreshed, refresh};
pub use store::{by_cookie, find, of_user};

use std::time::Duration;

use crate::{
    base::{Event, Result, SessionId, Timestamp, UserId},
    platform::{
        Feature,
        db::WriteTxn,
        jobs::{Kind, Task},
        signing::Keys,
    },
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const GROUP: usize = 200;
/// Nobody has more sessions than this; the one that was used least lately makes room.
const MOST: usize = 50;

/// What sessions bring along.
pub fn feature() -> Feature {
    Feature::new("sessions").tables(store::ALL).job(Kind::new("sessions.sweep", sweep_all).every(HOUR))
}

/// Begins a session, with a secret that was never used before, so that nobody can have put it into a browser.
pub fn begin(txn: &WriteTxn, keys: &Keys, new: NewSession) -> Result<(Session, Secret)> {
    let mut all = of_user(txn, new.user)?;
    all.sort_by_key(|it| std::cmp::Reverse(it.seen));
    all.iter().skip(MOST - 1).try_for_each(|it| store::SESSIONS.remove(txn, it.id))?;
    let id = txn.fresh();
    let secret = match new.medium {
        Medium::Browser { .. } => Secret::random(txn.random()),
        Medium::Tokens => refresh::token(keys, id, 0),
    };
    let session = Session {
        id,
        user: new.user,
        epoch: new.epoch,
        medium: new.medium,
        secret: secret.hash(),
        generation: 0,
        rotated: None,
        began: txn.now,
        seen: txn.now,
        proven: txn.now,
        strong: new.strong,
        device: new.device,
        address: new.address,
        place: new.place,
    };
    store::SESSIONS.put(txn, &session)?;
    Ok((session, secret))
}

/// Notes that the session was used now, and from where.
pub fn touch(txn: &WriteTxn, id: SessionId, address: std::net::IpAddr) -> Result<()> {
    if let Some(mut session) = find(txn, id)? {
        session.seen = txn.now;
        session.address = address;
        store::SESSIONS.put(txn, &session)?;
    }
    Ok(())
}

/// Notes that whoever is in the session has proven once more who they are.
pub fn prove(txn: &WriteTxn, id: SessionId, strong: bool) -> Result<Session> {
    let mut session = store::SESSIONS.get(txn, id)?;
    session.proven = txn.now;
    session.strong |= strong;
    store::SESSIONS.put(txn, &session)?;
    Ok(session)
}

/// Lets a session live on in another age of its account: it is the one in which the account was changed.
pub fn carry_over(txn: &WriteTxn, id: SessionId, epoch: u32) -> Result<()> {
    let mut session = store::SESSIONS.get(txn, id)?;
    session.epoch = epoch;
    session.proven = txn.now;
    store::SESSIONS.put(txn, &session)
}

/// Ends one session of `user`; another's is not found.
pub fn end(txn: &WriteTxn, user: UserId, id: SessionId) -> Result<()> {
    let found = store::SESSIONS.get(txn, id)?;
    if found.user != user {
        return Err(crate::base::Error::not_found(<Session as crate::platform::db::Record>::MISSING));
    }
    store::SESSIONS.remove(txn, id)?;
    txn.emit(Event::AccessChanged { user })
}

/// Ends all sessions of `user`, save one.
pub fn end_all(txn: &WriteTxn, user: UserId, save: Option<SessionId>) -> Result<usize> {
    let ended: Vec<_> = of_user(txn, user)?.into_iter().filter(|it| Some(it.id) != save).collect();
    ended.iter().try_for_each(|it| store::SESSIONS.remove(txn, it.id))?;
    txn.emit(Event::AccessChanged { user })?;
    Ok(ended.len())
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}

/// Forgets up to `limit` sessions that nobody has used for the longest time any may lie idle. Says how many.
pub fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    store::remove_older(txn, Timestamp::minus(txn.now, model::IDLE), limit)
}
