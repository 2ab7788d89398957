//! Refresh tokens that renew themselves (RFC 9700, section 4.14.2). One that is used twice ends its session, save for a
//! short while, in which two tabs or a lost answer get the same successor.

use std::{net::IpAddr, time::Duration};

use super::{Secret, Session, store};
use crate::{
    base::{Error, Event, Result, SessionId, Timestamp},
    platform::{db::WriteTxn, signing::Keys},
};

const PURPOSE: &str = "refresh token";
/// So long the last one but one is answered with its successor.
const GRACE: Duration = Duration::from_secs(20);

/// What became of a refresh token.
#[derive(Debug, Clone)]
pub enum Refreshed {
    /// The session goes on with this token.
    Live(Box<Session>, Secret),
    /// It had been used before: somebody has a copy, and the session has ended.
    Reused(Box<Session>),
    /// It opens nothing.
    Unknown,
}

/// The token of a generation. It can be made again, so that the same question gets the same answer; nobody without
/// the shop's key can make it.
pub(super) fn token(keys: &Keys, session: SessionId, generation: u32) -> Secret {
    let mut payload = session.to_bytes().to_vec();
    payload.extend_from_slice(&generation.to_be_bytes());
    Secret(keys.signer(PURPOSE).seal(&payload))
}

fn read(keys: &Keys, token: &str) -> Option<(SessionId, u32)> {
    let payload = keys.signer(PURPOSE).open(token).ok()?;
    let (id, generation) = payload.split_first_chunk::<16>()?;
    Some((SessionId::from_bytes(*id), u32::from_be_bytes(generation.try_into().ok()?)))
}

/// Exchanges a refresh token for the next one. `is_alive` says whether the session it belongs to may go on.
pub fn refresh(
    txn: &WriteTxn,
    keys: &Keys,
    given: &str,
    address: IpAddr,
    is_alive: impl Fn(&Session) -> Result<bool>,
) -> Result<Refreshed> {
    let Some((id, generation)) = read(keys, given) else { return Ok(Refreshed::Unknown) };
    let Some(mut session) = store::find(txn, id)? else { return Ok(Refreshed::Unknown) };
    if !is_alive(&session)? {
        store::SESSIONS.remove(txn, id)?;
        return Ok(Refreshed::Unknown);
    }
    if generation == session.generation {
        if Secret(given.to_owned()).hash() != session.secret {
            return Ok(Refreshed::Unknown);
        }
        let next = token(keys, id, generation.checked_add(1).ok_or_else(|| Error::internal("a token too often"))?);
        (session.secret, session.generation) = (next.hash(), generation + 1);
        (session.rotated, session.seen, session.address) = (Some(txn.now), txn.now, address);
        store::SESSIONS.put(txn, &session)?;
        return Ok(Refreshed::Live(Box::new(session), next));
    }
    if generation + 1 == session.generation && in_grace(session.rotated, txn.now) {
        let same = token(keys, id, session.generation);
        let known = same.hash() == session.secret;
        return Ok(if known { Refreshed::Live(Box::new(session), same) } else { Refreshed::Unknown });
    }
    store::SESSIONS.remove(txn, id)?;
    txn.emit(Event::AccessChanged { user: session.user })?;
    Ok(Refreshed::Reused(Box::new(session)))
}

fn in_grace(rotated: Option<Timestamp>, now: Timestamp) -> bool {
    rotated.is_some_and(|at| now.since(at) <= GRACE)
}
