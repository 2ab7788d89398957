//! What becomes of a licence after it was issued.

use super::{License, LicenseKey, Revocation, activations, policy, store::LICENSES};
use crate::{
    base::{Email, Error, LicenseId, Result},
    platform::db::WriteTxn,
};

/// Stops a licence, for this reason in words for its holder. Done twice, it keeps the first reason.
pub fn disable(txn: &WriteTxn, id: LicenseId, why: &str) -> Result<License> {
    let license = super::get(txn, id)?;
    let disabled = license.disabled.clone().or_else(|| Some(Revocation { at: txn.now, why: why.trim().to_owned() }));
    keep(txn, License { disabled, ..license })
}

/// Lets a licence that was stopped be used again.
pub fn enable(txn: &WriteTxn, id: LicenseId) -> Result<License> {
    let license = super::get(txn, id)?;
    keep(txn, License { disabled: None, ..license })
}

/// Gives a licence another key, since the old one is known to somebody who should not know it: the old one is worth nothing
/// from now on, and no device is activated.
///
/// # Errors
/// Its key came from a pool: the shop cannot make another that its program knows.
pub fn rotate(txn: &WriteTxn, id: LicenseId) -> Result<License> {
    let license = super::get(txn, id)?;
    let policy = policy(txn, license.product, license.edition)?;
    if policy.pool || super::pool::is_given(txn, license.key.letters(), id)? {
        return Err(Error::conflict("This key came from its maker; ask them for another"));
    }
    activations::free_all(txn, id)?;
    let key = LicenseKey::made(policy.format, &policy.prefix, txn.random());
    keep(txn, License { key, turn: license.turn + 1, ..license })
}

/// Hands a licence on to somebody else: where the shop makes keys they get a new one, the devices are freed, and whoever
/// had it has it no more.
pub fn hand_on(txn: &WriteTxn, id: LicenseId, to: Email) -> Result<License> {
    let license = super::get(txn, id)?;
    if license.sorry(txn.now).is_some() {
        return Err(Error::conflict("A licence that is worth nothing cannot be handed on"));
    }
    let license = if policy(txn, license.product, license.edition)?.pool {
        activations::free_all(txn, id)?;
        License { turn: license.turn + 1, ..license }
    } else {
        rotate(txn, id)?
    };
    keep(txn, License { holder: Some(to), ..license })
}

/// Counts that a program was started with it, as Gumroad does. Gives the count.
pub fn count_use(txn: &WriteTxn, id: LicenseId) -> Result<u64> {
    let license = super::get(txn, id)?;
    keep(txn, License { uses: license.uses.saturating_add(1), ..license }).map(|it| it.uses)
}

fn keep(txn: &WriteTxn, license: License) -> Result<License> {
    LICENSES.put(txn, &license)?;
    Ok(license)
}
