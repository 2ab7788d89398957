//! How secrets of authenticator apps are kept: the shop has to know them, so they are sealed (AES-256-GCM) under a key
//! that is derived from the shop's own and does not lie in the store. Whoever has the store alone has no secret.

use aes_gcm::{
    Aes256Gcm, Nonce,
    aead::{Aead, KeyInit, Payload},
};

use crate::{
    base::{Error, Result, UserId},
    platform::{db::WriteTxn, signing::Keys},
};

const PURPOSE: &str = "authenticator";
const NONCE: usize = 12;

/// A secret of `user`, sealed for them alone under the present key.
pub(super) fn seal(txn: &WriteTxn, keys: &Keys, user: UserId, secret: &[u8]) -> Result<Vec<u8>> {
    let key = keys.secrets(PURPOSE).into_iter().next().ok_or_else(|| Error::internal("the shop has no key"))?;
    let nonce: [u8; NONCE] = txn.random();
    let sealed = Aes256Gcm::new(&key.into())
        .encrypt(&Nonce::from(nonce), Payload { msg: secret, aad: &user.to_bytes() })
        .map_err(|_| Error::internal("a secret cannot be sealed"))?;
    Ok([&nonce[..], &sealed].concat())
}

/// The secret, whichever of the shop's keys it was sealed under.
pub(super) fn open(keys: &Keys, user: UserId, sealed: &[u8]) -> Result<Vec<u8>> {
    let lost = || Error::internal("the secret of an authenticator app was sealed under a key that the shop has lost");
    let (nonce, rest) = sealed.split_first_chunk::<NONCE>().ok_or_else(lost)?;
    let (nonce, owner) = (Nonce::from(*nonce), user.to_bytes());
    let open = |key: [u8; 32]| Aes256Gcm::new(&key.into()).decrypt(&nonce, Payload { msg: rest, aad: &owner }).ok();
    keys.secrets(PURPOSE).into_iter().find_map(open).ok_or_else(lost)
}
