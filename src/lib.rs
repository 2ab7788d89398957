//! A whole marketplace for digital goods in one binary.
//!
//! Read the folders in this order; each knows only those before it:
//! [`base`] the words, [`platform`] the tools, [`features`] the shop itself,
//! [`flows`] what takes more than one feature, [`app`] the wiring, [`cli`] the commands.

pub mod base;
pub mod platform;

pub mod features;
pub mod flows;

pub mod config;
pub mod demo;

pub mod app;
pub mod cli;

/// Most of what a request does is to take small pieces of memory and to give them back, often on another thread.
#[global_allocator]
static ALLOCATOR: tikv_jemallocator::Jemalloc = tikv_jemallocator::Jemalloc;
