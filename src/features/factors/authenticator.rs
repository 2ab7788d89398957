//! Authenticator apps: set up, shown once to work, asked for codes.

use std::time::Duration;

use data_encoding::BASE32_NOPAD;

use super::{
    model::{Authenticator, SetUp},
    store, totp, vault,
};
use crate::{
    base::{Error, Result, Timestamp, UserId},
    platform::{
        db::{Reads, Record, WriteTxn},
        signing::Keys,
    },
};

/// So long a secret that was shown may still be confirmed.
const LIFE: Duration = Duration::from_secs(30 * 60);

/// A secret on its way into an app. Nobody is shown it any more once it has been confirmed.
#[derive(Clone, PartialEq, Eq)]
pub struct Offer(Vec<u8>);

impl Offer {
    /// In letters, as it is typed (base32, RFC 4648).
    pub fn secret(&self) -> String {
        BASE32_NOPAD.encode(&self.0)
    }

    /// As apps read it from a picture: `otpauth://totp/Shop:account?secret=...`.
    pub fn address(&self, shop: &str, account: &str) -> Result<String> {
        totp::address(&self.0, shop, account)
    }
}

impl std::fmt::Debug for Offer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Offer(…)")
    }
}

/// Begins to set an app up, with a new secret. The one that is in use stays so until the new one is confirmed.
pub fn begin(txn: &WriteTxn, keys: &Keys, user: UserId) -> Result<Offer> {
    let secret: [u8; totp::SECRET] = txn.random();
    let sealed = vault::seal(txn, keys, user, &secret)?;
    store::SETUPS.put(txn, &SetUp { user, secret: sealed, until: txn.now.plus(LIFE) })?;
    Ok(Offer(secret.to_vec()))
}

/// The secret that waits to be confirmed at `now`.
pub fn offered(txn: &impl Reads, keys: &Keys, user: UserId, now: Timestamp) -> Result<Option<Offer>> {
    let waiting = store::SETUPS.find(txn, user)?.filter(|it| now < it.until);
    waiting.map(|it| vault::open(keys, user, &it.secret).map(Offer)).transpose()
}

/// Takes the app into use if `code` shows that it has the secret. Replaces the one in use.
///
/// # Errors
/// Nothing waits to be confirmed; or the code is wrong: the error names the field `code`.
pub fn confirm(txn: &WriteTxn, keys: &Keys, user: UserId, code: &str) -> Result<()> {
    let Offer(secret) = offered(txn, keys, user, txn.now)?.ok_or_else(|| Error::conflict(SetUp::MISSING))?;
    let advice = "That is not what the app should show now. Is the clock of your phone right?";
    let last_step = totp::step_of(&secret, code, txn.now, 0).ok_or_else(|| Error::invalid("code", advice))?;
    store::SETUPS.remove(txn, user)?;
    let secret = vault::seal(txn, keys, user, &secret)?;
    store::AUTHENTICATORS.put(txn, &Authenticator { user, secret, added: txn.now, last_step })
}

/// Takes the app out of use.
pub fn remove_authenticator(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::AUTHENTICATORS.get(txn, user)?;
    store::SETUPS.remove(txn, user)?;
    store::AUTHENTICATORS.remove(txn, user)?;
    super::tidy(txn, user)
}

/// Whether `code` is one that the app of `user` shows now; each is taken once.
pub(super) fn redeem(txn: &WriteTxn, keys: &Keys, user: UserId, code: &str) -> Result<bool> {
    let Some(mut kept) = store::AUTHENTICATORS.find(txn, user)? else { return Ok(false) };
    // Without the key it was sealed under no code is right, but a recovery code still is.
    let Ok(secret) = vault::open(keys, user, &kept.secret).inspect_err(|error| tracing::error!("{}", error.in_full()))
    else {
        return Ok(false);
    };
    let Some(step) = totp::step_of(&secret, code, txn.now, kept.last_step) else { return Ok(false) };
    kept.last_step = step;
    store::AUTHENTICATORS.put(txn, &kept)?;
    Ok(true)
}

/// Seals every secret under the present key, so that older ones may be forgotten. Says how many.
pub fn reseal(txn: &WriteTxn, keys: &Keys) -> Result<usize> {
    let mut all = Vec::new();
    store::AUTHENTICATORS.each(txn, |it| {
        all.push(it);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    for kept in &mut all {
        // What cannot be read now cannot be read later: its owner is left with recovery codes.
        let Ok(secret) = vault::open(keys, kept.user, &kept.secret) else { continue };
        kept.secret = vault::seal(txn, keys, kept.user, &secret)?;
        store::AUTHENTICATORS.put(txn, kept)?;
    }
    Ok(all.len())
}
