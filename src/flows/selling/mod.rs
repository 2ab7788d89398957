//! A seller's desk: what is due to them, and what it came from.

mod api;
mod pages;
mod shown;
pub mod view;
mod wire;

use crate::platform::Feature;

/// The pages and JSON routes of sellers.
pub fn feature() -> Feature {
    Feature::new("selling").pages(pages::routes()).api(api::routes(), api::docs())
}
