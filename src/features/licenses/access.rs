//! Who may open the page of a licence: whoever holds its link. The link ends when the licence is handed on or gets another
//! key.

use super::{License, get};
use crate::{
    base::{Error, LicenseId, Result},
    platform::{
        db::{Reads, Record},
        signing::Keys,
    },
};

const PURPOSE: &str = "license";

/// The page of a licence, with what opens it.
pub fn page_of(keys: &Keys, license: &License) -> String {
    format!("/licenses/{}?token={}", license.id, token(keys, license))
}

/// What opens the page of a licence.
pub fn token(keys: &Keys, license: &License) -> String {
    keys.signer(PURPOSE).seal(&payload(license))
}

/// The licence `id` for whoever holds `token`. For others there is no such licence.
pub fn open(txn: &impl Reads, keys: &Keys, id: LicenseId, token: Option<&str>) -> Result<License> {
    let brought = keys.signer(PURPOSE).open(token.unwrap_or_default()).unwrap_or_default();
    let missing = || Error::not_found(License::MISSING);
    let license = get(txn, id).map_err(|_| missing())?;
    if brought == payload(&license) { Ok(license) } else { Err(missing()) }
}

fn payload(license: &License) -> Vec<u8> {
    [&license.id.to_bytes()[..], &license.turn.to_be_bytes()].concat()
}
