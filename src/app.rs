//! The wiring: the only place that knows every part of the shop.

use std::{path::Path, time::Duration};

use rocket::{Build, Rocket};

use crate::{
    base::{Error, Result},
    config::Config,
    features::{self, delivery::Desk},
    flows::{
        self,
        checkout::Till,
        indexing::{self, Indexing},
        keeping,
    },
    platform::{
        Feature,
        clock::{Chance, Clock},
        db::{Db, Health, Migrations, Outbox, Place, Space, Stored},
        files::Files,
        folder::Folder,
        jobs::{self, Jobs},
        mail::{self, Mailer, Outgoing, Postbox},
        payments::Gateways,
        search::Search,
        signing::Keys,
        web::{self, Pages, Readiness, Shop, Surroundings, docs, server},
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
        features::carts::feature(),
        features::catalog::feature(),
        features::delivery::feature(),
        features::ledger::feature(),
        features::licenses::feature(),
        features::orders::feature(),
        features::sellers::feature(),
        flows::basket::feature(),
        flows::browsing::feature(),
        flows::checkout::feature(),
        flows::library::feature(),
        flows::receipt::feature(),
        flows::searching::feature(),
        flows::storefront::feature(),
        jobs::feature(),
        mail::feature(),
    ]
}

impl App {
    /// Opens the shop in its data folder.
    pub fn open(config: Config) -> Result<Self> {
        let folder = Folder::open(&config.data.folder)?;
        let space = Space::new(folder.path(), config.data.min_free_mb << 20);
        let place = Place::File { path: folder.join("bodega.redb"), space };
        Self::build(config, Some(folder), place, Clock::system(), Chance::os())
    }

    /// A shop in memory, for tests.
    pub fn in_memory(config: Config, clock: Clock, chance: Chance) -> Result<Self> {
        Self::build(config, None, Place::Memory, clock, chance)
    }

    fn build(config: Config, folder: Option<Folder>, place: Place, clock: Clock, chance: Chance) -> Result<Self> {
        let shop = config.shop()?;
        let (files, keys) = match &folder {
            Some(folder) => (Files::local(folder.join("files"))?, Keys::open(&folder.join("keys"))?),
            None => (Files::in_memory()?, Keys::fixed(chance.bytes())),
        };
        let (memory, postbox) = Outgoing::memory()?;
        let out = match &folder {
            Some(folder) => Outgoing::new(&config.mail, folder.path())?,
            None => memory,
        };
        let search = match &folder {
            Some(folder) => Search::open(&folder.join("index"), clock.now())?,
            None => Search::in_ram()?,
        };
        let db = Db::open(place, clock.clone(), chance.clone())?;
        let mut parts = parts(&shop);
        let migrations = Migrations {
            parts: parts.iter().map(|it| (it.name, it.migrations)).collect(),
            copy: folder.as_ref().map(|it| it.join(&format!("before-update-{}.redb", clock.now().seconds()))),
        };
        db.prepare(tables(&parts), migrations)?;
        let listeners = parts.iter_mut().flat_map(|it| std::mem::take(&mut it.listeners)).collect();
        let outbox = Outbox::new(db.clone(), listeners, &[indexing::FOLLOWER])?;
        let indexing = Indexing::new(db.clone(), search.clone(), outbox.clone());
        let desk = Desk::new(db.clone(), files.clone(), &keys, chance.clone());
        let mut kinds: Vec<_> = parts.iter_mut().flat_map(|it| std::mem::take(&mut it.jobs)).collect();
        kinds.push(keeping::sweep(files.clone()));
        let jobs = Jobs::new(db.clone(), kinds)?;
        let mailer = Mailer::new(db.clone(), out, chance.clone());
        let till = Till::new(db.clone(), shop.clone(), keys.clone(), Gateways::of(shop.is_test()));
        Ok(Self {
            config,
            shop,
            db,
            chance,
            files,
            keys,
            search,
            indexing,
            desk,
            till,
            jobs,
            mailer,
            postbox,
            folder,
            outbox,
        })
    }

