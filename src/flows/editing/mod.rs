//! Putting something on sale: the desk at which sellers make their products, and the same for programs.

mod acts;
mod api;
mod drafting;
mod drafts_api;
mod editions_api;
mod forms;
mod image_pages;
mod images_api;
mod list;
mod pages;
mod release_pages;
mod releases_api;
mod shown;
mod standing;
mod storing;
mod telling;
pub mod view;
mod wire;

pub use telling::teller;

use crate::{
    base::Role,
    platform::{
        Feature,
        web::{OfficeEntry, parts::Icon},
    },
};

/// The pages and JSON routes on which products are made.
pub fn feature() -> Feature {
    let entry = OfficeEntry {
        place: 30,
        group: "",
        icon: Icon("package"),
        name: "Products",
        url: "/sell/products",
        role: Role::Admin,
    };
    let pages =
        [list::routes(), pages::routes(), standing::routes(), release_pages::routes(), image_pages::routes()].concat();
    let mut docs = api::docs();
    for more in [drafts_api::docs(), editions_api::docs(), images_api::docs(), releases_api::docs()] {
        docs.merge(more);
    }
    let programs =
        [api::routes(), drafts_api::routes(), editions_api::routes(), images_api::routes(), releases_api::routes()]
            .concat();
    Feature::new("editing").office(entry).pages(pages).api(programs, docs)
}
