//! What takes more than one feature. No flow knows another, and none has tables.

pub mod account;
pub mod basket;
pub mod browsing;
pub mod checkout;
pub mod exporting;
pub mod giving;
pub mod importing;
pub mod indexing;
pub mod invoicing;
pub mod keeping;
pub mod library;
pub mod licensing;
pub mod payouts;
pub mod people;
pub mod pricing;
pub mod quoting;
pub mod receipt;
pub mod searching;
pub mod second_factors;
pub mod selling;
pub mod signing_in;
pub mod storefront;
pub mod wallet;
pub mod wishing;
pub mod withdrawing;
