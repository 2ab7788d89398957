//! Orders as JSON: placing them, and ending test payments.

use rocket::{Route, State, post, routes};
use serde::Deserialize;
use utoipa::{OpenApi, ToSchema};

use super::{
    paced::Paced,
    till::{Asker, Till},
    wish::{BillingJson, NewOrderJson},
};
use crate::{
    base::{OrderId, Result},
    features::{
        carts::Shopper,
        licenses,
        orders::{self, Order, OrderJson},
    },
    platform::{
        payments::Outcome,
        web::{Created, IdempotencyKey, Json},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![place, end_test]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(place, end_test), components(schemas(NewOrderJson, BillingJson, OrderJson, TestPaymentJson)))]
    struct Docs;
    Docs::openapi()
}

/// How a test payment shall end.
#[derive(Debug, Deserialize, ToSchema)]
struct TestPaymentJson {
    outcome: Outcome,
}

/// Orders what lies in the cart, at the catalogue's prices of this moment.
///
/// A cart becomes one order at most: whoever asks again, with the same key or without one, gets the same order.
/// A declined payment leaves a failed order, and the cart as it was. The order is paid, failed or pending in the answer.
#[utoipa::path(
    post, path = "/api/v1/orders", tag = "Orders", security((), ("bearer" = [])),
    params(
        ("Cart-Token" = Option<String>, Header, description = "From the answers about a guest's cart; browsers send a cookie \
            instead. Whoever has signed in orders what lies in the cart of their account"),
        ("Idempotency-Key" = Option<String>, Header, description = "1 to 255 printable characters, good for 24 hours"),
    ),
    request_body = NewOrderJson,
    responses(
        (status = 201, description = "The order, with the token that opens it", body = OrderJson),
        (status = 401, description = "The access token is not good"),
        (status = 403, description = "API keys have no cart"),
        (status = 409, description = "The cart is empty, holds what is not sold any more, or a price in it has changed and \
            `expected_total` does not agree; or the key was used with another body"),
        (status = 422, description = "`email`, `gateway`, `outcome` or a field of `billing` cannot be used"),
        (status = 429, description = "Ordered too often, or ten payments were declined within ten minutes"),
        (status = 503, description = "The gateway cannot be reached; ask again with the same key"),
    ),
)]
#[post("/orders", data = "<new>")]
async fn place(
    new: Json<NewOrderJson>,
    shopper: Shopper,
    key: IdempotencyKey,
    paced: Paced,
    till: &State<Till>,
) -> Result<Created<OrderJson>> {
    let wish = new.0.check()?;
    let order = till.place(Asker { shopper, key: key.into_text(), address: paced.0 }, wish).await?;
    let token = orders::token(&till.keys, order.id);
    let location = format!("/api/v1/orders/{}?token={token}", order.id);
    Ok(Created { value: json(till, &order)?.with_token(token), location })
}

/// Ends a delayed test payment by hand. Only in test mode.
#[utoipa::path(
    post, path = "/api/v1/orders/{id}/test-payment", tag = "Orders",
    params(("id" = String, Path, description = "The order"), ("token" = String, Query, description = "Opens the order")),
    request_body = TestPaymentJson,
    responses(
        (status = 200, description = "The order as it stands now", body = OrderJson),
        (status = 404, description = "There is no such order, or no test payment"),
        (status = 409, description = "The payment has ended already"),
    ),
)]
#[post("/orders/<id>/test-payment?<token>", data = "<end>")]
async fn end_test(
    id: OrderId,
    token: Option<&str>,
    end: Json<TestPaymentJson>,
    till: &State<Till>,
) -> Result<Json<OrderJson>> {
    let order = till.db.look(|txn| orders::open(txn, &till.keys, id, token, None))?;
    let order = till.end_test(order, end.0.outcome).await?;
    Ok(Json(json(till, &order)?))
}

fn json(till: &Till, order: &Order) -> Result<OrderJson> {
    till.db.look(|txn| {
        let mut keys = std::collections::HashMap::new();
        for line in order.lines.iter().filter(|it| it.license_keys) {
            let issued = licenses::of_line(txn, line.id)?;
            keys.insert(line.id, issued.iter().map(|it| it.key.to_string()).collect::<Vec<_>>());
        }
        Ok(OrderJson::new(order, |line| keys.remove(&line.id).unwrap_or_default()))
    })
}
