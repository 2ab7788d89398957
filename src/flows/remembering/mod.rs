//! What members look for: searches that they saved and hear of, and those of late that they may want again. The pages,
//! the panel below the empty search box, and the JSON routes of both.

mod api;
mod asked;
mod pages;
mod recent_api;
mod recent_pages;
pub mod view;
mod wire;

use crate::platform::Feature;

/// The pages and JSON routes of saved and recent searches.
pub fn feature() -> Feature {
    let mut docs = api::docs();
    docs.merge(recent_api::docs());
    let pages = [pages::routes(), recent_pages::routes()].concat();
    Feature::new("remembering").pages(pages).api([api::routes(), recent_api::routes()].concat(), docs)
}
