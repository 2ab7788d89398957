//! Collections for programs of admins.

use rocket::{Route, State, delete, get, http::Status, post, put, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By},
    wire::{CollectionJson, CollectionsJson, NewCollectionJson},
};
use crate::{
    base::{CollectionId, Result},
    features::collections::{self, Collection},
    platform::{
        db::Db,
        web::{ClientAddress, Created, IfMatch, Json, Piece, PieceParams, Revised, Revision, Shop, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, create, show, change, remove]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list, create, show, change, remove),
        components(schemas(CollectionJson, CollectionsJson, NewCollectionJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// All collections, shown or not, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/collections", tag = "Admin", security(("bearer" = [])), params(PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = CollectionsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 422, description = "`limit` or `cursor` cannot be read"),
    ),
)]
#[get("/admin/collections")]
async fn list(piece: Piece, _admin: Admin, db: &State<Db>, shop: &State<Shop>) -> Result<Json<CollectionsJson>> {
    let from = piece.offset()?;
    let all = db.read(collections::all).await?;
    let some = all.iter().skip(from).take(piece.limit());
    let data: Vec<_> = some.map(|it| CollectionJson::new(it, &shop.base_url)).collect();
    Ok(Json(CollectionsJson { next: Piece::next_at(from + data.len(), all.len()), total: all.len(), data }))
}

/// Sets a collection up.
#[utoipa::path(
    post, path = "/api/v1/admin/collections", tag = "Admin", security(("bearer" = [])), request_body = NewCollectionJson,
    responses(
        (status = 201, description = "The collection", body = CollectionJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 409, description = "There are 200 already"),
        (status = 422, description = "A field cannot be used, or names a product that is not there"),
    ),
)]
#[post("/admin/collections", data = "<new>")]
async fn create(
    new: Json<NewCollectionJson>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Created<CollectionJson>> {
    let (by, new) = (By::new(&admin, client), new.0);
    let good = acts::checked(&new.form())?;
    let kept = db.write(move |txn| acts::keep(txn, by, None, new.holding(txn, &good)?)).await?;
    let location = format!("/api/v1/admin/collections/{}", kept.id);
    Ok(Created { value: CollectionJson::new(&kept, &shop.base_url), location })
}

/// A collection, shown or not.
#[utoipa::path(
    get, path = "/api/v1/admin/collections/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The collection")),
    responses(
        (status = 200, description = "The collection, with its state in `ETag`", body = CollectionJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such collection"),
    ),
)]
#[get("/admin/collections/<id>")]
fn show(id: CollectionId, _admin: Admin, db: &State<Db>, shop: &State<Shop>) -> Result<Revised<CollectionJson>> {
    db.look(|txn| Ok(revised(&collections::get(txn, id)?, shop)))
}

fn revised(it: &Collection, shop: &Shop) -> Revised<CollectionJson> {
    Revised { revision: Revision::number(it.revision), value: CollectionJson::new(it, &shop.base_url) }
}

/// Makes a collection what the body says, in all its fields.
#[utoipa::path(
    put, path = "/api/v1/admin/collections/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The collection"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewCollectionJson,
    responses(
        (status = 200, description = "The collection as it is now", body = CollectionJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such collection"),
        (status = 412, description = "It was changed meanwhile"),
        (status = 422, description = "A field cannot be used, or names a product that is not there"),
    ),
)]
#[put("/admin/collections/<id>", data = "<new>")]
async fn change(
    id: CollectionId,
    new: Json<NewCollectionJson>,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<CollectionJson>> {
    let (by, new) = (By::new(&admin, client), new.0);
    let good = acts::checked(&new.form())?;
    let change = db.write(move |txn| {
        unchanged.check(&Revision::number(collections::get(txn, id)?.revision))?;
        acts::keep(txn, by, Some(id), new.holding(txn, &good)?)
    });
    Ok(revised(&change.await?, shop))
}

/// Removes a collection; what is in it stays on the shelf.
#[utoipa::path(
    delete, path = "/api/v1/admin/collections/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The collection")),
    responses(
        (status = 204, description = "Removed"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such collection"),
    ),
)]
#[delete("/admin/collections/<id>")]
async fn remove(id: CollectionId, admin: Admin, client: ClientAddress, db: &State<Db>) -> Result<Status> {
    let by = By::new(&admin, client);
    db.write(move |txn| acts::remove(txn, by, id)).await?;
    Ok(Status::NoContent)
}
