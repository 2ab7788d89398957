//! Who sends a request: pages are opened by a cookie, the API by an access token or a key, never the other way round,
//! so that no page of others can use what a browser sends by itself.

use std::{future::Future, sync::Arc};

use rocket::Request;

use super::{Entrance, cookie};
use crate::{
    base::{Error, Result, Timestamp},
    features::{
        accounts::{self, User},
        api_keys::{self, ApiKey, PREFIX},
        sessions::{self, Session},
    },
    platform::{
        db::Reads,
        web::{ClientAddress, Door, Identity, Via, is_of_program},
    },
};

/// The door of a shop.
pub fn door(entrance: Entrance) -> Door {
    let asked = entrance.clone();
    let ask = move |request: &Request<'_>| match is_of_program(request) {
        true => program(&asked, request),
        false => browser(&asked, request),
    };
    Door { ask: Box::new(ask), still: Box::new(move |who| still(&entrance, who)) }
}

/// Whether the session or key of `who` still opens the same account in the same role.
fn still(entrance: &Entrance, who: &Identity) -> Result<bool> {
    let now = entrance.db.clock().now();
    entrance.db.look(|txn| {
        let user = match &who.via {
            Via::Browser(id) | Via::Token(id) => match sessions::find(txn, *id)? {
                Some(session) => owner(txn, &session, now)?,
                None => None,
            },
            Via::Key(id, _) => {
                let user = accounts::find(txn, who.user)?.filter(|it| !it.is_suspended());
                let key = api_keys::find(txn, *id)?;
                user.filter(|user| key.is_some_and(|it| it.is_alive(now, user.epoch)))
            }
        };
        Ok(user.is_some_and(|it| it.id == who.user && it.role == who.role))
    })
}

fn browser(entrance: &Entrance, request: &Request<'_>) -> Result<Option<Arc<Identity>>> {
    let Some(cookie) = cookie::read(request.cookies(), &entrance.shop) else { return Ok(None) };
    let now = entrance.db.clock().now();
    let Some(guest) = entrance.guests.known(entrance, &cookie)? else { return Ok(None) };
    let alive = guest.session.is_alive(now, guest.user.epoch, guest.user.role) && !guest.user.is_suspended();
    if !alive {
        return Ok(None);
    }
    seen(entrance, request, &guest.session, now);
    Ok(Some(guest.identity.clone()))
}

fn program(entrance: &Entrance, request: &Request<'_>) -> Result<Option<Arc<Identity>>> {
    let Some(header) = request.headers().get_one("Authorization") else { return Ok(None) };
    let token = header.split_once(' ').filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let Some((_, token)) = token else {
        return Err(Error::unauthenticated("Send Authorization: Bearer with an access token or an API key"));
    };
    if token.starts_with(PREFIX) {
        by_key(entrance, token).map(|it| Some(Arc::new(it)))
    } else {
        by_token(entrance, request, token).map(|it| Some(Arc::new(it)))
    }
}

fn by_token(entrance: &Entrance, request: &Request<'_>, token: &str) -> Result<Identity> {
    let now = entrance.db.clock().now();
    let claims = entrance.access.read(token, now)?;
    let found = entrance.db.look(|txn| match sessions::find(txn, claims.sid)? {
        Some(session) if session.user == claims.sub && session.epoch == claims.ver => {
            Ok(owner(txn, &session, now)?.map(|user| (session, user)))
        }
        _ => Ok(None),
    })?;
    let (session, user) =
        found.ok_or_else(|| Error::unauthenticated("This session has ended; please sign in again"))?;
    seen(entrance, request, &session, now);
    Ok(of_session(&user, &session, Via::Token(session.id), String::new()))
}

fn by_key(entrance: &Entrance, secret: &str) -> Result<Identity> {
    let now = entrance.db.clock().now();
    let found = entrance.db.look(|txn| match api_keys::by_secret(txn, secret)? {
        Some(key) => Ok(accounts::find(txn, key.user)?.map(|user| (key, user))),
        None => Ok(None),
    })?;
    let alive = found.filter(|(key, user)| key.is_alive(now, user.epoch) && !user.is_suspended());
    let (key, user) = alive.ok_or_else(|| Error::unauthenticated("This API key is not good, or not any more"))?;
    if key.is_stale(now) {
        let (db, id) = (entrance.db.clone(), key.id);
        in_passing(async move { db.write(move |txn| api_keys::touch(txn, id)).await });
    }
    Ok(of_key(&user, key))
}

/// Whose session it is, while it is alive.
fn owner(txn: &impl Reads, session: &Session, now: Timestamp) -> Result<Option<User>> {
    let user = accounts::find(txn, session.user)?;
    Ok(user.filter(|it| session.is_alive(now, it.epoch, it.role) && !it.is_suspended()))
}

pub(super) fn of_session(user: &User, session: &Session, via: Via, form_token: String) -> Identity {
    Identity {
        user: user.id,
        email: user.email.clone(),
        name: user.name.clone(),
        role: user.role,
        via,
        proven: session.proven,
        strong: session.strong,
        form_token,
    }
}

fn of_key(user: &User, key: ApiKey) -> Identity {
    Identity {
        user: user.id,
        email: user.email.clone(),
        name: user.name.clone(),
        role: user.role,
        via: Via::Key(key.id, key.scopes),
        proven: key.made,
        strong: false,
        form_token: String::new(),
    }
}

/// Notes once in a while that a session is used, without anybody waiting for it.
fn seen(entrance: &Entrance, request: &Request<'_>, session: &Session, now: Timestamp) {
    if !session.is_stale(now) {
        return;
    }
    let (db, id, address) = (entrance.db.clone(), session.id, ClientAddress::of(request).0);
    in_passing(async move { db.write(move |txn| sessions::touch(txn, id, address)).await });
}

fn in_passing(work: impl Future<Output = Result<()>> + Send + 'static) {
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            if let Err(error) = work.await {
                tracing::info!("use could not be noted: {}", error.in_full());
            }
        });
    }
}
