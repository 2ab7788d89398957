//! What a product has cost.

use rocket::{State, get};
use serde::Serialize;
use utoipa::ToSchema;

use crate::{
    base::{EditionId, Money, Result},
    features::catalog::{self, MoneyJson},
    platform::{db::Db, web::Json},
};

/// So many changes are shown of each edition.
const SHOWN: usize = 200;

/// The prices of a product over time.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct PastPricesJson {
    data: Vec<PastPriceJson>,
}

/// A price, from a moment on.
#[derive(Debug, Serialize, ToSchema)]
struct PastPriceJson {
    #[schema(value_type = String, example = "ed_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    edition: EditionId,
    /// Since when it was asked.
    #[schema(format = DateTime)]
    at: String,
    /// The least that one could give where the buyer names the price.
    #[schema(value_type = MoneyJson)]
    price: Money,
}

/// Shows what the editions of a product have cost, newest first.
///
/// Each price lasts until the next one's moment. Of an edition whose price has never changed nothing is listed. Discounts
/// are not in it.
#[utoipa::path(
    get,
    path = "/api/v1/products/{product}/prices",
    tag = "catalogue",
    params(("product" = String, Path, description = "Identifier or slug", example = "tape-garden")),
    responses(
        (status = 200, description = "Up to 200 prices of each edition", body = PastPricesJson),
        (status = 404, description = "There is none, or it is not published", content_type = "application/problem+json"),
    )
)]
#[get("/products/<product>/prices")]
pub(super) async fn past_prices(product: String, db: &State<Db>) -> Result<Json<PastPricesJson>> {
    db.read(move |txn| {
        let product = catalog::get_published(txn, &product)?;
        let mut data = Vec::new();
        for edition in product.on_sale() {
            let points = catalog::prices_of(txn, edition.id, SHOWN)?.into_iter();
            data.extend(points.map(|it| PastPriceJson { edition: it.edition, at: it.at.rfc3339(), price: it.price }));
        }
        Ok(Json(PastPricesJson { data }))
    })
    .await
}
