//! Discounts for programs of admins.

use rocket::{Route, State, delete, get, post, put, routes};
use utoipa::OpenApi;

use super::{
    acts::{self, By},
    wire::{DiscountJson, DiscountsJson, NewDiscountJson},
};
use crate::{
    base::{Cursor, DiscountId, Limit, Result, Timestamp},
    features::discounts::{self, Discount},
    platform::{
        db::{Db, Reads},
        web::{ClientAddress, Created, IfMatch, Json, Revised, Revision, Shop, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, create, show, change, end]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list, create, show, change, end),
        components(schemas(DiscountJson, DiscountsJson, NewDiscountJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// All discounts, newest first.
#[utoipa::path(
    get, path = "/api/v1/admin/discounts", tag = "Admin", security(("bearer" = [])),
    params(("limit" = Option<i64>, Query, description = "1 to 100, 24 unless asked otherwise"),
        ("cursor" = Option<String>, Query, description = "Where to go on")),
    responses(
        (status = 200, description = "A piece of the list", body = DiscountsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/discounts?<limit>&<cursor>")]
async fn list(
    limit: Option<i64>,
    cursor: Option<String>,
    _admin: Admin,
    db: &State<Db>,
) -> Result<Json<DiscountsJson>> {
    let limit = Limit::parse(limit)?.get();
    let from = cursor.map_or(Ok(0), |it| Cursor::parse(&it)?.offset())?;
    let now = db.clock().now();
    let read = db.read(move |txn| {
        let all = discounts::all(txn)?;
        let some = all.iter().skip(from).take(limit).map(|it| DiscountJson::of(txn, it, now));
        let data = some.collect::<Result<Vec<_>>>()?;
        let at = from + data.len();
        let next = (at < all.len()).then(|| Cursor::at(at).encode());
        Ok(DiscountsJson { data, next, total: all.len() })
    });
    read.await.map(Json)
}

/// Sets up a discount.
#[utoipa::path(
    post, path = "/api/v1/admin/discounts", tag = "Admin", security(("bearer" = [])), request_body = NewDiscountJson,
    responses(
        (status = 201, description = "The discount", body = DiscountJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 409, description = "There is a discount with this code already"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[post("/admin/discounts", data = "<new>")]
async fn create(
    new: Json<NewDiscountJson>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Created<DiscountJson>> {
    let (by, currency, new) = (By::new(&admin, client), shop.currency, new.0);
    let make = db.write(move |txn| {
        let discount = acts::keep(txn, &by, None, new.check(txn, currency)?)?;
        let location = format!("/api/v1/admin/discounts/{}", discount.id);
        Ok(Created { value: DiscountJson::of(txn, &discount, txn.now)?, location })
    });
    make.await
}

/// A discount.
#[utoipa::path(
    get, path = "/api/v1/admin/discounts/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The discount")),
    responses(
        (status = 200, description = "The discount, with its state in `ETag`", body = DiscountJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such discount"),
    ),
)]
#[get("/admin/discounts/<id>")]
fn show(id: DiscountId, _admin: Admin, db: &State<Db>) -> Result<Revised<DiscountJson>> {
    let now = db.clock().now();
    db.look(|txn| revised(txn, &discounts::get(txn, id)?, now))
}

/// A discount's state is what an admin says of it: it does not change by being used, or as time goes by.
fn revised(txn: &impl Reads, discount: &Discount, now: Timestamp) -> Result<Revised<DiscountJson>> {
    Ok(Revised { revision: Revision::of(discount)?, value: DiscountJson::of(txn, discount, now)? })
}

/// Makes a discount what the body says, in all its fields. Orders that used it stay as they are.
#[utoipa::path(
    put, path = "/api/v1/admin/discounts/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The discount"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewDiscountJson,
    responses(
        (status = 200, description = "The discount as it is now", body = DiscountJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such discount"),
        (status = 409, description = "There is a discount with this code already"),
        (status = 412, description = "It was changed meanwhile"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[put("/admin/discounts/<id>", data = "<new>")]
async fn change(
    id: DiscountId,
    new: Json<NewDiscountJson>,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
    shop: &State<Shop>,
) -> Result<Revised<DiscountJson>> {
    let (by, currency, new) = (By::new(&admin, client), shop.currency, new.0);
    let make = db.write(move |txn| {
        unchanged.check_told(&discounts::get(txn, id)?)?;
        let discount = acts::keep(txn, &by, Some(id), new.check(txn, currency)?)?;
        revised(txn, &discount, txn.now)
    });
    make.await
}

/// Ends a discount for good; orders that used it stay as they are.
#[utoipa::path(
    delete, path = "/api/v1/admin/discounts/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The discount")),
    responses(
        (status = 200, description = "The discount as it is now", body = DiscountJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such discount"),
    ),
)]
#[delete("/admin/discounts/<id>")]
async fn end(id: DiscountId, admin: Admin, client: ClientAddress, db: &State<Db>) -> Result<Json<DiscountJson>> {
    let by = By::new(&admin, client);
    let make = db.write(move |txn| DiscountJson::of(txn, &acts::end(txn, &by, id)?, txn.now));
    make.await.map(Json)
}
