//! Searching, for outside agents.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{
    find,
    json::{FindJson, Shelf, UnderstoodJson},
};
use crate::{
    base::{Cursor, Day, Result},
    platform::{
        agents::{Effect, Tool},
        db::Db,
        search::{Search, SearchParams},
        web::Shop,
    },
};

/// So many finds are given unless more are wanted: models read slowly.
const USUAL: u32 = 10;
const MOST: u32 = 24;

/// What agents look for.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
struct Sought {
    /// Words in any order; "under $10", "free", "rated 4+" and the like are understood. Everything if left out.
    query: Option<String>,
    /// A path such as `audio/loops`, or its last part.
    category: Option<String>,
    /// In minor units (cents), included.
    min_price: Option<u32>,
    /// In minor units (cents), included.
    max_price: Option<u32>,
    /// Only what is free; with false, only what is not.
    free: Option<bool>,
    /// The ending of files, such as `wav`.
    file_type: Option<String>,
    /// The short name of a licence, such as `OFL-1.1`.
    license: Option<String>,
    /// `relevance`, `newest`, `updated`, `price_asc`, `price_desc`, `popular`, `hot` or `rating`.
    sort: Option<String>,
    /// 1 to 24; 10 if left out.
    limit: Option<u32>,
    /// `next` of the answer before.
    cursor: Option<String>,
}

/// What agents are answered.
#[derive(Debug, Serialize)]
struct Shown {
    products: Vec<FindJson>,
    total: usize,
    next: Option<String>,
    understood: Option<UnderstoodJson>,
    corrected: Option<String>,
    near: usize,
}

impl Sought {
    /// The same as the query of an address, so that both are read by one reader.
    fn params(&self) -> Result<SearchParams> {
        let number = |it: Option<u32>| it.map(|it| it.to_string());
        let limit = self.limit.unwrap_or(USUAL).min(MOST).to_string();
        let fields = [
            ("q", self.query.clone()),
            ("category", self.category.clone()),
            ("min_price", number(self.min_price)),
            ("max_price", number(self.max_price)),
            ("free", self.free.map(|it| it.to_string())),
            ("file_type", self.file_type.clone()),
            ("license", self.license.clone()),
            ("sort", self.sort.clone()),
            ("limit", Some(limit)),
            ("cursor", self.cursor.clone()),
        ];
        let given = fields.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let query: Vec<_> =
            given.map(|(name, value)| format!("{name}={}", utf8_percent_encode(&value, NON_ALPHANUMERIC))).collect();
        SearchParams::parse(&query.join("&"))
    }
}

/// What agents find products with.
pub fn tools(db: Db, search: Search, shop: Shop) -> Vec<Tool> {
    let search_catalog = move |_, sought: Sought| {
        let (db, search, shop) = (db.clone(), search.clone(), shop.clone());
        async move {
            let today = Day::of(db.clock().now());
            let (found, understood) = find(sought.params()?, &search, &shop, today).await;
            let shelf = Shelf { base: shop.base_url.clone() };
            let products = db.look(|txn| shelf.cards(txn, &found.hits))?;
            let next = found.next.map(|it| Cursor::at(it).encode());
            Ok(Shown { products, total: found.total, next, understood, corrected: found.corrected, near: found.near })
        }
    };
    vec![Tool::new(
        ("search_catalog", "Search the catalogue"),
        "Finds products by words and filters, best first. The words may be mistyped or describe a need.",
        Effect::Reads,
        search_catalog,
    )]
}
