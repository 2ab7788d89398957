//! The catalogue as programs search it.

mod json;

use rocket::{State, get, http::uri::Origin, routes};
use utoipa::OpenApi;

use self::json::{FoundJson, Shelf, SuggestionsJson};
use crate::{
    base::Result,
    platform::{
        Feature,
        db::Db,
        search::{Search, SearchParams},
        web::{Json, Shop},
    },
};

/// What searching brings along.
pub fn feature() -> Feature {
    Feature::new("searching").api(routes![products, suggestions], Docs::openapi())
}

#[derive(OpenApi)]
#[openapi(paths(products, suggestions), tags((name = "catalogue", description = "Products and how to find them")))]
struct Docs;

/// So many suggestions of each kind are given.
const SUGGESTIONS: usize = 6;

/// Finds products.
///
/// Everything published, or what fits the words and filters. A repeated parameter means any of its values; different
/// parameters add up. Words may be mistyped; `corrected` then says what was looked for. The count at a facet's value
/// is the total after choosing that value; each facet is counted as if nothing had been asked of it. Lists can be
/// paged to 10,000 products.
#[utoipa::path(
    get,
    path = "/api/v1/products",
    tag = "catalogue",
    params(
        ("q" = Option<String>, Query, description = "Words; 500 characters are read. No character has a special meaning"),
        ("exact" = Option<bool>, Query, description = "Only these words: no corrections, none left out"),
        ("category" = Option<Vec<String>>, Query, description = "Paths such as `audio/loops`, or last parts of paths; those below are included"),
        ("tag" = Option<Vec<String>>, Query, description = "Slugs of tags"),
        ("seller" = Option<Vec<String>>, Query, description = "Slugs of sellers"),
        ("file_type" = Option<Vec<String>>, Query, description = "Endings of files, such as `wav`"),
        ("license" = Option<Vec<String>>, Query, description = "Names of licences, such as `OFL-1.1`"),
        ("min_price" = Option<i64>, Query, minimum = 0, description = "In minor units"),
        ("max_price" = Option<i64>, Query, minimum = 0, description = "In minor units, included"),
        ("min_rating" = Option<f64>, Query, minimum = 0, maximum = 5, description = "Stars on average"),
        ("free" = Option<bool>, Query, description = "Only what is free; with `false`, only what is not"),
        ("on_sale" = Option<bool>, Query, description = "Only what costs less than it used to; with `false`, only the rest"),
        ("sort" = Option<String>, Query, description = "`relevance`, `newest`, `updated`, `price_asc`, `price_desc`, `popular` or `rating`"),
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many to give; 24 unless asked"),
        ("cursor" = Option<String>, Query, description = "`next` of the answer before"),
    ),
    responses(
        (status = 200, description = "What was found", body = FoundJson),
        (status = 422, description = "A value cannot be read; `errors` names its field", content_type = "application/problem+json"),
    )
)]
#[get("/products")]
async fn products(
    address: &Origin<'_>,
    db: &State<Db>,
    search: &State<Search>,
    shop: &State<Shop>,
) -> Result<Json<FoundJson>> {
    let params = SearchParams::parse(address.query().map_or("", |it| it.as_str()))?;
    let found = search.ask(params.question()).await;
    let shelf = Shelf { base: shop.base_url.clone() };
    let cards = db.look(|txn| shelf.cards(txn, &found.hits))?;
    Ok(Json(FoundJson::new(found, cards)))
}

/// Suggests what someone who is typing may mean.
#[utoipa::path(
    get,
    path = "/api/v1/search/suggestions",
    tag = "catalogue",
    params(("q" = String, Query, description = "What has been typed so far; 500 characters are read")),
    responses((status = 200, description = "Up to six of each kind; nothing for no words", body = SuggestionsJson))
)]
#[get("/search/suggestions")]
async fn suggestions(
    address: &Origin<'_>,
    db: &State<Db>,
    search: &State<Search>,
    shop: &State<Shop>,
) -> Result<Json<SuggestionsJson>> {
    // Whatever else stands in the address means nothing here.
    let text = SearchParams::words(address.query().map_or("", |it| it.as_str()));
    let suggested = search.suggest(&text, SUGGESTIONS);
    let shelf = Shelf { base: shop.base_url.clone() };
    let products = db.look(|txn| shelf.suggested(txn, &suggested.products))?;
    Ok(Json(SuggestionsJson::new(suggested, products)))
}
