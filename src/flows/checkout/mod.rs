//! From a cart to an order: placed once, paid, and handed over in the write that takes in the payment.

mod api;
mod asking;
mod checks;
mod clerk;
mod declines;
mod fulfilment;
mod hearing;
mod letters;
pub mod office;
mod paced;
mod pages;
mod placing;
mod receipt;
mod refund_api;
mod refunding;
mod settling;
mod shown;
mod stocking;
mod till;
pub mod view;
mod webhook;
mod wish;

pub use asking::Standing;
pub use till::{Asker, Till};
pub use wish::Wish;

use crate::platform::Feature;

/// The checkout's pages and JSON routes, and the promise that who has paid has the goods.
pub fn feature() -> Feature {
    let pages = [pages::routes(), webhook::routes(), office::pages()].concat();
    let api_routes = [api::routes(), refund_api::routes(), office::api()].concat();
    let mut docs = api::docs();
    docs.merge(refund_api::docs());
    docs.merge(office::docs());
    office::menu(Feature::new("checkout")).pages(pages).api(api_routes, docs).check(checks::check)
}
