//! Invoices and credit notes for programs.

use rocket::{Route, get, put, routes};
use utoipa::OpenApi;

use super::{
    counter::Counter,
    desk,
    pages::{Pdf, print},
};
use crate::{
    base::{InvoiceId, OrderId, Result},
    features::{
        invoices::{self, BuyerForm, BuyerJson, Document, DocumentJson, Kind},
        orders::{self, Order},
    },
    platform::{
        db::Db,
        signing::Keys,
        web::{Json, Scope, Shop, guards::Visitor},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![documents, invoice, credit_note, complete]
}

pub(super) fn docs() -> utoipa::openapi::OpenApi {
    #[derive(OpenApi)]
    #[openapi(paths(documents, invoice, credit_note, complete), components(schemas(DocumentJson, BuyerJson)))]
    struct Docs;
    Docs::openapi()
}

/// The invoice of an order and its credit notes, with what takes one back, oldest first. Empty where nothing was paid.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/documents", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    responses(
        (status = 200, description = "The documents", body = [DocumentJson]),
        (status = 404, description = "There is no such order, or it is not yours"),
    ),
)]
#[get("/orders/<id>/documents?<token>")]
async fn documents(
    id: OrderId,
    token: Option<&str>,
    visitor: Visitor,
    counter: Counter<'_>,
) -> Result<Json<Vec<DocumentJson>>> {
    let Counter { db, keys, shop, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    if !desk::is_due(&order) {
        return Ok(Json(Vec::new()));
    }
    let invoice = desk::invoice(db, shop, &order).await?;
    let notes = db.look(|txn| invoices::notes_of(txn, order.id))?;
    Ok(Json(std::iter::once(invoice).chain(notes).map(|it| json(shop, &it)).collect()))
}

/// The invoice of an order as PDF. Its buyer may complete who they are with `PUT /orders/{id}/billing`.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/invoice.pdf", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order"),
        ("version" = Option<u32>, Query, description = "An earlier version, from 0, the one that was issued; the last one unless asked otherwise")),
    responses(
        (status = 200, description = "The invoice", content_type = "application/pdf"),
        (status = 404, description = "There is no such order, it is not yours, or nothing was paid for it"),
    ),
)]
#[get("/orders/<id>/invoice.pdf?<token>&<version>")]
async fn invoice(
    id: OrderId,
    token: Option<&str>,
    version: Option<usize>,
    visitor: Visitor,
    counter: Counter<'_>,
) -> Result<Pdf> {
    let Counter { db, keys, shop, fonts } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    print(desk::invoice(db, shop, &order).await?.at(version), fonts).await
}

/// A credit note of an order as PDF, or a correcting invoice that takes one back.
#[utoipa::path(
    get, path = "/api/v1/orders/{id}/credit-notes/{note}", tag = "Orders", security((), ("bearer" = []), ("api_key" = ["orders:read"])),
    params(("id" = String, Path, description = "The order"), ("note" = String, Path, description = "The credit note"),
        ("token" = Option<String>, Query, description = "Opens a guest's order")),
    responses(
        (status = 200, description = "The credit note", content_type = "application/pdf"),
        (status = 404, description = "There is no such order or credit note, or it is not yours"),
    ),
)]
#[get("/orders/<id>/credit-notes/<note>?<token>")]
async fn credit_note(
    id: OrderId,
    note: InvoiceId,
    token: Option<&str>,
    visitor: Visitor,
    counter: Counter<'_>,
) -> Result<Pdf> {
    let Counter { db, keys, fonts, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    print(db.look(|txn| desk::credit_note(txn, &order, note))?, fonts).await
}

/// Completes who the buyer of an invoice is: name, company, address, number for value-added tax. Number, date and
/// amounts stay as they were issued, and every version is kept.
#[utoipa::path(
    put, path = "/api/v1/orders/{id}/billing", tag = "Orders", security((), ("bearer" = [])),
    params(("id" = String, Path, description = "The order"), ("token" = Option<String>, Query, description = "Opens a guest's order")),
    request_body = BuyerJson,
    responses(
        (status = 200, description = "The invoice as it is now", body = DocumentJson),
        (status = 404, description = "There is no such order, it is not yours, or nothing was paid for it"),
        (status = 409, description = "The details were changed too often"),
        (status = 422, description = "Neither name nor company, or a field cannot be used"),
    ),
)]
#[put("/orders/<id>/billing?<token>", data = "<buyer>")]
async fn complete(
    id: OrderId,
    token: Option<&str>,
    buyer: Json<BuyerJson>,
    visitor: Visitor,
    counter: Counter<'_>,
) -> Result<Json<DocumentJson>> {
    let Counter { db, keys, shop, .. } = counter;
    // Keys of programs read; who the buyer is, they say themselves.
    let asking = visitor.in_person();
    let order = db.look(|txn| orders::open(txn, keys, id, token, asking))?;
    let buyer = BuyerForm::from(buyer.0).check()?;
    desk::invoice(db, shop, &order).await?;
    let of = order.id;
    let document = db.write(move |txn| invoices::complete(txn, of, &buyer)).await?;
    Ok(Json(json(shop, &document)))
}

fn open(db: &Db, keys: &Keys, id: OrderId, token: Option<&str>, visitor: &Visitor) -> Result<Order> {
    db.look(|txn| orders::open(txn, keys, id, token, visitor.reader(Scope::OrdersRead)))
}

fn json(shop: &Shop, document: &Document) -> DocumentJson {
    let order = document.order;
    let path = match document.kind {
        Kind::Invoice => format!("/api/v1/orders/{order}/invoice.pdf"),
        Kind::Credit | Kind::Correction => format!("/api/v1/orders/{order}/credit-notes/{}", document.id),
    };
    DocumentJson::new(document, shop.base_url.to(&path))
}
