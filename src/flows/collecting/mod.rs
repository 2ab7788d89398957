//! Where admins put collections together: pages of the office, and the same for programs.

mod acts;
mod api;
mod pages;
mod shown;
pub mod view;
mod wire;

use crate::{
    base::{Event, ProductId, Result, Role},
    features::{catalog, collections},
    platform::{
        Feature,
        db::{Listener, WriteTxn},
        web::{OfficeEntry, parts::Icon},
    },
};

/// The office's pages and JSON routes of collections.
pub fn feature() -> Feature {
    let (name, url, role) = ("Collections", "/admin/collections", Role::Admin);
    let hears = Listener::new("collecting", |txn, event| match event {
        Event::ProductChanged { product } => hear(txn, *product),
        _ => Ok(()),
    });
    Feature::new("collecting")
        .office(OfficeEntry { place: 152, group: "Selling", icon: Icon("layout-grid"), name, url, role })
        .listener(hears)
        .pages(pages::routes())
        .api(api::routes(), api::docs())
}

/// What is removed for good leaves its collections; what is only off the shelf stays in them and comes back.
fn hear(txn: &WriteTxn, product: ProductId) -> Result<()> {
    if catalog::find(txn, product)?.is_none() { collections::forget_product(txn, product) } else { Ok(()) }
}
