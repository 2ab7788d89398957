//! The account area: who somebody is, what they bought, how they come in, and what the shop keeps about them.

mod profile_pages;
pub mod view;

use crate::platform::Feature;

/// The pages and JSON routes of accounts.
pub fn feature() -> Feature {
    Feature::new("account").pages(profile_pages::routes())
}
