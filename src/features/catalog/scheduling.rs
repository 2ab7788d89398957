//! Products that appear by themselves, and copies of products.

use std::time::Duration;

use super::{
    Edition, Files, Product,
    store::{self, PRODUCTS},
    verbs::{change, keep},
};
use crate::{
    base::{Error, ProductId, Result, Timestamp},
    platform::{
        db::{Reads, WriteTxn},
        jobs::Task,
    },
};

/// How often is looked whether the moment of a product has come.
pub(super) const PAUSE: Duration = Duration::from_secs(20);
/// So many are published in one write.
const GROUP: usize = 100;
/// Nobody plans further ahead.
const FURTHEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// Lets a product be published by itself at a moment, or no longer.
///
/// # Errors
/// The moment has passed or is too far away; it is published already, or has nothing to buy.
pub fn schedule(txn: &WriteTxn, product: ProductId, at: Option<Timestamp>) -> Result<Product> {
    change(txn, product, |it| {
        if let Some(at) = at {
            if at <= txn.now || at > txn.now.plus(FURTHEST) {
                return Err(Error::invalid("at", "Name a moment within the next year"));
            }
            if it.is_published() {
                return Err(Error::conflict("It is on the shelf already"));
            }
            if it.on_sale().next().is_none() {
                return Err(Error::conflict("A product needs an edition that can be bought before it is published"));
            }
            it.retired = None;
        }
        it.scheduled = at;
        Ok(())
    })
}

pub(super) async fn publish_due(task: Task) -> Result<()> {
    let now = task.now;
    while !task.db.look(|txn| due(txn, now, 1))?.is_empty() {
        task.db.write(appear).await?;
    }
    Ok(())
}

fn due(txn: &impl Reads, now: Timestamp, limit: usize) -> Result<Vec<Product>> {
    let end = now.plus(Duration::from_millis(1));
    store::BY_SCHEDULE.between(&Timestamp::EPOCH, &end).limit(limit).records(txn, &PRODUCTS)
}

/// Publishes what is due. What cannot be published any more stays a draft.
fn appear(txn: &WriteTxn) -> Result<()> {
    for product in due(txn, txn.now, GROUP)? {
        let buyable = product.on_sale().next().is_some();
        match product.scheduled.filter(|_| buyable && !product.is_published()) {
            Some(at) => super::publish_since(txn, product.id, at)?,
            None => schedule(txn, product.id, None)?,
        };
    }
    Ok(())
}

/// A copy of a product as a draft, with its texts, prices and pictures but without its files, which are told to nobody
/// twice by accident.
///
/// # Errors
/// There is no such product.
pub fn duplicate(txn: &WriteTxn, product: ProductId) -> Result<Product> {
    let old = store::get(txn, product)?;
    let id = txn.fresh();
    let title = crate::base::text::shorten(&format!("Copy of {}", old.title), 200);
    let editions = old.on_sale().map(|it| {
        let (price, compare_at) = (it.regular_price(), it.regular_compare_at());
        let bare = Edition { id: txn.fresh(), files: Files::All, sale: None, retired: None, ..it.clone() };
        Edition { price, compare_at, ..bare }
    });
    let editions = editions.collect();
    let images = old.images.iter().map(|it| super::Image { id: txn.fresh(), ..it.clone() }).collect();
    let copy = Product {
        id,
        slug: store::free_slug(txn, &old.slug, id)?,
        title,
        editions,
        images,
        releases: Vec::new(),
        making: Vec::new(),
        publication: None,
        scheduled: None,
        was_published: false,
        retired: None,
        source: None,
        batch: None,
        revision: 0,
        created: txn.now,
        updated: txn.now,
        ..old
    };
    keep(txn, copy)
}
