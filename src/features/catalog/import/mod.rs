//! Reads the product lists of other shops, one product at a time and never the whole file.
//!
//! Nothing here touches the store: a [`Reader`] turns bytes into [`Imported`] products and [`Refusal`]s.

mod edd;
mod format;
mod shopify;
#[cfg(test)]
mod tests;
mod woocommerce;
mod words;

use std::{collections::HashMap, io::Read};

pub use format::Format;

use super::ProductForm;
use crate::{
    base::{Digest, Error, Result, Timestamp, text},
    platform::sheet::{Row, Sheet},
};

/// A product as a file tells it, not yet checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Imported {
    /// The line at which its first row begins.
    pub row: u64,
    /// Its key in the catalogue it comes from.
    pub key: String,
    /// What its editions cost for a while and what is in them, where the file has columns for it.
    pub offers: Vec<Offered>,
    /// Whose it is, if the file says so.
    pub seller: Option<String>,
    /// What the file says of it.
    pub form: ProductForm,
    /// Where it stands in its life.
    pub standing: Standing,
    /// When it was first published, if the file says so.
    pub since: Option<Timestamp>,
    /// Names or addresses of the files that belong to it.
    pub files: Vec<String>,
    /// Whether the other shop sends it by post.
    pub shipped: bool,
    /// Fingerprint of its rows.
    pub hash: Digest,
}

/// Where a product stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// For sale.
    Published,
    /// Not yet, or not now.
    Draft,
    /// No longer.
    Retired,
}

/// What a file says of an edition beside its price, as it stands there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Offered {
    /// The edition's name.
    pub edition: String,
    /// What it costs for a while; empty for no sale.
    pub sale_price: String,
    /// From when; empty for at once.
    pub sale_from: String,
    /// Until when; empty for until somebody ends it.
    pub sale_until: String,
    /// What is in it, one a line: product and edition, parted by a slash.
    pub bundle: String,
}

/// Why a row is left out.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Refusal {
    /// The line at which the row begins, the header's being 1.
    pub row: u64,
    /// What the row calls the product.
    pub product: String,
    /// Which of its properties is wrong.
    pub field: Option<String>,
    /// What is wrong, and how to mend it.
    pub reason: String,
}

/// What a file holds next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// A product.
    Product(Box<Imported>),
    /// A row that cannot be used.
    Refused(Refusal),
}

/// Reads a product list.
pub struct Reader<R: Read> {
    sheet: Sheet<R>,
    format: Format,
    rows: u64,
    ahead: Option<Row>,
    broken: Option<Error>,
    held: woocommerce::Held,
    seen: HashMap<String, u64>,
    waiting: Vec<Found>,
    now: Timestamp,
    done: bool,
}

/// Changes when the same rows are understood differently, so that they are looked at again.
const EDITION: &str = "1";

impl<R: Read> Reader<R> {
    /// Tells by its header where `input` comes from. `now` decides which sales have begun.
    ///
    /// # Errors
    /// It is not a product list that is known here; the message says what was found and what is known.
    pub fn open(input: R, now: Timestamp) -> Result<Self> {
        let mut sheet = Sheet::open(input, |columns| Format::tell(columns).is_some())?;
        let format = Format::tell(&sheet.columns).ok_or_else(|| format::unknown(sheet.columns.names()))?;
        let ahead = sheet.row()?;
        let held = woocommerce::Held::default();
        let (seen, waiting) = (HashMap::new(), Vec::new());
        Ok(Self { sheet, format, rows: 0, ahead, broken: None, held, seen, waiting, now, done: false })
    }

    /// Where the file comes from.
    pub fn format(&self) -> Format {
        self.format
    }

    /// How many rows have been read.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many bytes have been read.
    pub fn bytes(&self) -> u64 {
        self.sheet.bytes()
    }

    /// What a person should know of how the file was read.
    pub fn notes(&self) -> Vec<String> {
        let foreign = "Some cells are not UTF-8 and were read as Windows-1252. \
            Look at names with accents; if they are wrong, save the file as “CSV UTF-8” and import it again.";
        if self.sheet.foreign { vec![foreign.into()] } else { Vec::new() }
    }

