//! What a product is shown beside, for programs.

use std::collections::HashSet;

use crate::{
    base::{ProductId, Result, Timestamp},
    features::{
        catalog::{self, Product},
        orders, search_rules,
    },
    platform::{db::Reads, search::Alike},
};

/// So many other products stand beside one.
const RELATED: usize = 6;

/// What others bought along with it, then what is like it; where that is little, the newest others of its category and of
/// its seller.
/// Nothing of what is `apart`.
pub(super) fn beside(
    txn: &impl Reads,
    product: &Product,
    alike: &[Alike],
    apart: &HashSet<ProductId>,
    now: Timestamp,
) -> Result<Vec<Product>> {
    let mut found = Row { product: product.id, apart, found: Vec::new() };
    found.take(txn, orders::bought_with(txn, product.id, now, 2 * RELATED)?)?;
    found.take(txn, alike.iter().map(|it| ProductId::from_bytes(it.id)))?;
    if let Some(category) = product.category {
        found.take(txn, catalog::of_category(txn, category, RELATED + 1)?.iter().map(|it| it.id))?;
    }
    found.take(txn, catalog::of_seller(txn, product.seller, RELATED + 1)?.iter().map(|it| it.id))?;
    Ok(found.found)
}

struct Row<'a> {
    product: ProductId,
    apart: &'a HashSet<ProductId>,
    found: Vec<Product>,
}

impl Row<'_> {
    /// Takes those of `others` that stand in lists and are not in the row yet, until it is full.
    fn take(&mut self, txn: &impl Reads, others: impl IntoIterator<Item = ProductId>) -> Result<()> {
        for id in others {
            if self.found.len() == RELATED {
                return Ok(());
            }
            let known = id == self.product || self.apart.contains(&id) || self.found.iter().any(|it| it.id == id);
            if !known && !search_rules::is_hidden(txn, id)? {
                self.found.extend(catalog::find(txn, id)?.filter(Product::is_published));
            }
        }
        Ok(())
    }
}
