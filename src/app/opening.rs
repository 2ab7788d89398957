//! Putting a shop together.

use super::{
    App,
    ground::Ground,
    parts::{parts, tables},
};
use crate::{
    base::Result,
    config::Config,
    features::{carts::Quotes, delivery::Desk, search_rules, uploads::Intake},
    flows::{
        account, alerting,
        checkout::Till,
        editing, giving,
        indexing::{self, Indexing},
        keeping,
        payouts::Payouts,
        quoting::Quoting,
        recommending::Recommender,
        reviewing, searching,
        signing_in::Entrance,
        uploading,
        wallet::{self, Wallets},
    },
    platform::{
        clock::{Chance, Clock},
        db::{Migrations, Outbox},
        jobs::Jobs,
        limits::Limits,
        llm::Llm,
        mail::Mailer,
        paper::Fonts,
        payments::{self, Gateways},
        places::Places,
    },
};

impl App {
    /// Opens the shop in its data folder.
    pub fn open(config: Config) -> Result<Self> {
        let ground = Ground::in_folder(&config)?;
        Self::upon(ground, config)
    }

    /// A shop in memory, for tests.
    pub fn in_memory(config: Config, clock: Clock, chance: Chance) -> Result<Self> {
        Self::upon(Ground::in_memory(&config, clock, chance)?, config)
    }

    fn upon(ground: Ground, config: Config) -> Result<Self> {
        let Ground { db, chance, files, bench, uploads, keys, search, out, postbox, folder } = ground;
        let intake = Intake::new(db.clone(), uploads, keys.clone(), config.uploads.clone());
        let shop = config.shop()?;
        let fonts = Fonts::open(config.invoices.font.as_deref())?;
        let mut parts = parts(&shop, &config);
        let now = db.clock().now().seconds();
        let migrations = Migrations {
            parts: parts.iter().map(|it| (it.name, it.migrations)).collect(),
            copy: folder.as_ref().map(|it| it.join(&format!("before-update-{now}.redb"))),
        };
        db.prepare(tables(&parts), migrations)?;
        let recommender = Recommender::new(db.clone(), search.clone());
        let listeners = parts.iter_mut().flat_map(|it| std::mem::take(&mut it.listeners));
        let listeners = listeners.chain([recommender.listener()]).collect();
        let outbox = Outbox::new(db.clone(), listeners, &[indexing::FOLLOWER])?;
        let mut kinds: Vec<_> = parts.iter_mut().flat_map(|it| std::mem::take(&mut it.jobs)).collect();
        kinds.push(keeping::sweep(files.clone()));
        kinds.push(uploading::sweeper(intake.clone()));
        kinds.push(editing::teller(keys.clone(), shop.clone()));
        kinds.push(reviewing::asker(shop.clone(), keys.clone()));
        let lens =
            alerting::Lens { document: indexing::document, rules: searching::rules, stemming: search.stemming() };
        kinds.push(alerting::postman(shop.clone(), keys.clone(), lens));
        kinds.extend(recommender.keepers());
        kinds.push(account::exporter(files.clone(), shop.clone()));
        let keeper = payments::keeper(&config.payments, shop.currency)?;
        kinds.push(wallet::forgetter(keeper.clone()));
        let gateways = Gateways::of(&config.payments, shop.mode)?;
        let payees = payments::payees(&config.payments)?;
        let quotes = Quotes::new(Quoting::new(&shop));
        let places = Places::open(config.security.places.as_deref())?;
        let till = Till::new(db.clone(), shop.clone(), keys.clone(), gateways, quotes).with_places(places.clone());
        let mut writers = till.writers();
        writers.push(giving::writer(shop.clone(), keys.clone()));
        let limits = Limits::new(&config.limits, db.clock().clone());
        let llm = match &folder {
            Some(folder) => Llm::open(&config.llm, &folder.join("models"))?,
            None => Llm::off("a shop in memory has no models"),
        };
        search.obey(&searching::rules(&db.look(search_rules::get)?));
        Ok(Self {
            entrance: Entrance::new(db.clone(), keys.clone(), shop.clone(), limits.clone(), places.clone()),
            llm,
            limits,
            places,
            payouts: Payouts::new(db.clone(), shop.clone(), chance.clone(), payees),
            recommender,
            wallets: Wallets::new(db.clone(), shop.clone(), chance.clone(), keeper),
            indexing: Indexing::new(db.clone(), search.clone(), outbox.clone()),
            desk: Desk::new(db.clone(), files.clone(), &keys, chance.clone())
                .sending_by(config.delivery.send_by)
                .working_at(bench.clone()),
            jobs: Jobs::new(db.clone(), kinds)?,
            mailer: Mailer::new(db.clone(), out, chance.clone()).with(writers),
            till,
            config,
            shop,
            db,
            chance,
            files,
            intake,
            bench,
            fonts,
            keys,
            search,
            postbox,
            folder,
            outbox,
        })
    }
}
