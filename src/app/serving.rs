//! The shop as a server.

use std::sync::Arc;

use rocket::{Build, Rocket, fairing::AdHoc};

use super::{App, parts::parts};
use crate::{
    base::Result,
    features::{
        accounts,
        carts::{self, Quotes},
        recommendations::Tastes,
    },
    flows::{
        account::Care,
        basket, browsing,
        guide::{self, Guide, Models},
        licensing::Names,
        quoting::Quoting,
        receipt,
        reporting::Reporter,
        searching,
        second_factors::SecondFactors,
        signing_in, storefront, wallet,
        withdrawing::Cashier,
    },
    platform::{
        agents::{self, Toolbox},
        db::Health,
        web::{
            self, Absent, ContentPolicy, FormFileLimit, OfficeMenu, Origins, Pages, Proxies, Readiness, Surroundings,
            Throttle, UploadLimit, docs, server,
        },
    },
};

impl App {
    /// The server, ready to be launched.
    pub fn rocket(&self) -> Rocket<Build> {
        let mut parts = parts(&self.shop, &self.config);
        let listen = &self.config.server;
        // Bad ones were refused with the settings.
        let origins = Origins::parse(&self.config.security.cors_origins).unwrap_or_default();
        let document = docs::gather(parts.iter_mut().filter_map(|it| it.docs.take()));
        let office = OfficeMenu::new(parts.iter().flat_map(|it| it.office.iter().copied()).collect());
        let rocket = rocket::custom(server::settings(listen.address, listen.port, listen.workers))
            .manage(self.chance.clone())
            .manage(office)
            .manage(self.db.clone())
            .manage(self.desk.clone())
            .manage(self.files.clone())
            .manage(self.intake.clone())
            .manage(self.bench.clone())
            .manage(self.fonts.clone())
            .manage(self.till.gateways().clone())
            .manage(Cashier(Arc::new(self.till.clone())))
            .manage(Names::default())
            .manage(self.keys.clone())
            .manage(self.shop.clone())
            .manage(self.till.clone())
            .manage(UploadLimit(u64::from(self.config.limits.upload_mb) << 20))
            .manage(FormFileLimit(self.config.uploads.form_bytes()))
            .manage(Quotes::new(Quoting::new(&self.shop)))
            .manage(self.limits.clone())
            .manage(self.places.clone())
            .manage(Proxies(self.config.security.trusted_proxies.clone()))
            .manage(signing_in::door(self.entrance.clone()))
            .manage(self.entrance.clone())
            .manage(SecondFactors::new(self.db.clone(), self.keys.clone(), self.shop.clone()))
            .manage(Care::new(self.db.clone(), self.keys.clone(), self.shop.clone(), self.limits.clone()))
            .manage(self.surroundings())
            .manage(self.search.clone())
            .manage(self.llm.clone())
            .manage(self.guide())
            .manage(self.models())
            .manage(Reporter::new(self.db.clone(), self.search.clone(), self.llm.clone(), &self.shop))
            .manage(self.tools())
            .mount("/", agents::routes())
            .manage(self.recommender.clone())
            .manage(Tastes(Arc::new(self.recommender.clone())))
            .manage(self.pages())
            .manage(self.readiness())
            .attach(AdHoc::on_liftoff("a password of nobody", |_| Box::pin(warm_up())))
            .attach(AdHoc::on_liftoff("what every question begins with", |rocket| {
                Box::pin(async move {
                    if let Some(guide) = rocket.state::<Guide>() {
                        guide.warm();
                    }
                })
            }));
        let absent: &[&str] = if self.wallets.are_offered() { &[] } else { &[wallet::PAGE] };
        let rocket = rocket.manage(self.payouts.clone()).manage(self.wallets.clone()).manage(Absent(absent));
        let policy = ContentPolicy::leading_to(&self.config.payments.sites(self.shop.mode));
        let rocket = rocket.manage(policy).manage(origins).attach(Throttle::new(self.config.limits.api_per_10_seconds));
        let rocket = docs::mount(web::mount(rocket, self.chance.clone()), document);
        parts.into_iter().fold(rocket, |rocket, part| part.mount(rocket))
    }

    /// A one-time link that makes the first admin. Nothing if there is one.
    pub async fn setup_link(&self) -> Result<Option<String>> {
        let token = self.db.write(accounts::offer_setup).await?;
        Ok(token.map(|token| self.shop.base_url.to(&accounts::setup_path(&token))))
    }

    /// Finished pages are kept until something that they show, or something that can be found, has changed; for an hour
    /// at most, since what sells well or was cheapest of late changes by itself.
    fn pages(&self) -> Pages {
        let (db, search, clock) = (self.db.clone(), self.search.clone(), self.db.clock().clone());
        let hour = move || u64::try_from(clock.now().millis() / 3_600_000).unwrap_or(0);
        Pages::new(vec![Box::new(move || db.shown_generation()), Box::new(move || search.generation()), Box::new(hour)])
    }

    /// The assistant of this shop.
    pub fn guide(&self) -> Guide {
        let days = self.config.assistant.keep_days;
        let (search, limits) = (self.search.clone(), self.limits.clone());
        Guide::new(self.db.clone(), search, self.shop.clone(), limits, self.llm.clone(), days)
    }

    fn models(&self) -> Models {
        Models::new(self.llm.clone(), self.config.llm.clone(), self.folder.as_ref().map(|it| it.join("models")))
    }

    /// What outside agents may do, each part by whoever knows it.
    fn tools(&self) -> Toolbox {
        let (db, shop, search) = (|| self.db.clone(), || self.shop.clone(), || self.search.clone());
        let tools = [
            searching::tools(db(), search(), shop()),
            browsing::tools(db(), search(), shop()),
            guide::tools(db(), search(), shop()),
            basket::tools(db(), shop(), Quotes::new(Quoting::new(&self.shop))),
            receipt::tools(db(), self.keys.clone()),
        ];
        Toolbox::new(shop(), tools.concat())
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
        Surroundings { nav: Box::new(storefront::nav(self.db.clone())), cart: Box::new(carts::pieces) }
    }
}

/// The first sign-in at an address without an account takes no longer than the others.
async fn warm_up() {
    if let Err(error) = accounts::dummy().await {
        tracing::warn!("no password could be hashed: {}", error.in_full());
    }
}
