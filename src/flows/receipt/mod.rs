//! After the sale: the page of an order with its files and keys, for whoever holds the token that opens it.

mod api;
mod archive;
mod counter;
mod goods;
mod pages;
mod papers;
mod shown;
mod tools;
pub mod view;

pub use tools::tools;

use crate::platform::Feature;

/// The pages and JSON routes of an order.
pub fn feature() -> Feature {
    Feature::new("receipt").pages(pages::routes()).api(api::routes(), api::docs())
}
