//! What people wait for: the pages and JSON routes of price alerts, who hears of new prices and releases, what is new for
//! saved searches, and the one mail about all of it.

mod api;
mod digest;
mod hearing;
mod pages;
mod posting;
pub mod view;
mod watching;
mod wire;

pub use posting::postman;
pub use watching::Lens;

use crate::{
    base::Event,
    platform::{Feature, db::Listener},
};

/// The pages and JSON routes of price alerts, and who listens to prices.
pub fn feature() -> Feature {
    let hears = Listener::new("alerting", |txn, event| match event {
        Event::ProductChanged { product } => hearing::hear(txn, *product),
        _ => Ok(()),
    });
    Feature::new("alerting").listener(hears).pages(pages::routes()).api(api::routes(), api::docs())
}
