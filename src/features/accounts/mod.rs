//! Who may do what in the shop.

pub mod pages;
