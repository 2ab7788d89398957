//! How the first admin comes to be: by a one-time link, or by command line.

use data_encoding::BASE64URL_NOPAD;
use subtle::ConstantTimeEq;

use super::{
    model::{Claim, NewUser, User},
    store,
};
use crate::{
    base::{Digest, Error, Result, Role},
    platform::db::{Reads, WriteTxn},
};

/// The path behind a one-time token.
pub fn setup_path(token: &str) -> String {
    format!("/setup?token={token}")
}

/// A one-time token that makes the first admin; an older one is worthless from now on. Nothing if there is an admin.
pub fn offer_setup(txn: &WriteTxn) -> Result<Option<String>> {
    if has_admin(txn)? {
        return Ok(None);
    }
    let token = BASE64URL_NOPAD.encode(&txn.random::<24>());
    store::CLAIMS.put(txn, &Claim { token: Digest::of(token.as_bytes()), offered: txn.now })?;
    Ok(Some(token))
}

/// Whether `token` would make the first admin now.
pub fn may_set_up(txn: &impl Reads, token: &str) -> Result<()> {
    let gone = || Error::not_found("This link has been used or replaced. A new one comes with `bodega admin link`");
    let claim = store::CLAIMS.find(txn, 0)?.ok_or_else(gone)?;
    let given = Digest::of(token.as_bytes()).to_bytes();
    let same = bool::from(given.ct_eq(&claim.token.to_bytes()));
    if same && !has_admin(txn)? { Ok(()) } else { Err(gone()) }
}

/// Makes the first admin, once: whoever comes second finds the link used.
pub fn set_up(txn: &WriteTxn, token: &str, new: &NewUser) -> Result<User> {
    may_set_up(txn, token)?;
    make_admin(txn, new)
}

/// Makes an admin; for whoever sits at the machine.
pub fn make_admin(txn: &WriteTxn, new: &NewUser) -> Result<User> {
    store::CLAIMS.remove(txn, 0)?;
    store::add(txn, new, Role::Admin)
}

/// Whether anyone minds the shop.
pub fn has_admin(txn: &impl Reads) -> Result<bool> {
    Ok(store::BY_ROLE.of(&Role::Admin.number()).limit(1).count(txn)? > 0)
}
