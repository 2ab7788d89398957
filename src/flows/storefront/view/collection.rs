use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Card, Cover, Crumb, Pager},
};

/// All collections that everyone sees.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/collections.html")]
pub struct CollectionsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The collections, the one shown last first.
    pub tiles: Vec<CollectionTile>,
}

/// A collection in the list.
#[derive(Debug, Clone, Default)]
pub struct CollectionTile {
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// What it is about, in a line; may be empty.
    pub about: String,
    /// `12 products`.
    pub count: String,
    /// The covers of its first products, up to three.
    pub covers: Vec<Cover>,
}

/// A collection.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/collection.html")]
pub struct CollectionPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way down to it.
    pub crumbs: Vec<Crumb>,
    /// Its title.
    pub title: String,
    /// What search engines are told; may be empty.
    pub description: String,
    /// The words about it; sanitised HTML, may be empty.
    pub about_html: String,
    /// `12 products`.
    pub count: String,
    /// The whole address of the picture that stands for it; may be empty.
    pub cover: String,
    /// What is in it, for readers of feeds.
    pub feed: String,
    /// The products on this page.
    pub cards: Vec<Card>,
    /// The way through the pages.
    pub pager: Pager,
}

/// A collection on the front page.
#[derive(Debug, Clone, Default)]
pub struct CollectionStrip {
    /// The last part of its address, unique on the page.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its page.
    pub url: String,
    /// `12 products`.
    pub all: String,
    /// Its first products.
    pub cards: Vec<Card>,
}
