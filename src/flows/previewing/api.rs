//! Previews as JSON: for everybody of what is on the shelf; added and taken away by whoever edits it.

use rocket::{Route, State, delete, get, http::Status, post, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::acts::{self, By, Easel};
use crate::{
    base::{Error, PreviewId, Result, Slug, UploadId},
    features::{
        catalog,
        previews::{self, Kind, Preview},
        sellers::EditingBy,
        uploads,
    },
    platform::{
        db::Db,
        pictures,
        web::{ClientAddress, Created, Json, Shop, guards::scope},
    },
};

type Writer = EditingBy<scope::ProductsWrite>;

pub(super) fn routes() -> Vec<Route> {
    routes![list, add, take_away]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, add, take_away), components(schemas(PreviewJson, NewPreviewJson)))]
    struct Docs;
    Docs::openapi()
}

/// Something of a product that everybody may have.
#[derive(Debug, Serialize, ToSchema)]
struct PreviewJson {
    #[schema(value_type = String)]
    id: PreviewId,
    title: String,
    /// `audio`, `page` or `text`.
    kind: &'static str,
    /// The type of a sound, or of the picture of a page; null of a text.
    media_type: Option<String>,
    /// Where a sound is, with parts by `Range`, or the picture of a document's first page, with `?w=` no wider than needed;
    /// null of a text.
    url: Option<String>,
    /// The first lines of a text; null of anything else.
    text: Option<String>,
}

/// A preview that is to be added.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewPreviewJson {
    /// A complete upload of yours: MP3, Ogg, M4A, FLAC or WAV of 20 MB at most, a text in UTF-8, of which the first 40 lines are
    /// kept, or a PDF, of which a picture of the first page is kept.
    #[schema(example = "upl_019aaf3c5b7e7d3f8f4e2a1b0c9d8e7f")]
    upload: String,
    /// What it is called, in 1 to 100 characters; as its file if left out.
    #[serde(default)]
    title: String,
}

impl PreviewJson {
    fn new(it: Preview, slug: &Slug, shop: &Shop) -> Self {
        let (id, title) = (it.id, it.title);
        let url = Some(shop.base_url.to(&format!("/products/{slug}/previews/{id}")));
        match it.kind {
            Kind::Audio { media_type, .. } => {
                Self { id, title, kind: "audio", media_type: Some(media_type), url, text: None }
            }
            Kind::Page { .. } => {
                let media_type = Some(pictures::MEDIA_TYPE.to_owned());
                Self { id, title, kind: "page", media_type, url, text: None }
            }
            Kind::Text { words } => Self { id, title, kind: "text", media_type: None, url: None, text: Some(words) },
        }
    }
}

/// The previews of a product that is on the shelf.
#[utoipa::path(
    get, path = "/api/v1/products/{id}/previews", tag = "Catalogue",
    params(("id" = String, Path, description = "The product, by id or slug")),
    responses(
        (status = 200, description = "Its previews, in the order in which they were added", body = [PreviewJson]),
        (status = 404, description = "There is no such product"),
    ),
)]
#[get("/products/<id>/previews")]
fn list(id: &str, db: &State<Db>, shop: &State<Shop>) -> Result<Json<Vec<PreviewJson>>> {
    db.look(|txn| {
        let product = catalog::get_published(txn, id)?;
        let all = previews::of_product(txn, product.id)?;
        Ok(Json(all.into_iter().map(|it| PreviewJson::new(it, &product.slug, shop)).collect()))
    })
}

/// Makes a preview of what has been uploaded. What it is, its bytes tell.
#[utoipa::path(
    post, path = "/api/v1/products/{id}/previews", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("id" = String, Path, description = "The product, by id or slug")),
    request_body = NewPreviewJson,
    responses(
        (status = 201, description = "The preview", body = PreviewJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such product or upload of yours"),
        (status = 409, description = "The upload is not complete"),
        (status = 422, description = "`file` cannot be a preview or finds no room, there are 12 already, or `title` cannot be used"),
    ),
)]
#[post("/products/<id>/previews", data = "<new>")]
async fn add(
    id: String,
    new: Json<NewPreviewJson>,
    asked: Writer,
    client: ClientAddress,
    db: &State<Db>,
    easel: Easel<'_>,
    shop: &State<Shop>,
) -> Result<Created<PreviewJson>> {
    let (by, new) = (By::new(asked.0, &client), new.0);
    let (upload, owner) = (new.upload.parse::<UploadId>()?, by.editing.who.user);
    let slug = db.look(|txn| Ok(acts::own(txn, &by.editing, &id)?.slug))?;
    let sent = db.look(|txn| uploads::get_own(txn, upload, owner))?;
    let missing = || Error::conflict("This upload is not complete yet; send the rest of it first");
    let read = easel.read(sent.whole.ok_or_else(missing)?, &sent.name, &new.title).await?;
    let quota = easel.quota();
    let made = db.write(move |txn| {
        uploads::take(txn, upload, owner)?;
        acts::add(txn, &by, &id, &read, quota)
    });
    let value = PreviewJson::new(made.await?, &slug, shop);
    Ok(Created { value, location: format!("/api/v1/products/{slug}/previews") })
}

/// Takes a preview away.
#[utoipa::path(
    delete, path = "/api/v1/products/{id}/previews/{preview}", tag = "Products", security(("bearer" = []), ("api_key" = ["products:write"])),
    params(("id" = String, Path, description = "The product, by id or slug"), ("preview" = String, Path, description = "The preview")),
    responses(
        (status = 204, description = "It is gone"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not someone who sells, or the key is not good for it"),
        (status = 404, description = "There is no such preview of yours"),
    ),
)]
#[delete("/products/<id>/previews/<preview>")]
async fn take_away(
    id: String,
    preview: PreviewId,
    asked: Writer,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Status> {
    let by = By::new(asked.0, &client);
    db.write(move |txn| acts::remove(txn, &by, &id, preview)).await?;
    Ok(Status::NoContent)
}
