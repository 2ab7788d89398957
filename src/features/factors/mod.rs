//! Second factors: an authenticator app (TOTP, RFC 6238), passkeys (WebAuthn), and recovery codes for whoever has lost
//! both. Nothing that is kept here opens an account by itself: secrets are sealed, codes hashed, keys of passkeys public.

mod authenticator;
mod ceremonies;
mod model;
mod passkeys;
mod recovery;
mod store;
#[cfg(test)]
mod tests;
mod totp;
mod vault;

pub use authenticator::{Offer, begin, confirm, offered, remove_authenticator, reseal};
pub use ceremonies::{Begun, Ceremonies, NewPasskey, Proof};
pub use model::{Passkey, Purpose, State};
pub use passkeys::{add_passkey, get_passkey, note_use, passkeys, remove_passkey, rename_passkey};
pub use recovery::{CODES, renew_codes};

use std::time::Duration;

use crate::{
    base::{Result, UserId},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
        jobs::{Kind, Task},
        signing::Keys,
    },
};

const HOUR: Duration = Duration::from_secs(60 * 60);
const GROUP: usize = 200;

/// What second factors bring along.
pub fn feature() -> Feature {
    Feature::new("factors").tables(store::ALL).job(Kind::new("factors.sweep", sweep_all).every(HOUR))
}

/// What became of a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Redeemed {
    /// It was the authenticator's.
    Code,
    /// It was one of the recovery codes, of which so many are left.
    RecoveryCode {
        /// How many are left.
        left: usize,
    },
    /// It was none.
    Wrong,
}

/// Whether `user` has to show a second factor.
pub fn are_on(txn: &impl Reads, user: UserId) -> Result<bool> {
    Ok(store::AUTHENTICATORS.has(txn, user)? || store::PASSKEYS_BY_USER.of(&user).limit(1).count(txn)? > 0)
}

/// What `user` has, without any secret.
pub fn state(txn: &impl Reads, user: UserId) -> Result<State> {
    Ok(State {
        authenticator: store::AUTHENTICATORS.find(txn, user)?.map(|it| it.added),
        passkeys: passkeys(txn, user)?,
        codes_left: recovery::left(txn, user)?,
    })
}

/// Redeems a code of `user`'s second factor, once: what the authenticator shows, or a recovery code.
pub fn redeem(txn: &WriteTxn, keys: &Keys, user: UserId, code: &str) -> Result<Redeemed> {
    if authenticator::redeem(txn, keys, user, code)? {
        return Ok(Redeemed::Code);
    }
    let left = recovery::redeem(txn, user, code)?;
    Ok(left.map_or(Redeemed::Wrong, |left| Redeemed::RecoveryCode { left }))
}

/// Takes all second factors off an account.
pub fn strip(txn: &WriteTxn, user: UserId) -> Result<()> {
    store::AUTHENTICATORS.remove(txn, user)?;
    store::SETUPS.remove(txn, user)?;
    store::RECOVERIES.remove(txn, user)?;
    passkeys(txn, user)?.iter().try_for_each(|it| store::PASSKEYS.remove(txn, it.id))
}

/// Recovery codes without anything to recover would only be one more secret to lose.
fn tidy(txn: &WriteTxn, user: UserId) -> Result<()> {
    if are_on(txn, user)? { Ok(()) } else { store::RECOVERIES.remove(txn, user) }
}

async fn sweep_all(task: Task) -> Result<()> {
    while task.db.write(|txn| store::sweep(txn, GROUP)).await? == GROUP {}
    Ok(())
}
