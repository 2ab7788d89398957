//! A cart together with what the catalogue knows of its lines.

use crate::{
    base::{Currency, Result},
    features::{
        carts::{Cart, Priced, PricedLine},
        catalog::{self, Edition, Product},
        sellers,
    },
    platform::db::Reads,
};

/// What a line is about.
pub(super) struct About {
    pub product: Product,
    pub seller: String,
}

/// `cart` at today's prices.
pub(super) fn priced(txn: &impl Reads, cart: &Cart, currency: Currency) -> Result<Priced<About>> {
    Priced::new(cart, currency, |line| {
        let Some(product) = catalog::find(txn, line.product)? else { return Ok((None, None)) };
        let unit = product.offer(line.edition).map(|it| it.price.quote(line.offered));
        let seller = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
        Ok((Some(About { product, seller }), unit.filter(|it| it.currency == currency)))
    })
}

/// The edition that a line is about, sold or not.
pub(super) fn edition(line: &PricedLine<About>) -> Option<&Edition> {
    line.about.as_ref()?.product.edition(line.line.edition)
}

/// The name of what a line is about.
pub(super) fn title(line: &PricedLine<About>) -> String {
    line.about.as_ref().map_or_else(|| "Something that is gone".to_owned(), |it| it.product.title.clone())
}
