//! What opens an account, and the copy of what it holds, as JSON.

use rocket::{Route, State, delete, get, http::Status, post, routes};
use utoipa::OpenApi;

use super::{
    Care,
    data_pages::Archive,
    wire::{ExportJson, KeyJson, KeyMadeJson, MyKeysJson, MySessionsJson, NewKeyJson, SessionJson},
};
use crate::{
    base::{ApiKeyId, Result, SessionId},
    features::{
        accounts,
        api_keys::{self, KeyForm},
        exports, sessions,
    },
    platform::{
        files::Files,
        web::{
            ClientAddress, Created, Json,
            guards::{Allowed, Customer, Fresh, scope},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all_sessions, end_session, end_sessions, all_keys, make_key, end_key, copy, make_copy, fetch_copy]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all_sessions, end_session, end_sessions, all_keys, make_key, end_key, copy, make_copy, fetch_copy),
        components(schemas(MySessionsJson, SessionJson, MyKeysJson, KeyJson, KeyMadeJson, ExportJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// Where one is signed in.
#[utoipa::path(
    get, path = "/api/v1/me/sessions", tag = "People", security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "All sessions that still open the account", body = MySessionsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/sessions")]
fn all_sessions(who: Allowed<scope::AccountRead>, care: &State<Care>) -> Result<Json<MySessionsJson>> {
    let now = care.db.clock().now();
    care.db.look(|txn| {
        let user = accounts::get(txn, who.user)?;
        let mut all = sessions::of_user(txn, who.user)?;
        all.retain(|it| it.is_alive(now, user.epoch, user.role));
        let data: Vec<_> = all.iter().map(|it| SessionJson::of(it, who.session())).collect();
        Ok(Json(MySessionsJson { next: None, total: data.len(), data }))
    })
}

/// Ends one session.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions/{id}", tag = "People", security(("bearer" = [])),
    params(("id" = String, Path, description = "The session")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "There is no such session, or it is another's"),
    ),
)]
#[delete("/me/sessions/<id>")]
async fn end_session(id: SessionId, who: Customer, client: ClientAddress, care: &State<Care>) -> Result<Status> {
    care.end_session(&who, id, client.0).await?;
    Ok(Status::NoContent)
}

/// Ends everything that opens the account but its password: all sessions, this one too, and all API keys.
#[utoipa::path(
    delete, path = "/api/v1/me/sessions", tag = "People", security(("bearer" = [])),
    responses(
        (status = 204, description = "All ended"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
    ),
)]
#[delete("/me/sessions")]
async fn end_sessions(who: Customer, client: ClientAddress, care: &State<Care>) -> Result<Status> {
    care.end_everywhere(&who, client.0).await?;
    Ok(Status::NoContent)
}

/// One's keys for programs, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/me/api-keys", tag = "People", security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "All keys", body = MyKeysJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/api-keys")]
fn all_keys(who: Allowed<scope::AccountRead>, care: &State<Care>) -> Result<Json<MyKeysJson>> {
    let all = care.db.look(|txn| api_keys::of_user(txn, who.user))?;
    let data: Vec<_> = all.iter().map(KeyJson::of).collect();
    Ok(Json(MyKeysJson { next: None, total: data.len(), data }))
}

/// Makes a key. Its secret stands in this answer and nowhere else.
#[utoipa::path(
    post, path = "/api/v1/me/api-keys", tag = "People", security(("bearer" = [])), request_body = NewKeyJson,
    responses(
        (status = 201, description = "The key and its secret", body = KeyMadeJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key, or the sign-in is more than ten minutes old"),
        (status = 409, description = "There are 50 keys already"),
        (status = 422, description = "A field is wrong, or the scope is not for this role"),
    ),
)]
#[post("/me/api-keys", data = "<new>")]
async fn make_key(
    who: Fresh<Customer>,
    new: Json<NewKeyJson>,
    client: ClientAddress,
    care: &State<Care>,
) -> Result<Created<KeyMadeJson>> {
    let NewKeyJson { name, scopes, days } = new.0;
    let (key, secret) = care.make_key(&who, &KeyForm { name, scopes, days }, client.0).await?;
    let location = format!("/api/v1/me/api-keys/{}", key.id);
    Ok(Created { value: KeyMadeJson { key: KeyJson::of(&key), secret }, location })
}

/// Ends a key, at once.
#[utoipa::path(
    delete, path = "/api/v1/me/api-keys/{id}", tag = "People", security(("bearer" = [])),
    params(("id" = String, Path, description = "The key")),
    responses(
        (status = 204, description = "Ended"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 404, description = "There is no such key, or it is another's"),
    ),
)]
#[delete("/me/api-keys/<id>")]
async fn end_key(id: ApiKeyId, who: Customer, client: ClientAddress, care: &State<Care>) -> Result<Status> {
    care.end_key(&who, id, client.0).await?;
    Ok(Status::NoContent)
}

/// How the copy of one's data stands.
#[utoipa::path(
    get, path = "/api/v1/me/export", tag = "People", security(("bearer" = []), ("api_key" = ["account:read"])),
    responses(
        (status = 200, description = "None, waiting or ready", body = ExportJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
    ),
)]
#[get("/me/export")]
fn copy(who: Allowed<scope::AccountRead>, care: &State<Care>) -> Result<Json<ExportJson>> {
    let export = care.db.look(|txn| exports::find(txn, who.user))?;
    Ok(Json(ExportJson::of(export.as_ref(), care.db.clock().now())))
}

/// Has a copy of all data about oneself made. A mail tells when it is ready; it is kept for a week.
#[utoipa::path(
    post, path = "/api/v1/me/export", tag = "People", security(("bearer" = [])),
    responses(
        (status = 202, description = "It is being made", body = ExportJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key"),
        (status = 409, description = "One was asked for a few minutes ago"),
    ),
)]
#[post("/me/export")]
async fn make_copy(who: Customer, client: ClientAddress, care: &State<Care>) -> Result<(Status, Json<ExportJson>)> {
    let export = care.ask_for_copy(&who, client.0).await?;
    Ok((Status::Accepted, Json(ExportJson::of(Some(&export), care.db.clock().now()))))
}

/// The copy itself, as a ZIP archive of JSON files.
#[utoipa::path(
    get, path = "/api/v1/me/export/archive", tag = "People", security(("bearer" = [])),
    responses(
        (status = 200, description = "The archive", content_type = "application/zip"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not with a key, or the sign-in is more than ten minutes old"),
        (status = 404, description = "There is none, or not any more"),
    ),
)]
#[get("/me/export/archive")]
async fn fetch_copy(who: Fresh<Customer>, care: &State<Care>, files: &State<Files>) -> Result<Archive> {
    care.copy(&who, files).await.map(Archive::new)
}
