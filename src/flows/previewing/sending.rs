//! The sound of a preview: for everybody once its product is on the shelf, before that for whoever edits it.

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
    routes![sound, own_sound]
}

/// It never changes, but can be taken away.
const FOR_A_WHILE: &str = "public, max-age=3600";

#[get("/products/<slug>/previews/<id>")]
async fn sound(
    slug: &str,
    id: PreviewId,
    asked: RangeAsked<'_>,
    db: &State<Db>,
    files: &State<Files>,
) -> Result<Ranged> {
    let (blob, kind) = db.look(|txn| found(txn, catalog::get_published(txn, slug)?.id, id))?;
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
    let (blob, kind) = db.look(|txn| found(txn, own(txn, &editing, name)?.id, id))?;
    Ranged::of(files, blob, kind, &asked, "private, no-store").await
}

fn found(txn: &impl Reads, product: ProductId, id: PreviewId) -> Result<(Blob, ContentType)> {
    match previews::find(txn, product, id)?.map(|it| it.kind) {
        Some(Kind::Audio { blob, media_type }) => {
            Ok((blob, ContentType::parse_flexible(&media_type).unwrap_or(ContentType::Binary)))
        }
        _ => Err(Error::not_found("There is no such sound")),
    }
}
