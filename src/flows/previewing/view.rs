//! What the pages about previews show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Issues, Note, SideNav},
};

/// The previews of a product, for whoever edits it.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "previewing/previews.html")]
pub struct PreviewsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around a seller's desk or the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// The product's title.
    pub title: String,
    /// The page on which it is edited.
    pub editor: String,
    /// Where the form leads.
    pub action: String,
    /// The title of the new one, as typed.
    pub typed: String,
    /// What there is.
    pub previews: Vec<PreviewRow>,
    /// Whether there is room for another.
    pub has_room: bool,
}

/// A preview.
#[derive(Debug, Clone, Default)]
pub struct PreviewRow {
    /// What it is called.
    pub title: String,
    /// Where its sound is; empty of anything else.
    pub sound: String,
    /// Its words; empty of anything else.
    pub words: String,
    /// Where the picture of its first page is; empty of anything else.
    pub page: String,
    /// How wide that is, in pixels.
    pub width: u32,
    /// How tall that is, in pixels.
    pub height: u32,
    /// Where the form leads that takes it away.
    pub removal: String,
}
