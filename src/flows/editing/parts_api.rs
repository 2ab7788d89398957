//! What belongs to a product, for the programs of those who sell it: editions, pictures, releases and their files.

use rocket::{Route, State, delete, get, http::Status, patch, post, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By, own},
    api::{Reader, Writer, changing, rewriting, told},
    storing,
    wire::{
        EditionWriteJson, ImageWriteJson, NewFileJson, NewImageJson, OwnEditionJson, OwnImageJson, OwnProductJson,
        OwnReleaseJson, ReleaseWriteJson,
    },
};
use crate::{
    base::{EditionId, Error, FileId, ImageId, ReleaseId, Result, UploadId},
    features::{
        audit::Act,
        catalog::{self, EditionForm, ReleaseForm},
        uploads,
    },
    platform::{
        db::Db,
        files::Files,
        web::{ClientAddress, IfMatch, Json, Revised, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![
        editions,
        add_edition,
        change_edition,
        end_edition,
        add_image,
        change_image,
        remove_image,
        releases,
        begin_release,
        change_release,
        drop_release,
        add_file,
        remove_file
    ]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(
            editions,
            add_edition,
            change_edition,
            end_edition,
            add_image,
            change_image,
            remove_image,
            releases,
            begin_release,
            change_release,
            drop_release,
            add_file,
            remove_file
        ),
        components(schemas(
            EditionWriteJson,
            ImageWriteJson,
            NewFileJson,
            NewImageJson,
            OwnEditionJson,
            OwnImageJson,
            OwnReleaseJson,
            ReleaseWriteJson
        ))
    )]
    struct Docs;
    Docs::openapi()
}

type Answer = Result<(Status, Revised<OwnProductJson>)>;

fn made(done: Result<Revised<OwnProductJson>>) -> Answer {
    done.map(|it| (Status::Created, it))
}

fn no_edition() -> Error {
    Error::not_found("There is no such edition")
}

/// What can be bought of a product, and what no longer can.
#[utoipa::path(
    get, path = "/api/v1/products/{product}/editions", tag = "Products", security(("bearer" = []), ("api_key" = ["products:read"])),
    params(("product" = String, Path, description = "The product, by id or slug")),
    responses(
        (status = 200, description = "All of them, in the seller's order", body = Vec<OwnEditionJson>),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
    ),
)]
#[get("/products/<id>/editions")]
async fn editions(id: String, asked: Reader, db: &State<Db>, shop: &State<Shop>) -> Result<Json<Vec<OwnEditionJson>>> {
    let shop = shop.inner().clone();
    let read = db.read(move |txn| Ok(told(txn, &own(txn, &asked.0, &id)?, &shop)?.value.editions));
    read.await.map(Json)
}

/// Adds an edition.
#[utoipa::path(
    post, path = "/api/v1/products/{product}/editions", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = EditionWriteJson,
    responses(
        (status = 201, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[post("/products/<id>/editions", data = "<new>")]
async fn add_edition(
    id: String,
    new: Json<EditionWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Answer {
    let (new, currency) = (new.0, shop.currency);
    let done = rewriting(db, shop, By::new(asked.0, &client), id, if_match, move |_, _, form| {
        let mut edition = EditionForm::default();
        new.fill(&mut edition, currency);
        form.editions.push(edition);
        Ok(())
    });
    made(done.await)
}

/// Changes an edition; one that is no longer sold is sold again.
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
#[utoipa::path(
    patch, path = "/api/v1/products/{product}/editions/{edition}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("edition" = String, Path, description = "The edition"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = EditionWriteJson,
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[patch("/products/<id>/editions/<edition>", data = "<new>")]
async fn change_edition(
    id: String,
    edition: EditionId,
    new: Json<EditionWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    let (new, currency) = (new.0, shop.currency);
    rewriting(db, shop, By::new(asked.0, &client), id, if_match, move |_, product, form| {
        let kept = product.edition(edition).ok_or_else(no_edition)?;
        let at = form.editions.iter().position(|it| it.id == Some(edition)).unwrap_or_else(|| {
            form.editions.push(EditionForm::of(kept));
            form.editions.len() - 1
        });
        new.fill(&mut form.editions[at], currency);
        Ok(())
    })
    .await
}

/// Ends the sale of an edition; whoever bought it keeps it.
#[utoipa::path(
    delete, path = "/api/v1/products/{product}/editions/{edition}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("edition" = String, Path, description = "The edition"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product of yours"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "It is the only one"),
    ),
)]
#[delete("/products/<id>/editions/<edition>")]
async fn end_edition(
    id: String,
    edition: EditionId,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    rewriting(db, shop, By::new(asked.0, &client), id, if_match, move |_, product, form| {
        product.edition(edition).ok_or_else(no_edition)?;
        form.editions.retain(|it| it.id != Some(edition));
        Ok(())
    })
    .await
}

