//! Where the rules are kept.

use super::model::{Hidden, SearchRules};
use crate::platform::db::{Stored, Table};

pub(super) static ALL: &[&dyn Stored] = &[&RULES, &HIDDEN];

pub(super) static RULES: Table<SearchRules> = Table::new("search_rules", &[]);
pub(super) static HIDDEN: Table<Hidden> = Table::new("search_rules.hidden", &[]);
