//! What admins say about prices: discounts, taxes, sales for a while, bundles. Sellers set sales of their own products.

mod acts;
mod discount_api;
mod discount_pages;
mod discount_view;
mod price_acts;
mod price_api;
mod price_pages;
mod tax_acts;
mod tax_api;
mod tax_pages;
pub mod view;
mod wire;

use crate::{
    base::Role,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The pages and JSON routes about prices.
pub fn feature() -> Feature {
    let mut docs = discount_api::docs();
    docs.merge(tax_api::docs());
    docs.merge(price_api::docs());
    let api = [discount_api::routes(), tax_api::routes(), price_api::routes()].concat();
    let entry = |place, icon, name, url| OfficeEntry { place, group: "Selling", icon, name, url, role: Role::Admin };
    Feature::new("pricing")
        .office(entry(140, Icon("ticket-percent"), "Discounts", "/admin/discounts"))
        .office(entry(145, Icon("tag"), "Prices", "/admin/prices"))
        .office(entry(150, Icon("landmark"), "Taxes", "/admin/taxes"))
        .pages([discount_pages::routes(), price_pages::routes(), tax_pages::routes()].concat())
        .api(api, docs)
}
