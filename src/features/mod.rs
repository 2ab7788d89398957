//! The shop itself, one folder per subject. No folder here knows another.

pub mod accounts;
pub mod alerts;
pub mod api_keys;
pub mod audit;
pub mod carts;
pub mod catalog;
pub mod delivery;
pub mod discounts;
pub mod exports;
pub mod factors;
pub mod gateway_events;
pub mod invoices;
pub mod ledger;
pub mod licenses;
pub mod mailboxes;
pub mod orders;
pub mod payouts;
pub mod preferences;
pub mod refunds;
pub mod sellers;
pub mod sessions;
pub mod taxes;
pub mod uploads;
pub mod wallets;
pub mod wishlists;
pub mod withdrawals;
