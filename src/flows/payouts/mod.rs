//! Paying sellers what is due to them: they link an account at the gateway, and have money sent there.

mod api;
mod desk;
mod office_api;
mod office_pages;
mod pages;
pub mod view;
mod wire;

pub use desk::Payouts;

use crate::{
    base::Role,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The sellers' and the office's pages and JSON routes about payouts, and the promise that the books know of each.
pub fn feature() -> Feature {
    let mut docs = api::docs();
    docs.merge(office_api::docs());
    Feature::new("paying_out")
        .office(OfficeEntry {
            place: 18,
            group: "",
            icon: Icon("landmark"),
            name: "Payouts",
            url: "/admin/payouts",
            role: Role::Admin,
        })
        .pages([pages::routes(), office_pages::routes()].concat())
        .api([api::routes(), office_api::routes()].concat(), docs)
        .check(desk::check)
}
