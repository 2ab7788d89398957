//! The cart: what a visitor means to buy, at the catalogue's prices of this moment.

mod api;
mod contents;
mod coupon;
mod link;
mod pages;
mod shown;
mod sums;
mod tools;
pub mod view;
mod wire;
mod wish;

pub use tools::tools;

use crate::platform::Feature;

/// The cart's pages and JSON routes.
pub fn feature() -> Feature {
    Feature::new("basket").pages([pages::routes(), link::routes()].concat()).api(api::routes(), api::docs())
}
