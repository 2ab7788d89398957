//! Withdrawals for programs of those who help buyers.

use rocket::{Route, get, put, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{counter::Counter, desk::By, office_acts};
use crate::{
    base::{Error, Result, WithdrawalId},
    features::withdrawals::{self, WithdrawalJson},
    platform::web::{
        ClientAddress, Json, Piece, PieceParams,
        guards::{Fresh, Support},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, show, answer]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, show, answer), components(schemas(WithdrawalsJson, WithdrawalAnswerJson)))]
    struct Docs;
    Docs::openapi()
}

/// A piece of the withdrawals.
#[derive(Debug, Serialize, ToSchema)]
struct WithdrawalsJson {
    data: Vec<WithdrawalJson>,
    next: Option<String>,
    total: usize,
}

/// The shop's answer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WithdrawalAnswerJson {
    /// True pays back all that is left of the order.
    accepted: bool,
    /// What the buyer reads; a refusal needs it. 500 characters at most.
    #[serde(default)]
    reason: String,
}

/// Withdrawals that wait for an answer, oldest first, or those that were answered, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/withdrawals", tag = "Admin", security(("bearer" = [])),
    params(("status" = Option<String>, Query, description = "`open`, which is meant if nothing is said, or `answered`"), PieceParams),
    responses(
        (status = 200, description = "A piece of the list", body = WithdrawalsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 422, description = "Status, limit or cursor cannot be read"),
    ),
)]
#[get("/admin/withdrawals?<status>")]
async fn list(
    status: Option<String>,
    piece: Piece,
    _support: Support,
    counter: Counter<'_>,
) -> Result<Json<WithdrawalsJson>> {
    let from = piece.offset()?;
    let open = match status.as_deref().unwrap_or("open") {
        "open" => true,
        "answered" => false,
        _ => return Err(Error::invalid("status", "Write open or answered")),
    };
    let read = counter.db.read(move |txn| {
        let (some, total) = if open {
            withdrawals::open_piece(txn, from, piece.limit())?
        } else {
            withdrawals::answered_piece(txn, from, piece.limit())?
        };
        let data = some.iter().map(WithdrawalJson::from).collect();
        Ok(WithdrawalsJson { data, next: Piece::next_at(from + some.len(), total), total })
    });
    read.await.map(Json)
}

/// A withdrawal.
#[utoipa::path(
    get, path = "/api/v1/admin/withdrawals/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The withdrawal")),
    responses(
        (status = 200, description = "The withdrawal", body = WithdrawalJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such withdrawal"),
    ),
)]
#[get("/admin/withdrawals/<id>")]
fn show(id: WithdrawalId, _support: Support, counter: Counter<'_>) -> Result<Json<WithdrawalJson>> {
    counter.db.look(|txn| Ok(Json(WithdrawalJson::from(&withdrawals::get(txn, id)?))))
}

/// Answers a withdrawal. Accepting pays back all that is left of the order, once; the buyer is told by mail.
/// Needs a sign-in of the last ten minutes.
#[utoipa::path(
    put, path = "/api/v1/admin/withdrawals/{id}/answer", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The withdrawal")), request_body = WithdrawalAnswerJson,
    responses(
        (status = 200, description = "The withdrawal, answered", body = WithdrawalJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin, or not signed in lately"),
        (status = 404, description = "There is no such withdrawal"),
        (status = 409, description = "It has been answered already, or the money cannot go back this way"),
        (status = 422, description = "`reason` is missing or too long, or the body cannot be read"),
    ),
)]
#[put("/admin/withdrawals/<id>/answer", data = "<answer>")]
async fn answer(
    id: WithdrawalId,
    answer: Json<WithdrawalAnswerJson>,
    support: Fresh<Support>,
    client: ClientAddress,
    counter: Counter<'_>,
) -> Result<Json<WithdrawalJson>> {
    let by = By { user: support.user, address: client.0 };
    let done = office_acts::answer(&counter, by, id, answer.0.accepted, &answer.0.reason).await?;
    Ok(Json(WithdrawalJson::from(&done)))
}
