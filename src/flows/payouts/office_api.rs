//! What went to sellers, for programs of admins.

use rocket::{Route, State, get, post, routes};
use utoipa::OpenApi;

use super::{
    desk::Payouts,
    wire::{OfficePayoutJson, OfficePayoutsJson, TakingJson},
};
use crate::{
    base::{Result, TransferId},
    features::payouts,
    platform::web::{Json, Piece, PieceParams, guards::Admin},
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, again, take]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, show, again, take), components(schemas(OfficePayoutJson, OfficePayoutsJson, TakingJson)))]
    struct Docs;
    Docs::openapi()
}

/// Payouts of all sellers, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/payouts", tag = "Admin", security(("bearer" = [])), params(PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = OfficePayoutsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/payouts")]
async fn list(piece: Piece, _admin: Admin, desk: &State<Payouts>) -> Result<Json<OfficePayoutsJson>> {
    let before = piece.behind()?;
    let read = desk.db.read(move |txn| {
        let mut found = payouts::latest(txn, before, piece.limit() + 1)?;
        let next = piece.cut(&mut found, |it| it.id);
        let data = found.iter().map(|it| OfficePayoutJson::of(txn, it)).collect::<Result<_>>()?;
        Ok(OfficePayoutsJson { data, next, total: payouts::count(txn)? })
    });
    read.await.map(Json)
}

/// A payout.
#[utoipa::path(
    get, path = "/api/v1/admin/payouts/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The payout")),
    responses(
        (status = 200, description = "The payout", body = OfficePayoutJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such payout"),
    ),
)]
#[get("/admin/payouts/<id>")]
fn show(id: TransferId, _admin: Admin, desk: &State<Payouts>) -> Result<Json<OfficePayoutJson>> {
    desk.db.look(|txn| OfficePayoutJson::of(txn, &payouts::get(txn, id)?)).map(Json)
}

/// Tries at once to send what the gateway has not confirmed; the same payout is sent once, however often this is asked.
/// One that was sent or refused stays as it is.
#[utoipa::path(
    post, path = "/api/v1/admin/payouts/{id}/checks", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The payout")),
    responses(
        (status = 200, description = "The payout as it stands now", body = OfficePayoutJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such payout"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[post("/admin/payouts/<id>/checks")]
async fn again(id: TransferId, _admin: Admin, desk: &State<Payouts>) -> Result<Json<OfficePayoutJson>> {
    let payout = desk.try_again(id).await?;
    desk.db.look(|txn| OfficePayoutJson::of(txn, &payout)).map(Json)
}

/// Tries at once to take back of a payout what its seller owes after a refund and could not be taken back before. Where
/// nothing is owed any more, nothing is taken.
#[utoipa::path(
    post, path = "/api/v1/admin/payouts/{id}/takings", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The payout")),
    responses(
        (status = 200, description = "The payout as it stands now", body = OfficePayoutJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such payout"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[post("/admin/payouts/<id>/takings")]
async fn take(id: TransferId, _admin: Admin, desk: &State<Payouts>) -> Result<Json<OfficePayoutJson>> {
    let payout = desk.take_again(id).await?;
    desk.db.look(|txn| OfficePayoutJson::of(txn, &payout)).map(Json)
}
