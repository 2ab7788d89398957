//! What a buyer owns: opened by signing in, or by a code or link that came by mail.

mod api;
mod mail;
mod pages;
mod pass;
mod reader;
mod shelf;
pub mod view;

use crate::platform::Feature;

/// The library's pages.
pub fn feature() -> Feature {
    Feature::new("library").pages(pages::routes()).api(api::routes(), api::docs())
}
