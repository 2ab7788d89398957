//! How people come in: register, confirm, sign in with one proof or two, reset what they forgot, and leave.

mod api;
pub mod claim_page;
mod cookie;
mod covers;
mod door;
mod entering;
mod entrance;
mod guests;
mod leaving;
mod letters;
mod live;
mod login_page;
mod origin;
mod passkey_routes;
mod pending;
mod proving_page;
mod recovering;
mod recovery_pages;
mod registering;
mod registration_pages;
mod second_page;
mod tokens;
pub mod view;
mod whence;
mod wire;

pub use door::door;
pub use entrance::Entrance;
pub use origin::Origin;

use crate::platform::Feature;

/// The pages and JSON routes at the door.
pub fn feature() -> Feature {
    let pages = [
        claim_page::routes(),
        login_page::routes(),
        second_page::routes(),
        passkey_routes::routes(),
        proving_page::routes(),
        registration_pages::routes(),
        recovery_pages::routes(),
        leaving::routes(),
        live::routes(),
    ];
    Feature::new("signing_in").pages(pages.concat()).api(api::routes(), api::docs())
}
