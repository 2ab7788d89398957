//! The log as CSV.

use rocket::{
    Responder,
    http::{ContentType, Header},
};

use super::shown::Told;
use crate::{
    base::{Error, Result},
    platform::{csv_cell::escape, web::Body},
};

/// So many of the newest transfers are told at most.
pub(super) const MOST: usize = 100_000;

/// A table to be kept.
#[derive(Responder)]
pub(super) struct Sheet {
    body: Body,
    name: Header<'static>,
    caching: Header<'static>,
}

const FOR_STAFF: [&str; 12] = [
    "started",
    "ended",
    "order",
    "product",
    "file",
    "size",
    "completed",
    "sha256",
    "bytes",
    "buyer",
    "address",
    "agent",
];
/// Sellers learn nothing of the buyer.
const FOR_SELLERS: usize = 7;

/// The transfers as a table: all that is known for the shop's staff, the first columns for sellers.
pub(super) fn write(all: &[Told], for_staff: bool) -> Result<Sheet> {
    let columns = if for_staff { FOR_STAFF.len() } else { FOR_SELLERS };
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet.write_record(&FOR_STAFF[..columns]).map_err(Error::internal)?;
    for told in all {
        // Whoever downloads chooses what their program is called: no cell may be a formula.
        sheet.write_record(row(told)[..columns].iter().map(|it| escape(it))).map_err(Error::internal)?;
    }
    let bytes = sheet.into_inner().map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(Sheet {
        body: Body::new(ContentType::CSV, bytes),
        name: Header::new("Content-Disposition", "attachment; filename=\"downloads.csv\""),
        caching: Header::new("Cache-Control", "private, no-store"),
    })
}

fn row(told: &Told) -> [String; FOR_STAFF.len()] {
    let it = &told.download;
    [
        it.started.rfc3339(),
        it.ended.rfc3339(),
        told.number.clone(),
        told.title.clone(),
        it.name.clone(),
        it.size.to_string(),
        it.completed.to_string(),
        it.sha256.to_string(),
        it.bytes.to_string(),
        it.buyer.to_string(),
        it.address.clone(),
        it.agent.clone(),
    ]
}
