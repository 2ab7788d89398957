//! What admins do about people: find them, give them roles, keep them out, and read what was done.

mod acts;
mod api;
mod audit_pages;
mod pages;
mod shown;
pub mod view;
mod wire;

pub use acts::{By, let_sell, restore, seller, set_role, stop_selling, suspend};

use crate::{
    base::Role,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The pages and JSON routes about people.
pub fn feature() -> Feature {
    let pages = [pages::routes(), audit_pages::routes()].concat();
    let entry = |place, icon, name, url| OfficeEntry { place, group: "", icon, name, url, role: Role::Admin };
    Feature::new("people")
        .office(entry(80, Icon("users"), "Users", "/admin/users"))
        .office(entry(90, Icon("scroll-text"), "Audit", "/admin/audit"))
        .pages(pages)
        .api(api::routes(), api::docs())
}