    /// The next product or refusal, if any.
    ///
    /// # Errors
    /// The file cannot be read any further.
    pub fn find_next(&mut self) -> Result<Option<Found>> {
        loop {
            if let Some(found) = self.waiting.pop() {
                return Ok(Some(self.once(found)));
            }
            if self.done {
                return Ok(None);
            }
            let mut found = match self.format {
                Format::Bodega | Format::ShopifyNew | Format::ShopifyOld => self.group()?,
                Format::Edd => self.single(|row| vec![edd::read(&row)])?,
                Format::WooCommerce => self.woocommerce()?,
            };
            found.reverse();
            self.waiting = found;
        }
    }

    fn take(&mut self) -> Result<Option<Row>> {
        let row = self.ahead.take();
        if row.is_some() {
            self.rows += 1;
            match self.sheet.row() {
                Ok(next) => self.ahead = next,
                Err(error) => self.broken = Some(error),
            }
        } else {
            self.done = true;
            self.broken.take().map_or(Ok(()), Err)?;
        }
        Ok(row)
    }

    fn single(&mut self, read: impl Fn(Row) -> Vec<Found>) -> Result<Vec<Found>> {
        Ok(match self.take()? {
            Some(row) => misshapen(&row).map_or_else(|| read(row), |refusal| vec![refusal]),
            None => Vec::new(),
        })
    }

    /// A row with those below it that belong to the same product.
    fn group(&mut self) -> Result<Vec<Found>> {
        let Some(first) = self.take()? else { return Ok(Vec::new()) };
        let mut rows = vec![first];
        while let Some(next) = self.ahead.take_if(|next| shopify::continues(&rows[0], next)) {
            self.ahead = Some(next);
            rows.extend(self.take()?);
            if rows.len() > shopify::MOST_ROWS {
                return Ok(vec![shopify::too_many(&rows[0])]);
            }
        }
        // What cannot be read may belong to it, too.
        self.broken.take().map_or(Ok(()), Err)?;
        Ok(match rows.iter().find_map(misshapen) {
            Some(refusal) => vec![refusal],
            None => vec![shopify::read(self.format, &rows)],
        })
    }

    fn woocommerce(&mut self) -> Result<Vec<Found>> {
        let now = self.now;
        match self.take()? {
            Some(row) => Ok(match misshapen(&row) {
                Some(refusal) => vec![refusal],
                None => self.held.read(row, now)?,
            }),
            None => Ok(self.held.release(now)),
        }
    }

    /// A key counts once in a file.
    fn once(&mut self, found: Found) -> Found {
        let Found::Product(it) = found else { return found };
        match self.seen.get(&it.key) {
            Some(row) => {
                let key = it.key.split_once('/').map_or(&*it.key, |(_, key)| key);
                Found::Refused(Refusal {
                    row: it.row,
                    field: Some("key".into()),
                    reason: format!("“{key}” stands for the product of row {row} already"),
                    product: it.form.title,
                })
            }
            None => {
                self.seen.insert(it.key.clone(), it.row);
                Found::Product(it)
            }
        }
    }
}

impl Refusal {
    /// `row` of `product` is refused for what `error` says.
    pub fn of(row: u64, product: &str, error: &Error) -> Self {
        let (field, reason) = match error.fields.first() {
            Some((field, advice)) => (Some(field.to_string()), advice.to_string()),
            None => (None, error.to_string()),
        };
        Self { row, product: product.to_owned(), field, reason }
    }
}

fn refuse(row: &Row, product: &str, field: &str, reason: impl Into<String>) -> Found {
    let field = Some(field.to_owned()).filter(|it| !it.is_empty());
    Found::Refused(Refusal { row: row.line, product: product.to_owned(), field, reason: reason.into() })
}

/// A row whose cells do not fit the header.
fn misshapen(row: &Row) -> Option<Found> {
    let reason = if row.surplus() > 0 {
        "The row has more cells than the header; is a quotation mark or a separator out of place?"
    } else if row.is_cut() {
        "The row ends in the middle; is a quotation mark not closed?"
    } else {
        return None;
    };
    let name = row.any(&["title", "name", "post_title", "url handle", "handle"]);
    Some(refuse(row, &text::shorten(&text::line(name), 80), "", reason))
}

/// The fingerprint of rows: which column says what, in any order of columns.
fn fingerprint<'a>(rows: impl IntoIterator<Item = &'a Row>) -> Digest {
    let mut all = String::from(EDITION);
    for row in rows {
        let mut pairs: Vec<_> = row.pairs().collect();
        pairs.sort_unstable();
        all.push('\x1e');
        for (name, cell) in pairs {
            all.extend([name, "\x1f", cell, "\x1d"]);
        }
    }
    Digest::of(all)
}
