//! The table of tax rates for programs of admins.

use rocket::{Route, State, delete, get, http::Status, post, put, routes};
use serde::{Deserialize, Serialize};
use utoipa::{OpenApi, ToSchema};

use super::{acts::By, tax_acts, tax_pages::Sheet};
use crate::{
    base::{Result, TaxRateId},
    features::taxes::{self, RateForm, TaxRate},
    platform::{
        db::Db,
        web::{ClientAddress, Created, IfMatch, Json, Piece, PieceParams, Revised, SentTable, guards::Admin},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![list, add, show, change, remove, export, import]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(
        paths(list, add, show, change, remove, export, import),
        components(schemas(TaxRateJson, TaxRatesJson, NewTaxRateJson))
    )]
    struct Docs;
    Docs::openapi()
}

/// A tax rate: what is due on a class of goods in a country or one of its regions.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = TaxRateJson)]
struct TaxRateJson {
    #[schema(value_type = String, example = "tax_01a2026feb8472f89ad601f3c7b89cb7")]
    id: TaxRateId,
    #[schema(example = "DE")]
    country: String,
    /// The region's code within the country; null for all of it.
    region: Option<String>,
    #[schema(example = "digital")]
    class: String,
    #[schema(example = "VAT")]
    name: String,
    /// In percent.
    #[schema(example = "19")]
    rate: String,
    updated_at: String,
}

/// A piece of the table, by country, region, class and name.
#[derive(Debug, Serialize, ToSchema)]
struct TaxRatesJson {
    data: Vec<TaxRateJson>,
    next: Option<String>,
    total: usize,
}

/// A row to be.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
struct NewTaxRateJson {
    /// Two letters.
    #[schema(example = "CA")]
    country: String,
    /// The region's code within the country; the whole country without one. A region's row takes the place of the
    /// country's row of the same name.
    #[schema(example = "QC")]
    region: Option<String>,
    /// On what; `digital` if nothing is said.
    class: Option<String>,
    /// `VAT` if nothing is said.
    #[schema(example = "QST")]
    name: Option<String>,
    /// In percent, with up to three decimals.
    #[schema(example = "9.975")]
    rate: String,
}

impl From<&TaxRate> for TaxRateJson {
    fn from(it: &TaxRate) -> Self {
        let RateForm { country, class, name, rate, .. } = RateForm::of(it);
        Self { id: it.id, country, region: it.region.clone(), class, name, rate, updated_at: it.updated.rfc3339() }
    }
}

impl From<NewTaxRateJson> for RateForm {
    fn from(it: NewTaxRateJson) -> Self {
        let text = Option::unwrap_or_default;
        Self { country: it.country, region: text(it.region), class: text(it.class), name: text(it.name), rate: it.rate }
    }
}

/// The table of tax rates.
#[utoipa::path(
    get, path = "/api/v1/admin/taxes", tag = "Admin", security(("bearer" = [])), params(PieceParams),
    responses(
        (status = 200, description = "A piece of the table", body = TaxRatesJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 422, description = "Limit or cursor cannot be read"),
    ),
)]
#[get("/admin/taxes")]
async fn list(piece: Piece, _admin: Admin, db: &State<Db>) -> Result<Json<TaxRatesJson>> {
    let from = piece.offset()?;
    let read = db.read(move |txn| {
        let all = taxes::all(txn)?;
        let data: Vec<_> = all.iter().skip(from).take(piece.limit()).map(TaxRateJson::from).collect();
        Ok(TaxRatesJson { next: Piece::next_at(from + data.len(), all.len()), total: all.len(), data })
    });
    read.await.map(Json)
}

