//! Pictures of a product, for the programs of those who sell it.

use rocket::{Route, State, delete, patch, post, routes};
use utoipa::OpenApi;

use super::{
    acts::By,
    api::{Answer, Writer, changing, made},
    storing,
    wire::{ImageWriteJson, NewImageJson, OwnImageJson, OwnProductJson},
};

use crate::{
    base::{ImageId, Result, UploadId},
    features::{audit::Act, catalog, uploads},
    platform::{
        db::Db,
        files::Files,
        web::{ClientAddress, IfMatch, Json, Revised, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![add_image, change_image, remove_image]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(add_image, change_image, remove_image),
        components(schemas(ImageWriteJson, NewImageJson, OwnImageJson))
    )]
    struct Docs;
    Docs::openapi()
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
