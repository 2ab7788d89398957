//! What buyers download, as support and sellers see it; how often they may, and beginning anew.

mod acts;
mod api;
mod log_pages;
mod order_pages;
mod sheet;
mod shown;
mod terms_api;
mod terms_pages;
pub mod view;
mod wire;

use crate::{
    base::Role,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The pages and JSON routes about downloads.
pub fn feature() -> Feature {
    let mut docs = api::docs();
    docs.merge(terms_api::docs());
    Feature::new("downloading")
        .office(OfficeEntry {
            place: 22,
            group: "",
            icon: Icon("download"),
            name: "Downloads",
            url: "/admin/downloads",
            role: Role::Support,
        })
        .pages([log_pages::routes(), order_pages::routes(), terms_pages::routes()].concat())
        .api([api::routes(), terms_api::routes()].concat(), docs)
}
