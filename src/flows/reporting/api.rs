//! Figures for programs.

use rocket::{Route, State, get, routes};
use utoipa::OpenApi;

use super::{
    desk::Reporter,
    params::Params,
    wire::{AnalyticsJson, FigureRowJson, FiguresJson, FiguresQuestionJson},
};
use crate::{
    base::Result,
    features::{analytics::Whose, sellers::SalesReader},
    platform::web::{Json, guards::Admin},
};

pub(super) fn routes() -> Vec<Route> {
    routes![own, all]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(own, all), components(schemas(AnalyticsJson, FiguresQuestionJson, FiguresJson, FigureRowJson)))]
    struct Docs;
    Docs::openapi()
}

/// Figures of the seller whose account asks.
///
/// One measure, split in one way, over some days. Either in words (`q` alone) or by the other parameters.
#[utoipa::path(
    get, path = "/api/v1/seller/analytics", tag = "Selling", security(("bearer" = []), ("api_key" = ["sales:read"])),
    params(
        ("q" = Option<String>, Query, description = "A question in words, such as `what sold best last month in Germany?`; read only if no other parameter is given"),
        ("measure" = Option<String>, Query, description = "`sales` (unless asked), `net`, `orders`, `copies`, `average`, `refunds`, `refund_rate`, `tax` or `discounts`"),
        ("by" = Option<String>, Query, description = "`none`, `day` (unless asked, for up to 400 days), `week`, `month`, `product` or `country`"),
        ("from" = Option<String>, Query, format = Date, description = "The first day (UTC); 30 days ago unless asked"),
        ("to" = Option<String>, Query, format = Date, description = "The last day (UTC); today unless asked"),
        ("country" = Option<String>, Query, description = "Only buyers of this country, by two letters"),
        ("product" = Option<String>, Query, description = "Only this product"),
        ("order" = Option<String>, Query, description = "`most` or `least` first"),
        ("top" = Option<u8>, Query, minimum = 1, maximum = 100, description = "So many parts; the rest is one"),
    ),
    responses(
        (status = 200, description = "What the figures say", body = AnalyticsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not a seller, or the key is not good for it"),
        (status = 404, description = "The account is not that of a seller"),
        (status = 422, description = "A value cannot be read; `errors` names its field"),
    ),
)]
#[get("/seller/analytics?<params..>")]
async fn own(params: Params<'_>, seller: SalesReader, reporter: &State<Reporter>) -> Result<Json<AnalyticsJson>> {
    answer(reporter, Whose::Seller(seller.0.id), params).await
}

/// Figures of the whole shop.
///
/// As those of a seller; `by` may be `seller` as well.
#[utoipa::path(
    get, path = "/api/v1/admin/analytics", tag = "Admin", security(("bearer" = [])),
    params(
        ("q" = Option<String>, Query, description = "A question in words; read only if no other parameter is given"),
        ("measure" = Option<String>, Query, description = "As for sellers"),
        ("by" = Option<String>, Query, description = "As for sellers, or `seller`"),
        ("from" = Option<String>, Query, format = Date, description = "The first day (UTC); 30 days ago unless asked"),
        ("to" = Option<String>, Query, format = Date, description = "The last day (UTC); today unless asked"),
        ("country" = Option<String>, Query, description = "Only buyers of this country, by two letters"),
        ("product" = Option<String>, Query, description = "Only this product"),
        ("order" = Option<String>, Query, description = "`most` or `least` first"),
        ("top" = Option<u8>, Query, minimum = 1, maximum = 100, description = "So many parts; the rest is one"),
    ),
    responses(
        (status = 200, description = "What the figures say", body = AnalyticsJson),
        (status = 401, description = "Not signed in"),
        (status = 403, description = "Not an admin"),
        (status = 422, description = "A value cannot be read; `errors` names its field"),
    ),
)]
#[get("/admin/analytics?<params..>")]
async fn all(params: Params<'_>, _admin: Admin, reporter: &State<Reporter>) -> Result<Json<AnalyticsJson>> {
    answer(reporter, Whose::Shop, params).await
}

async fn answer(reporter: &Reporter, whose: Whose, params: Params<'_>) -> Result<Json<AnalyticsJson>> {
    let report = reporter.report(whose, params.asked(reporter.today())?).await?;
    let currency = reporter.currency;
    reporter.db.read(move |txn| AnalyticsJson::of(txn, whose, report, currency)).await.map(Json)
}
