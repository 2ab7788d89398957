//! The way back in for whoever has lost everything: the operator takes the second step off.

use super::letters::{self, News};
use crate::{
    base::{Email, Error, Result},
    features::{
        accounts::{self, User},
        audit::{self, Actor, NewEntry},
        factors, sessions,
    },
    platform::{
        db::WriteTxn,
        mail::{self, letter},
        web::Shop,
    },
};

/// Takes all second factors off the account at `email`; its sessions end and its owner is told.
///
/// # Errors
/// There is no such account, or it has no second factor.
pub fn strip(txn: &WriteTxn, shop: &Shop, email: &Email) -> Result<User> {
    let user = accounts::by_email(txn, email)?.ok_or_else(|| Error::not_found("No account has that address"))?;
    if !factors::are_on(txn, user.id)? {
        return Err(Error::conflict("That account has no second factor"));
    }
    factors::strip(txn, user.id)?;
    let user = accounts::sign_out_everywhere(txn, user.id)?;
    sessions::end_all(txn, user.id, None)?;
    audit::note(txn, NewEntry::new(Actor::Operator, News::Stripped.act()).to(user.id))?;
    mail::enqueue(txn, letter(shop, &letters::changed(shop, &user.email, News::Stripped))?)?;
    Ok(user)
}
