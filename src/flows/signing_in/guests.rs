//! Who came through the door lately, so that each page does not ask the store for it again. Forgotten with any change of
//! an account or a session, before whoever changed it is answered.

use std::sync::Arc;

use quick_cache::sync::Cache;
use sha2::{Digest, Sha256};

use super::{Entrance, door::of_session};
use crate::{
    base::Result,
    features::{
        accounts::{self, User},
        sessions::{self, Session},
    },
    platform::web::{Identity, Via, form_token},
};

/// So many browsers are remembered.
const REMEMBERED: usize = 10_000;

/// Someone with a session, as they stood in the store.
pub(super) struct Guest {
    generations: (u64, u64),
    pub session: Session,
    pub user: User,
    pub identity: Arc<Identity>,
}

/// Those who are remembered, by the hash of their cookie.
#[derive(Clone)]
pub(super) struct Guests(Arc<Cache<[u8; 32], Arc<Guest>>>);

impl Default for Guests {
    fn default() -> Self {
        Self(Arc::new(Cache::new(REMEMBERED)))
    }
}

impl Guests {
    /// Whose cookie it is, dead or alive.
    pub fn known(&self, entrance: &Entrance, cookie: &str) -> Result<Option<Arc<Guest>>> {
        let key: [u8; 32] = Sha256::digest(cookie).into();
        // Asked before looking: what changes meanwhile makes the memory old at once.
        let generations = (entrance.db.access_generation(), entrance.keys.generation());
        if let Some(guest) = self.0.get(&key).filter(|it| it.generations == generations) {
            return Ok(Some(guest));
        }
        let found = entrance.db.look(|txn| match sessions::by_cookie(txn, cookie)? {
            Some(session) => Ok(accounts::find(txn, session.user)?.map(|user| (session, user))),
            None => Ok(None),
        })?;
        let Some((session, user)) = found else { return Ok(None) };
        let token = form_token(&entrance.keys, session.id);
        let identity = Arc::new(of_session(&user, &session, Via::Browser(session.id), token));
        let guest = Arc::new(Guest { generations, session, user, identity });
        self.0.insert(key, guest.clone());
        Ok(Some(guest))
    }
}
