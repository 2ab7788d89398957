//! Picks with what they are and why, as pages and programs show them.

use crate::{
    base::{ProductId, Result, UserId},
    features::{
        catalog::{self, Product},
        recommendations::{self, Source, Taste},
        search_rules,
    },
    platform::db::Reads,
};

/// A pick that can be shown.
pub(super) struct Shown {
    /// What was picked.
    pub product: Product,
    /// How the member came by what it is like.
    pub source: Source,
    /// What it is like.
    pub like: ProductId,
    /// Why, in a sentence.
    pub reason: String,
}

/// Those of a member's picks that stand in lists just now. One that they said no to a moment ago is left out as well.
pub(super) fn picks(txn: &impl Reads, user: UserId, taste: &Taste) -> Result<Vec<Shown>> {
    let declined = recommendations::declined(txn, user)?;
    let mut all = Vec::new();
    for it in &taste.picks {
        let product = catalog::find(txn, it.product)?.filter(Product::is_published);
        let (Some(product), Some(like)) = (product, catalog::find(txn, it.like)?) else { continue };
        if search_rules::is_hidden(txn, it.product)? || declined.iter().any(|no| no.product == it.product) {
            continue;
        }
        all.push(Shown { reason: it.source.reason(&like.title), source: it.source, like: like.id, product });
    }
    Ok(all)
}
