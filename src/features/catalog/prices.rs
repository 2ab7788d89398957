//! Prices that change by themselves, what is in a bundle, and how a product is taxed.

use std::time::Duration;

use super::{
    BundleItem, Product, Sale,
    store::{self, PRODUCTS},
    verbs::keep,
};
use crate::{
    base::{EditionId, Error, ProductId, Result},
    platform::{
        db::{Reads, WriteTxn},
        jobs::Task,
    },
};

/// How often is looked whether a sale has begun or ended.
pub(super) const PAUSE: Duration = Duration::from_secs(20);
/// So many products are turned in one write.
const GROUP: usize = 100;
/// So many things are in a bundle at most.
const MOST: usize = 50;

/// What is said of an edition beside its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditionPrices {
    /// Which one.
    pub edition: EditionId,
    /// Another price for a while; its end lies ahead.
    pub sale: Option<Sale>,
    /// What is in it, if it is a bundle.
    pub bundle: Vec<BundleItem>,
}

/// Sets how a product is taxed, and what is said of its editions; editions that are not named stay as they are.
///
/// # Errors
/// A sale asks no less than the price, or the buyer names the price; a bundle holds itself, another bundle, something
/// twice, or what is not there.
pub fn set_prices(
    txn: &WriteTxn,
    id: ProductId,
    tax_class: Option<String>,
    prices: &[EditionPrices],
) -> Result<Product> {
    let old = store::get(txn, id)?;
    let mut product = old.clone();
    product.tax_class = tax_class;
    for new in prices {
        check_bundle(txn, id, &new.bundle)?;
        let known = product.editions.iter_mut().find(|it| it.id == new.edition && it.retired.is_none());
        let edition = known.ok_or_else(|| Error::invalid("edition", "This edition is not sold any more"))?;
        let regular = edition.regular_price();
        if let Some(sale) = &new.sale {
            if regular.is_open() {
                return Err(Error::invalid("sale", "Where the buyer names the price there is no sale"));
            }
            if sale.price.currency != regular.least().currency || sale.price.amount >= regular.least().amount {
                return Err(Error::invalid("sale", format!("Ask for less than {}", regular.least())));
            }
        }
        // What runs now ends first, so that the new one begins from the usual price.
        let before = edition.sale.take().and_then(|it| it.regular);
        if let Some(before) = before {
            (edition.price, edition.compare_at) = (before.price, before.compare_at);
        }
        edition.sale = new.sale.map(|it| Sale { regular: None, ..it });
        edition.bundle.clone_from(&new.bundle);
        edition.turn(txn.now);
    }
    if product == old { Ok(old) } else { keep(txn, product) }
}

fn check_bundle(txn: &WriteTxn, id: ProductId, bundle: &[BundleItem]) -> Result<()> {
    let refused = |advice: &'static str| Err(Error::invalid("bundle", advice));
    if bundle.len() > MOST {
        return refused("A bundle holds at most 50 things");
    }
    for (at, item) in bundle.iter().enumerate() {
        let found = store::find(txn, item.product)?;
        match found.as_ref().and_then(|it| it.edition(item.edition)) {
            _ if item.product == id => return refused("A bundle cannot hold itself"),
            _ if bundle[..at].contains(item) => return refused("Name each thing once"),
            None => return refused("Something in it is not there any more"),
            Some(it) if !it.bundle.is_empty() => return refused("A bundle cannot hold another bundle"),
            Some(_) => {}
        }
    }
    Ok(())
}

pub(super) async fn turn_all(task: Task) -> Result<()> {
    let now = task.now;
    while !task.db.look(|txn| due(txn, now, 1))?.is_empty() {
        task.db.write(turn).await?;
    }
    Ok(())
}

fn due(txn: &impl Reads, now: crate::base::Timestamp, limit: usize) -> Result<Vec<Product>> {
    let end = now.plus(Duration::from_millis(1));
    store::BY_TURN.between(&crate::base::Timestamp::EPOCH, &end).limit(limit).records(txn, &PRODUCTS)
}

/// Begins and ends the sales whose moment has come, up to a hundred products' at once. Cards, pages and the search index
/// follow as with any other change of a product.
pub fn turn(txn: &WriteTxn) -> Result<()> {
    for mut product in due(txn, txn.now, GROUP)? {
        product.editions.iter_mut().for_each(|it| it.turn(txn.now));
        keep(txn, product)?;
    }
    Ok(())
}
