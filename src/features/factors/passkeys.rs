//! The passkeys of accounts.

use super::{
    ceremonies::{NewPasskey, Proof},
    model::Passkey,
    store,
};
use crate::{
    base::{Digest, Error, PasskeyId, Result, UserId},
    platform::db::{Reads, Record, WriteTxn},
};

/// Nobody has more than this.
const MOST: usize = 20;
const LONGEST: usize = 60;

/// The passkeys of `user`, the oldest first.
pub fn passkeys(txn: &impl Reads, user: UserId) -> Result<Vec<Passkey>> {
    store::PASSKEYS_BY_USER.of(&user).records(txn, &store::PASSKEYS)
}

/// A passkey of `user`; another's is not found.
pub fn get_passkey(txn: &impl Reads, user: UserId, id: PasskeyId) -> Result<Passkey> {
    let found = store::PASSKEYS.find(txn, id)?.filter(|it| it.user == user);
    found.ok_or_else(|| Error::not_found(Passkey::MISSING))
}

/// Adds a passkey that has been tried. Where no name is given it gets a number.
pub fn add_passkey(txn: &WriteTxn, user: UserId, name: &str, new: &NewPasskey) -> Result<Passkey> {
    let others = passkeys(txn, user)?;
    if others.len() >= MOST {
        return Err(Error::conflict("You have 20 passkeys already. Remove one that you do not use any more"));
    }
    let name = if name.trim().is_empty() { format!("Passkey {}", others.len() + 1) } else { checked(name)? };
    let credential = Digest::of(new.0.cred_id());
    let key = new.0.clone();
    let passkey = Passkey { id: txn.fresh(), user, name, added: txn.now, used: None, credential, key };
    store::PASSKEYS.put(txn, &passkey)?;
    Ok(passkey)
}

/// Calls a passkey of `user` by another name.
pub fn rename_passkey(txn: &WriteTxn, user: UserId, id: PasskeyId, name: &str) -> Result<Passkey> {
    let mut passkey = get_passkey(txn, user, id)?;
    passkey.name = checked(name)?;
    store::PASSKEYS.put(txn, &passkey)?;
    Ok(passkey)
}

/// Removes a passkey of `user`.
pub fn remove_passkey(txn: &WriteTxn, user: UserId, id: PasskeyId) -> Result<Passkey> {
    let passkey = get_passkey(txn, user, id)?;
    store::PASSKEYS.remove(txn, id)?;
    super::tidy(txn, user)?;
    Ok(passkey)
}

/// Notes that a passkey has proven who its owner is, unless it was removed meanwhile. A copy of it, which counts for
/// itself, is noticed (WebAuthn, 6.1.1).
pub fn note_use(txn: &WriteTxn, proof: &Proof) -> Result<Passkey> {
    let mut passkey = get_passkey(txn, proof.user, proof.passkey)
        .map_err(|_| Error::unauthenticated("This passkey was removed from the account"))?;
    passkey.key.update_credential(&proof.result);
    passkey.used = Some(txn.now);
    store::PASSKEYS.put(txn, &passkey)?;
    Ok(passkey)
}

fn checked(name: &str) -> Result<String> {
    let name: String = name.trim().chars().filter(|it| !it.is_control()).collect();
    if name.is_empty() || name.chars().count() > LONGEST {
        return Err(Error::invalid("name", "Write 1 to 60 characters, such as the name of the device"));
    }
    Ok(name)
}
