//! A whole marketplace for digital goods in one binary.

pub mod demo;
