//! What a shop stands on: kept in its folder, or in memory for a test.

use crate::{
    base::Result,
    config::Config,
    platform::{
        clock::{Chance, Clock},
        db::{Db, Place, Space},
        files::Files,
        folder::Folder,
        mail::{Outgoing, Postbox},
        search::Search,
        signing::Keys,
    },
};

/// The tools that keep something.
pub(super) struct Ground {
    pub db: Db,
    pub chance: Chance,
    pub files: Files,
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
        Ok(Self {
            files: Files::local(folder.join("files"))?,
            keys: Keys::open(&folder.join("keys"))?,
            out: Outgoing::new(&config.mail, folder.path())?,
            postbox: Outgoing::memory()?.1,
            search: Search::open(&folder.join("index"), clock.now())?,
            db: Db::open(Place::File { path: folder.join("bodega.redb"), space }, clock, chance.clone())?,
            chance,
            folder: Some(folder),
        })
    }

    /// Nothing of it stays.
    pub fn in_memory(clock: Clock, chance: Chance) -> Result<Self> {
        let (out, postbox) = Outgoing::memory()?;
        Ok(Self {
            files: Files::in_memory()?,
            keys: Keys::fixed(chance.bytes()),
            out,
            postbox,
            search: Search::in_ram()?,
            db: Db::in_memory(clock, chance.clone())?,
            chance,
            folder: None,
        })
    }
}
