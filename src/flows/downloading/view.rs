//! What the pages about downloads show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Link, Note, Pill, SideNav},
};

/// What was downloaded, newest first: for the staff all of it, for sellers what is theirs.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "downloading/log.html")]
pub struct LogPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office or a seller's desk.
    pub side: SideNav,
    /// Whether it tells from where something was asked for.
    pub for_staff: bool,
    /// The transfers.
    pub rows: Vec<LogRow>,
    /// The same as CSV.
    pub table: String,
    /// The way to older ones.
    pub older: Option<String>,
    /// A seller's products, each with the page on which they say how often it may be downloaded.
    pub products: Vec<Link>,
}

/// One transfer.
#[derive(Debug, Clone, Default)]
pub struct LogRow {
    /// When it began.
    pub date: String,
    /// The order's number.
    pub order: String,
    /// Its page; empty on that page itself.
    pub order_url: String,
    /// The product's title.
    pub title: String,
    /// The file's name.
    pub file: String,
    /// How large it is, or how much of it went out.
    pub size: String,
    /// Whether it was complete.
    pub pill: Option<Pill>,
    /// From where; empty for sellers.
    pub from: String,
    /// By which program; empty for sellers.
    pub agent: String,
}

/// What an order's buyer may download and has downloaded, for support.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "downloading/order.html")]
pub struct OrderDownloadsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// The order.
    pub order: Link,
    /// Where the form leads that lets its buyer begin anew.
    pub action: String,
    /// Its lines.
    pub lines: Vec<AllowedRow>,
    /// Whether any of them can begin anew.
    pub may_reset: bool,
    /// What was downloaded, newest first.
    pub rows: Vec<LogRow>,
    /// From where it was asked for is told.
    pub for_staff: bool,
}

/// What one line allows.
#[derive(Debug, Clone, Default)]
pub struct AllowedRow {
    /// The line's identifier.
    pub id: String,
    /// The product's title.
    pub title: String,
    /// How often and until when.
    pub allowed: String,
    /// How often each file was downloaded.
    pub files: Vec<String>,
    /// Where it stands.
    pub pill: Option<Pill>,
    /// Whether it can begin anew.
    pub may_reset: bool,
}

/// How often and how long the files of a product may be downloaded.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "downloading/terms.html")]
pub struct TermsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office or a seller's desk.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The product's title.
    pub title: String,
    /// Where the form leads.
    pub action: String,
    /// What the shop says where nothing is said here.
    pub usual: String,
    /// Whether each buyer gets a copy of their own.
    pub stamp: bool,
    /// Files that are delivered as they are all the same: `guide.pdf: it is encrypted`.
    pub unstamped: Vec<String>,
    /// Of the whole product, as typed.
    pub whole: TermsFields,
    /// Of each edition.
    pub editions: Vec<TermsFields>,
}

/// What is said, as typed.
#[derive(Debug, Clone, Default)]
pub struct TermsFields {
    /// The edition's identifier; empty for the whole product.
    pub id: String,
    /// The edition's name.
    pub name: String,
    /// How often.
    pub downloads: String,
    /// For how many days.
    pub days: String,
}