    /// The server, ready to be launched.
    pub fn rocket(&self) -> Rocket<Build> {
        let mut parts = parts(&self.shop);
        let listen = &self.config.server;
        let document = docs::gather(parts.iter_mut().filter_map(|it| it.docs.take()));
        let rocket = rocket::custom(server::settings(listen.address, listen.port, listen.workers))
            .manage(self.chance.clone())
            .manage(self.db.clone())
            .manage(self.desk.clone())
            .manage(self.files.clone())
            .manage(self.keys.clone())
            .manage(self.shop.clone())
            .manage(self.till.clone())
            .manage(flows::library::Requests::default())
            .manage(self.surroundings())
            .manage(self.search.clone())
            .manage(self.pages())
            .manage(self.readiness());
        let rocket = docs::mount(web::mount(rocket, self.chance.clone()), document);
        parts.into_iter().fold(rocket, |rocket, part| part.mount(rocket))
    }

    /// Delivers events and does what is due, for as long as the program runs.
    pub fn work(&self) {
        tokio::spawn(self.outbox.clone().run());
        tokio::spawn(self.indexing.clone().run());
        tokio::spawn(self.jobs.clone().run());
        tokio::spawn(self.mailer.clone().run());
        tokio::spawn(self.till.clone().run());
        tokio::spawn(heal(self.db.clone()));
    }

    /// Does all that waits, until nothing does: events, jobs, mails.
    pub async fn settle(&self) -> Result<()> {
        while self.outbox.deliver().await?
            || self.indexing.catch_up().await?
            || self.till.reconcile().await? > 0
            || self.jobs.run_due(self.db.clock().now()).await? > 0
            || self.mailer.deliver_due(self.db.clock().now()).await? > 0
        {}
        Ok(())
    }

    /// Every promise of the store that is broken, one a line.
    pub fn check(&self) -> Result<Vec<String>> {
        let parts = parts(&self.shop);
        let mut faults = self.db.check(&tables(&parts))?;
        self.db.look(|txn| {
            parts.iter().flat_map(|it| &it.checks).try_for_each(|check| check(txn, &mut faults))?;
            self.indexing.check(txn, &mut faults)?;
            keeping::check(txn, &self.files, &mut faults)
        })?;
        Ok(faults)
    }

    /// A one-time link that makes the first admin. Nothing if there is one.
    pub async fn setup_link(&self) -> Result<Option<String>> {
        let token = self.db.write(features::accounts::offer_setup).await?;
        Ok(token.map(|token| self.shop.base_url.to(&features::accounts::setup_path(&token))))
    }

    /// The data folder of a shop that has one.
    pub fn data(&self) -> Result<&Path> {
        self.folder.as_ref().map(Folder::path).ok_or_else(|| Error::internal("a shop in memory has no folder"))
    }

    /// Finished pages are kept until something that they show, or something that can be found, has changed.
    fn pages(&self) -> Pages {
        let (db, search) = (self.db.clone(), self.search.clone());
        Pages::new(vec![Box::new(move || db.shown_generation()), Box::new(move || search.generation())])
    }

    fn readiness(&self) -> Readiness {
        let (db, search) = (self.db.clone(), self.search.clone());
        let store = move || match db.health() {
            Health::Good => Ok(()),
            Health::ReadOnly(reason) => Err(reason),
        };
        let index = move || search.sequence().map(drop).ok_or_else(|| "is being built".to_owned());
        Readiness(vec![("store", Box::new(store)), ("search", Box::new(index))])
    }

    fn surroundings(&self) -> Surroundings {
        Surroundings { nav: Box::new(flows::storefront::nav(self.db.clone())), cart: Box::new(features::carts::pieces) }
    }
}

/// Opens the store again when a full or failing disk has room again.
async fn heal(db: Db) {
    loop {
        tokio::time::sleep(Duration::from_secs(2)).await;
        if db.health() != Health::Good
            && let Err(error) = db.heal().await
        {
            tracing::warn!("the shop is read-only: {}", error.in_full());
        }
    }
}

fn tables(parts: &[Feature]) -> Vec<&'static dyn Stored> {
    parts.iter().flat_map(|it| it.tables).copied().collect()
}