/// Puts a picture that has been uploaded beside a product. It is made anew as WebP, without what is not pixels.
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
#[utoipa::path(
    post, path = "/api/v1/products/{product}/images", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = NewImageJson,
    responses(
        (status = 201, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product or upload of yours"),
        (status = 409, description = "The upload is not complete, or the picture is there already"),
        (status = 412, description = "It was changed since it was read"),
        (status = 422, description = "It is no picture that is taken"),
    ),
)]
#[post("/products/<id>/images", data = "<new>")]
async fn add_image(
    id: String,
    new: Json<NewImageJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    files: &State<Files>,
    shop: &State<Shop>,
) -> Answer {
    let (by, new) = (By::new(asked.0, &client), new.0);
    let (upload, owner) = (new.upload.parse::<UploadId>()?, by.editing.who.user);
    db.look(|txn| by.product(txn, &id).map(drop))?;
    let sent = db.look(|txn| uploads::get_own(txn, upload, owner))?;
    let image = storing::new_image(files, storing::whole(&sent, owner)?, &new.alt).await?;
    let done = changing(db, shop, by, id, if_match, move |txn, by, before| {
        uploads::take(txn, upload, owner)?;
        let (after, _) = catalog::add_image(txn, before.id, &image)?;
        by.note(txn, Act::ProductChanged, &after, "a picture")?;
        Ok(after)
    });
    made(done.await)
}

/// Says what a picture shows, or moves it.
#[expect(clippy::too_many_arguments, reason = "each is a part of the request")]
#[utoipa::path(
    patch, path = "/api/v1/products/{product}/images/{image}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("image" = String, Path, description = "The picture"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    request_body = ImageWriteJson,
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such picture of yours"),
        (status = 412, description = "It was changed since it was read"),
    ),
)]
#[patch("/products/<id>/images/<image>", data = "<new>")]
async fn change_image(
    id: String,
    image: ImageId,
    new: Json<ImageWriteJson>,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    let new = new.0;
    changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        if let Some(alt) = &new.alt {
            catalog::describe_image(txn, before.id, image, alt)?;
        }
        let place = new.place.or_else(|| before.images.iter().position(|it| it.id == image));
        let after = catalog::move_image(txn, before.id, image, place.unwrap_or_default())?;
        by.note_change(txn, before, &after, "a picture")?;
        Ok(after)
    })
    .await
}

/// Takes a picture away.
#[utoipa::path(
    delete, path = "/api/v1/products/{product}/images/{image}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("product" = String, Path, description = "The product, by id or slug"), ("image" = String, Path, description = "The picture"), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read; another answers 412")),
    responses(
        (status = 200, description = "The product as it is now", body = OwnProductJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such picture of yours"),
        (status = 412, description = "It was changed since it was read"),
    ),
)]
#[delete("/products/<id>/images/<image>")]
async fn remove_image(
    id: String,
    image: ImageId,
    asked: Writer,
    client: ClientAddress,
    if_match: IfMatch,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<OwnProductJson>> {
    changing(db, shop, By::new(asked.0, &client), id, if_match, move |txn, by, before| {
        let after = catalog::remove_image(txn, before.id, image)?;
        by.note(txn, Act::ProductChanged, &after, "took a picture away")?;
        Ok(after)
    })
    .await
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
