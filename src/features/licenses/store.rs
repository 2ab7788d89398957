//! Where licences are kept. No two have the same key.

use super::License;
use crate::{
    base::OrderLineId,
    platform::db::{Index, Stored, Table},
};

pub(super) static ALL: &[&dyn Stored] = &[&LICENSES];

pub(super) static LICENSES: Table<License> = Table::new("licenses", &[&BY_KEY, &BY_LINE]);
pub(super) static BY_KEY: Index<License, String> =
    Index::new("licenses.by_key", |it: &License| it.key.letters().to_owned()).taken("That key was issued already");
pub(super) static BY_LINE: Index<License, (OrderLineId, u32)> =
    Index::new("licenses.by_line", |it: &License| (it.line, it.seat)).taken("That copy has its key already");
