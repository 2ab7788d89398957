//! Withdrawals for programs.

use rocket::{Route, get, post, routes};
use utoipa::OpenApi;

use super::{counter::Counter, desk};
use crate::{
    base::{Error, OrderId, Result},
    features::{
        orders,
        withdrawals::{self, StatementForm, StatementJson, WithdrawalJson},
    },
    platform::web::{Created, Json, Scope, guards::Visitor},
};

pub(super) fn routes() -> Vec<Route> {
    routes![send, show]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(send, show), components(schemas(WithdrawalJson, StatementJson)))]
    struct Docs;
    Docs::openapi()
}

/// Withdraws from the contract of an order.
///
/// The statement is kept as it was sent and confirmed by mail with its date and time. While one waits for the shop's
/// answer, sending again gives that one. One that comes after the right has ended is taken as well; `right` says so.
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/withdrawal", tag = "Orders", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    request_body = StatementJson,
    responses(
        (status = 201, description = "The withdrawal", body = WithdrawalJson),
        (status = 404, description = "There is no such order, or it is not yours"),
        (status = 409, description = "There is nothing left to withdraw from, or the shop has answered already"),
        (status = 422, description = "`name`, `email` or `message` cannot be used"),
    ),
)]
#[post("/orders/<id>/withdrawal?<token>", data = "<statement>")]
async fn send(
    id: OrderId,
    token: Option<&str>,
    statement: Json<StatementJson>,
    visitor: Visitor,
    counter: Counter<'_>,
) -> Result<Created<WithdrawalJson>> {
    let Counter { db, keys, shop, .. } = counter;
    db.look(|txn| orders::open(txn, keys, id, token, visitor.in_person()))?;
    let new = StatementForm::from(statement.0).check()?;
    let (shop, sealing) = (shop.clone(), keys.clone());
    let withdrawal = db.write(move |txn| desk::send(txn, &shop, &sealing, id, &new)).await?;
    Ok(Created { value: WithdrawalJson::from(&withdrawal), location: format!("/api/v1/orders/{id}/withdrawal") })
}

/// The last withdrawal from an order, and what became of it.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/withdrawal", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    responses(
        (status = 200, description = "The withdrawal", body = WithdrawalJson),
        (status = 404, description = "There is no such order, it is not yours, or nobody has withdrawn from it"),
    ),
)]
#[get("/orders/<id>/withdrawal?<token>")]
fn show(id: OrderId, token: Option<&str>, visitor: Visitor, counter: Counter<'_>) -> Result<Json<WithdrawalJson>> {
    let Counter { db, keys, .. } = counter;
    db.look(|txn| {
        orders::open(txn, keys, id, token, visitor.reader(Scope::OrdersRead))?;
        let all = withdrawals::of_order(txn, id)?;
        let last = all.last().ok_or_else(|| Error::not_found("Nobody has withdrawn from this order"))?;
        Ok(Json(last.into()))
    })
}
