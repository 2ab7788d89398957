//! What was downloaded, for programs of the staff and of sellers; and beginning anew.

use rocket::{Route, State, get, post, routes};
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};

use super::{
    acts::{self, By},
    sheet::{self, MOST, Sheet},
    shown,
    wire::{AllowedJson, CountJson, EntryJson, LogJson, OrderDownloadsJson},
};
use crate::{
    base::{OrderId, OrderLineId, Result},
    features::{delivery, orders, sellers::SalesReader},
    platform::{
        db::{Db, Reads},
        web::{ClientAddress, Json, Piece, PieceParams, Shop, guards::Support},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![all, all_as_table, of_order, reset, own, own_as_table]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(all, all_as_table, of_order, reset, own, own_as_table),
        components(schemas(EntryJson, LogJson, OrderDownloadsJson, AllowedJson, CountJson, ResetJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// Which lines of an order may be downloaded anew.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[schema(as = DownloadResetJson)]
#[serde(deny_unknown_fields)]
struct ResetJson {
    /// All that were not taken back, if none is named.
    #[serde(default)]
    #[schema(value_type = Vec<String>)]
    lines: Vec<OrderLineId>,
}

/// What was downloaded, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/downloads", tag = "Admin", security(("bearer" = [])), params(PieceParams),
    responses(
        (status = 200, description = "A piece of the log", body = LogJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/downloads")]
async fn all(piece: Piece, _support: Support, db: &State<Db>) -> Result<Json<LogJson>> {
    let before = piece.behind()?;
    let read = db.read(move |txn| {
        let mut found = delivery::log(txn, before, piece.limit() + 1)?;
        let next = piece.cut(&mut found, |it| it.id);
        let data = shown::told(txn, found)?.iter().map(|it| EntryJson::of(it, true)).collect();
        Ok(LogJson { data, next })
    });
    read.await.map(Json)
}

/// The log as CSV: the newest hundred thousand transfers.
#[utoipa::path(
    get, path = "/api/v1/admin/downloads/table.csv", tag = "Admin", security(("bearer" = [])),
    responses(
        (status = 200, description = "The log", body = String, content_type = "text/csv"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
    ),
)]
#[get("/admin/downloads/table.csv")]
async fn all_as_table(_support: Support, db: &State<Db>) -> Result<Sheet> {
    db.read(|txn| sheet::write(&shown::told(txn, delivery::log(txn, None, MOST)?)?, true)).await
}

/// What an order's buyer may download, and has downloaded.
#[utoipa::path(
    get, path = "/api/v1/admin/orders/{id}/downloads", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order")),
    responses(
        (status = 200, description = "Its lines and the log", body = OrderDownloadsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such order"),
    ),
)]
#[get("/admin/orders/<id>/downloads")]
fn of_order(id: OrderId, _support: Support, db: &State<Db>) -> Result<Json<OrderDownloadsJson>> {
    db.look(|txn| whole(txn, id)).map(Json)
}

/// Lets an order's buyer begin anew: what was downloaded so far counts no more, and the time runs from now.
#[utoipa::path(
    post, path = "/api/v1/admin/orders/{id}/downloads/resets", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order")), request_body = ResetJson,
    responses(
        (status = 200, description = "Its lines and the log", body = OrderDownloadsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such order, or nothing was handed over for a line"),
        (status = 409, description = "What it gave was taken back"),
        (status = 422, description = "`lines` names one that the order has not"),
    ),
)]
#[post("/admin/orders/<id>/downloads/resets", data = "<wish>")]
async fn reset(
    id: OrderId,
    wish: Json<ResetJson>,
    support: Support,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Json<OrderDownloadsJson>> {
    let (by, words, lines) = (By { user: support.user, address: client.0 }, shop.inner().clone(), wish.0.lines);
    let anew = db.write(move |txn| {
        acts::reset(txn, &words, by, id, &lines)?;
        whole(txn, id)
    });
    anew.await.map(Json)
}

fn whole(txn: &impl Reads, id: OrderId) -> Result<OrderDownloadsJson> {
    let order = orders::get(txn, id)?;
    let (mut lines, mut log) = (Vec::new(), Vec::new());
    for grant in delivery::of_order(txn, id)? {
        if let Some(line) = order.lines.iter().find(|it| it.id == grant.line) {
            lines.push(AllowedJson::of(txn, &grant, line)?);
        }
        log.extend(delivery::downloads_of(txn, grant.id)?);
    }
    log.sort_by_key(|it| std::cmp::Reverse(it.id));
    let log = shown::told(txn, log)?.iter().map(|it| EntryJson::of(it, true)).collect();
    Ok(OrderDownloadsJson { lines, log })
}

/// What was downloaded of a seller's own products, newest first. Of the buyer it tells nothing.
#[utoipa::path(
    get, path = "/api/v1/seller/downloads", tag = "Selling", security(("bearer" = []), ("api_key" = ["sales:read"])),
    params(PieceParams),
    responses(
        (status = 200, description = "A piece of the log", body = LogJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/seller/downloads")]
async fn own(piece: Piece, seller: SalesReader, db: &State<Db>) -> Result<Json<LogJson>> {
    let before = piece.behind()?;
    let read = db.read(move |txn| {
        let mut found = delivery::log_of_seller(txn, seller.0.id, before, piece.limit() + 1)?;
        let next = piece.cut(&mut found, |it| it.id);
        let data = shown::told(txn, found)?.iter().map(|it| EntryJson::of(it, false)).collect();
        Ok(LogJson { data, next })
    });
    read.await.map(Json)
}

/// The same as CSV: the newest hundred thousand transfers.
#[utoipa::path(
    get, path = "/api/v1/seller/downloads/table.csv", tag = "Selling",
    security(("bearer" = []), ("api_key" = ["sales:read"])),
    responses(
        (status = 200, description = "The log", body = String, content_type = "text/csv"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
    ),
)]
#[get("/seller/downloads/table.csv")]
async fn own_as_table(seller: SalesReader, db: &State<Db>) -> Result<Sheet> {
    let seller = seller.0.id;
    db.read(move |txn| sheet::write(&shown::told(txn, delivery::log_of_seller(txn, seller, None, MOST)?)?, false)).await
}
