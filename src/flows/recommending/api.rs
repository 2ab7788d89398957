//! Recommendations as JSON.

use rocket::{Route, State, delete, get, http::Status, routes};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{Recommender, pages, shown};
use crate::{
    base::{BaseUrl, ProductId, Result},
    features::{
        catalog::{self, CardJson, SellerJson},
        licenses, preferences,
        recommendations::KnowsTaste,
        reviews, sellers, stock,
    },
    platform::{
        db::{Db, Reads},
        web::{
            Json, Piece, PieceParams, Shop,
            guards::{Allowed, Customer, scope},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, decline, forget]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(all, decline, forget), components(schemas(RecommendationsJson, RecommendationJson, ReasonJson)))]
    struct Docs;
    Docs::openapi()
}

/// What was picked for somebody.
#[derive(Debug, Serialize, ToSchema)]
struct RecommendationsJson {
    /// Best first.
    data: Vec<RecommendationJson>,
    /// How many there are in all.
    total: usize,
    /// The cursor of the next piece; null at the end.
    next: Option<String>,
    /// Whether things are picked for them at all; `picks` of `/me/preferences`.
    enabled: bool,
}

/// Something that was picked.
#[derive(Debug, Serialize, ToSchema)]
struct RecommendationJson {
    #[serde(flatten)]
    card: CardJson,
    reason: ReasonJson,
}

/// Why something was picked.
#[derive(Debug, Serialize, ToSchema)]
struct ReasonJson {
    /// `purchase`, `wishlist`, `conversation` or `view`.
    kind: &'static str,
    /// What it is like.
    #[schema(value_type = String)]
    product: ProductId,
    /// The same for people.
    #[schema(example = "Because you bought Tape Garden")]
    text: String,
}

/// What the shop picked for one, out of what one bought, wishes for and looked at.
///
/// Nothing that one owns, gave back or said no to. Empty where `picks` of `/me/preferences` is off.
#[utoipa::path(
    get, path = "/api/v1/me/recommendations", tag = "People", params(PieceParams),
    security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "A piece of the list, 24 in all at most", body = RecommendationsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 422, description = "`limit` or `cursor` cannot be read"),
    ),
)]
#[get("/me/recommendations")]
async fn all(
    piece: Piece,
    who: Allowed<scope::AccountRead>,
    db: &State<Db>,
    recommender: &State<Recommender>,
    shop: &State<Shop>,
) -> Result<Json<RecommendationsJson>> {
    let (from, user, email, base) = (piece.offset()?, who.user, who.email.clone(), shop.base_url.clone());
    let taste = recommender.of(user).await?;
    let read = db.read(move |txn| {
        let enabled = preferences::picks(txn, &email)?;
        let all = if enabled { shown::picks(txn, user, &taste)? } else { Vec::new() };
        let total = all.len();
        let some = all.into_iter().skip(from).take(piece.limit());
        let data = some.map(|it| told(txn, it, &base)).collect::<Result<Vec<_>>>()?;
        Ok(RecommendationsJson { next: Piece::next_at(from + data.len(), total), total, data, enabled })
    });
    read.await.map(Json)
}

fn told(txn: &impl Reads, it: shown::Shown, base: &BaseUrl) -> Result<RecommendationJson> {
    let product = it.product;
    let seller = sellers::get(txn, product.seller)?;
    let seller = SellerJson { id: seller.id, name: seller.name.to_string(), slug: seller.slug };
    let category = product.category.map(|it| catalog::find_category(txn, it)).transpose()?.flatten();
    let out = |it: &catalog::Edition| {
        let keys = it.license_keys && licenses::is_out_of_keys(txn, it.id)?;
        Ok(keys || stock::is_sold_out(txn, it.id)?)
    };
    let sold_out = catalog::is_all_sold_out(txn, &product, &out)?;
    let rating = reviews::tally(txn, product.id)?;
    let card = CardJson::new(&product, seller, category.as_ref(), base).sold_out(sold_out);
    Ok(RecommendationJson {
        card: card.rated(rating.average_stars(), rating.count()),
        reason: ReasonJson { kind: it.source.word(), product: it.like, text: it.reason },
    })
}

/// Says that one is not interested in a product: it is never picked again.
#[utoipa::path(
    delete, path = "/api/v1/me/recommendations/{product}", tag = "People", security(("bearer" = [])),
    params(("product" = String, Path, description = "The product")),
    responses(
        (status = 204, description = "Noted"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "There is no such product"),
    ),
)]
#[delete("/me/recommendations/<product>")]
async fn decline(
    product: ProductId,
    who: Customer,
    db: &State<Db>,
    recommender: &State<Recommender>,
) -> Result<Status> {
    pages::says_no(db, recommender, who.user, product).await?;
    Ok(Status::NoContent)
}

/// Forgets what one looked at.
#[utoipa::path(
    delete, path = "/api/v1/me/views", tag = "People", security(("bearer" = [])),
    responses(
        (status = 204, description = "Forgotten"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
    ),
)]
#[delete("/me/views")]
async fn forget(who: Customer, db: &State<Db>, recommender: &State<Recommender>) -> Result<Status> {
    pages::forgets(db, recommender, who.user).await?;
    Ok(Status::NoContent)
}
