//! On which devices a licence is used, and its file, for the programs that were sold with it. Whoever has the key may ask.

use rocket::{
    Responder, Route, State, delete, get,
    http::{Header, Status},
    post, routes,
};
use serde::Serialize;
use utoipa::OpenApi;

use super::{
    asked::Gate,
    facts::Facts,
    wire::{ActivationJson, ActivationsJson, KeySetJson, NewActivationJson},
};
use crate::{
    base::{ActivationId, Error, Result, Timestamp},
    features::licenses::{self, Device},
    platform::{
        db::Db,
        signing::Keys,
        web::{Json, Piece, PieceParams, Shop},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, activate, deactivate, file]
}

/// What stands at a fixed place of the host.
pub(super) fn well_known() -> Vec<Route> {
    routes![key_set]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list, activate, deactivate, file, key_set),
        components(schemas(ActivationJson, ActivationsJson, NewActivationJson, KeySetJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// The licence of a key, for whoever has it.
pub(super) async fn held(key: &str, gate: &Gate<'_>, db: &Db) -> Result<Facts> {
    gate.pass()?;
    let typed = key.to_owned();
    match db.read(move |txn| Facts::find(txn, &typed, None)).await? {
        Some(facts) => Ok(facts),
        None => {
            gate.guessed("")?;
            Err(Error::not_found("There is no such key"))
        }
    }
}

/// The devices that a key is used on, the oldest first.
#[utoipa::path(
    get, path = "/api/v1/licenses/{key}/activations", tag = "Licences",
    params(("key" = String, Path, description = "The licence key"), PieceParams),
    responses(
        (status = 200, description = "A piece of the devices", body = ActivationsJson),
        (status = 404, description = "There is no such key"),
        (status = 422, description = "Limit or cursor cannot be read"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[get("/licenses/<key>/activations")]
async fn list(key: &str, piece: Piece, gate: Gate<'_>, db: &State<Db>) -> Result<Json<ActivationsJson>> {
    let id = held(key, &gate, db).await?.license.id;
    let from = piece.offset()?;
    let all = db.read(move |txn| licenses::activations(txn, id)).await?;
    let data: Vec<_> = all.iter().skip(from).take(piece.limit()).map(ActivationJson::of).collect();
    Ok(Json(ActivationsJson { next: Piece::next_at(from + data.len(), all.len()), total: all.len(), data }))
}

/// Uses a licence on a device. Asked again by the same device, it gives the same activation.
#[utoipa::path(
    post, path = "/api/v1/licenses/{key}/activations", tag = "Licences", request_body = NewActivationJson,
    params(("key" = String, Path, description = "The licence key")),
    responses(
        (status = 200, description = "The device was activated before", body = ActivationJson),
        (status = 201, description = "The device is activated", body = ActivationJson),
        (status = 403, description = "The licence is worth nothing: it has expired, or was stopped or refunded"),
        (status = 404, description = "There is no such key"),
        (status = 409, description = "It is used on as many devices as it may be"),
        (status = 422, description = "A field is missing or too long"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[post("/licenses/<key>/activations", data = "<new>")]
async fn activate(
    key: &str,
    new: Json<NewActivationJson>,
    gate: Gate<'_>,
    db: &State<Db>,
) -> Result<(Status, Json<ActivationJson>)> {
    let id = held(key, &gate, db).await?.license.id;
    let device = Device::parse(&new.0.fingerprint, &new.0.label)?;
    let (activation, is_new) = db.write(move |txn| licenses::activate(txn, id, &device)).await?;
    let status = if is_new { Status::Created } else { Status::Ok };
    Ok((status, Json(ActivationJson::of(&activation))))
}

/// Frees a device, so that another may take its place.
#[utoipa::path(
    delete, path = "/api/v1/licenses/{key}/activations/{id}", tag = "Licences",
    params(("key" = String, Path, description = "The licence key"), ("id" = String, Path, description = "The activation")),
    responses(
        (status = 204, description = "Freed"),
        (status = 404, description = "There is no such key, or it has no such activation"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[delete("/licenses/<key>/activations/<id>")]
async fn deactivate(key: &str, id: ActivationId, gate: Gate<'_>, db: &State<Db>) -> Result<Status> {
    let license = held(key, &gate, db).await?.license.id;
    db.write(move |txn| licenses::deactivate(txn, license, id)).await?;
    Ok(Status::NoContent)
}

/// What a licence file says.
#[derive(Debug, Serialize)]
struct Claims {
    /// The version of these claims.
    version: u8,
    iss: String,
    sub: String,
    iat: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exp: Option<i64>,
    key: String,
    product: Named,
    edition: Named,
    seat: u32,
    holder: Holder,
    issued_at: String,
    expires_at: Option<String>,
    updates_until: Option<String>,
    activation_limit: Option<u32>,
    /// The one device that it is good for; null if it is good for any.
    fingerprint: Option<String>,
}

#[derive(Debug, Serialize)]
struct Named {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    slug: Option<String>,
    name: String,
}

#[derive(Debug, Serialize)]
struct Holder {
    email: Option<String>,
    name: Option<String>,
}

/// A licence file, to be kept.
#[derive(Responder)]
#[response(content_type = "application/jose")]
pub(super) struct LicenseFile {
    body: String,
    name: Header<'static>,
}

/// A file that proves a licence offline: a JSON Web Signature (RFC 7515) by Ed25519, verified with the keys at
/// `/.well-known/license-keys.json`. With `fingerprint` it is good for that device alone, which has to be activated.
#[utoipa::path(
    get, path = "/api/v1/licenses/{key}/file", tag = "Licences",
    params(
        ("key" = String, Path, description = "The licence key"),
        ("fingerprint" = Option<String>, Query, description = "The device that it shall be good for; any if not given"),
    ),
    responses(
        (status = 200, description = "The signed file", body = String, content_type = "application/jose"),
        (status = 403, description = "The licence is worth nothing: it has expired, or was stopped or refunded"),
        (status = 404, description = "There is no such key"),
        (status = 409, description = "The device is not activated"),
        (status = 429, description = "Asked too often"),
    ),
)]
#[get("/licenses/<key>/file?<fingerprint>")]
async fn file(
    key: &str,
    fingerprint: Option<String>,
    gate: Gate<'_>,
    db: &State<Db>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<LicenseFile> {
    let facts = held(key, &gate, db).await?;
    let id = facts.license.id;
    let bound = match fingerprint {
        Some(device) => {
            let found = db.read(move |txn| licenses::find_activation(txn, id, &device)).await?;
            let missing = || Error::conflict("This device is not activated; activate it first");
            // As it was activated, however it was written here: that is what the program compares.
            Some(found.ok_or_else(missing)?.fingerprint)
        }
        None => None,
    };
    write(&facts, bound, keys, shop, db.clock().now())
}

/// The file of a licence.
///
/// # Errors
/// The licence is worth nothing.
pub(super) fn write(
    facts: &Facts,
    fingerprint: Option<String>,
    keys: &Keys,
    shop: &Shop,
    now: Timestamp,
) -> Result<LicenseFile> {
    let license = &facts.license;
    if let Some(why) = license.sorry(now) {
        return Err(Error::forbidden(why));
    }
    let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let slug = facts.product.as_ref().map(|it| it.slug.to_string());
    let claims = Claims {
        version: 1,
        iss: shop.base_url.to_string(),
        sub: license.id.to_string(),
        iat: now.seconds(),
        exp: license.expires.map(Timestamp::seconds),
        key: license.key.to_string(),
        product: Named { id: license.product.to_string(), slug: slug.clone(), name: facts.title().to_owned() },
        edition: Named { id: license.edition.to_string(), slug: None, name: facts.edition_name().to_owned() },
        seat: license.seat,
        holder: Holder { email: facts.holder().map(ToString::to_string), name: some(facts.holder_name()) },
        issued_at: license.issued.rfc3339(),
        expires_at: license.expires.map(Timestamp::rfc3339),
        updates_until: license.updates_until.map(Timestamp::rfc3339),
        activation_limit: license.limit,
        fingerprint,
    };
    let name = format!("attachment; filename=\"{}.lic\"", slug.unwrap_or_else(|| "license".into()));
    Ok(LicenseFile { body: licenses::sign(keys, &claims)?, name: Header::new("Content-Disposition", name) })
}

/// A set of keys that may be kept for an hour.
#[derive(Responder)]
struct Published {
    set: Json<KeySetJson>,
    kept: Header<'static>,
}

/// The public keys by which licence files are verified (RFC 7517, RFC 8037).
#[utoipa::path(
    get, path = "/.well-known/license-keys.json", tag = "Licences",
    responses((status = 200, description = "All keys that ever signed, the present one first", body = KeySetJson)),
)]
#[get("/.well-known/license-keys.json")]
fn key_set(keys: &State<Keys>) -> Published {
    let set = Json(KeySetJson { keys: licenses::public_keys(keys) });
    Published { set, kept: Header::new("Cache-Control", "public, max-age=3600") }
}
