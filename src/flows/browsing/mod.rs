//! The catalogue as programs browse it: a product in full, the tree of categories, tags.

mod collections;
mod feed;
mod json;
mod past;
mod related;
mod sitemap;
mod tools;
mod updates;

pub use tools::tools;

use std::{ops::ControlFlow, sync::Arc};

use rocket::{State, get, routes};
use utoipa::OpenApi;

use self::json::{EditionJson, ProductJson, TagsJson, TreeJson};
use crate::{
    base::{Result, Timestamp},
    features::{
        catalog::{self, CardJson, Edition, Product, SellerJson},
        licenses,
        recommendations::{Taste, Tastes},
        reviews, sellers, stock,
    },
    platform::{
        Feature,
        db::{Db, ReadTxn, Reads},
        search::Search,
        web::{Json, Piece, PieceParams, Revised, Revision, Shop, guards::Visitor},
    },
};

/// What browsing brings along.
pub fn feature() -> Feature {
    Feature::new("browsing")
        .pages(routes![updates::feed, feed::feed, collections::feed, sitemap::robots, sitemap::sitemap, sitemap::piece])
        .api(
            routes![product, past::past_prices, categories, tags, updates::updates, collections::all, collections::one],
            Docs::openapi(),
        )
        .check(sellers_exist)
}

/// Every product has its seller.
fn sellers_exist(txn: &ReadTxn, faults: &mut Vec<String>) -> Result<()> {
    catalog::each(txn, |it| {
        if sellers::find(txn, it.seller)?.is_none() {
            faults.push(format!("catalog: {} is sold by {}, who is missing", it.id, it.seller));
        }
        Ok(ControlFlow::Continue(()))
    })
}

#[derive(OpenApi)]
#[openapi(
    paths(product, past::past_prices, categories, tags, updates::updates, collections::all, collections::one),
    tags((name = "catalogue", description = "Products and how to find them"))
)]
struct Docs;

/// Shows a product in full.
///
/// Found by its identifier or its slug while it is published. `ETag` tells its revision.
#[utoipa::path(
    get,
    path = "/api/v1/products/{product}",
    tag = "catalogue",
    params(("product" = String, Path, description = "Identifier or slug", example = "tape-garden")),
    responses(
        (status = 200, description = "The product", body = ProductJson, headers(("ETag" = String, description = "Its revision"))),
        (status = 404, description = "There is none, or it is not published", content_type = "application/problem+json"),
    )
)]
#[get("/products/<product>")]
async fn product(
    product: String,
    visitor: Visitor,
    tastes: &State<Tastes>,
    db: &State<Db>,
    search: &State<Search>,
    shop: &State<Shop>,
) -> Result<Revised<ProductJson>> {
    let taste = match visitor.in_person() {
        Some(user) => tastes.0.of(user).await?,
        None => Arc::default(),
    };
    in_full(product, taste, db, search, shop).await
}

/// The published product of that identifier or slug, beside others that are to the taste of whoever asks.
async fn in_full(
    product: String,
    taste: Arc<Taste>,
    db: &Db,
    search: &Search,
    shop: &Shop,
) -> Result<Revised<ProductJson>> {
    let (shop, now) = (shop.clone(), db.clock().now());
    let known = db.look(|txn| catalog::get_published(txn, &product))?.id;
    let alike = search.alike(known.to_bytes()).await;
    db.read(move |txn| {
        let product = catalog::get_published(txn, &product)?;
        let related = related::beside(txn, &product, &alike, &taste.apart, now)?;
        let related = related.iter().map(|it| card(txn, it, &shop)).collect::<Result<_>>()?;
        let revision = Revision::number(product.revision);
        let editions = product.on_sale().map(|it| edition(txn, it, now)).collect::<Result<_>>()?;
        let value = ProductJson::new(&product, card(txn, &product, &shop)?, editions, related, &shop.base_url);
        Ok(Revised { revision, value })
    })
    .await
}

/// Shows the tree of categories.
///
/// Each counts the published products in it and below.
#[utoipa::path(
    get,
    path = "/api/v1/categories",
    tag = "catalogue",
    responses((status = 200, description = "The whole tree, by label", body = TreeJson))
)]
#[get("/categories")]
async fn categories(db: &State<Db>) -> Result<Json<TreeJson>> {
    Ok(Json(TreeJson::new(db.read(catalog::tree).await?)))
}

/// Lists the tags of published products, most frequent first.
#[utoipa::path(
    get,
    path = "/api/v1/tags",
    tag = "catalogue",
    params(PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = TagsJson),
        (status = 422, description = "`limit` or `cursor` cannot be read", content_type = "application/problem+json"),
    )
)]
#[get("/tags")]
async fn tags(piece: Piece, db: &State<Db>) -> Result<Json<TagsJson>> {
    let from = piece.offset()?;
    Ok(Json(TagsJson::new(db.read(catalog::tags).await?, from, piece.limit())))
}

/// An edition, with the price that its reduction is held against, and whether it is sold out.
fn edition(txn: &impl Reads, it: &Edition, now: Timestamp) -> Result<EditionJson> {
    let lowest = it.reduced().map(|_| catalog::lowest_before(txn, it, now)).transpose()?;
    let mut shown = EditionJson::new(it, lowest);
    shown.sold_out(catalog::is_sold_out(txn, it, &|it| is_out(txn, it))?);
    Ok(shown)
}

fn card(txn: &impl Reads, product: &Product, shop: &Shop) -> Result<CardJson> {
    let seller = sellers::get(txn, product.seller)?;
    let seller = SellerJson { id: seller.id, name: seller.name.to_string(), slug: seller.slug };
    let category = product.category.map(|it| catalog::find_category(txn, it)).transpose()?.flatten();
    let sold_out = catalog::is_all_sold_out(txn, product, &|it| is_out(txn, it))?;
    let rating = reviews::tally(txn, product.id)?;
    let card = CardJson::new(product, seller, category.as_ref(), &shop.base_url).sold_out(sold_out);
    Ok(card.rated(rating.average_stars(), rating.count()))
}

/// Whether an edition is sold out: of what there is not without end, or of what comes with keys of its maker.
fn is_out(txn: &impl Reads, edition: &Edition) -> Result<bool> {
    let out_of_keys = edition.license_keys && licenses::is_out_of_keys(txn, edition.id)?;
    Ok(out_of_keys || stock::is_sold_out(txn, edition.id)?)
}
