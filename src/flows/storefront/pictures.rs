//! Covers and other pictures of products.

use bytes::Bytes;
use rocket::{
    Request, Response, Route, State, get,
    http::ContentType,
    response::{self, Responder},
    routes,
    tokio::io::AsyncReadExt,
};

use crate::{
    base::{Error, Result},
    features::{
        catalog::{self, Product, shown},
        sellers,
    },
    platform::{
        cover_art,
        db::Db,
        files::{Files, Reading},
        web::packed,
    },
};

/// All of them.
pub fn routes() -> Vec<Route> {
    routes![drawn, stored]
}

#[get("/products/<slug>/cover.svg")]
fn drawn(slug: &str, db: &State<Db>) -> Result<Drawn> {
    db.look(|txn| {
        let product = pictured(catalog::find_by_name(txn, slug)?)?;
        let maker = sellers::find(txn, product.seller)?.map(|it| it.name.to_string()).unwrap_or_default();
        let seed = cover_art::seed_of(product.slug.as_str());
        Ok(Drawn(cover_art::draw(&product.title, &maker, seed)))
    })
}

#[get("/products/<slug>/images/<id>?<w>")]
async fn stored(slug: &str, id: &str, w: Option<u32>, db: &State<Db>, files: &State<Files>) -> Result<Stored> {
    let (sha256, kind) = db.look(|txn| {
        let product = pictured(catalog::find_by_name(txn, slug)?)?;
        let (sha256, kind) = shown::stored_picture(&product, id, w).ok_or_else(missing)?;
        Ok((sha256, kind.to_owned()))
    })?;
    let kind = ContentType::parse_flexible(&kind).filter(|it| it.top() == "image").ok_or_else(missing)?;
    let blob = files.named(&sha256).await?.ok_or_else(missing)?;
    Ok(Stored { kind, file: files.open(blob).await?, size: blob.size })
}

fn pictured(product: Option<Product>) -> Result<Product> {
    product.filter(shown::is_pictured).ok_or_else(missing)
}

fn missing() -> Error {
    Error::not_found("There is no such picture")
}

/// What comes from sellers may hold scripts; opened by itself, it gets nothing to work with.
const ALONE: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";
/// Their addresses change with them.
const FOR_GOOD: &str = "public, max-age=31536000, immutable";

/// A drawing of ours.
struct Drawn(String);

impl<'r> Responder<'r, 'static> for Drawn {
    fn respond_to(self, request: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = packed(request, ContentType::SVG, Bytes::from(self.0))?;
        answer.set_raw_header("Cache-Control", FOR_GOOD);
        answer.set_raw_header("Content-Security-Policy", ALONE);
        Ok(answer)
    }
}

/// A picture that a seller gave.
struct Stored {
    kind: ContentType,
    file: Reading,
    size: u64,
}

impl<'r> Responder<'r, 'static> for Stored {
    fn respond_to(self, _: &'r Request<'_>) -> response::Result<'static> {
        let mut answer = Response::build();
        answer.header(self.kind).raw_header("Cache-Control", FOR_GOOD).raw_header("Content-Security-Policy", ALONE);
        answer.raw_header("Content-Length", self.size.to_string());
        answer.streamed_body(self.file.take(self.size)).max_chunk_size(1 << 16).ok()
    }
}
