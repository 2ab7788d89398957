//! Keys with which programs ask in someone's name: for some purposes, until a day, shown once.

mod model;
mod store;
#[cfg(test)]
mod tests;

pub use model::{ApiKey, KeyForm, NewKey, PREFIX};
pub use store::{find, of_user};

use data_encoding::BASE64URL_NOPAD;

use crate::{
    base::{ApiKeyId, Error, Result, UserId},
    platform::{
        Feature,
        db::{Reads, Record, WriteTxn},
    },
};

/// Nobody has more keys than this.
const MOST: usize = 50;

/// What keys bring along.
pub fn feature() -> Feature {
    Feature::new("api_keys").tables(store::ALL)
}

/// Makes a key for an account in its present age. Gives what its program has to send: nobody can show it again.
pub fn make(txn: &WriteTxn, user: UserId, epoch: u32, new: &NewKey) -> Result<(ApiKey, String)> {
    if of_user(txn, user)?.len() >= MOST {
        return Err(Error::conflict("You have 50 keys already. End one that you do not need any more"));
    }
    let secret = format!("{PREFIX}{}", BASE64URL_NOPAD.encode(&txn.random::<30>()));
    let key = ApiKey {
        id: txn.fresh(),
        user,
        epoch,
        name: new.name.clone(),
        scopes: new.scopes.clone(),
        hash: model::hash(&secret),
        hint: secret.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect(),
        made: txn.now,
        expires: new.expires_after.map(|it| txn.now.plus(it)),
        used: None,
    };
    store::KEYS.put(txn, &key)?;
    Ok((key, secret))
}

/// The key that a program sent, whatever has become of it.
pub fn by_secret(txn: &impl Reads, secret: &str) -> Result<Option<ApiKey>> {
    store::by_hash(txn, &model::hash(secret))
}

/// Notes that a key was used now.
pub fn touch(txn: &WriteTxn, id: ApiKeyId) -> Result<()> {
    if let Some(mut key) = find(txn, id)? {
        key.used = Some(txn.now);
        store::KEYS.put(txn, &key)?;
    }
    Ok(())
}

/// Ends a key of `user`; another's is not found.
pub fn end(txn: &WriteTxn, user: UserId, id: ApiKeyId) -> Result<ApiKey> {
    let key = find(txn, id)?.filter(|it| it.user == user).ok_or_else(|| Error::not_found(ApiKey::MISSING))?;
    store::KEYS.remove(txn, id)?;
    Ok(key)
}

/// Ends all keys of `user`.
pub fn end_all(txn: &WriteTxn, user: UserId) -> Result<()> {
    of_user(txn, user)?.iter().try_for_each(|it| store::KEYS.remove(txn, it.id))
}
