//! Payouts for sellers' programs.

use rocket::{Route, State, get, post, routes};
use utoipa::OpenApi;

use super::{
    desk::Payouts,
    wire::{NewPayoutJson, PayoutJson, PayoutsJson},
};
use crate::{
    base::Result,
    features::{
        payouts,
        sellers::{SalesReader, Selling},
    },
    platform::web::{ClientAddress, Created, IdempotencyKey, Json, guards::Fresh},
};

const SHOWN: usize = 100;

pub(super) fn routes() -> Vec<Route> {
    routes![list, pay]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(list, pay), components(schemas(NewPayoutJson, PayoutJson, PayoutsJson)))]
    struct Docs;
    Docs::openapi()
}

/// What is due to the seller whose account asks, and what was paid out, newest first.
#[utoipa::path(
    get, path = "/api/v1/seller/payouts", tag = "Selling", security(("bearer" = []), ("api_key" = ["sales:read"])),
    responses(
        (status = 200, description = "The last hundred payouts", body = PayoutsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
    ),
)]
#[get("/seller/payouts")]
fn list(seller: SalesReader, desk: &State<Payouts>) -> Result<Json<PayoutsJson>> {
    let now = desk.db.clock().now();
    desk.db.look(|txn| {
        let due = desk.due(txn, seller.0.id, now)?;
        let to = payouts::destination(txn, seller.0.id)?;
        Ok(Json(PayoutsJson {
            data: payouts::of_seller(txn, seller.0.id, SHOWN)?.iter().map(PayoutJson::from).collect(),
            balance: due.balance,
            available: due.available,
            account_ready: to.is_some_and(|it| it.can_receive && it.held_until(now).is_none()),
        }))
    })
}

/// Pays out what is due. Needs a sign-in of the last ten minutes.
#[utoipa::path(
    post, path = "/api/v1/seller/payouts", tag = "Selling", security(("bearer" = [])),
    params(("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters: the same one is one payout")),
    request_body = NewPayoutJson,
    responses(
        (status = 201, description = "The payout", body = PayoutJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, an API key, or not signed in lately"),
        (status = 404, description = "The account is not that of a seller, or the shop pays by other means"),
        (status = 409, description = "No account is linked, it cannot receive money yet or was linked lately, another payout \
            is under way, or the key was used for another payout"),
        (status = 422, description = "`amount` is nothing or more than can be paid out"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[post("/seller/payouts", data = "<new>")]
async fn pay(
    new: Json<NewPayoutJson>,
    selling: Fresh<Selling>,
    key: IdempotencyKey,
    client: ClientAddress,
    desk: &State<Payouts>,
) -> Result<Created<PayoutJson>> {
    let key = key.owned("payout", selling.who.user)?;
    let payout = desk.pay(&selling, new.0.amount, key, client.0).await?;
    Ok(Created { value: PayoutJson::from(&payout), location: "/api/v1/seller/payouts".into() })
}
