//! What an admin says about finding: words that mean the same, words that say little, products that come first for certain
//! words, and products that are not to be found at all.

mod form;
mod model;
mod store;
#[cfg(test)]
mod tests;

pub use form::{NewPin, NewRules, RulesForm};
pub use model::{Pin, SearchRules};

use std::collections::BTreeSet;

use crate::{
    base::{Event, ProductId, Result},
    platform::{
        Feature,
        db::{Reads, WriteTxn},
    },
};

/// What these rules bring along.
pub fn feature() -> Feature {
    Feature::new("search_rules").tables(store::ALL)
}

/// What is said; in a new shop, what goes without saying.
pub fn get(txn: &impl Reads) -> Result<SearchRules> {
    Ok(store::RULES.find(txn, model::KEY.to_owned())?.unwrap_or_else(SearchRules::to_begin_with))
}

/// The products that are not to be found.
pub fn hidden(txn: &impl Reads) -> Result<Vec<ProductId>> {
    let mut hidden = Vec::new();
    store::HIDDEN.each(txn, |it| {
        hidden.push(it.product);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    Ok(hidden)
}

/// Whether `product` is not to be found.
pub fn is_hidden(txn: &impl Reads, product: ProductId) -> Result<bool> {
    store::HIDDEN.has(txn, product)
}

/// Keeps `rules`, and that just `hidden` are not to be found. Those that come or go are announced, so that the index
/// follows.
pub fn keep(txn: &WriteTxn, rules: SearchRules, hidden: &[ProductId]) -> Result<SearchRules> {
    let rules = SearchRules { changed: Some(txn.now), ..rules };
    store::RULES.put(txn, &rules)?;
    let before: BTreeSet<ProductId> = self::hidden(txn)?.into_iter().collect();
    let after: BTreeSet<ProductId> = hidden.iter().copied().collect();
    for &product in before.symmetric_difference(&after) {
        if after.contains(&product) {
            store::HIDDEN.put(txn, &model::Hidden { product, since: txn.now })?;
        } else {
            store::HIDDEN.remove(txn, product)?;
        }
        txn.emit(Event::ProductChanged { product })?;
    }
    Ok(rules)
}
