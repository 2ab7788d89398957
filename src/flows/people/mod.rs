//! What admins do about people: find them, give them roles, keep them out, and read what was done.

mod acts;
mod api;
mod audit_pages;
mod pages;
mod shown;
pub mod view;
mod wire;

pub use acts::{By, restore, set_role, suspend};

use crate::platform::Feature;

/// The pages and JSON routes about people.
pub fn feature() -> Feature {
    let pages = [pages::routes(), audit_pages::routes()].concat();
    Feature::new("people").pages(pages).api(api::routes(), api::docs())
}
