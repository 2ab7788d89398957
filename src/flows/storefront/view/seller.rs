use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Avatar, Card, Pager},
};

/// A maker and what the maker offers.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/seller.html")]
pub struct SellerPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// The maker's name.
    pub name: String,
    /// Two letters on a colour.
    pub avatar: Avatar,
    /// `12 products, here since March 2026`.
    pub summary: String,
    /// What the maker says; may be empty.
    pub about: String,
    /// What is new of them, for readers of feeds.
    pub feed: String,
    /// The products on this page.
    pub cards: Vec<Card>,
    /// The way through the pages.
    pub pager: Pager,
    /// The search among this maker's products.
    pub search_url: String,
}
