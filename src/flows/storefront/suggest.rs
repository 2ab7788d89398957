//! What the search box offers while one types.

use super::{
    shelf::{self, Shelf},
    view::{Suggestion, Suggestions},
};
use crate::{
    base::{ProductId, Result, links},
    features::catalog::{self, Product},
    platform::search::SearchParams,
};

/// So much of what was typed is looked at.
const LONGEST: usize = 100;

/// What someone may mean who has typed so far.
pub async fn suggest(typed: &str, shelf: &Shelf<'_>) -> Result<Suggestions> {
    let typed: String = typed.trim().chars().take(LONGEST).collect();
    if typed.chars().count() < 2 {
        return Ok(Suggestions::default());
    }
    let meant = shelf.search.suggest(&typed, 4);
    let ids: Vec<_> = meant.products.iter().map(|it| ProductId::from_bytes(it.id)).collect();
    let products = shelf.db.look(|txn| {
        let found = ids.into_iter().filter_map(|id| catalog::find(txn, id).transpose());
        let found: Vec<Product> = found.collect::<Result<_>>()?;
        shelf::cards(txn, shelf.shop, &found.into_iter().filter(Product::is_published).collect::<Vec<_>>())
    })?;
    let search = |text: &String| {
        let url = SearchParams::default().asking(text, false).to_url("/products");
        Suggestion::new(text, &typed, url)
    };
    Ok(Suggestions {
        searches: meant.queries.iter().map(search).collect(),
        categories: meant
            .categories
            .iter()
            .take(3)
            .map(|it| Suggestion::new(&it.label, &typed, links::category(&it.value)))
            .collect(),
        products,
    })
}
