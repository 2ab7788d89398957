//! Price alerts as JSON.

use rocket::{Route, State, delete, get, http::Status, post, routes};
use utoipa::OpenApi;

use super::{
    pages::place,
    wire::{NewPriceAlertJson, PriceAlertJson, PriceAlertsJson},
};
use crate::{
    base::{PriceAlertId, Result},
    features::alerts,
    platform::{
        db::Db,
        web::{
            Json,
            guards::{
                Allowed,
                scope::{WishlistsRead, WishlistsWrite},
            },
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, set, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all, set, remove),
        components(schemas(PriceAlertJson, PriceAlertsJson, NewPriceAlertJson)),
        tags((name = "Price alerts", description = "One mail when a product costs as little as somebody asked for"))
    )]
    struct Docs;
    Docs::openapi()
}

/// The prices one waits for, the newest first.
#[utoipa::path(
    get, path = "/api/v1/price-alerts", tag = "Price alerts", security(("bearer" = []), ("api_key" = ["wishlists:read"])),
    responses(
        (status = 200, description = "All of them", body = PriceAlertsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/price-alerts")]
async fn all(who: Allowed<WishlistsRead>, db: &State<Db>) -> Result<Json<PriceAlertsJson>> {
    let user = who.user;
    let read = db.read(move |txn| {
        let data = alerts::of(txn, user)?.iter().map(|it| PriceAlertJson::of(txn, it)).collect::<Result<Vec<_>>>()?;
        Ok(PriceAlertsJson { next: None, total: data.len(), data })
    });
    read.await.map(Json)
}

/// Waits for a price. One alert for each product: an earlier one is set anew, and speaks once more.
#[utoipa::path(
    post, path = "/api/v1/price-alerts", tag = "Price alerts", request_body = NewPriceAlertJson,
    security(("bearer" = []), ("api_key" = ["wishlists:write"])),
    responses(
        (status = 200, description = "Set anew", body = PriceAlertJson),
        (status = 201, description = "Set", body = PriceAlertJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such product"),
        (status = 409, description = "There are 200 already"),
        (status = 422, description = "It costs no more than that now, or the currency is another"),
    ),
)]
#[post("/price-alerts", data = "<new>")]
async fn set(
    new: Json<NewPriceAlertJson>,
    who: Allowed<WishlistsWrite>,
    db: &State<Db>,
) -> Result<(Status, Json<PriceAlertJson>)> {
    let NewPriceAlertJson { product, target } = new.0;
    let (alert, is_new) = place(db, who.user, product, target).await?;
    let status = if is_new { Status::Created } else { Status::Ok };
    Ok((status, Json(db.look(|txn| PriceAlertJson::of(txn, &alert))?)))
}

/// Waits no more.
#[utoipa::path(
    delete, path = "/api/v1/price-alerts/{id}", tag = "Price alerts",
    security(("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The alert")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such alert, or it is another's"),
    ),
)]
#[delete("/price-alerts/<id>")]
async fn remove(id: PriceAlertId, who: Allowed<WishlistsWrite>, db: &State<Db>) -> Result<Status> {
    let user = who.user;
    db.write(move |txn| alerts::remove(txn, user, id)).await?;
    Ok(Status::NoContent)
}
