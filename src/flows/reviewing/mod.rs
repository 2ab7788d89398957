//! Reviews of what was bought: written by whoever has it, answered by whoever sells it, minded by moderators.
//!
//! The reviews themselves know no orders: here is found out who has what, and what becomes of a review when that changes.

mod acts;
mod admin_api;
mod admin_pages;
mod api;
mod asking;
mod drafting;
mod holding;
mod letters;
mod pages;
mod sell_pages;
mod shown;
pub mod view;
mod wire;
mod writing_pages;

pub use asking::asker;

use crate::{
    base::{Event, ProductId, Result, Role},
    features::{catalog, reviews},
    platform::{
        Feature,
        db::{Listener, WriteTxn},
        web::{OfficeEntry, parts::Icon},
    },
};

/// The pages and JSON routes of reviews, and who follows what becomes of purchases. Buyers are asked what they think
/// after so many `days`; never, if it is 0.
pub fn feature(days: u16) -> Feature {
    let hears = Listener::new("reviewing", move |txn, event| match event {
        Event::OrderPaid { order } => {
            holding::follow(txn, *order)?;
            asking::plan(txn, *order, days)
        }
        Event::GoodsChanged { order } => holding::follow(txn, *order),
        Event::ProductChanged { product } => hear(txn, *product),
        _ => Ok(()),
    });
    let entry = |place, icon, name, url| OfficeEntry { place, group: "", icon, name, url, role: Role::Moderator };
    let pages = [pages::routes(), writing_pages::routes(), sell_pages::routes(), admin_pages::routes()];
    let mut docs = api::docs();
    docs.merge(admin_api::docs());
    Feature::new("reviewing")
        .listener(hears)
        .office(entry(24, Icon("flag"), "Moderation", admin_pages::QUEUE))
        .office(entry(26, Icon("star"), "Reviews", admin_pages::LIST))
        .pages(pages.concat())
        .api([api::routes(), admin_api::routes()].concat(), docs)
}

/// The reviews of a product that is removed for good go with it; those of one that somebody else sells by now follow it.
fn hear(txn: &WriteTxn, product: ProductId) -> Result<()> {
    match catalog::find(txn, product)? {
        Some(it) => reviews::hand_over(txn, product, it.seller),
        None => reviews::forget_product(txn, product),
    }
}
