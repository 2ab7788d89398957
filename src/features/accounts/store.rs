//! Where accounts are kept.

use super::{
    model::{Claim, NewUser, Ticket, User},
    registration::Registration,
};
use crate::{
    base::{Digest, Email, Result, Role, Timestamp, UserId},
    platform::db::{Index, Reads, Stored, Table, WriteTxn},
};

pub(super) static USERS: Table<User> = Table::new("accounts.users", &[&BY_EMAIL, &BY_ROLE]).access();
static BY_EMAIL: Index<User, String> = Index::new("accounts.users.by_email", |it: &User| it.email.normalised())
    .taken("That address has an account already");
pub(super) static BY_ROLE: Index<User, (u8, UserId)> =
    Index::new("accounts.users.by_role", |it: &User| (it.role.number(), it.id));

pub(super) static CLAIMS: Table<Claim> = Table::new("accounts.claims", &[]);

pub(super) static REGISTRATIONS: Table<Registration> =
    Table::new("accounts.registrations", &[&REGISTRATIONS_BY_EMAIL, &REGISTRATIONS_BY_END]);
pub(super) static REGISTRATIONS_BY_EMAIL: Index<Registration, (String, Digest)> =
    Index::new("accounts.registrations.by_email", |it: &Registration| (it.email.normalised(), it.token));
static REGISTRATIONS_BY_END: Index<Registration, (Timestamp, Digest)> =
    Index::new("accounts.registrations.by_end", |it: &Registration| (it.until, it.token));

pub(super) static TICKETS: Table<Ticket> = Table::new("accounts.tickets", &[&TICKETS_BY_USER, &TICKETS_BY_END]);
pub(super) static TICKETS_BY_USER: Index<Ticket, (UserId, Digest)> =
    Index::new("accounts.tickets.by_user", |it: &Ticket| (it.user, it.token));
static TICKETS_BY_END: Index<Ticket, (Timestamp, Digest)> =
    Index::new("accounts.tickets.by_end", |it: &Ticket| (it.until, it.token));

pub(super) static TABLES: [&dyn Stored; 4] = [&USERS, &CLAIMS, &REGISTRATIONS, &TICKETS];

/// The account `id`, if any.
pub fn find(txn: &impl Reads, id: UserId) -> Result<Option<User>> {
    USERS.find(txn, id)
}

/// The account `id`.
pub fn get(txn: &impl Reads, id: UserId) -> Result<User> {
    USERS.get(txn, id)
}

/// The account of an address, however it is written.
pub fn by_email(txn: &impl Reads, email: &Email) -> Result<Option<User>> {
    BY_EMAIL.find(txn, &USERS, &email.normalised())
}

/// All accounts of a role.
pub fn of_role(txn: &impl Reads, role: Role) -> Result<Vec<User>> {
    BY_ROLE.of(&role.number()).records(txn, &USERS)
}

/// Which accounts are looked for.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    /// How their address begins, in lower case; any if nothing is said.
    pub start: String,
    /// Their role; any if nothing is said.
    pub role: Option<Role>,
}

/// Up to `limit` accounts that are wanted, from the `from`th on, by address; and how many there are in all.
pub fn page(txn: &impl Reads, wanted: &Wanted, from: usize, limit: usize) -> Result<(Vec<User>, usize)> {
    let fits = |it: &User| it.email.normalised().starts_with(&wanted.start);
    if let Some(role) = wanted.role {
        let mut all: Vec<_> = of_role(txn, role)?.into_iter().filter(fits).collect();
        all.sort_by_key(|it| it.email.normalised());
        let total = all.len();
        return Ok((all.into_iter().skip(from).take(limit).collect(), total));
    }
    let stretch = BY_EMAIL.between(&wanted.start, &format!("{}\u{10ffff}", wanted.start));
    let keys = stretch.keys(txn)?;
    let total = keys.len();
    let shown = keys.into_iter().skip(from).take(limit);
    let found = shown.map(|key| BY_EMAIL.find(txn, &USERS, &key)).collect::<Result<Vec<_>>>()?;
    Ok((found.into_iter().flatten().collect(), total))
}

pub(super) fn add(txn: &WriteTxn, new: &NewUser, role: Role) -> Result<User> {
    let user = User {
        id: txn.fresh(),
        email: new.email.clone(),
        name: new.name.clone(),
        role,
        password: new.password.clone(),
        password_changed: Some(txn.now),
        created: txn.now,
        epoch: 0,
        suspension: None,
    };
    USERS.put(txn, &user)?;
    Ok(user)
}

/// Forgets up to `limit` registrations and tickets of the past. Says how many.
pub(super) fn sweep(txn: &WriteTxn, limit: usize) -> Result<usize> {
    let gone = REGISTRATIONS_BY_END.between(&Timestamp::EPOCH, &txn.now).limit(limit).keys(txn)?;
    gone.iter().try_for_each(|(_, token)| REGISTRATIONS.remove(txn, *token))?;
    let used = TICKETS_BY_END.between(&Timestamp::EPOCH, &txn.now).limit(limit - gone.len()).keys(txn)?;
    used.iter().try_for_each(|(_, token)| TICKETS.remove(txn, *token))?;
    Ok(gone.len() + used.len())
}
