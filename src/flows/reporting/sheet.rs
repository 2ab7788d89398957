//! An answer as CSV.

use rocket::{
    Responder,
    http::{ContentType, Header},
};

use super::shown::Names;
use crate::{
    base::{Currency, Error, Money, Result},
    features::analytics::{Answer, Part, Question},
    platform::{csv_cell::escape, web::Body},
};

/// A table to be kept.
#[derive(Responder)]
pub(super) struct Sheet {
    body: Body,
    name: Header<'static>,
    caching: Header<'static>,
}

/// The rows of an answer with all sums behind them; amounts are decimal.
pub(super) fn write(question: &Question, answer: &Answer, names: &Names, currency: Currency) -> Result<Sheet> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    let head = [question.split.word(), "orders", "copies", "sales", "tax", "discounts", "refunds", "currency"];
    sheet.write_record(head).map_err(Error::internal)?;
    for row in &answer.rows {
        let decimal = |minor: i64| Money::new(minor, currency).plain();
        let name = match row.part {
            Part::Since(day) => day.to_string(),
            part => escape(names.name(part)),
        };
        let sums = &row.sums;
        let cells = [
            name,
            sums.orders.to_string(),
            sums.copies.to_string(),
            decimal(sums.total),
            decimal(sums.tax),
            decimal(sums.discount),
            decimal(sums.refunded),
            currency.code().to_owned(),
        ];
        sheet.write_record(cells).map_err(Error::internal)?;
    }
    let bytes = sheet.into_inner().map_err(|cause| Error::internal(cause.to_string()))?;
    Ok(Sheet {
        body: Body::new(ContentType::CSV, bytes),
        name: Header::new("Content-Disposition", "attachment; filename=\"analytics.csv\""),
        caching: Header::new("Cache-Control", "private, no-store"),
    })
}
