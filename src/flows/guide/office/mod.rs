//! What admins see and say about the assistant: how it talks, which model chooses its words, how it is liked, what
//! shoppers who agreed have asked, and a bench on which messages are tried.

mod acts;
mod api;
mod form;
mod log_pages;
mod models;
mod pages;
mod trying;
pub mod view;

pub(super) use api::docs;
pub use models::Models;

use rocket::Route;

use crate::{
    base::Role,
    platform::web::{OfficeEntry, parts::Icon},
};

pub(super) const HERE: &str = "/admin/assistant";

pub(super) fn entry() -> OfficeEntry {
    let (name, url, role) = ("Assistant", HERE, Role::Admin);
    OfficeEntry { place: 156, group: "Selling", icon: Icon("sparkles"), name, url, role }
}

pub(super) fn pages() -> Vec<Route> {
    [pages::routes(), log_pages::routes()].concat()
}

pub(super) fn api() -> Vec<Route> {
    api::routes()
}
