//! Releases of a product and their files, for the programs of those who sell it.

use rocket::{Route, State, delete, get, patch, post, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By, own},
    api::{Answer, Reader, Writer, changing, made, told},
    wire::{NewFileJson, OwnProductJson, OwnReleaseJson, ReleaseWriteJson},
};

use crate::{
    base::{Error, FileId, ReleaseId, Result, UploadId},
    features::{
        audit::Act,
        catalog::{self, ReleaseForm},
    },
    platform::{
        db::Db,
        web::{ClientAddress, IfMatch, Json, Revised, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![releases, begin_release, change_release, drop_release, add_file, remove_file]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(releases, begin_release, change_release, drop_release, add_file, remove_file),
        components(schemas(NewFileJson, OwnReleaseJson, ReleaseWriteJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// Releases: those that are worked on, then those that are out, newest first.
#[utoipa::path(
    get, path = "/api/v1/products/{product}/releases", tag = "Products", security(("bearer" = []), ("api_key" = ["products:read"])),
    params(("product" = String, Path, description = "The product, by id or slug")),
    responses(
        (status = 200, description = "All of them", body = Vec<OwnReleaseJson>),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
    ),
)]
#[get("/products/<id>/releases")]
async fn releases(id: String, asked: Reader, db: &State<Db>, shop: &State<Shop>) -> Result<Json<Vec<OwnReleaseJson>>> {
    let shop = shop.inner().clone();
    let read = db.read(move |txn| Ok(told(txn, &own(txn, &asked.0, &id)?, &shop)?.value.releases));
    read.await.map(Json)
}

/// Begins a release. Nobody else sees it until it comes out.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/releases", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = ReleaseWriteJson,
    responses(
        (status = 201, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 409, description = "The state does not allow it; the answer says why"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[post("/products/<id>/releases", data = "<new>")]
async fn begin_release(
    id: String,
    new: Json<ReleaseWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Answer {
    let form: ReleaseForm = new.0.form(None);
    let done = changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        let (after, _) = catalog::begin_release(txn, before.id, &form)?;
        by.note(txn, Act::ProductChanged, &after, "its next release")?;
        Ok(after)
    });
    made(done.await)
}

/// Changes a release, lets it come out, stops handing it out. Of one that is out only the notes can be changed.
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
#[utoipa::path(
    patch, path = "/api/v1/products/{product}/releases/{release}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("release" = String, Path, description = "The release"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = ReleaseWriteJson,
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such release of yours"),
        (status = 409, description = "The state does not allow it; the answer says why"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[patch("/products/<id>/releases/<release>", data = "<new>")]
async fn change_release(
    id: String,
    release: ReleaseId,
    new: Json<ReleaseWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    let new = new.0;
    changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        let kept = before.release(release).ok_or_else(|| Error::not_found("There is no such release"))?;
        let mut after = catalog::edit_release(txn, before.id, release, &new.form(Some(kept)))?;
        by.note_change(txn, before, &after, "a release")?;
        let is_made = before.making.iter().any(|it| it.id == release);
        if new.published == Some(true) && is_made {
            after = acts::put_out(txn, by, &after, release)?;
            if new.tell_buyers == Some(true) {
                acts::tell(txn, after.id, release)?;
            }
        }
        match new.yanked {
            Some(yanked) => acts::yank(txn, by, &after, release, yanked),
            None => catalog::get(txn, after.id),
        }
    })
    .await
}

/// Gives up a release that is worked on.
#[utoipa::path(
    delete, path = "/api/v1/products/{product}/releases/{release}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("release" = String, Path, description = "The release"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such release of yours that is worked on"),
        (status = 412, description = "It was changed since it was read"),
    ),
)]
#[delete("/products/<id>/releases/<release>")]
async fn drop_release(
    id: String,
    release: ReleaseId,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        let after = catalog::drop_release(txn, before.id, release)?;
        by.note(txn, Act::ProductChanged, &after, "gave a release up")?;
        Ok(after)
    })
    .await
}

/// Makes a file of a release of what has been uploaded.
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
#[utoipa::path(
    post, path = "/api/v1/products/{product}/releases/{release}/files", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("release" = String, Path, description = "The release"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = NewFileJson,
    responses(
        (status = 201, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such release or upload of yours"),
        (status = 409, description = "The upload is not complete"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "There is a file of that name"),
    ),
)]
#[post("/products/<id>/releases/<release>/files", data = "<new>")]
async fn add_file(
    id: String,
    release: ReleaseId,
    new: Json<NewFileJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Answer {
    let (upload, name) = (new.0.upload.parse::<UploadId>()?, new.0.name);
    let done = changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        acts::add_upload(txn, by, before.id, release, upload, &name)
    });
    made(done.await)
}

/// Takes a file out of a release that is worked on.
#[utoipa::path(
    delete, path = "/api/v1/products/{product}/releases/{release}/files/{file}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("release" = String, Path, description = "The release"), ("file" = String, Path, description = "The file"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such file of yours"),
        (status = 412, description = "It was changed since it was read"),
    ),
)]
#[expect(
    unused_variables,
    clippy::too_many_arguments,
    reason = "Rocket's guards are arguments; a file is known by itself"
)]
#[delete("/products/<id>/releases/<release>/files/<file>")]
async fn remove_file(
    id: String,
    release: &str,
    file: FileId,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        let after = catalog::remove_file(txn, before.id, file)?;
        by.note(txn, Act::ProductChanged, &after, "took a file out")?;
        Ok(after)
    })
    .await
}
