//! The wiring: the only place that knows every part of the shop.

mod ground;
mod opening;
mod parts;
mod paying_back;
mod serving;
mod working;

use std::path::Path;

use crate::{
    base::{Error, Result},
    config::Config,
    features::{delivery::Desk, uploads::Intake},
    flows::{
        checkout::Till, indexing::Indexing, payouts::Payouts, recommending::Recommender, signing_in::Entrance,
        wallet::Wallets,
    },
    platform::{
        clock::Chance,
        craft::Bench,
        db::{Db, Outbox},
        files::Files,
        folder::Folder,
        jobs::Jobs,
        limits::Limits,
        llm::Llm,
        mail::{Mailer, Postbox},
        paper::Fonts,
        places::Places,
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
    /// What takes in files that are uploaded.
    pub intake: Intake,
    /// Where files of strangers are worked on.
    pub bench: Bench,
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
    /// Where its sellers are paid.
    pub payouts: Payouts,
    /// What picks things for its members.
    pub recommender: Recommender,
    /// What its members have kept to pay with.
    pub wallets: Wallets,
    /// What answers for its assistant, beside the rules.
    pub llm: Llm,
    /// How often it may be asked.
    pub limits: Limits,
    /// Where in the world an address is.
    pub places: Places,
    /// What it does later.
    pub jobs: Jobs,
    /// What sends its mails.
    pub mailer: Mailer,
    /// The letters that its documents are printed with.
    pub fonts: Fonts,
    /// The mails that a shop in memory has sent.
    pub postbox: Postbox,
    /// Where its data lies; nowhere in tests.
    pub folder: Option<Folder>,
    outbox: Outbox,
}

impl App {
    /// The data folder of a shop that has one.
    pub fn data(&self) -> Result<&Path> {
        self.folder.as_ref().map(Folder::path).ok_or_else(|| Error::internal("a shop in memory has no folder"))
    }
}
