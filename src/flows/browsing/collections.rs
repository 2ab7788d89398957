//! Collections, as programs and readers of feeds see them.

use rocket::{State, get, http::ContentType};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    card,
    feed::{Source, atom},
};
use crate::{
    base::{BaseUrl, CollectionId, Error, ProductId, Result, links},
    features::{
        catalog::{self, CardJson, CoverJson, Product, shown},
        collections::{self, Collection},
        search_rules,
    },
    platform::{
        db::{Db, Reads, Record},
        web::{Body, Json, Piece, PieceParams, Shop},
    },
};

/// A collection in the list.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CollectionJson {
    #[schema(value_type = String, example = "col_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    id: CollectionId,
    /// What its page is called.
    #[schema(example = "wedding-kit")]
    slug: String,
    /// Its page.
    url: String,
    title: String,
    /// Sanitised HTML.
    description_html: String,
    /// The picture of its first product; null while nothing of it is on the shelf.
    cover: Option<CoverJson>,
    /// How many of its products are on the shelf.
    count: usize,
    /// When it last changed.
    #[schema(format = DateTime)]
    updated_at: String,
}

/// A piece of the list of collections.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CollectionsJson {
    /// The one shown last first.
    data: Vec<CollectionJson>,
    /// How many there are in all.
    total: usize,
    /// The cursor of the next piece; null at the end.
    next: Option<String>,
}

/// A collection with what is in it.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct FullCollectionJson {
    #[serde(flatten)]
    collection: CollectionJson,
    /// A piece of its products.
    products: CollectedJson,
}

/// A piece of the products of a collection.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct CollectedJson {
    /// In the order of the collection.
    data: Vec<CardJson>,
    /// How many there are in all.
    total: usize,
    /// The cursor of the next piece; null at the end.
    next: Option<String>,
}

impl CollectionJson {
    fn new(it: &Collection, visible: &[Product], base: &BaseUrl) -> Self {
        let picture = |it: &Product| CoverJson { url: base.to(&shown::cover(it).url), alt: String::new() };
        Self {
            id: it.id,
            slug: it.slug.to_string(),
            url: base.to(&links::collection(&it.slug)),
            title: it.title.clone(),
            description_html: it.html.clone(),
            cover: visible.first().map(picture),
            count: visible.len(),
            updated_at: it.updated.rfc3339(),
        }
    }
}

/// The products of a collection that stand in lists, in its order.
fn visible(txn: &impl Reads, products: &[ProductId]) -> Result<Vec<Product>> {
    let mut found = Vec::with_capacity(products.len());
    for id in products {
        let product = catalog::find(txn, *id)?.filter(Product::is_published);
        if product.is_some() && !search_rules::is_hidden(txn, *id)? {
            found.extend(product);
        }
    }
    Ok(found)
}

fn find(txn: &impl Reads, name: &str) -> Result<Collection> {
    let found = collections::find_by_name(txn, name)?.filter(|it| it.shown.is_some());
    found.ok_or_else(|| Error::not_found(Collection::MISSING))
}

/// Lists the collections that the shop has put together by hand.
#[utoipa::path(
    get,
    path = "/api/v1/collections",
    tag = "catalogue",
    params(PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = CollectionsJson),
        (status = 422, description = "`limit` or `cursor` cannot be read", content_type = "application/problem+json"),
    )
)]
#[get("/collections")]
pub(super) async fn all(piece: Piece, db: &State<Db>, shop: &State<Shop>) -> Result<Json<CollectionsJson>> {
    let (from, shop) = (piece.offset()?, shop.inner().clone());
    let read = db.read(move |txn| {
        let all = collections::shown(txn)?;
        let some = all.iter().skip(from).take(piece.limit());
        let one = |it: &Collection| Ok(CollectionJson::new(it, &visible(txn, &it.products)?, &shop.base_url));
        let data = some.map(one).collect::<Result<Vec<_>>>()?;
        Ok(CollectionsJson { next: Piece::next_at(from + data.len(), all.len()), total: all.len(), data })
    });
    read.await.map(Json)
}

/// Shows a collection and a piece of its products.
///
/// Found by its identifier or its slug while it is shown. What is off the shelf just now is left out.
#[utoipa::path(
    get,
    path = "/api/v1/collections/{collection}",
    tag = "catalogue",
    params(("collection" = String, Path, description = "Identifier or slug", example = "wedding-kit"), PieceParams),
    responses(
        (status = 200, description = "The collection", body = FullCollectionJson),
        (status = 404, description = "There is none, or it is not shown", content_type = "application/problem+json"),
        (status = 422, description = "`limit` or `cursor` cannot be read", content_type = "application/problem+json"),
    )
)]
#[get("/collections/<collection>")]
pub(super) async fn one(
    collection: String,
    piece: Piece,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<FullCollectionJson>> {
    let (from, shop) = (piece.offset()?, shop.inner().clone());
    let read = db.read(move |txn| {
        let it = find(txn, &collection)?;
        let visible = visible(txn, &it.products)?;
        let some = visible.iter().skip(from).take(piece.limit());
        let data = some.map(|it| card(txn, it, &shop)).collect::<Result<Vec<_>>>()?;
        let next = Piece::next_at(from + data.len(), visible.len());
        Ok(FullCollectionJson {
            collection: CollectionJson::new(&it, &visible, &shop.base_url),
            products: CollectedJson { data, total: visible.len(), next },
        })
    });
    read.await.map(Json)
}

/// The first products of a collection as a feed (Atom, RFC 4287).
#[get("/collections/<name>/products.atom")]
pub(super) async fn feed(name: String, db: &State<Db>, shop: &State<Shop>) -> Result<Body> {
    let shop = shop.inner().clone();
    let text = db.read(move |txn| {
        let it = find(txn, &name)?;
        let page = links::collection(&it.slug);
        let source =
            Source { title: format!("{}: {}", shop.name, it.title), own: format!("{page}/products.atom"), page };
        atom(txn, &visible(txn, &it.products)?, &source, &shop)
    });
    Ok(Body::new(ContentType::new("application", "atom+xml"), text.await?))
}
