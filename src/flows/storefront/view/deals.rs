use askama::Template;

use crate::platform::web::{
    Frame,
    parts::{Card, Choice, Pager},
};

/// What is on sale now.
#[derive(Debug, Clone, Default, Template)]
#[template(path = "storefront/deals.html")]
pub struct DealsPage {
    /// What surrounds the page.
    pub frame: Frame,
    /// `12 products`.
    pub summary: String,
    /// The orders to choose from; the value of each is its address.
    pub orders: Vec<Choice>,
    /// The products on this page.
    pub deals: Vec<Deal>,
    /// The way through the pages.
    pub pager: Pager,
}

/// A product at less than usual.
#[derive(Debug, Clone, Default)]
pub struct Deal {
    /// The product.
    pub card: Card,
    /// What it cost at the least in the thirty days before, in words.
    pub lowest: String,
    /// The day on which it ends, as it reads; empty if nobody has said.
    pub until: String,
}
