//! Where preferences are kept.

use std::collections::BTreeMap;

use super::{Preferences, model::address};
use crate::{
    base::{Email, Result},
    platform::db::{Reads, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&PREFERENCES];

pub(super) static PREFERENCES: Table<Preferences> = Table::new("preferences", &[]);

/// What the reader of `email` chose; nothing yet, if they never did.
pub fn of(txn: &impl Reads, email: &Email) -> Result<Preferences> {
    let address = address(email);
    let none = || Preferences { address: address.clone(), choices: BTreeMap::new(), picks: None, changed: None };
    Ok(PREFERENCES.find(txn, address.clone())?.unwrap_or_else(none))
}
