//! What everything that changes an account needs.

use std::time::Duration;

use crate::platform::{
    db::Db,
    limits::{Limits, Rule},
    signing::Keys,
    web::Shop,
};

const MINUTE: Duration = Duration::from_secs(60);

/// Guesses at the password of an account by whoever sits in one of its sessions.
pub(super) const PASSWORDS: Rule = Rule::new("account passwords", 10, MINUTE);
/// Mails to new addresses that one account asks for: nobody shall be written to through us.
pub(super) const MOVES: Rule = Rule::new("address changes", 5, Duration::from_secs(12 * 60));

/// The store, the keys and the limits of the account area; managed state.
#[derive(Clone)]
pub struct Care {
    pub(super) db: Db,
    pub(super) keys: Keys,
    pub(super) shop: Shop,
    pub(super) limits: Limits,
}

impl Care {
    /// The care that a shop takes of its accounts.
    pub fn new(db: Db, keys: Keys, shop: Shop, limits: Limits) -> Self {
        Self { db, keys, shop, limits }
    }
}
