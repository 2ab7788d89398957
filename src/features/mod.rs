//! The shop itself, one folder per subject. No folder here knows another.

pub mod accounts;
pub mod carts;
pub mod catalog;
pub mod delivery;
pub mod ledger;
pub mod licenses;
pub mod orders;
pub mod sellers;
