//! A seller's money for programs.

use rocket::{Route, State, get, routes};
use utoipa::OpenApi;

use super::wire::{BalanceJson, LedgerEntryJson, LedgerJson, OwnSellerJson};
use crate::{
    base::Result,
    features::{ledger, sellers::SalesReader},
    platform::{
        db::Db,
        web::{Json, Piece, PieceParams},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![balance, entries]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(balance, entries),
        components(schemas(BalanceJson, OwnSellerJson, LedgerJson, LedgerEntryJson)),
        tags((name = "Selling", description = "What sellers see of their trade"))
    )]
    struct Docs;
    Docs::openapi()
}

/// What is due to the seller whose account asks.
#[utoipa::path(
    get, path = "/api/v1/seller/balance", tag = "Selling", security(("bearer" = []), ("api_key" = ["sales:read"])),
    responses(
        (status = 200, description = "What is due, by currency", body = BalanceJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
    ),
)]
#[get("/seller/balance")]
fn balance(seller: SalesReader, db: &State<Db>) -> Result<Json<BalanceJson>> {
    let due = db.look(|txn| ledger::balances(txn, seller.0.id))?;
    Ok(Json(BalanceJson { seller: OwnSellerJson::from(&seller.0), due }))
}

/// What the balance came from, newest first.
#[utoipa::path(
    get, path = "/api/v1/seller/ledger", tag = "Selling", security(("bearer" = []), ("api_key" = ["sales:read"])),
    params(PieceParams),
    responses(
        (status = 200, description = "A piece of the entries", body = LedgerJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/seller/ledger")]
async fn entries(piece: Piece, seller: SalesReader, db: &State<Db>) -> Result<Json<LedgerJson>> {
    let before = piece.behind()?;
    let read = db.read(move |txn| {
        let id = seller.0.id;
        let mut found = ledger::of_seller(txn, id, before, piece.limit() + 1)?;
        let next = piece.cut(&mut found, |it| it.id);
        let data = found.iter().map(|it| LedgerEntryJson::of(it, id)).collect();
        Ok(LedgerJson { data, next, total: ledger::count_of_seller(txn, id)? })
    });
    read.await.map(Json)
}
