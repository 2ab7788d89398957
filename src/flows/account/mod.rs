//! The account area: who somebody is, what they bought, how they come in, and what the shop keeps about them.

mod access_api;
mod answer;
mod api;
mod care;
mod changing;
mod closing_pages;
mod data_pages;
mod email_pages;
mod exporting;
mod gathering;
mod key_making;
mod key_pages;
mod leaving;
mod letters;
mod order_pages;
mod preference_pages;
mod profile_pages;
mod security_pages;
pub mod view;
mod wire;

pub use care::Care;
pub use exporting::exporter;

use crate::platform::Feature;

/// The pages and JSON routes of accounts.
pub fn feature() -> Feature {
    let pages = [
        profile_pages::routes(),
        order_pages::routes(),
        security_pages::routes(),
        email_pages::routes(),
        preference_pages::routes(),
        key_pages::routes(),
        data_pages::routes(),
        closing_pages::routes(),
    ];
    let api = [api::routes(), access_api::routes()].concat();
    let mut docs = api::docs();
    docs.merge(access_api::docs());
    Feature::new("account").pages(pages.concat()).api(api, docs)
}
