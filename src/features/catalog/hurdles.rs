//! What keeps a product from being sold, and what keeps it from being found.

use super::{Edition, Product};

/// Something to be done, or done already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hurdle {
    /// Which field it is about, as forms and programs name it.
    pub field: &'static str,
    /// What is there once it is done: `Files are in`.
    pub done: &'static str,
    /// What to do: `Add the files that buyers get`.
    pub advice: &'static str,
    /// Whether it is done.
    pub is_done: bool,
    /// Whether it cannot be sold before.
    pub blocks: bool,
}

/// So many characters tell something of a product.
const TELLING: usize = 120;

/// What there is to do for `product`, done or not, the most pressing first.
pub fn hurdles(product: &Product) -> Vec<Hurdle> {
    let brings_something = |it: &Edition| {
        it.license_keys || !it.bundle.is_empty() || product.all_files().any(|file| it.files.include(file.id))
    };
    let buyable = product.on_sale().next().is_some();
    let filled = buyable && product.on_sale().all(brings_something);
    let told = product.images.iter().filter(|it| it.is_stored()).all(|it| !it.alt.is_empty());
    let one = |field, done, advice, is_done, blocks| Hurdle { field, done, advice, is_done, blocks };
    vec![
        one("editions", "A price is set", "Set a price", buyable, true),
        one("files", "Buyers get something", "Add the files that buyers get", filled, true),
        one(
            "summary",
            "One line for search results",
            "Write one line for search results",
            !product.summary.is_empty(),
            false,
        ),
        one(
            "description",
            "A description of some length",
            "Describe it in some sentences: words are what it is found by",
            product.description_text().chars().count() >= TELLING,
            false,
        ),
        one("category", "It stands in a category", "Choose a category", product.category.is_some(), false),
        one("tags", "It has tags", "Add some tags", !product.tags.is_empty(), false),
        one("images", "It has a picture", "Add a picture", product.images.iter().any(super::Image::is_stored), false),
        one("alt", "Pictures are described", "Say what each picture shows, for those who cannot see it", told, false),
    ]
}
