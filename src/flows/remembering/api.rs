//! Saved searches as JSON.

use rocket::{Route, State, delete, get, http::Status, patch, post, routes};
use utoipa::OpenApi;

use super::wire::{NewSavedSearchJson, SavedSearchChangeJson, SavedSearchJson, SavedSearchesJson};
use crate::{
    base::{Result, SavedSearchId},
    features::saved_searches::{self, Change, NewSavedSearch},
    platform::{
        db::Db,
        search::SearchParams,
        web::{
            Json, Shop,
            guards::{
                Allowed,
                scope::{WishlistsRead, WishlistsWrite},
            },
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, save, show, change, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all, save, show, change, remove),
        components(schemas(SavedSearchJson, SavedSearchesJson, NewSavedSearchJson, SavedSearchChangeJson)),
        tags((name = "Searches", description = "What one looks for again and again, and what one looked for lately"))
    )]
    struct Docs;
    Docs::openapi()
}

/// The searches that one saved, the newest first.
#[utoipa::path(
    get, path = "/api/v1/me/saved-searches", tag = "Searches",
    security(("bearer" = []), ("api_key" = ["wishlists:read"])),
    responses(
        (status = 200, description = "All of them", body = SavedSearchesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/saved-searches")]
fn all(who: Allowed<WishlistsRead>, db: &State<Db>, shop: &State<Shop>) -> Result<Json<SavedSearchesJson>> {
    let book = db.look(|txn| saved_searches::of(txn, who.user))?;
    let data: Vec<_> = book.searches.iter().map(|it| SavedSearchJson::new(it, &shop.base_url)).collect();
    Ok(Json(SavedSearchesJson { total: data.len(), data, next: None }))
}

/// Saves a search. One that asks for the same is called by the new name.
///
/// Products published from then on that hold all of its words and fit its filters are told by mail, once a day at most.
#[utoipa::path(
    post, path = "/api/v1/me/saved-searches", tag = "Searches", request_body = NewSavedSearchJson,
    security(("bearer" = []), ("api_key" = ["wishlists:write"])),
    responses(
        (status = 200, description = "It was saved already", body = SavedSearchJson),
        (status = 201, description = "Saved", body = SavedSearchJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 409, description = "There are 50 already"),
        (status = 422, description = "It has no name, or asks for nothing"),
    ),
)]
#[post("/me/saved-searches", data = "<new>")]
async fn save(
    new: Json<NewSavedSearchJson>,
    who: Allowed<WishlistsWrite>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<(Status, Json<SavedSearchJson>)> {
    let NewSavedSearchJson { name, query, mails } = new.0;
    let new = NewSavedSearch::new(&name, &SearchParams::parse(query.trim_start_matches('?'))?, mails)?;
    let user = who.user;
    let (search, is_new) = db.write(move |txn| saved_searches::save(txn, user, &new)).await?;
    let status = if is_new { Status::Created } else { Status::Ok };
    Ok((status, Json(SavedSearchJson::new(&search, &shop.base_url))))
}

/// One of them.
#[utoipa::path(
    get, path = "/api/v1/me/saved-searches/{id}", tag = "Searches",
    security(("bearer" = []), ("api_key" = ["wishlists:read"])),
    params(("id" = String, Path, description = "The search")),
    responses(
        (status = 200, description = "It", body = SavedSearchJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such search, or it is another's"),
    ),
)]
#[get("/me/saved-searches/<id>")]
fn show(
    id: SavedSearchId,
    who: Allowed<WishlistsRead>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<SavedSearchJson>> {
    let search = db.look(|txn| saved_searches::get(txn, who.user, id))?;
    Ok(Json(SavedSearchJson::new(&search, &shop.base_url)))
}

/// Calls it something else, or says whether mails come of it.
#[utoipa::path(
    patch, path = "/api/v1/me/saved-searches/{id}", tag = "Searches", request_body = SavedSearchChangeJson,
    security(("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The search")),
    responses(
        (status = 200, description = "As it is now", body = SavedSearchJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such search, or it is another's"),
        (status = 422, description = "The name is empty or too long"),
    ),
)]
#[patch("/me/saved-searches/<id>", data = "<change>")]
async fn change(
    id: SavedSearchId,
    change: Json<SavedSearchChangeJson>,
    who: Allowed<WishlistsWrite>,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<SavedSearchJson>> {
    let (user, change) = (who.user, Change::new(change.0.name.as_deref(), change.0.mails)?);
    let search = db.write(move |txn| saved_searches::change(txn, user, id, &change)).await?;
    Ok(Json(SavedSearchJson::new(&search, &shop.base_url)))
}

/// Deletes it.
#[utoipa::path(
    delete, path = "/api/v1/me/saved-searches/{id}", tag = "Searches",
    security(("bearer" = []), ("api_key" = ["wishlists:write"])),
    params(("id" = String, Path, description = "The search")),
    responses(
        (status = 204, description = "Deleted"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 404, description = "There is no such search, or it is another's"),
    ),
)]
#[delete("/me/saved-searches/<id>")]
async fn remove(id: SavedSearchId, who: Allowed<WishlistsWrite>, db: &State<Db>) -> Result<Status> {
    let user = who.user;
    db.write(move |txn| saved_searches::remove(txn, user, id)).await?;
    Ok(Status::NoContent)
}
