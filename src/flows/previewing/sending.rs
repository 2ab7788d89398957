//! The sound of a preview, or the picture of its page: for everybody once its product is on the shelf, before that for whoever edits it.

use rocket::{Route, State, get, http::ContentType, routes};

use super::acts::own;
use crate::{
    base::{Error, PreviewId, ProductId, Result},
    features::{
        catalog,
        previews::{self, Kind},
        sellers::Editing,
    },
    platform::{
        db::{Db, Reads},
        files::{Blob, Files},
        web::{RangeAsked, Ranged},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![shown, own_sound, own_page]
}

/// It never changes, but can be taken away.
const FOR_A_WHILE: &str = "public, max-age=3600";

#[get("/products/<slug>/previews/<id>?<w>")]
async fn shown(
    slug: &str,
    id: PreviewId,
    w: Option<u32>,
    asked: RangeAsked<'_>,
    db: &State<Db>,
    files: &State<Files>,
) -> Result<Ranged> {
    let (blob, kind) = db.look(|txn| found(txn, catalog::get_published(txn, slug)?.id, id, w))?;
    Ranged::of(files, blob, kind, &asked, FOR_A_WHILE).await
}

#[get("/sell/products/<name>/previews/<id>/sound")]
async fn own_sound(
    name: &str,
    id: PreviewId,
    editing: Editing,
    asked: RangeAsked<'_>,
    db: &State<Db>,
    files: &State<Files>,
) -> Result<Ranged> {
    let (blob, kind) = db.look(|txn| found(txn, own(txn, &editing, name)?.id, id, None))?;
    Ranged::of(files, blob, kind, &asked, "private, no-store").await
}

#[get("/sell/products/<name>/previews/<id>/page?<w>")]
async fn own_page(
    name: &str,
    id: PreviewId,
    w: Option<u32>,
    editing: Editing,
    asked: RangeAsked<'_>,
    db: &State<Db>,
    files: &State<Files>,
) -> Result<Ranged> {
    let (blob, kind) = db.look(|txn| found(txn, own(txn, &editing, name)?.id, id, w))?;
    Ranged::of(files, blob, kind, &asked, "private, no-store").await
}

/// The bytes of a preview and their type; of a page no wider ones than asked for, if there are such.
fn found(txn: &impl Reads, product: ProductId, id: PreviewId, width: Option<u32>) -> Result<(Blob, ContentType)> {
    let missing = || Error::not_found("There is no such sample");
    let preview = previews::find(txn, product, id)?.ok_or_else(missing)?;
    match &preview.kind {
        Kind::Audio { blob, media_type } => {
            Ok((*blob, ContentType::parse_flexible(media_type).unwrap_or(ContentType::Binary)))
        }
        Kind::Page { .. } => Ok((preview.drawn(width).ok_or_else(missing)?.blob, ContentType::WEBP)),
        Kind::Text { .. } => Err(missing()),
    }
}
