//! An order and its downloads as JSON.

use rocket::{Route, State, get, routes};
use utoipa::OpenApi;

use super::{archive, goods};
use crate::{
    base::{OrderId, Result},
    features::{
        delivery::{Desk, DownloadJson},
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
        let files = links.map(|(line, link)| DownloadJson::new(line, link, &shop.base_url));
        Ok(Json(files.collect()))
    })
}
