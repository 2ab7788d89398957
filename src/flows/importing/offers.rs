//! What a list says of editions beside their price: sales for a while, and what is in bundles.

use crate::{
    base::{Currency, Error, Money, ProductId, Result, Timestamp},
    features::catalog::{self, Edition, EditionPrices, Product, STANDARD, Sale, import::Offered},
    platform::db::{Db, WriteTxn},
};

/// What is said of one edition, checked.
#[derive(Debug, Clone)]
pub(super) struct Offer {
    edition: String,
    sale: Option<Sale>,
    bundle: String,
}

impl Offer {
    /// # Errors
    /// The sale's price is no amount, or a moment is none.
    pub fn check(it: &Offered, currency: Currency) -> Result<Self> {
        let moment = |text: &str| match text {
            "" => Ok(None),
            text => Timestamp::parse(text).map(Some).map_err(|it| Error::invalid("sale", it.advice())),
        };
        let sale = match it.sale_price.trim() {
            "" => None,
            price => {
                let price = Money::parse(price, currency).map_err(|it| Error::invalid("sale", it.advice()))?;
                Some(Sale::new(price, moment(&it.sale_from)?, moment(&it.sale_until)?))
            }
        };
        Ok(Self { edition: it.edition.clone(), sale, bundle: it.bundle.trim().to_owned() })
    }
}

/// Bundles whose products may stand further below in the list.
#[derive(Debug, Default)]
pub(super) struct Bundles(Vec<(ProductId, Vec<Offer>)>);

/// Sets the sales of a product as the list says; what is in it stays until the list has come to its end.
pub(super) fn set_sales(txn: &WriteTxn, product: &Product, offers: &[Offer]) -> Result<Product> {
    if offers.is_empty() {
        return Ok(product.clone());
    }
    let said = offers.iter().filter_map(|it| Some((it, find(product, &it.edition)?)));
    let prices = said.map(|(it, edition)| {
        // What is over by now is no sale any more.
        let sale = it.sale.filter(|sale| sale.until.is_none_or(|until| until > txn.now));
        EditionPrices { edition: edition.id, sale, bundle: edition.bundle.clone() }
    });
    catalog::set_prices(txn, product.id, product.tax_class.clone(), &prices.collect::<Vec<_>>())
}

fn find<'a>(product: &'a Product, name: &str) -> Option<&'a Edition> {
    let name = if name.is_empty() { STANDARD } else { name };
    product.on_sale().find(|it| it.name.to_lowercase() == name.to_lowercase())
}

impl Bundles {
    /// Remembers what shall be in a product.
    pub fn note(&mut self, product: ProductId, offers: &[Offer]) {
        if offers.iter().any(|it| !it.bundle.is_empty()) {
            self.0.push((product, offers.to_vec()));
        }
    }

    /// Fills all bundles, once all products are there. Says what could not be filled, and why.
    pub fn fill(self, db: &Db) -> Result<Vec<String>> {
        let mut notes = Vec::new();
        for (product, offers) in self.0 {
            let filled = db.write_blocking(move |txn| {
                let product = catalog::get(txn, product)?;
                fill(txn, &product, &offers).map(|()| None).or_else(|error| match error.fields.is_empty() {
                    true => Err(error),
                    false => Ok(Some(format!("The bundle {}: {}", product.title, error.advice()))),
                })
            });
            notes.extend(filled?);
        }
        Ok(notes)
    }
}

fn fill(txn: &WriteTxn, product: &Product, offers: &[Offer]) -> Result<()> {
    let mut prices = Vec::new();
    for (offer, edition) in offers.iter().filter_map(|it| Some((it, find(product, &it.edition)?))) {
        let bundle = catalog::read_bundle(txn, &offer.bundle)?;
        if bundle != edition.bundle {
            let sale = edition.sale;
            prices.push(EditionPrices { edition: edition.id, sale, bundle });
        }
    }
    if prices.is_empty() {
        return Ok(());
    }
    catalog::set_prices(txn, product.id, product.tax_class.clone(), &prices).map(drop)
}
