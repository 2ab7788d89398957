//! What stands beside a product: what others bought along with it, and what is like it.

use std::{collections::HashSet, sync::Arc};

use super::shelf::Shelf;
use crate::{
    base::{ProductId, Result, Slug, Timestamp},
    features::{
        catalog::{self, Product},
        orders, search_rules,
        sellers::Seller,
    },
    platform::db::Reads,
};

/// So many products stand in a row.
const ROW: usize = 4;
/// So many rows stand beside it.
const ROWS: usize = 2;
/// A row of fewer is not worth its heading.
const FEWEST: usize = 2;
/// So many of those bought together are looked at.
const TOGETHER: usize = 24;

/// What may stand beside a product.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// What is like it, the most alike first.
    alike: Vec<ProductId>,
    /// What whoever looks does not want to see: it is theirs.
    apart: Arc<HashSet<ProductId>>,
}

impl Beside {
    /// What may stand beside the product at `slug` for somebody to whom all but what is `apart` may be shown.
    pub async fn of(slug: &str, apart: Arc<HashSet<ProductId>>, shelf: &Shelf<'_>) -> Result<Self> {
        let known = Slug::parse(slug).ok();
        let found = known.map(|it| shelf.db.look(|txn| catalog::find_by_slug(txn, &it))).transpose()?.flatten();
        let Some(product) = found else { return Ok(Self { apart, ..Self::default() }) };
        let alike = shelf.search.alike(product.id.to_bytes()).await;
        Ok(Self { alike: alike.iter().map(|it| ProductId::from_bytes(it.id)).collect(), apart })
    }

    /// Two rows with their headings: what others bought along with it, what is like it, more of its maker; where there is
    /// nothing of that, others of its shelf.
    pub fn rows(
        &self,
        txn: &impl Reads,
        product: &Product,
        seller: &Seller,
        now: Timestamp,
    ) -> Result<Vec<(String, Vec<Product>)>> {
        let mut rows = Rows::default();
        let together = orders::bought_with(txn, product.id, now, TOGETHER)?;
        rows.add("Often bought together", 1, self.first(txn, product, &rows.shown, together)?);
        let alike = self.first(txn, product, &rows.shown, self.alike.iter().copied())?;
        rows.add("More like this", FEWEST, alike);
        if rows.are_full() {
            return Ok(rows.rows);
        }
        let same = ids(catalog::of_seller(txn, product.seller, 3 * ROW)?);
        rows.add(&format!("More from {}", seller.name), FEWEST, self.first(txn, product, &rows.shown, same)?);
        if let (true, Some(category)) = (rows.rows.is_empty(), product.category) {
            let near = ids(catalog::right_in(txn, category, 2 * ROW)?);
            rows.add("From the same shelf", 1, self.first(txn, product, &[], near)?);
        }
        Ok(rows.rows)
    }

    /// The first of `found` that may stand beside `product` and are not `shown` already.
    fn first(
        &self,
        txn: &impl Reads,
        product: &Product,
        shown: &[ProductId],
        found: impl IntoIterator<Item = ProductId>,
    ) -> Result<Vec<Product>> {
        let mut row = Vec::new();
        for id in found {
            if row.len() == ROW {
                break;
            }
            if id == product.id || shown.contains(&id) || self.apart.contains(&id) || search_rules::is_hidden(txn, id)?
            {
                continue;
            }
            row.extend(catalog::find(txn, id)?.filter(Product::is_published));
        }
        Ok(row)
    }
}

fn ids(found: Vec<Product>) -> impl Iterator<Item = ProductId> {
    found.into_iter().map(|it| it.id)
}

/// Rows with their headings, and what stands in them: nothing stands beside a product twice.
#[derive(Default)]
struct Rows {
    rows: Vec<(String, Vec<Product>)>,
    shown: Vec<ProductId>,
}

impl Rows {
    fn are_full(&self) -> bool {
        self.rows.len() >= ROWS
    }

    /// Adds a row, if there are enough products in it.
    fn add(&mut self, heading: &str, fewest: usize, row: Vec<Product>) {
        if row.len() >= fewest {
            self.shown.extend(row.iter().map(|it| it.id));
            self.rows.push((heading.to_owned(), row));
        }
    }
}
