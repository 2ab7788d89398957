//! Wishlists with what the catalogue knows of the things on them, and the way from there into the cart.

mod api;
mod buying;
mod contents;
mod item_pages;
mod pages;
mod shared_pages;
mod shown;
pub mod view;
mod wire;

use crate::platform::Feature;

/// The pages and JSON routes of wishlists.
pub fn feature() -> Feature {
    let pages = [pages::routes(), item_pages::routes(), shared_pages::routes()];
    Feature::new("wishing").pages(pages.concat()).api(api::routes(), api::docs())
}
