//! Which mails somebody wants, beyond those that belong to a purchase or to their account, and whether things are picked for
//! them. Kept by address, so that
//! guests can stop them as well. Every optional mail goes through [`post`], which asks first, and carries the way out.

mod model;
mod store;
#[cfg(test)]
mod tests;
mod way_out;

pub use model::{Mailing, Preferences};
pub use store::of;
pub use way_out::{WayOut, way_out};

use std::collections::BTreeMap;

use crate::{
    base::{Email, MailId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        mail::{self, Letter, NewMail, letter_with_way_out},
        signing::Keys,
        web::Shop,
    },
};

/// What preferences bring along.
pub fn feature() -> Feature {
    Feature::new("preferences").tables(store::ALL)
}

/// Whether mails of this kind may be sent to `email`.
pub fn allows(txn: &impl Reads, email: &Email, mailing: Mailing) -> Result<bool> {
    Ok(of(txn, email)?.wants(mailing))
}

/// Keeps which mails `email` wants; what is not named stays as it is.
pub fn choose(txn: &WriteTxn, email: &Email, choices: &BTreeMap<Mailing, bool>) -> Result<Preferences> {
    let mut kept = of(txn, email)?;
    kept.choices.extend(choices);
    kept.changed = Some(txn.now);
    store::PREFERENCES.put(txn, &kept)?;
    Ok(kept)
}

/// Whether things are picked for the reader of `email`.
pub fn picks(txn: &impl Reads, email: &Email) -> Result<bool> {
    Ok(of(txn, email)?.wants_picks())
}

/// Keeps whether things are picked for the reader of `email`.
pub fn choose_picks(txn: &WriteTxn, email: &Email, picks: bool) -> Result<Preferences> {
    let kept = Preferences { picks: Some(picks), changed: Some(txn.now), ..of(txn, email)? };
    store::PREFERENCES.put(txn, &kept)?;
    Ok(kept)
}

/// Takes the choices along to another address of the same person.
pub fn follow(txn: &WriteTxn, old: &Email, new: &Email) -> Result<()> {
    let kept = of(txn, old)?;
    forget(txn, old)?;
    if kept.changed.is_some() {
        choose(txn, new, &kept.choices)?;
    }
    kept.picks.map_or(Ok(()), |it| choose_picks(txn, new, it).map(drop))
}

/// Forgets what `email` chose.
pub fn forget(txn: &WriteTxn, email: &Email) -> Result<()> {
    store::PREFERENCES.remove(txn, model::address(email))
}

/// Sends an optional mail, if its reader wants mails of its kind: with a link in it that stops them, and with the
/// headers by which mail programs offer the same (RFC 8058). Says which mail, if any.
///
/// # Errors
/// The store fails.
pub fn post(txn: &WriteTxn, keys: &Keys, shop: &Shop, mailing: Mailing, letter: &Letter) -> Result<Option<MailId>> {
    if !allows(txn, &letter.to, mailing)? {
        return Ok(None);
    }
    let url = shop.base_url.to(&way_out(keys, &letter.to, &[mailing]));
    let mail = letter_with_way_out(shop, letter, &url)?;
    mail::enqueue_optional(txn, mail, &url).map(Some)
}

/// Sends one mail of several kinds, if its reader wants all of them; mail programs are told how to stop all at once. In
/// its text stands the way out of each. Says which mail, if any.
///
/// # Errors
/// The store fails.
pub fn post_together(
    txn: &WriteTxn,
    keys: &Keys,
    shop: &Shop,
    mailings: &[Mailing],
    mail: NewMail,
) -> Result<Option<MailId>> {
    for mailing in mailings {
        if !allows(txn, &mail.to, *mailing)? {
            return Ok(None);
        }
    }
    let url = shop.base_url.to(&way_out(keys, &mail.to, mailings));
    mail::enqueue_optional(txn, mail, &url).map(Some)
}
