//! Editions of a product, for the programs of those who sell it.

use rocket::{Route, State, delete, get, patch, post, routes};
use utoipa::OpenApi;

use super::{
    acts::{By, own},
    api::{Answer, Reader, Writer, made, rewriting, stocking, told},
    wire::{EditionWriteJson, OwnEditionJson, OwnProductJson},
};

use crate::{
    base::{EditionId, Error, Result},
    features::catalog::EditionForm,
    platform::{
        db::Db,
        web::{ClientAddress, IfMatch, Json, Revised, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![editions, add_edition, change_edition, end_edition]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(editions, add_edition, change_edition, end_edition),
        components(schemas(EditionWriteJson, OwnEditionJson))
    )]
    struct Docs;
    Docs::openapi()
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
    let stock = new.stock(None);
    let done = stocking(db, shop, By::new(asked.0, &client), id, if_match, stock, move |_, _, form| {
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
    let stock = new.stock(Some(edition));
    stocking(db, shop, By::new(asked.0, &client), id, if_match, stock, move |_, product, form| {
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
