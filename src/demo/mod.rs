//! The demonstration goods: what `bodega demo` puts on the shelves of an empty shop.
//!
//! Eight invented sellers offer some seventy products of six kinds. [`sellers`] and [`products`] tell what they say of
//! them, [`files`] makes the real files of a release (fonts that install, sounds that play, books that open), and
//! [`cover`] draws the picture. Nothing here touches a disk or a clock: the same seed gives the same bytes, and whoever
//! stores them (`app` and `cli`) adds the moment. The folder knows only `base` and the covers
//! of `platform`; it can be deleted with one line.

mod chance;
mod cover;
mod files;
mod goods;
mod reviews;
#[cfg(test)]
mod tests;

pub use files::DemoFile;
pub use goods::{Edition, Kind, Price, Product, Release, Seller};
pub use reviews::{Opinion, Review, reviews};

use crate::base::Result;
use crate::platform::cover_art;

/// The sellers.
pub fn sellers() -> &'static [Seller] {
    &goods::SELLERS
}

/// The products, by kind.
pub fn products() -> impl Iterator<Item = &'static Product> {
    goods::all()
}

impl Product {
    /// Who sells it.
    pub fn seller(&self) -> Option<&'static Seller> {
        sellers().iter().find(|seller| seller.slug == self.seller)
    }
}

/// The files of a release of the product. Some take a tenth of a second to make: call it outside of writes, product by
/// product.
pub fn files(product: &Product, release: &Release, seed: u64) -> Result<Vec<DemoFile>> {
    let goods = files::Goods {
        slug: product.slug,
        title: product.title,
        summary: product.summary,
        maker: product.seller().map_or("", |seller| seller.name),
        version: release.version,
        terms: product.editions.iter().map(|edition| (edition.name, edition.terms)).collect(),
        seed: own_seed(product, seed),
    };
    files::make(&goods, product.recipe, || cover(product, seed))
}

/// The cover of the product as an SVG of 800 by 600.
pub fn cover(product: &Product, seed: u64) -> String {
    cover::draw(product, seed)
}

fn own_seed(product: &Product, seed: u64) -> u64 {
    cover_art::seed_of(product.slug) ^ seed
}
