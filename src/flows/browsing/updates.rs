//! What is new of a product: a question that programs ask of themselves, and a feed for people.

use rocket::{State, get, http::ContentType};
use serde::Serialize;
use utoipa::ToSchema;

use super::json::ReleaseJson;
use crate::{
    base::{Result, links, text::xml},
    features::catalog::{self, Channel, Product, Release},
    platform::{
        db::Db,
        web::{Body, Json, Shop},
    },
};

/// So many releases stand in a feed.
const MOST: usize = 50;

/// Whether something newer is out.
#[derive(Debug, Serialize, ToSchema)]
pub struct UpdateJson {
    /// The newest release of the channel for the platform; null if none is out.
    latest: Option<ReleaseJson>,
    /// Whether that is newer than the version that was named. True if none, or one that is not known, was named.
    is_newer: bool,
    /// Whether the version that was named is no longer handed out, such as for a fault in it.
    is_withdrawn: bool,
}

/// Tells a program whether something newer than itself is out.
///
/// Its files come by the library of whoever bought it. Those of the channel `beta` are told of stable releases as well.
#[utoipa::path(
    get,
    path = "/api/v1/products/{product}/updates",
    tag = "catalogue",
    params(
        ("product" = String, Path, description = "Identifier or slug", example = "tape-garden"),
        ("version" = Option<String>, Query, description = "The version that asks", example = "1.2"),
        ("channel" = Option<String>, Query, description = "`stable`, unless asked otherwise, or `beta`"),
        ("platform" = Option<String>, Query, description = "On what it runs; releases for others are left out"),
    ),
    responses(
        (status = 200, description = "What is out", body = UpdateJson),
        (status = 404, description = "There is none, or it is not published", content_type = "application/problem+json"),
        (status = 422, description = "There is no such channel", content_type = "application/problem+json"),
    )
)]
#[get("/products/<product>/updates?<version>&<channel>&<platform>")]
pub(super) fn updates(
    product: &str,
    version: Option<&str>,
    channel: Option<&str>,
    platform: Option<&str>,
    db: &State<Db>,
) -> Result<Json<UpdateJson>> {
    let channel = Channel::parse(channel.unwrap_or_default())?;
    let product = db.look(|txn| catalog::get_published(txn, product))?;
    let fits = |it: &&Release| {
        let mine =
            it.platform.as_deref().is_none_or(|one| platform.is_none_or(|asked| asked.eq_ignore_ascii_case(one)));
        it.yanked.is_none() && mine && (it.channel == Channel::Stable || channel == Channel::Beta)
    };
    let latest = product.releases.iter().rev().find(fits);
    let asks = version.and_then(|version| product.releases.iter().find(|it| it.version == version));
    Ok(Json(UpdateJson {
        is_newer: latest
            .is_some_and(|it| asks.is_none_or(|mine| mine.published_at < it.published_at && mine.id != it.id)),
        is_withdrawn: asks.is_some_and(|it| it.yanked.is_some()),
        latest: latest.map(ReleaseJson::new),
    }))
}

/// The releases of a product as a feed (Atom, RFC 4287).
#[get("/products/<name>/releases.atom")]
pub(super) fn feed(name: &str, db: &State<Db>, shop: &State<Shop>) -> Result<Body> {
    let product = db.look(|txn| catalog::get_published(txn, name))?;
    Ok(Body::new(ContentType::new("application", "atom+xml"), atom(&product, shop)))
}

fn atom(product: &Product, shop: &Shop) -> String {
    let page = shop.base_url.to(&links::product(&product.slug));
    let out = product.releases.iter().rev().filter(|it| it.yanked.is_none()).take(MOST);
    let entries: String = out
        .map(|it| {
            format!(
                "<entry><id>urn:bodega:{}</id><title>{} {}</title><updated>{}</updated><link href=\"{}#versions\"/>\
                 <content type=\"text\">{}</content></entry>",
                it.id,
                xml(&product.title),
                xml(&it.version),
                it.published_at.rfc3339(),
                xml(&page),
                xml(&it.notes),
            )
        })
        .collect();
    let updated = product.latest().map_or(product.created, |it| it.published_at);
    format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:bodega:{}</id>\
         <title>{}</title><updated>{}</updated><author><name>{}</name></author><link href=\"{}\"/>\
         <link rel=\"self\" href=\"{}/releases.atom\"/>{entries}</feed>\n",
        product.id,
        xml(&product.title),
        updated.rfc3339(),
        xml(&shop.name),
        xml(&page),
        xml(&page),
    )
}
