//! The goods on the shelves: what a small shop of makers would sell, and what it would say of it.

mod books;
mod fonts;
mod icons;
mod plugins;
mod sellers;
mod sounds;
mod templates;
mod terms;

pub use sellers::{SELLERS, Seller};

use super::files::Recipe;

/// A product as a seller would enter it.
#[derive(Debug)]
pub struct Product {
    /// Its place in the address.
    pub slug: &'static str,
    /// Its name.
    pub title: &'static str,
    /// One line for cards and search.
    pub summary: &'static str,
    /// Paragraphs and lists of HTML.
    pub description: &'static str,
    /// What kind of thing it is.
    pub kind: Kind,
    /// The path in the tree of categories, from the root.
    pub category: &'static [&'static str],
    /// From three to six words.
    pub tags: &'static [&'static str],
    /// The seller's slug.
    pub seller: &'static str,
    /// What one can buy of it, the cheapest first.
    pub editions: &'static [Edition],
    /// Its versions, the newest first. The oldest tells when it was published.
    pub releases: &'static [Release],
    /// How its files are made.
    pub recipe: Recipe,
}

/// The six kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Fonts.
    Font,
    /// Sound packs.
    Sound,
    /// E-books.
    Book,
    /// Templates.
    Template,
    /// Icon sets.
    Icons,
    /// Plug-ins.
    Plugin,
}

/// A licence at a price.
#[derive(Debug)]
pub struct Edition {
    /// Its name, such as "Personal".
    pub name: &'static str,
    /// What it costs.
    pub price: Price,
    /// What one may do.
    pub terms: &'static str,
}

/// Prices in hundredths of a US dollar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Price {
    /// Nothing.
    Free,
    /// A fixed amount, and what it was before if it is reduced.
    Fixed {
        /// What it costs now.
        amount: i64,
        /// What it cost before.
        compare_at: Option<i64>,
    },
    /// The buyer decides.
    PayWhatYouWant {
        /// The least, which may be nothing.
        minimum: i64,
        /// What the field says at first.
        suggested: i64,
    },
}

/// A version.
#[derive(Debug)]
pub struct Release {
    /// Such as "1.2".
    pub version: &'static str,
    /// What is new.
    pub notes: &'static str,
    /// How many days before the shop was filled.
    pub days_ago: u32,
}

/// Every product, by kind.
pub fn all() -> impl Iterator<Item = &'static Product> {
    [fonts::FONTS, sounds::SOUNDS, books::BOOKS, templates::TEMPLATES, icons::ICONS, plugins::PLUGINS]
        .into_iter()
        .flatten()
}

const fn edition(name: &'static str, price: Price, terms: &'static str) -> Edition {
    Edition { name, price, terms }
}

const fn release(version: &'static str, days_ago: u32, notes: &'static str) -> Release {
    Release { version, notes, days_ago }
}

const fn at(amount: i64) -> Price {
    Price::Fixed { amount, compare_at: None }
}

const fn reduced(amount: i64, before: i64) -> Price {
    Price::Fixed { amount, compare_at: Some(before) }
}

const fn from(minimum: i64, suggested: i64) -> Price {
    Price::PayWhatYouWant { minimum, suggested }
}
