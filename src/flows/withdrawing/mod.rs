//! Withdrawing from a contract: the function that stands on every page of an order, the statement, its confirmation on a
//! durable medium, and the shop's answer (Directive 2011/83/EU, articles 9 to 16; article 11a by Directive 2023/2673).

mod api;
mod counter;
mod desk;
mod letters;
mod office_acts;
mod office_api;
mod office_pages;
mod pages;
mod shown;
pub mod view;

use std::sync::Arc;

use crate::{
    base::{OrderId, Result, Role, UserId},
    features::audit::NewEntry,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

/// Who pays back what was paid for an order. The shop's till does; `app` says so.
#[rocket::async_trait]
pub trait PaysBack: Send + Sync {
    /// Pays back all that is left of `order`, once for each `key`. `note` is what the audit says of it.
    async fn pay_back(&self, order: OrderId, key: [u8; 32], by: UserId, note: NewEntry) -> Result<()>;
}

/// Who pays back; managed state.
#[derive(Clone)]
pub struct Cashier(pub Arc<dyn PaysBack>);

/// The pages and JSON routes of withdrawals.
pub fn feature() -> Feature {
    let mut docs = api::docs();
    docs.merge(office_api::docs());
    Feature::new("withdrawing")
        .office(OfficeEntry {
            place: 20,
            group: "",
            icon: Icon("undo-2"),
            name: "Withdrawals",
            url: "/admin/withdrawals",
            role: Role::Support,
        })
        .pages([pages::routes(), office_pages::routes()].concat())
        .api([api::routes(), office_api::routes()].concat(), docs)
}
