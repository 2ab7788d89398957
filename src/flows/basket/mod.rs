//! The cart: what a visitor means to buy.

pub mod view;
