//! What a shop stands on: kept in its folder, or in memory for a test.

use crate::{
    base::Result,
    config::Config,
    platform::{
        clock::{Chance, Clock},
        craft::Bench,
        db::{Db, Place, Space},
        files::{Files, Parts},
        folder::Folder,
        mail::{Outgoing, Postbox},
        search::{Knowledge, Meaning, Search, Stemming},
        signing::Keys,
    },
};

/// The tools that keep something.
pub(super) struct Ground {
    pub db: Db,
    pub chance: Chance,
    pub files: Files,
    /// Where work on files is done.
    pub bench: Bench,
    /// Files on their way in.
    pub uploads: Parts,
    pub keys: Keys,
    pub search: Search,
    pub out: Outgoing,
    /// Where mails lie that are sent nowhere.
    pub postbox: Postbox,
    /// Nothing in memory.
    pub folder: Option<Folder>,
}

impl Ground {
    /// In the data folder, which is the shop's alone from now on.
    pub fn in_folder(config: &Config) -> Result<Self> {
        let folder = Folder::open(&config.data.folder)?;
        let (clock, chance) = (Clock::system(), Chance::os());
        let space = Space::new(folder.path(), config.data.min_free_mb << 20);
        let files = Files::open_at(folder.join("files"), &config.files)?;
        Ok(Self {
            uploads: Parts::local(files.clone(), folder.join("uploads"), config.data.min_free_mb << 20)?,
            files,
            bench: Bench::apart()?,
            keys: Keys::open(&folder.join("keys"))?,
            out: Outgoing::new(&config.mail, folder.path())?,
            postbox: Outgoing::memory()?.1,
            search: Search::open(&folder.join("index"), knowledge(config), clock.now())?,
            db: Db::open(Place::File { path: folder.join("bodega.redb"), space }, clock, chance.clone())?,
            chance,
            folder: Some(folder),
        })
    }

    /// Nothing of it stays.
    pub fn in_memory(config: &Config, clock: Clock, chance: Chance) -> Result<Self> {
        let (out, postbox) = Outgoing::memory()?;
        let files = Files::in_memory(&config.files)?;
        Ok(Self {
            uploads: Parts::in_memory(files.clone())?,
            files,
            bench: Bench::here(),
            keys: Keys::fixed(chance.bytes()),
            out,
            postbox,
            search: Search::in_ram(knowledge(config))?,
            db: Db::in_memory(clock, chance.clone())?,
            chance,
            folder: None,
        })
    }
}

/// What the search goes by.
fn knowledge(config: &Config) -> Knowledge {
    let stemming = Stemming::parse(&config.search.language).unwrap_or_default();
    let meaning = config.search.meaning.then(Meaning::built_in).flatten();
    Knowledge { stemming, meaning, ..Knowledge::default() }
}
