//! Comparing, for outside agents.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{retrieval::Shelves, wire};
use crate::{
    base::Error,
    features::catalog,
    platform::{
        agents::{Effect, Tool},
        db::Db,
        search::Search,
        web::Shop,
    },
};

/// So many fit side by side.
const MOST: usize = 4;

/// What is set side by side.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
struct These {
    /// The `id` or `slug` of two to four products.
    products: Vec<String>,
}

/// What agents compare products with.
pub fn tools(db: Db, search: Search, shop: Shop) -> Vec<Tool> {
    let shelves = Shelves { db, search, shop };
    let compare = move |_, these: These| {
        let shelves = shelves.clone();
        async move {
            if !(2..=MOST).contains(&these.products.len()) {
                return Err(Error::invalid("products", "Name two to four products"));
            }
            shelves.db.look(|txn| {
                let find = |it: &String| catalog::get_published(txn, it);
                let products = these.products.iter().map(find).collect::<Result<Vec<_>, _>>()?;
                wire::side_by_side(txn, &shelves, &products)
            })
        }
    };
    vec![Tool::new(
        ("compare", "Compare products"),
        "Sets two to four products side by side: price, maker, licence, files, newest version, languages.",
        Effect::Reads,
        compare,
    )]
}
