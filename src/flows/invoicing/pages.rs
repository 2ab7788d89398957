//! Invoices and credit notes as pages and PDF.

use rocket::{
    Responder, Route, get,
    http::{ContentType, Header},
    routes,
};

use super::{counter::Counter, desk, shown};
use crate::{
    base::{Error, InvoiceId, OrderId, Result},
    features::{
        invoices::{self, Document, view::DocumentPage},
        orders::{self, Order},
    },
    platform::{
        db::Db,
        paper::Fonts,
        signing::Keys,
        web::{Body, Frame, Page, guards::Visitor},
    },
};

pub(super) fn routes() -> Vec<Route> {
    routes![invoice, invoice_pdf, credit_note]
}

/// A page whose address opens it: told to nobody the visitor goes on to.
#[derive(Responder)]
struct Sealed {
    page: Box<Page<DocumentPage>>,
    referrer: Header<'static>,
}

/// A PDF under its name, for whoever asked and for nobody in between.
#[derive(Responder)]
pub(super) struct Pdf {
    body: Body,
    name: Header<'static>,
    caching: Header<'static>,
}

#[get("/orders/<id>/invoice?<token>&<version>")]
async fn invoice(
    id: OrderId,
    token: Option<&str>,
    version: Option<usize>,
    visitor: Visitor,
    frame: Frame,
    counter: Counter<'_>,
) -> Result<Sealed> {
    let Counter { db, keys, shop, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let document = desk::invoice(db, shop, &order).await?;
    draw(frame, keys, &order, document, version)
}

#[get("/orders/<id>/invoice.pdf?<token>&<version>")]
async fn invoice_pdf(
    id: OrderId,
    token: Option<&str>,
    version: Option<usize>,
    visitor: Visitor,
    counter: Counter<'_>,
) -> Result<Pdf> {
    let Counter { db, keys, shop, fonts } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let document = desk::invoice(db, shop, &order).await?.at(version);
    print(document, fonts).await
}

/// The page of a credit note, or with the ending `.pdf` what is printed.
#[get("/orders/<id>/credit-notes/<note>?<token>")]
async fn credit_note(
    id: OrderId,
    note: &str,
    token: Option<&str>,
    visitor: Visitor,
    frame: Frame,
    counter: Counter<'_>,
) -> Result<Note> {
    let Counter { db, keys, fonts, .. } = counter;
    let order = open(db, keys, id, token, &visitor)?;
    let (note, printed) = note.strip_suffix(".pdf").map_or((note, false), |it| (it, true));
    let note: InvoiceId = note.parse()?;
    let document = db.look(|txn| desk::credit_note(txn, &order, note))?;
    if printed {
        return Ok(Note::Pdf(Box::new(print(document, fonts).await?)));
    }
    Ok(Note::Page(draw(frame, keys, &order, document, None)?))
}

#[derive(Responder)]
enum Note {
    Page(Sealed),
    Pdf(Box<Pdf>),
}

pub(super) fn open(db: &Db, keys: &Keys, id: OrderId, token: Option<&str>, visitor: &Visitor) -> Result<Order> {
    let asking = visitor.0.as_ref().map(|it| it.user);
    db.look(|txn| orders::open(txn, keys, id, token, asking))
}

fn draw(frame: Frame, keys: &Keys, order: &Order, document: Document, version: Option<usize>) -> Result<Sealed> {
    let page = shown::page(frame, order, document, &orders::token(keys, order.id), version)?;
    let referrer = Header::new("Referrer-Policy", "no-referrer");
    Ok(Sealed { page: Box::new(Page::new(page)), referrer })
}

/// Setting a page takes some milliseconds, so others are not kept waiting for it.
pub(super) async fn print(document: Document, fonts: &Fonts) -> Result<Pdf> {
    let (fonts, name) = (fonts.clone(), document.file_name());
    let pdf = tokio::task::spawn_blocking(move || invoices::pdf(&document, &fonts)).await;
    Ok(Pdf {
        body: Body::new(ContentType::PDF, pdf.map_err(Error::internal)??),
        name: Header::new("Content-Disposition", format!("attachment; filename=\"{name}\"")),
        caching: Header::new("Cache-Control", "private, no-store"),
    })
}
