//! What someone with an account owns, as JSON.

use rocket::{Route, State, get, routes};
use serde::Serialize;
use utoipa::{OpenApi, ToSchema};

use super::shelf::{self, Whose};
use crate::{
    base::{OrderId, OrderLineId, ProductId, Result},
    features::{
        licenses,
        orders::{self, OrderJson},
    },
    platform::{
        db::{Db, Reads},
        web::{
            Json, Piece, PieceParams,
            guards::{Allowed, scope},
        },
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![library, all_orders]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(library, all_orders), components(schemas(LibraryJson, LibraryItemJson, OrdersJson)))]
    struct Docs;
    Docs::openapi()
}

/// A piece of a library.
#[derive(Debug, Serialize, ToSchema)]
struct LibraryJson {
    data: Vec<LibraryItemJson>,
    /// Where the next piece begins.
    next: Option<String>,
    total: usize,
}

/// One thing that was bought.
#[derive(Debug, Serialize, ToSchema)]
struct LibraryItemJson {
    #[schema(value_type = String)]
    order: OrderId,
    #[schema(value_type = String)]
    line: OrderLineId,
    #[schema(value_type = String)]
    product: ProductId,
    /// Its title when it was bought.
    title: String,
    edition_name: String,
    /// When it was bought, or claimed if it was a gift.
    bought_at: String,
    /// Whether somebody has given it to this account.
    gift: bool,
    license_keys: Vec<String>,
    /// Where its files are listed, with fresh links.
    downloads: String,
}

/// A piece of one's orders.
#[derive(Debug, Serialize, ToSchema)]
struct OrdersJson {
    data: Vec<OrderJson>,
    /// Where the next piece begins.
    next: Option<String>,
    total: usize,
}

/// What one owns, newest first.
#[utoipa::path(
    get, path = "/api/v1/me/library", tag = "People", security(("bearer" = []), ("api_key" = ["library:read"])),
    params(PieceParams),
    responses(
        (status = 200, description = "A piece of the library", body = LibraryJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/me/library")]
async fn library(piece: Piece, who: Allowed<scope::LibraryRead>, db: &State<Db>) -> Result<Json<LibraryJson>> {
    let from = piece.offset()?;
    let whose = Whose::Account(who.user, who.email.clone());
    let read = db.read(move |txn| {
        let bought = shelf::bought(txn, &whose)?;
        let data = bought.iter().skip(from).take(piece.limit());
        let data = data.map(|(order, line)| {
            let keys = licenses::of_line(txn, line.id)?;
            Ok(LibraryItemJson {
                order: order.id,
                line: line.id,
                product: line.product,
                title: line.title.clone(),
                edition_name: line.edition_name.clone(),
                bought_at: shelf::since(order, &whose).rfc3339(),
                gift: whose.was_given(order),
                license_keys: keys
                    .iter()
                    .filter(|it| it.is_held() && !whose.gave_away(order))
                    .map(|it| it.key.to_string())
                    .collect(),
                downloads: if whose.was_given(order) {
                    format!("/api/v1/gifts/{}/downloads", order.id)
                } else {
                    format!("/api/v1/orders/{}/downloads", order.id)
                },
            })
        });
        let data = data.collect::<Result<Vec<_>>>()?;
        Ok(LibraryJson { next: Piece::next_at(from + data.len(), bought.len()), total: bought.len(), data })
    });
    read.await.map(Json)
}

/// One's orders, newest first.
#[utoipa::path(
    get, path = "/api/v1/orders", tag = "Orders", security(("bearer" = []), ("api_key" = ["orders:read"])),
    params(PieceParams),
    responses(
        (status = 200, description = "A piece of the orders", body = OrdersJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "The key is not good for it"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/orders")]
async fn all_orders(piece: Piece, who: Allowed<scope::OrdersRead>, db: &State<Db>) -> Result<Json<OrdersJson>> {
    let from = piece.offset()?;
    let user = who.user;
    let read = db.read(move |txn| {
        let (some, total) = orders::page_of_owner(txn, user, from, piece.limit())?;
        let data = some.iter().map(|order| json(txn, order)).collect::<Result<Vec<_>>>()?;
        Ok(OrdersJson { next: Piece::next_at(from + data.len(), total), total, data })
    });
    read.await.map(Json)
}

fn json(txn: &impl Reads, order: &orders::Order) -> Result<OrderJson> {
    let mut issued = Vec::new();
    for line in order.lines.iter().filter(|it| it.license_keys) {
        let active = licenses::of_line(txn, line.id)?.into_iter().filter(|it| it.is_held());
        issued.extend(active.map(|it| (line.id, it.key.to_string())));
    }
    let of_line = |id| issued.iter().filter(move |(line, _)| *line == id).map(|(_, key)| key.clone()).collect();
    Ok(OrderJson::new(order, |line| of_line(line.id)))
}
