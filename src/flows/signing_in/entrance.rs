//! What everything at the door needs.

use std::time::Duration;

use super::guests::Guests;
use crate::{
    features::{factors::Ceremonies, sessions::Access},
    platform::{
        db::Db,
        limits::{Limits, Rule},
        places::Places,
        signing::Keys,
        web::Shop,
    },
};

const MINUTE: Duration = Duration::from_secs(60);
const REGISTRATION: Duration = Duration::from_secs(20);

/// Ten at once, then one a minute, for an address and for each account from there. An account as such is never locked:
/// whoever guesses must not be able to keep its owner out.
pub(super) const SIGN_IN: Rule = Rule::new("sign-in", 10, MINUTE).set_by(|it| (it.sign_ins, MINUTE));
/// For accounts that mind the shop.
pub(super) const ADMIN_SIGN_IN: Rule = Rule::new("admin sign-in", 3, Duration::from_secs(5 * 60));
/// Codes of a second factor, for an account from everywhere: a million codes are soon tried.
pub(super) const CODES: Rule = Rule::new("codes", 10, MINUTE);
/// Questions for a passkey from one address. Nobody guesses a key; each question takes a place in the store for a while.
pub(super) const PASSKEYS: Rule = Rule::new("passkeys", 20, Duration::from_secs(6));
/// Registrations from one address.
pub(super) const REGISTER: Rule =
    Rule::new("registration", 3, REGISTRATION).set_by(|it| (it.registrations, REGISTRATION));
/// Mails to one mailbox that somebody else may have asked for.
pub(super) const MAILS: Rule = Rule::new("mails", 2, MINUTE);
/// Renewals of tokens from one address.
pub(super) const REFRESH: Rule = Rule::new("token renewal", 60, Duration::from_secs(1));

/// The store, the keys and the limits of the door; managed state.
#[derive(Clone)]
pub struct Entrance {
    pub(super) db: Db,
    pub(super) keys: Keys,
    pub(super) shop: Shop,
    pub(super) limits: Limits,
    pub(super) access: Access,
    pub(super) ceremonies: Ceremonies,
    pub(super) guests: Guests,
    pub(super) places: Places,
}

impl Entrance {
    /// The entrance of a shop.
    pub fn new(db: Db, keys: Keys, shop: Shop, limits: Limits, places: Places) -> Self {
        let access = Access::new(keys.clone(), &shop.base_url);
        let ceremonies = Ceremonies::new(db.clone(), &shop);
        Self { db, keys, shop, limits, access, ceremonies, guests: Guests::default(), places }
    }
}
