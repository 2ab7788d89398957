//! The catalogue as programs browse it: a product in full, the tree of categories, tags.

mod json;

use std::ops::ControlFlow;

use rocket::{
    Request, State, get,
    response::{self, Responder},
    routes,
};
use utoipa::OpenApi;

use self::json::{ProductJson, TagsJson, TreeJson};
use crate::{
    base::{Cursor, Limit, Result},
    features::{
        catalog::{self, CardJson, Product, SellerJson},
        sellers,
    },
    platform::{
        Feature,
        db::{Db, ReadTxn, Reads},
        web::{Json, Shop},
    },
};

/// What browsing brings along.
pub fn feature() -> Feature {
    Feature::new("browsing").api(routes![product, categories, tags], Docs::openapi()).check(sellers_exist)
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
#[openapi(paths(product, categories, tags), tags((name = "catalogue", description = "Products and how to find them")))]
struct Docs;

/// So many other products stand beside one.
const RELATED: usize = 6;

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
async fn product(product: String, db: &State<Db>, shop: &State<Shop>) -> Result<Revised<ProductJson>> {
    let shop = shop.inner().clone();
    db.read(move |txn| {
        let product = catalog::get_published(txn, &product)?;
        let related = beside(txn, &product)?.iter().map(|it| card(txn, it, &shop)).collect::<Result<_>>()?;
        let tag = format!("\"{}\"", product.revision);
        Ok(Revised {
            tag,
            value: Json(ProductJson::new(&product, card(txn, &product, &shop)?, related, &shop.base_url)),
        })
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
    params(
        ("limit" = Option<u32>, Query, minimum = 1, maximum = 100, description = "How many to give; 24 unless asked"),
        ("cursor" = Option<String>, Query, description = "`next` of the answer before"),
    ),
    responses(
        (status = 200, description = "A piece of the list", body = TagsJson),
        (status = 422, description = "`limit` or `cursor` cannot be read", content_type = "application/problem+json"),
    )
)]
#[get("/tags?<limit>&<cursor>")]
async fn tags(limit: Option<&str>, cursor: Option<&str>, db: &State<Db>) -> Result<Json<TagsJson>> {
    // What is no number is as wrong as a number out of bounds.
    let limit = Limit::parse(limit.map(|it| it.parse().unwrap_or(0)))?;
    let from = cursor.map(|it| Cursor::parse(it)?.offset()).transpose()?.unwrap_or(0);
    Ok(Json(TagsJson::new(db.read(catalog::tags).await?, from, limit.get())))
}

/// An answer with the revision of what it shows.
struct Revised<T> {
    tag: String,
    value: Json<T>,
}

impl<'r, T: serde::Serialize> Responder<'r, 'static> for Revised<T> {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = self.value.respond_to(request)?;
        answer.set_raw_header("ETag", self.tag);
        Ok(answer)
    }
}

/// The newest others of its category and, where those are few, of its seller.
fn beside(txn: &impl Reads, product: &Product) -> Result<Vec<Product>> {
    let mut found = match product.category {
        Some(category) => catalog::of_category(txn, category, RELATED + 1)?,
        None => Vec::new(),
    };
    found.retain(|it| it.id != product.id);
    if found.len() < RELATED {
        let more = catalog::of_seller(txn, product.seller, RELATED + 1)?;
        let new: Vec<_> =
            more.into_iter().filter(|it| it.id != product.id && found.iter().all(|f| f.id != it.id)).collect();
        found.extend(new);
    }
    found.truncate(RELATED);
    Ok(found)
}

fn card(txn: &impl Reads, product: &Product, shop: &Shop) -> Result<CardJson> {
    let seller = sellers::get(txn, product.seller)?;
    let seller = SellerJson { id: seller.id, name: seller.name.to_string(), slug: seller.slug };
    let category = product.category.map(|it| catalog::find_category(txn, it)).transpose()?.flatten();
    Ok(CardJson::new(product, seller, category.as_ref(), &shop.base_url))
}
