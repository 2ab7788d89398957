//! The catalogue as programs search it, and what admins say about finding.

mod acts;
mod json;
mod rules_api;
mod rules_pages;
mod tools;
pub mod view;
mod why;

pub use acts::rules;
pub use tools::tools;

use rocket::{State, get, http::uri::Origin, routes};
use utoipa::OpenApi;

use self::json::{FoundJson, Shelf, SuggestionsJson, UnderstoodJson};
use crate::{
    base::{Day, Result, Role},
    platform::{
        Feature,
        db::Db,
        search::{Found, Search, SearchParams},
        web::{Json, OfficeEntry, Shop, parts::Icon},
    },
};

/// What searching brings along.
pub fn feature() -> Feature {
    let mut docs = Docs::openapi();
    docs.merge(rules_api::docs());
    let (name, url, role) = ("Finding", "/admin/search", Role::Admin);
    Feature::new("searching")
        .office(OfficeEntry { place: 155, group: "Selling", icon: Icon("search"), name, url, role })
        .pages(rules_pages::routes())
        .api([routes![products, suggestions], rules_api::routes()].concat(), docs)
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
///
/// What words say of prices, stars, offers, licences, days and what is not wanted ("free fonts under $10 rated 4+ since 2024,
/// no serifs") is taken as filters; `understood` then says which. Where few products hold all of the words, those that come near in meaning are added; `near` says how
/// many. `exact` turns both off.
#[utoipa::path(
    get,
    path = "/api/v1/products",
    tag = "catalogue",
    params(
        ("q" = Option<String>, Query, description = "Words; 500 characters are read. No character has a special meaning, but `under $10`, `free`, `rated 4+` and the like do"),
        ("exact" = Option<bool>, Query, description = "Only these words: no corrections, none left out, none taken as filters, nothing near in meaning"),
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
        ("language" = Option<Vec<String>>, Query, description = "Codes of languages (ISO 639-1), such as `en`"),
        ("published_after" = Option<String>, Query, format = Date, description = "Published on this day (UTC) or later"),
        ("published_before" = Option<String>, Query, format = Date, description = "Published on this day (UTC) or earlier"),
        ("updated_after" = Option<String>, Query, format = Date, description = "Changed on this day (UTC) or later"),
        ("without" = Option<Vec<String>>, Query, description = "Words that name, summary, tags and category must not speak of; eight are read"),
        ("sort" = Option<String>, Query, description = "`relevance`, `newest`, `updated`, `price_asc`, `price_desc`, `popular` (sold most), `hot` (sold most lately) or `rating`"),
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
    let today = Day::of(db.clock().now());
    let (found, understood) = find(params, search, shop, today).await;
    let shelf = Shelf { base: shop.base_url.clone() };
    let cards = db.look(|txn| shelf.cards(txn, &found.hits))?;
    Ok(Json(FoundJson::new(found, cards, understood)))
}

/// What fits `params`, as their words are understood if something fits that.
async fn find(params: SearchParams, search: &Search, shop: &Shop, today: Day) -> (Found, Option<UnderstoodJson>) {
    if let Some(other) = params.understood(shop.currency, today, || search.licences()) {
        let found = search.ask(other.question()).await;
        if found.total > 0 {
            return (found, Some(UnderstoodJson::new(&other)));
        }
    }
    (search.ask(params.question()).await, None)
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
