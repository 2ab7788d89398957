//! What the office's pages of collections show, as finished strings.

use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Cover, Issues, Note, Pill, SideNav},
};

/// All collections.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "collecting/list.html")]
pub struct CollectionsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// The collections, the newest first.
    pub rows: Vec<CollectionRow>,
}

/// A collection in the list.
#[derive(Debug, Clone, Default)]
pub struct CollectionRow {
    /// Its title.
    pub title: String,
    /// Where it is changed.
    pub url: String,
    /// How much is in it: `12 products, 2 of them off the shelf`.
    pub holds: String,
    /// Whether it stands on the front page: yes or no.
    pub at_home: &'static str,
    /// When it last changed, as it reads.
    pub changed: String,
    /// Whether everyone sees it.
    pub pill: Pill,
}

/// A collection, or a new one.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "collecting/collection.html")]
pub struct CollectionPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way around the office.
    pub side: SideNav,
    /// Its title, or `New collection`.
    pub title: String,
    /// Whether everyone sees it; nothing of a new one.
    pub pill: Option<Pill>,
    /// Anything to say on top.
    pub notes: Vec<Note>,
    /// What has to be corrected.
    pub issues: Issues,
    /// Where the form leads.
    pub action: String,
    /// What stands in the form.
    pub fields: CollectionFields,
    /// Its public page, while everyone sees it.
    pub page: Option<String>,
    /// What is in it; nothing of a new one.
    pub goods: Option<CollectionGoods>,
    /// Where the form leads that removes it.
    pub removal: Option<String>,
}

/// What stands in the form.
#[derive(Debug, Clone, Default)]
pub struct CollectionFields {
    /// The title.
    pub title: String,
    /// The last part of its address.
    pub slug: String,
    /// The words about it, in Markdown.
    pub text: String,
    /// Whether everyone sees it.
    pub shown: bool,
    /// Whether it stands on the front page.
    pub at_home: bool,
}

/// What is in a collection, and what could be put into it.
#[derive(Debug, Clone, Default)]
pub struct CollectionGoods {
    /// Where all forms about products lead.
    pub action: String,
    /// Where the search for products leads.
    pub here: String,
    /// The products, the first first.
    pub rows: Vec<GoodRow>,
    /// What was looked for.
    pub query: String,
    /// What was found; nothing unless something was looked for.
    pub found: Option<Vec<GoodRow>>,
}

/// A product in a collection, or one that was found for it.
#[derive(Debug, Clone, Default)]
pub struct GoodRow {
    /// Its identifier.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its page.
    pub url: String,
    /// Whose it is.
    pub seller: String,
    /// Its picture.
    pub cover: Cover,
    /// What it costs.
    pub price: String,
    /// Why nobody sees it here just now.
    pub away: Option<Pill>,
    /// It stands in the collection.
    pub inside: bool,
}
