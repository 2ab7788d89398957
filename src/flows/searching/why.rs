//! Why products are where they are, for admins.

use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{ProductId, Result, links},
    features::catalog,
    platform::{
        db::Db,
        search::{Question, Search},
    },
};

/// So many places are explained.
const PLACES: usize = 20;

/// What put a product at its place.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RankJson)]
pub(super) struct Why {
    /// Its place, from 1.
    pub place: usize,
    /// The product.
    #[schema(value_type = String)]
    pub product: ProductId,
    pub title: String,
    /// Where its page is.
    pub url: String,
    /// How well it holds the words (BM25); 0 if it does not.
    pub words: f32,
    /// How near it is in meaning, 1 at most.
    pub meaning: f32,
    /// How much it holds of what was asked, by how rare the words are; 1 is all of it.
    pub held: f32,
    /// What stars and being new add, as a part of the rest.
    pub liked: f32,
    /// Whether it was put first.
    pub pinned: bool,
    /// All of it together, each measure as a part of the best; more comes first.
    pub value: f32,
}

/// What comes first for `text`, and why; nothing for no words.
pub(super) async fn explain(db: &Db, search: &Search, text: &str) -> Result<Vec<Why>> {
    if text.trim().is_empty() {
        return Ok(Vec::new());
    }
    let found = search.ask(Question { text: text.to_owned(), limit: PLACES, ..Question::default() }).await;
    db.look(|txn| {
        let mut all = Vec::new();
        for (hit, place) in found.hits.iter().zip(1..) {
            let (Some(product), Some(worth)) = (catalog::find(txn, ProductId::from_bytes(hit.id))?, hit.worth) else {
                continue;
            };
            all.push(Why {
                place,
                product: product.id,
                url: links::product(&product.slug),
                title: product.title,
                words: worth.words,
                meaning: worth.meaning,
                held: worth.held,
                liked: worth.liked,
                pinned: worth.pinned,
                value: worth.value,
            });
        }
        Ok(all)
    })
}
