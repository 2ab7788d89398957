//! What the page for past sales shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Note, SideNav},
};

/// The page on which sales of another shop are brought in.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "past_sales/page.html")]
pub struct PastSalesPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around.
    pub side: SideNav,
    /// What has just happened.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// What was typed as names of products.
    pub products: String,
    /// What was typed as the seller.
    pub seller: String,
    /// Whether it shall only be tried.
    pub dry_run: bool,
    /// What became of the file, if one was sent.
    pub report: Option<SalesReport>,
}

/// What became of a file.
#[derive(Debug, Clone, Default)]
pub struct SalesReport {
    /// What it comes to: words and numbers.
    pub facts: Vec<(String, String)>,
    /// What no product was found for.
    pub unmatched: Vec<UnmatchedRow>,
    /// Rows that cannot be used.
    pub refused: Vec<RefusedRow>,
    /// How many more there are; empty if none.
    pub more: String,
}

/// Something that is not known here.
#[derive(Debug, Clone, Default)]
pub struct UnmatchedRow {
    /// What it is called there.
    pub name: String,
    /// The end of its address there.
    pub permalink: String,
    /// `12 rows`.
    pub rows: String,
}

/// A row that cannot be used.
#[derive(Debug, Clone, Default)]
pub struct RefusedRow {
    /// Its line in the file.
    pub row: String,
    /// What it calls the product.
    pub name: String,
    /// What is wrong with it.
    pub why: String,
}
