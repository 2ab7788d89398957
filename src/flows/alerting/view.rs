//! What the page of price alerts shows.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Note, Pill, SideNav},
};

/// The prices that somebody waits for.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "alerting/alerts.html")]
pub struct AlertsPage {
    /// What every page has.
    pub frame: Frame,
    /// The menu of the account.
    pub side: SideNav,
    /// What has just happened, or should be known.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The product for which an alert is being set.
    pub fresh: Option<Watched>,
    /// What was typed as its target.
    pub target: String,
    /// The alerts, the newest first.
    pub rows: Vec<AlertRow>,
}

/// A product to be watched.
#[derive(Debug, Clone, Default)]
pub struct Watched {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// What it costs now, in a sentence.
    pub now: String,
    /// The sign or code of the currency.
    pub sign: String,
}

/// One alert.
#[derive(Debug, Clone, Default)]
pub struct AlertRow {
    /// Its identifier.
    pub id: String,
    /// The product's name.
    pub title: String,
    /// Its page; empty if it is not in the shop any more.
    pub url: String,
    /// The price that is waited for.
    pub target: String,
    /// What it costs now.
    pub now: String,
    /// Whether it waits or has spoken.
    pub pill: Pill,
    /// When it was set, or spoke.
    pub detail: String,
    /// Where it is set anew; empty if that makes no sense.
    pub again: String,
}
