//! Where second factors are kept.

use super::model::{Authenticator, Ceremony, Passkey, Recovery, SetUp};
use crate::{
    base::{Digest, PasskeyId, Result, Timestamp, UserId},
    platform::db::{Index, Stored, Table, WriteTxn},
};

pub(super) static ALL: &[&dyn Stored] = &[&AUTHENTICATORS, &SETUPS, &RECOVERIES, &PASSKEYS, &CEREMONIES];

pub(super) static AUTHENTICATORS: Table<Authenticator> = Table::new("factors.authenticators", &[]);

pub(super) static SETUPS: Table<SetUp> = Table::new("factors.setups", &[&SETUPS_BY_END]);
static SETUPS_BY_END: Index<SetUp, (Timestamp, UserId)> =
    Index::new("factors.setups.by_end", |it: &SetUp| (it.until, it.user));

pub(super) static RECOVERIES: Table<Recovery> = Table::new("factors.recoveries", &[]);

pub(super) static PASSKEYS: Table<Passkey> =
    Table::new("factors.passkeys", &[&PASSKEYS_BY_USER, &PASSKEYS_BY_CREDENTIAL]);
pub(super) static PASSKEYS_BY_USER: Index<Passkey, (UserId, PasskeyId)> =
    Index::new("factors.passkeys.by_user", |it: &Passkey| (it.user, it.id));
pub(super) static PASSKEYS_BY_CREDENTIAL: Index<Passkey, Digest> =
    Index::new("factors.passkeys.by_credential", |it: &Passkey| it.credential)
        .taken("This passkey is known to the shop already");

pub(super) static CEREMONIES: Table<Ceremony> = Table::new("factors.ceremonies", &[&CEREMONIES_BY_END]);
static CEREMONIES_BY_END: Index<Ceremony, (Timestamp, Digest)> =
    Index::new("factors.ceremonies.by_end", |it: &Ceremony| (it.until, it.token));

/// Forgets up to `limit` set-ups and ceremonies that nobody finished. Says how many.
pub(super) fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    let ceremonies = CEREMONIES_BY_END.between(&Timestamp::EPOCH, &txn.now).limit(limit).keys(txn)?;
    ceremonies.iter().try_for_each(|(_, token)| CEREMONIES.remove(txn, *token))?;
    let setups = SETUPS_BY_END.between(&Timestamp::EPOCH, &txn.now).limit(limit - ceremonies.len()).keys(txn)?;
    setups.iter().try_for_each(|(_, user)| SETUPS.remove(txn, *user))?;
    Ok(ceremonies.len() + setups.len())
}
