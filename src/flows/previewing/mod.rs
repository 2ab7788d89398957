//! Previews of products: added and removed by whoever edits them, heard and read by everybody.

mod acts;
mod api;
mod pages;
mod sending;
pub mod view;

use crate::platform::Feature;

/// The pages and JSON routes about previews.
pub fn feature() -> Feature {
    let pages = [pages::routes(), sending::routes()].concat();
    Feature::new("previewing").pages(pages).api(api::routes(), api::docs())
}
