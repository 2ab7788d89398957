//! The tools the shop is built with. None of them knows what is sold.

pub mod clock;
pub mod db;
pub mod files;
pub mod search;
pub mod signing;
pub mod web;

mod feature;

pub use feature::{Check, Feature};
