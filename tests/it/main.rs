//! The shop, tried from outside. One binary, so that it is linked once.
#![allow(missing_docs)]

mod architecture;
mod browsing;
mod carts;
mod cast;
mod catalog_commands;
mod checkout;
mod commands;
mod crash;
mod front_door;
mod moving;
mod pages;
mod papers;
mod readme;
mod searching;
mod shop;
mod storefront;
