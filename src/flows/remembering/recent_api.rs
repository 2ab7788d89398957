//! Searches of late as JSON. They are nobody else's business: keys of programs do not open them.

use rocket::{Route, State, delete, get, http::Status, patch, routes};
use utoipa::OpenApi;

use super::wire::{KeepSearchesJson, RecentSearchJson, RecentSearchesJson};
use crate::{
    base::{RecentSearchId, Result},
    features::recent_searches,
    platform::{
        db::Db,
        web::{Json, guards::Customer},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, keep, clear, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all, keep, clear, remove),
        components(schemas(RecentSearchJson, RecentSearchesJson, KeepSearchesJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// What one looked for lately, the latest first: searches sent from the pages of the shop.
#[utoipa::path(
    get, path = "/api/v1/me/searches", tag = "Searches", security(("bearer" = [])),
    responses(
        (status = 200, description = "All that are kept", body = RecentSearchesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
    ),
)]
#[get("/me/searches")]
fn all(who: Customer, db: &State<Db>) -> Result<Json<RecentSearchesJson>> {
    db.look(|txn| recent_searches::of(txn, who.user)).map(RecentSearchesJson::of).map(Json)
}

/// Keeps what one looks for, or does not.
#[utoipa::path(
    patch, path = "/api/v1/me/searches", tag = "Searches", request_body = KeepSearchesJson, security(("bearer" = [])),
    responses(
        (status = 200, description = "What is kept now", body = RecentSearchesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
    ),
)]
#[patch("/me/searches", data = "<change>")]
async fn keep(change: Json<KeepSearchesJson>, who: Customer, db: &State<Db>) -> Result<Json<RecentSearchesJson>> {
    let (user, keep) = (who.user, change.0.keep);
    let kept = db.write(move |txn| recent_searches::keep(txn, user, keep)).await?;
    Ok(Json(RecentSearchesJson::of(kept)))
}

/// Forgets all of them.
#[utoipa::path(
    delete, path = "/api/v1/me/searches", tag = "Searches", security(("bearer" = [])),
    responses(
        (status = 204, description = "Forgotten"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
    ),
)]
#[delete("/me/searches")]
async fn clear(who: Customer, db: &State<Db>) -> Result<Status> {
    let user = who.user;
    db.write(move |txn| recent_searches::clear(txn, user)).await?;
    Ok(Status::NoContent)
}

/// Forgets one of them.
#[utoipa::path(
    delete, path = "/api/v1/me/searches/{id}", tag = "Searches", security(("bearer" = [])),
    params(("id" = String, Path, description = "The search")),
    responses(
        (status = 204, description = "Forgotten"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "There is no such search, or it is another's"),
    ),
)]
#[delete("/me/searches/<id>")]
async fn remove(id: RecentSearchId, who: Customer, db: &State<Db>) -> Result<Status> {
    let user = who.user;
    db.write(move |txn| recent_searches::remove(txn, user, id)).await?;
    Ok(Status::NoContent)
}
