//! The shop, tried from outside. One binary, so that it is linked once.
// A test that meets what it does not expect shall fail at once.
#![allow(missing_docs, clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod account;
mod architecture;
mod archive;
mod bank;
mod browsing;
mod carts;
mod cast;
mod catalog_commands;
mod checkout;
mod commands;
mod crash;
mod downloads;
mod factors;
mod front_door;
mod invoices;
mod library;
mod licensing;
mod limits;
mod matrix;
mod minding;
mod mmdb;
mod money;
mod moving;
mod objects;
mod outsiders;
mod pages;
mod papers;
mod passkeys;
mod paying;
mod paypal;
mod people;
mod places;
mod readme;
mod searching;
mod selling;
mod shop;
mod sockets;
mod standin;
mod storefront;
mod stripe;
mod trade;
mod wallet;
mod wishes;
mod withdrawing;
