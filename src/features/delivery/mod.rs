//! Bringing files to those who bought them.

pub mod pages;
