//! The shop window: the front page, search and shelves, a product, a maker, their pictures.
//!
//! What everyone sees alike is drawn once and kept until the catalogue changes.

mod collections;
mod deals;
mod detail;
mod facets;
mod home;
mod knowing;
mod nav;
mod opinions;
mod pages;
mod pictures;
mod related;
mod rescue;
mod results;
mod shelf;
mod suggest;
pub mod view;

pub use nav::nav;

use crate::platform::Feature;

/// What the shop window brings along.
pub fn feature() -> Feature {
    let routes = [collections::routes(), deals::routes(), pages::routes(), pictures::routes()];
    Feature::new("storefront").pages(routes.concat())
}
