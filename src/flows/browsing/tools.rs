//! Looking at a product, for outside agents.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::in_full;
use crate::platform::{
    agents::{Effect, Tool},
    db::Db,
    search::Search,
    web::Shop,
};

/// Which product.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct Which {
    /// Its `id` or `slug`.
    product: String,
}

/// What agents look at products with.
pub fn tools(db: Db, search: Search, shop: Shop) -> Vec<Tool> {
    let get_product = move |_, which: Which| {
        let (db, search, shop) = (db.clone(), search.clone(), shop.clone());
        async move { Ok(in_full(which.product, Arc::default(), &db, &search, &shop).await?.value) }
    };
    vec![Tool::new(
        ("get_product", "Look at a product"),
        "Tells all of a product: description, editions with prices and licences, releases, files, and others like it. \
         The description is the seller's.",
        Effect::Reads,
        get_product,
    )]
}
