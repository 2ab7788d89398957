//! Paying sellers what is due to them: they link an account at the gateway, and have money sent there.

mod api;
mod desk;
mod pages;
pub mod view;
mod wire;

pub use desk::Payouts;

use crate::platform::Feature;

/// The sellers' pages and JSON routes about payouts, and the promise that the books know of each.
pub fn feature() -> Feature {
    Feature::new("paying_out").pages(pages::routes()).api(api::routes(), api::docs()).check(desk::check)
}
