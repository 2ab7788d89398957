//! Licence keys, as the programs that were sold with them ask about them: in our words, and in those of Gumroad, Lemon
//! Squeezy and Easy Digital Downloads, so that programs which were shipped change only the host.

mod acts;
mod api;
mod asked;
mod care_api;
mod care_wire;
mod checking;
mod devices;
mod edd;
mod facts;
mod files;
mod gumroad;
mod keeper;
mod lemon_squeezy;
mod letters;
mod names;
mod office;
mod pages;
mod shown;
pub mod view;
mod warning;
mod wire;

pub use names::Names;

use crate::{
    base::{Event, Role},
    platform::{
        Feature,
        db::Listener,
        web::{OfficeEntry, Shop, parts::Icon},
    },
};

/// The pages and JSON routes about licences, and who warns makers of pools that run dry.
pub fn feature(shop: &Shop) -> Feature {
    let shop = shop.clone();
    let warns = Listener::new("licensing", move |txn, event| match event {
        Event::OrderPaid { order } => warning::warn(txn, &shop, *order),
        _ => Ok(()),
    });
    let mut docs = api::docs();
    docs.merge(devices::docs());
    docs.merge(care_api::docs());
    let faces = [gumroad::routes(), lemon_squeezy::routes(), edd::routes(), devices::well_known()];
    let entry = |place, icon, name, url| OfficeEntry { place, group: "", icon, name, url, role: Role::Support };
    Feature::new("licensing")
        .listener(warns)
        .office(entry(45, Icon("key-round"), "Licences", keeper::OFFICE))
        .pages([faces.concat(), pages::routes(), office::routes()].concat())
        .api([api::routes(), devices::routes(), care_api::routes()].concat(), docs)
}
