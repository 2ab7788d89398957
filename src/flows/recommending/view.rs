//! What the page of picks shows, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Card, Note, SideNav},
};

/// What was picked for a member, and out of what.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "recommending/picks.html")]
pub struct PicksPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the account.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// Whether things are picked for them at all.
    pub wanted: bool,
    /// The picks, best first.
    pub picks: Vec<PickRow>,
    /// How many things they looked at are remembered, in words; empty for none.
    pub remembered: String,
}

/// A pick.
#[derive(Debug, Clone, Default)]
pub struct PickRow {
    /// Its identifier.
    pub id: String,
    /// The product.
    pub card: Card,
    /// Why it was picked.
    pub reason: String,
}
