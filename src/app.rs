//! The wiring: the only place that knows every part of the shop.

mod ground;
mod opening;
mod serving;
mod working;

use std::path::Path;

use crate::{
    base::{Error, Result},
    config::Config,
    features::{self, delivery::Desk},
    flows::{self, checkout::Till, indexing::Indexing, signing_in::Entrance},
    platform::{
        Feature,
        clock::Chance,
        db::{Db, Outbox, Stored},
        files::Files,
        folder::Folder,
        jobs::{self, Jobs},
        limits::Limits,
        mail::{self, Mailer, Postbox},
        search::Search,
        signing::Keys,
        web::Shop,
    },
};

/// An open shop: its store and everything that works on it.
pub struct App {
    /// Its settings.
    pub config: Config,
    /// What pages show of them.
    pub shop: Shop,
    /// Its store.
    pub db: Db,
    /// Where random bytes come from.
    pub chance: Chance,
    /// Its files.
    pub files: Files,
    /// The secret that its tokens are signed with.
    pub keys: Keys,
    /// Its search index.
    pub search: Search,
    /// What keeps the index up to date.
    pub indexing: Indexing,
    /// Where its files are handed out.
    pub desk: Desk,
    /// Where its orders are placed and paid.
    pub till: Till,
    /// Where people come in.
    pub entrance: Entrance,
    /// How often it may be asked.
    pub limits: Limits,
    /// What it does later.
    pub jobs: Jobs,
    /// What sends its mails.
    pub mailer: Mailer,
    /// The mails that a shop in memory has sent.
    pub postbox: Postbox,
    /// Where its data lies; nowhere in tests.
    pub folder: Option<Folder>,
    outbox: Outbox,
}

/// In alphabetical order, one line each.
fn parts(_shop: &Shop) -> Vec<Feature> {
    vec![
        features::accounts::feature(),
        features::api_keys::feature(),
        features::audit::feature(),
        features::carts::feature(),
        features::catalog::feature(),
        features::delivery::feature(),
        features::exports::feature(),
        features::factors::feature(),
        features::ledger::feature(),
        features::licenses::feature(),
        features::mailboxes::feature(),
        features::orders::feature(),
        features::preferences::feature(),
        features::sellers::feature(),
        features::sessions::feature(),
        features::wishlists::feature(),
        flows::account::feature(),
        flows::basket::feature(),
        flows::browsing::feature(),
        flows::checkout::feature(),
        flows::library::feature(),
        flows::people::feature(),
        flows::receipt::feature(),
        flows::searching::feature(),
        flows::second_factors::feature(),
        flows::signing_in::feature(),
        flows::storefront::feature(),
        flows::wishing::feature(),
        jobs::feature(),
        mail::feature(),
    ]
}

fn tables(parts: &[Feature]) -> Vec<&'static dyn Stored> {
    parts.iter().flat_map(|it| it.tables).copied().collect()
}

impl App {
    /// The data folder of a shop that has one.
    pub fn data(&self) -> Result<&Path> {
        self.folder.as_ref().map(Folder::path).ok_or_else(|| Error::internal("a shop in memory has no folder"))
    }
}
