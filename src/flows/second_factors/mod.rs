//! What people do with their second factors: set an app up, add passkeys, keep recovery codes, and take them off again.
//! Each of it ends every other session of the account, is written down, and told to its owner by mail.

mod api;
mod app_pages;
mod changing;
mod code_pages;
mod letters;
mod overview;
mod passkey_pages;
mod picture;
mod stripping;
pub mod view;
mod wire;

pub use overview::section;
pub use stripping::strip;

use crate::{
    features::factors::Ceremonies,
    platform::{Feature, db::Db, signing::Keys, web::Shop},
};

/// What changes of second factors need; managed state.
#[derive(Clone)]
pub struct SecondFactors {
    db: Db,
    keys: Keys,
    shop: Shop,
    ceremonies: Ceremonies,
}

impl SecondFactors {
    /// The second factors of a shop's accounts.
    pub fn new(db: Db, keys: Keys, shop: Shop) -> Self {
        let ceremonies = Ceremonies::new(db.clone(), &shop);
        Self { db, keys, shop, ceremonies }
    }
}

/// The pages and JSON routes of second factors.
pub fn feature() -> Feature {
    let pages = [overview::routes(), app_pages::routes(), code_pages::routes(), passkey_pages::routes()];
    Feature::new("second_factors").pages(pages.concat()).api(api::routes(), api::docs())
}
