//! The shop window: the front page, search and shelves, a product, a maker, their pictures.
//!
//! What everyone sees alike is drawn once and kept until the catalogue changes.

mod detail;
mod facets;
mod home;
mod nav;
mod pages;
mod pictures;
mod rescue;
mod results;
mod shelf;
mod suggest;
pub mod view;

pub use nav::nav;

use crate::platform::Feature;

/// What the shop window brings along.
pub fn feature() -> Feature {
    let routes = pages::routes().into_iter().chain(pictures::routes());
    Feature::new("storefront").pages(routes.collect())
}