/// Adds a row to the table.
#[utoipa::path(
    post, path = "/api/v1/admin/taxes", tag = "Admin", security(("bearer" = [])), request_body = NewTaxRateJson,
    responses(
        (status = 201, description = "The row", body = TaxRateJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 409, description = "There is a row of this name for this place and class already, or the table is full"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[post("/admin/taxes", data = "<new>")]
async fn add(
    new: Json<NewTaxRateJson>,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Created<TaxRateJson>> {
    let (by, new) = (By::new(&admin, client), RateForm::from(new.0).check()?);
    let rate = db.write(move |txn| tax_acts::keep(txn, &by, None, new.clone())).await?;
    Ok(Created { value: TaxRateJson::from(&rate), location: format!("/api/v1/admin/taxes/{}", rate.id) })
}

/// A row of the table.
#[utoipa::path(
    get, path = "/api/v1/admin/taxes/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The row")),
    responses(
        (status = 200, description = "The row, with its state in `ETag`", body = TaxRateJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such row"),
    ),
)]
#[get("/admin/taxes/<id>")]
fn show(id: TaxRateId, _admin: Admin, db: &State<Db>) -> Result<Revised<TaxRateJson>> {
    let rate = db.look(|txn| taxes::get(txn, id))?;
    Revised::of(TaxRateJson::from(&rate))
}

/// Makes a row what the body says, in all its fields. Orders that were taxed by it stay as they are.
#[utoipa::path(
    put, path = "/api/v1/admin/taxes/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The row"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read: nothing newer is overwritten")),
    request_body = NewTaxRateJson,
    responses(
        (status = 200, description = "The row as it is now", body = TaxRateJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such row"),
        (status = 409, description = "There is a row of this name for this place and class already"),
        (status = 412, description = "It was changed meanwhile"),
        (status = 422, description = "A field cannot be used"),
    ),
)]
#[put("/admin/taxes/<id>", data = "<new>")]
async fn change(
    id: TaxRateId,
    new: Json<NewTaxRateJson>,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Revised<TaxRateJson>> {
    let (by, new) = (By::new(&admin, client), RateForm::from(new.0).check()?);
    let change = db.write(move |txn| {
        unchanged.check_told(&TaxRateJson::from(&taxes::get(txn, id)?))?;
        tax_acts::keep(txn, &by, Some(id), new.clone())
    });
    Revised::of(TaxRateJson::from(&change.await?))
}

/// Takes a row out of the table. Orders that were taxed by it stay as they are.
#[utoipa::path(
    delete, path = "/api/v1/admin/taxes/{id}", tag = "Admin", security(("bearer" = [])),
    params(("id" = String, Path, description = "The row"),
        ("If-Match" = Option<String>, Header, description = "The `ETag` of what was read")),
    responses(
        (status = 204, description = "It is out"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 404, description = "There is no such row"),
        (status = 412, description = "It was changed meanwhile"),
    ),
)]
#[delete("/admin/taxes/<id>")]
async fn remove(
    id: TaxRateId,
    unchanged: IfMatch,
    admin: Admin,
    client: ClientAddress,
    db: &State<Db>,
) -> Result<Status> {
    let by = By::new(&admin, client);
    let remove = db.write(move |txn| {
        unchanged.check_told(&TaxRateJson::from(&taxes::get(txn, id)?))?;
        tax_acts::remove(txn, &by, id)
    });
    remove.await.map(|()| Status::NoContent)
}

/// The whole table as CSV: `country,region,class,name,rate`, the rate in percent.
#[utoipa::path(
    get, path = "/api/v1/admin/taxes/table.csv", tag = "Admin", security(("bearer" = [])),
    responses(
        (status = 200, description = "The table", body = String, content_type = "text/csv"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
    ),
)]
#[get("/admin/taxes/table.csv")]
async fn export(_admin: Admin, db: &State<Db>) -> Result<Sheet> {
    Sheet::of(db).await
}

/// Makes the table what the CSV says, and nothing else. Only `country` and `rate` are needed; where a row cannot be used,
/// nothing is changed and the errors name the rows.
#[utoipa::path(
    put, path = "/api/v1/admin/taxes/table.csv", tag = "Admin", security(("bearer" = [])),
    request_body(content = String, content_type = "text/csv", description = "The table in UTF-8, with a first line that \
        names the columns"),
    responses(
        (status = 204, description = "The table is as the CSV says"),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 413, description = "The table is too large"),
        (status = 422, description = "It is no CSV, or rows cannot be used"),
    ),
)]
#[put("/admin/taxes/table.csv", data = "<table>")]
async fn import(admin: Admin, client: ClientAddress, db: &State<Db>, table: SentTable) -> Result<Status> {
    let (by, rows) = (By::new(&admin, client), tax_acts::read(table.0).await?);
    db.write(move |txn| tax_acts::replace(txn, &by, &rows)).await.map(|()| Status::NoContent)
}
