//! From a cart to an order: placed once, paid, and handed over in the write that takes in the payment.

mod api;
mod declines;
mod fulfilment;
mod paced;
mod pages;
mod placing;
mod receipt;
mod shown;
mod till;
pub mod view;
mod wish;

pub use till::{Asker, Till};
pub use wish::Wish;

use crate::platform::Feature;

/// The checkout's pages and JSON routes, and the promise that who has paid has the goods.
pub fn feature() -> Feature {
    Feature::new("checkout").pages(pages::routes()).api(api::routes(), api::docs()).check(fulfilment::check)
}
