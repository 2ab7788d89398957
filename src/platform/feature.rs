//! What one part of the shop brings along.

use rocket::{Build, Rocket, Route};

use super::{
    db::{Listener, Migration, ReadTxn, Stored},
    jobs::Kind,
    web::OfficeEntry,
};
use crate::base::Result;

/// Looks for broken promises in the store and describes each in a line.
pub type Check = fn(&ReadTxn, &mut Vec<String>) -> Result<()>;

/// All that one feature or flow brings along; `app` gathers them.
pub struct Feature {
    /// Its name, in the store's versions and in messages.
    pub name: &'static str,
    /// Its tables.
    pub tables: &'static [&'static dyn Stored],
    /// Steps from older shapes of its tables, oldest first.
    pub migrations: &'static [Migration],
    /// Who of it acts upon events.
    pub listeners: Vec<Listener>,
    /// What it does later, or again and again.
    pub jobs: Vec<Kind>,
    /// Invariants beyond those that tables check themselves.
    pub checks: Vec<Check>,
    /// Its entries in the office's menu.
    pub office: Vec<OfficeEntry>,
    /// Its part of the API's description.
    pub docs: Option<utoipa::openapi::OpenApi>,
    pages: Vec<Route>,
    api: Vec<Route>,
}

impl Feature {
    /// A part that brings nothing yet.
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            tables: &[],
            migrations: &[],
            listeners: Vec::new(),
            jobs: Vec::new(),
            checks: Vec::new(),
            office: Vec::new(),
            docs: None,
            pages: Vec::new(),
            api: Vec::new(),
        }
    }

    /// With these tables.
    pub fn tables(self, tables: &'static [&'static dyn Stored]) -> Self {
        Self { tables, ..self }
    }

    /// With these steps from older shapes.
    pub fn migrations(self, migrations: &'static [Migration]) -> Self {
        Self { migrations, ..self }
    }

    /// With one more listener.
    pub fn listener(mut self, listener: Listener) -> Self {
        self.listeners.push(listener);
        self
    }

    /// With one more kind of job.
    pub fn job(mut self, kind: Kind) -> Self {
        self.jobs.push(kind);
        self
    }

    /// With one more invariant.
    pub fn check(mut self, check: Check) -> Self {
        self.checks.push(check);
        self
    }

    /// With one more entry in the office's menu.
    pub fn office(mut self, entry: OfficeEntry) -> Self {
        self.office.push(entry);
        self
    }

    /// With these pages, mounted at the root.
    pub fn pages(self, pages: Vec<Route>) -> Self {
        Self { pages, ..self }
    }

    /// With these JSON routes, mounted under `/api/v1`, and their description.
    pub fn api(self, api: Vec<Route>, docs: utoipa::openapi::OpenApi) -> Self {
        Self { api, docs: Some(docs), ..self }
    }

    /// Mounts its routes.
    pub fn mount(self, rocket: Rocket<Build>) -> Rocket<Build> {
        rocket.mount("/", self.pages).mount("/api/v1", self.api)
    }
}
