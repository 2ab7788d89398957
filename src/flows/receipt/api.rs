//! An order and its downloads as JSON.

use rocket::{Route, State, get, routes};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::{archive, goods};
use crate::{
    base::{Digest, FileId, OrderId, OrderLineId, Result},
    features::{
        delivery::Desk,
        licenses,
        orders::{self, OrderJson},
    },
    platform::{
        db::Db,
        signing::Keys,
        web::{Json, Scope, Shop, guards::Visitor},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![show, downloads, archive::fetch]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(show, downloads, archive::fetch), components(schemas(OrderJson, DownloadJson)))]
    struct Docs;
    Docs::openapi()
}

/// A file that was bought, with a fresh link.
#[derive(Debug, Serialize, ToSchema)]
struct DownloadJson {
    /// The line of the order that it was bought with.
    #[schema(value_type = String)]
    line: OrderLineId,
    #[schema(value_type = String)]
    file: FileId,
    name: String,
    media_type: String,
    /// In bytes.
    size: u64,
    #[schema(value_type = String)]
    sha256: Digest,
    /// Signed, and good until `expires_at`; ask again for a new one.
    url: String,
    expires_at: String,
    /// How often it may still be downloaded; null where there is no limit.
    remaining: Option<u32>,
    /// The version it belongs to.
    release: String,
}

/// An order, for its owner or whoever holds its token.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    responses(
        (status = 200, description = "The order", body = OrderJson),
        (status = 404, description = "There is no such order, or it is not yours"),
    ),
)]
#[get("/orders/<id>?<token>")]
fn show(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    keys: &State<Keys>,
) -> Result<Json<OrderJson>> {
    let asking = visitor.reader(Scope::OrdersRead);
    db.look(|txn| {
        let order = orders::open(txn, keys, id, token, asking)?;
        let mut issued = Vec::new();
        for line in order.lines.iter().filter(|it| it.license_keys) {
            issued.push((line.id, licenses::of_line(txn, line.id)?));
        }
        let json = OrderJson::new(&order, |line| {
            let of_line = issued.iter().filter(|(id, _)| *id == line.id).flat_map(|(_, licenses)| licenses);
            of_line.filter(|it| it.is_active()).map(|it| it.key.to_string()).collect()
        });
        Ok(Json(json))
    })
}

/// The files of an order that may be downloaded now; none until it is paid.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/downloads", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    responses(
        (status = 200, description = "The files, with links", body = [DownloadJson]),
        (status = 404, description = "There is no such order, or it is not yours"),
    ),
)]
#[get("/orders/<id>/downloads?<token>")]
fn downloads(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    db: &State<Db>,
    desk: &State<Desk>,
    keys: &State<Keys>,
    shop: &State<Shop>,
) -> Result<Json<Vec<DownloadJson>>> {
    let now = db.clock().now();
    let asking = visitor.reader(Scope::OrdersRead);
    db.look(|txn| {
        let order = orders::open(txn, keys, id, token, asking)?;
        let goods = goods::of_order(txn, desk, &order, now)?;
        let open = goods.iter().filter(|it| it.is_open(now));
        let links = open.flat_map(|good| good.files.iter().map(|link| (good.line.id, link)));
        let files = links.map(|(line, link)| DownloadJson {
            line,
            file: link.file,
            name: link.name.clone(),
            media_type: link.media_type.clone(),
            size: link.size,
            sha256: link.sha256,
            url: shop.base_url.to(&link.path),
            expires_at: link.expires_at.rfc3339(),
            remaining: link.remaining,
            release: link.release.clone(),
        });
        Ok(Json(files.collect()))
    })
}
