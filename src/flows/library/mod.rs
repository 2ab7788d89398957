//! What a buyer owns, opened by a link that came by mail.

mod mail;
mod pages;
mod pass;
mod requests;
mod shelf;
pub mod view;

pub use requests::Requests;

use crate::platform::Feature;

/// The library's pages.
pub fn feature() -> Feature {
    Feature::new("library").pages(pages::routes())
}
