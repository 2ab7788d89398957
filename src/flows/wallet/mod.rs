//! Means of payment that members have kept for the next purchase: shown here, added and looked after on the pages of the
//! gateway that keeps them. There is nothing of it in a shop without such a gateway.

mod api;
mod desk;
mod pages;
pub mod view;
mod wire;

pub use desk::{Wallets, forgetter};

use crate::platform::Feature;

/// Where the page is; shops without a keeper have no link to it.
pub const PAGE: &str = "/account/payment-methods";

/// The page and the JSON routes of saved payment methods.
pub fn feature() -> Feature {
    Feature::new("wallet").pages(pages::routes()).api(api::routes(), api::docs())
}
