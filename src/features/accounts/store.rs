use super::model::{Claim, User};
use crate::{
    base::UserId,
    platform::db::{Index, Stored, Table},
};

pub(super) static USERS: Table<User> = Table::new("accounts.users", &[&BY_EMAIL, &BY_ROLE]);
static BY_EMAIL: Index<User, String> = Index::new("accounts.users.by_email", |it: &User| it.email.normalised())
    .taken("That address has an account already");
pub(super) static BY_ROLE: Index<User, (u8, UserId)> =
    Index::new("accounts.users.by_role", |it: &User| (it.role.number(), it.id));

pub(super) static CLAIMS: Table<Claim> = Table::new("accounts.claims", &[]);

pub(super) static TABLES: [&dyn Stored; 2] = [&USERS, &CLAIMS];
