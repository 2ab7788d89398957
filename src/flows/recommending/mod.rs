//! Things picked for members: out of what they bought, wish for, looked at and asked the assistant about; each with its reason. Never what they own,
//! gave back, or said no to, and nothing at all for those who do not want it.

mod api;
mod keeping;
mod pages;
mod reckoning;
mod recommender;
mod shown;
pub mod view;

pub use recommender::Recommender;

use crate::platform::Feature;

/// The pages and JSON routes of recommendations.
pub fn feature() -> Feature {
    Feature::new("recommending").pages(pages::routes()).api(api::routes(), api::docs())
}
