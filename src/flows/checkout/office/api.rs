//! Orders and payments for programs of the staff.

use rocket::{Route, State, get, post, put, routes};
use utoipa::OpenApi;

use super::{
    super::{asking::Standing, settling::payable, till::Till},
    acts::note,
    pages::status_of,
    wire::{DisputeJson, OfficeOrderJson, OfficeOrdersJson, PaidJson, PaymentsJson, ReconciledJson},
};
use crate::{
    base::{Error, Limit, OrderId, Result},
    features::{
        audit::Act,
        orders::{self, Order, OrderJson},
        refunds,
    },
    platform::{
        db::Reads,
        web::{ClientAddress, Json, guards::Support},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, order, paid, cancelled, accepted, payments, checked]
}

pub(in crate::flows::checkout) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list, order, paid, cancelled, accepted, payments, checked),
        components(schemas(OfficeOrdersJson, OfficeOrderJson, DisputeJson, PaidJson, PaymentsJson, ReconciledJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// All orders, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/orders", tag = "Admin", security(("bearer" = [])),
    params(("status" = Option<String>, Query, description = "How they stand"),
        ("limit" = Option<i64>, Query, description = "1 to 100, 24 unless asked otherwise"),
        ("cursor" = Option<String>, Query, description = "Where to go on")),
    responses(
        (status = 200, description = "A piece of the list", body = OfficeOrdersJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 422, description = "Status, limit or cursor cannot be read"),
    ),
)]
#[get("/admin/orders?<status>&<limit>&<cursor>")]
async fn list(
    status: Option<String>,
    limit: Option<i64>,
    cursor: Option<String>,
    _staff: Support,
    till: &State<Till>,
) -> Result<Json<OfficeOrdersJson>> {
    let limit = Limit::parse(limit)?.get();
    let unknown =
        || Error::invalid("status", "Write pending, paid, partially_refunded, refunded, failed, cancelled or disputed");
    let status = status.map(|it| status_of(&it).ok_or_else(unknown)).transpose()?;
    let bad = || Error::invalid("cursor", "Send the cursor of an answer as it was");
    let before = cursor.map(|it| it.parse::<u64>().map_err(|_| bad())).transpose()?;
    let read = till.db.read(move |txn| {
        let found = orders::page(txn, status, before, limit + 1)?;
        let next = found.get(limit - 1).filter(|_| found.len() > limit).map(|it| it.number.to_string());
        let data = found.iter().take(limit).map(json).collect();
        Ok(OfficeOrdersJson { data, next, total: orders::count(txn)? })
    });
    read.await.map(Json)
}

/// An order with what only the staff see.
#[utoipa::path(
    get, path = "/api/v1/admin/orders/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order")),
    responses(
        (status = 200, description = "The order", body = OfficeOrderJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such order"),
    ),
)]
#[get("/admin/orders/<id>")]
fn order(id: OrderId, _staff: Support, till: &State<Till>) -> Result<Json<OfficeOrderJson>> {
    till.db.look(|txn| whole(txn, &orders::get(txn, id)?)).map(Json)
}

/// Notes that an order was paid which no gateway sees, such as by bank transfer. Its goods are handed over at once.
#[utoipa::path(
    put, path = "/api/v1/admin/orders/{id}/payment", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order")), request_body = PaidJson,
    responses(
        (status = 200, description = "The order, paid", body = OfficeOrderJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such order"),
        (status = 409, description = "It is paid already, or through a gateway that says so itself"),
        (status = 422, description = "The body cannot be read"),
    ),
)]
#[put("/admin/orders/<id>/payment", data = "<new>")]
async fn paid(
    id: OrderId,
    new: Json<PaidJson>,
    staff: Support,
    client: ClientAddress,
    till: &State<Till>,
) -> Result<Json<OfficeOrderJson>> {
    let note = note(&staff, client, id, Act::MarkedPaid, "");
    let order = till.mark_paid(id, new.0.reference.chars().take(200).collect(), note).await?;
    till.db.look(|txn| whole(txn, &order)).map(Json)
}

/// Calls an order off that waits for its payment, at the gateway too.
#[utoipa::path(
    put, path = "/api/v1/admin/orders/{id}/cancellation", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order")),
    responses(
        (status = 200, description = "The order, called off", body = OfficeOrderJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such order"),
        (status = 409, description = "It is paid or has ended; or the gateway says that the money is on its way"),
        (status = 503, description = "The gateway cannot be reached"),
    ),
)]
#[put("/admin/orders/<id>/cancellation")]
async fn cancelled(
    id: OrderId,
    staff: Support,
    client: ClientAddress,
    till: &State<Till>,
) -> Result<Json<OfficeOrderJson>> {
    let order = till.cancel(id, note(&staff, client, id, Act::CalledOff, "")).await?;
    till.db.look(|txn| whole(txn, &order)).map(Json)
}

/// Takes money as an order's payment though it differs from what was due.
#[utoipa::path(
    put, path = "/api/v1/admin/orders/{id}/acceptance", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The order")),
    responses(
        (status = 200, description = "The order, paid", body = OfficeOrderJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
        (status = 404, description = "There is no such order"),
        (status = 409, description = "No money is held for it, or it is of another currency"),
    ),
)]
#[put("/admin/orders/<id>/acceptance")]
async fn accepted(
    id: OrderId,
    staff: Support,
    client: ClientAddress,
    till: &State<Till>,
) -> Result<Json<OfficeOrderJson>> {
    let order = till.accept(id, note(&staff, client, id, Act::Accepted, "")).await?;
    till.db.look(|txn| whole(txn, &order)).map(Json)
}

/// How payments stand in all: what waits, and what somebody has to look at.
#[utoipa::path(
    get, path = "/api/v1/admin/payments", tag = "Admin", security(("bearer" = [])),
    responses(
        (status = 200, description = "Counts, each up to 10,000", body = PaymentsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
    ),
)]
#[get("/admin/payments")]
fn payments(_staff: Support, till: &State<Till>) -> Result<Json<PaymentsJson>> {
    let Standing { waiting, refunds, events, held, disputes } = till.standing()?;
    let gateways = till.gateways.all().map(|it| it.name().to_owned()).collect();
    Ok(Json(PaymentsJson { gateways, waiting, refunds, events, held, disputes }))
}

/// Asks the gateways about all that is open, and for events that never came.
#[utoipa::path(
    post, path = "/api/v1/admin/payments/checks", tag = "Admin", security(("bearer" = [])),
    responses(
        (status = 200, description = "What came of it", body = ReconciledJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Neither support nor admin"),
    ),
)]
#[post("/admin/payments/checks")]
async fn checked(_staff: Support, till: &State<Till>) -> Result<Json<ReconciledJson>> {
    Ok(Json(ReconciledJson { moved: till.reconcile_now().await? }))
}

fn json(order: &Order) -> OrderJson {
    OrderJson::new(order, |_| Vec::new())
}

fn whole(txn: &impl Reads, order: &Order) -> Result<OfficeOrderJson> {
    let left = refunds::left(txn, &payable(order))?;
    Ok(OfficeOrderJson::new(order, json(order), left, &refunds::disputes_of(txn, order.id)?))
}
