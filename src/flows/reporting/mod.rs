//! What was sold, to whom and when: figures for sellers and for the office, asked for in one's own words, by a form or by
//! a program.

mod api;
mod asked;
mod chart;
mod counting;
mod desk;
mod pages;
mod params;
mod sheet;
mod shown;
pub mod view;
mod wire;

pub use desk::Reporter;

use crate::{
    base::{Event, Role},
    platform::{
        Feature,
        db::Listener,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The pages and JSON routes of figures, and who counts them.
pub fn feature() -> Feature {
    let counts = Listener::new("reporting", |txn, event| match event {
        Event::OrderPaid { order } => counting::paid(txn, *order),
        Event::OrderRefunded { order, refund } => counting::refunded(txn, *order, *refund),
        Event::RefundReturned { order, refund } => counting::returned(txn, *order, *refund),
        Event::DisputeLost { order, dispute } => counting::charged_back(txn, *order, *dispute),
        _ => Ok(()),
    });
    Feature::new("reporting")
        .migrations(&[counting::COUNT_ALL])
        .listener(counts)
        .check(counting::check)
        .office(OfficeEntry {
            place: 12,
            group: "",
            icon: Icon("chart-no-axes-combined"),
            name: "Analytics",
            url: "/admin/analytics",
            role: Role::Admin,
        })
        .pages(pages::routes())
        .api(api::routes(), api::docs())
}
