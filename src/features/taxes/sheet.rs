//! The table as CSV: `country,region,class,name,rate`, the rate in percent.

use std::collections::HashSet;

use super::{MOST, NewRate, RateForm, TaxRate};
use crate::base::{Error, ErrorKind, Result};

const COLUMNS: [&str; 5] = ["country", "region", "class", "name", "rate"];
/// So much that cannot be used is told of at once.
const TOLD: usize = 20;

/// The table as it is written.
pub fn write(rates: &[TaxRate]) -> Result<String> {
    let mut sheet = csv::Writer::from_writer(Vec::new());
    sheet.write_record(COLUMNS).map_err(Error::internal)?;
    for rate in rates {
        let RateForm { country, region, class, name, rate } = RateForm::of(rate);
        sheet.write_record([country, region, class, name, rate]).map_err(Error::internal)?;
    }
    let bytes = sheet.into_inner().map_err(|cause| Error::internal(cause.to_string()))?;
    String::from_utf8(bytes).map_err(Error::internal)
}

/// The rows of a table as somebody sends it: the columns in any order, only `country` and `rate` needed.
///
/// # Errors
/// A row cannot be used; the first of them are named with their numbers.
pub fn read(text: &str) -> Result<Vec<NewRate>> {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    let mark = if first.contains(';') && !first.contains(',') { b';' } else { b',' };
    let mut sheet = csv::ReaderBuilder::new().delimiter(mark).trim(csv::Trim::All).from_reader(text.as_bytes());
    let header = sheet.headers().map_err(unreadable)?.clone();
    let column = |name: &str| header.iter().position(|it| it.eq_ignore_ascii_case(name));
    if let Some(missing) = ["country", "rate"].into_iter().find(|it| column(it).is_none()) {
        return Err(Error::invalid("file", format!("The first line has to name the columns; there is no “{missing}”")));
    }
    if let Some(other) = header.iter().find(|it| !COLUMNS.iter().any(|known| known.eq_ignore_ascii_case(it))) {
        return Err(Error::invalid("file", format!("There is no column “{other}” in this table")));
    }
    let (mut rows, mut seen, mut wrong) = (Vec::new(), HashSet::new(), Vec::new());
    for (row, line) in (2..).zip(sheet.records()) {
        let line = line.map_err(unreadable)?;
        let cell = |name: &str| column(name).and_then(|at| line.get(at)).unwrap_or_default().to_owned();
        let [country, region, class, name, rate] = COLUMNS.map(cell);
        match (RateForm { country, region, class, name, rate }).check() {
            Ok(new) if seen.insert(new.key()) => rows.push(new),
            Ok(_) => wrong.push(format!("Row {row}: this place, class and name stand in the table already")),
            Err(error) => {
                wrong.extend(error.fields.iter().map(|(field, advice)| format!("Row {row}, {field}: {advice}")));
            }
        }
        if rows.len() > MOST {
            return Err(Error::invalid("file", format!("A table has at most {MOST} rows")));
        }
        if wrong.len() >= TOLD {
            break;
        }
    }
    if wrong.is_empty() {
        return Ok(rows);
    }
    let refused = Error::of(ErrorKind::Invalid, "Nothing was changed, since some rows cannot be used");
    Err(wrong.into_iter().take(TOLD).fold(refused, |sum, line| sum.and("file", line)))
}

fn unreadable(cause: csv::Error) -> Error {
    Error::invalid("file", "This cannot be read as CSV").because(cause)
}
