//! The tools the shop is built with. None of them knows what is sold.

pub mod agents;
pub mod archive;
pub mod clock;
pub mod control;
pub mod cover_art;
pub mod craft;
pub mod csv_cell;
pub mod db;
pub mod files;
pub mod folder;
pub mod jobs;
pub mod limits;
pub mod llm;
pub mod mail;
pub mod paper;
pub mod payments;
pub mod pictures;
pub mod places;
pub mod progress;
pub mod search;
pub mod sheet;
pub mod signing;
pub mod telemetry;
pub mod web;

mod feature;

pub use feature::{Check, Feature};
