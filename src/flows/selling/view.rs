//! What the pages of a seller's desk show, as finished strings.

use askama::Template;

use crate::platform::web::{Frame, parts::SideNav};

/// How things stand.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "selling/overview.html")]
pub struct DeskPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the desk.
    pub side: SideNav,
    /// The seller's name.
    pub name: String,
    /// Their page.
    pub url: String,
    /// `12 products on the shelf`.
    pub products: String,
    /// What is due to them, for each currency: `$1,286.40`.
    pub due: Vec<String>,
    /// What came in last.
    pub entries: Vec<EntryLine>,
}

/// What their balance came from.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "selling/ledger.html")]
pub struct LedgerPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the desk.
    pub side: SideNav,
    /// What is due to them, for each currency.
    pub due: Vec<String>,
    /// A piece of the entries, newest first.
    pub entries: Vec<EntryLine>,
    /// `120 entries`.
    pub total: String,
    /// The way to what was before.
    pub older: Option<String>,
}

/// One entry of the ledger, as far as it concerns them.
#[derive(Debug, Clone, Default)]
pub struct EntryLine {
    /// When.
    pub at: String,
    /// Why.
    pub reason: String,
    /// The number of the order, where it is for one.
    pub order: String,
    /// What it added, or took: `$12.00`, `−$12.00`.
    pub amount: String,
}
