//! What the shop's staff see of orders and payments, and what they may do about them.

mod acts;
mod api;
mod order_page;
mod pages;
mod sales;
mod shown;
pub mod view;
mod wire;

use rocket::Route;

use crate::{
    base::Role,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

pub(super) use api::docs;

/// The office's entries of the checkout.
pub(super) fn menu(feature: Feature) -> Feature {
    let entry = |place, icon, name, url, role| OfficeEntry { place, group: "", icon, name, url, role };
    feature.office(entry(10, Icon("receipt-text"), "Orders", "/admin/orders", Role::Support)).office(entry(
        15,
        Icon("credit-card"),
        "Payments",
        "/admin/payments",
        Role::Support,
    ))
}

pub(super) fn pages() -> Vec<Route> {
    [pages::routes(), order_page::routes(), acts::routes(), sales::routes()].concat()
}

pub(super) fn api() -> Vec<Route> {
    api::routes()
}
