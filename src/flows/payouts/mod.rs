//! Paying sellers what is due to them: they link an account at the gateway, and have money sent there. What they owe after
//! refunds is taken back from there.

mod api;
mod debts;
mod desk;
mod office_api;
mod office_pages;
mod pages;
pub mod view;
mod wire;

pub use desk::Payouts;

use crate::{
    base::{Event, Role},
    platform::{
        Feature,
        db::Listener,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The sellers' and the office's pages and JSON routes about payouts, and the promise that the books know of each.
pub fn feature() -> Feature {
    let mut docs = api::docs();
    docs.merge(office_api::docs());
    let hears = Listener::new("paying_out", |txn, event| match event {
        Event::OrderRefunded { order, .. } | Event::DisputeLost { order, .. } => debts::hear(txn, *order),
        _ => Ok(()),
    });
    Feature::new("paying_out")
        .listener(hears)
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
        .check(debts::check)
}
