//! After the sale: the order's page, and the mail that leads to it.

pub mod mail;
pub mod view;
