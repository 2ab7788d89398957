//! Writes products as a CSV that imports into an empty shop as the same catalogue.
//!
//! It is Shopify's new header with more columns. Bytes are not in a CSV: files and stored pictures are only named.

use std::{borrow::Cow, io::Write};

use super::{
    Category, Edition, Image, ImageSource, Price, Product, STANDARD,
    csv_columns::{self as own, ALL},
};
use crate::{
    base::{EditionId, Error, Money, Result, Timestamp},
    platform::csv_cell,
};

/// Writes products one by one.
pub struct Writer<W: Write> {
    rows: csv::Writer<W>,
}

impl<W: Write> Writer<W> {
    /// Begins with the header, and before it with the mark by which spreadsheets know UTF-8.
    pub fn new(mut out: W) -> Result<Self> {
        out.write_all("\u{feff}".as_bytes())?;
        let mut rows = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(out);
        rows.write_record(ALL).map_err(failed)?;
        Ok(Self { rows })
    }

    /// Writes a product that stands in `category`, given from the root down, and is sold by `seller`.
    /// `bundles` tells of each edition what is in it, as [`own::BUNDLE`] has it.
    pub fn write(
        &mut self,
        product: &Product,
        category: &[Category],
        seller: &str,
        bundles: &[(EditionId, String)],
    ) -> Result<()> {
        let mut editions: Vec<&Edition> = product.on_sale().collect();
        if editions.is_empty() {
            editions = product.editions.iter().collect();
        }
        let pictures: Vec<(&str, &Image)> = product.images.iter().filter_map(|it| Some((address(it)?, it))).collect();
        for at in 0..editions.len().max(pictures.len()).max(1) {
            let first = (at == 0).then_some((product, category, seller));
            let (edition, picture) = (editions.get(at).copied(), pictures.get(at).copied());
            let alone = editions.len() == 1;
            let cells = ALL.map(|column| match column {
                "URL handle" => product.slug.as_str().into(),
                _ => first
                    .and_then(|(product, category, seller)| product_cell(column, product, category, seller))
                    .or_else(|| edition.and_then(|it| edition_cell(column, it, alone, bundles)))
                    .or_else(|| picture.and_then(|(url, it)| picture_cell(column, url, it, at)))
                    .unwrap_or_default(),
            });
            self.rows.write_record(cells.iter().map(|it| csv_cell::escape(it))).map_err(failed)?;
        }
        Ok(())
    }

    /// Writes what is still in memory.
    pub fn finish(mut self) -> Result<()> {
        Ok(self.rows.flush()?)
    }
}

fn failed(cause: csv::Error) -> Error {
    Error::internal(cause)
}

fn product_cell<'a>(
    column: &str,
    product: &'a Product,
    category: &[Category],
    seller: &'a str,
) -> Option<Cow<'a, str>> {
    let text = |it: &'a Option<String>| it.as_deref().unwrap_or_default().into();
    Some(match column {
        "Title" => product.title.as_str().into(),
        "Description" => product.description_html.as_str().into(),
        "Vendor" => seller.into(),
        "Product category" => category.iter().map(|it| &*it.label).collect::<Vec<_>>().join(" > ").into(),
        "Type" => text(&product.kind),
        "Tags" => product.tags.iter().map(|it| &*it.label).collect::<Vec<_>>().join(", ").into(),
        "Published on online store" => if product.is_published() { "TRUE" } else { "FALSE" }.into(),
        "Status" => match (product.is_published(), product.retired) {
            (true, _) => "active".into(),
            (false, None) => "draft".into(),
            (false, Some(_)) => "archived".into(),
        },
        "Charge tax" => "TRUE".into(),
        "Requires shipping" => "FALSE".into(),
        "SEO title" => text(&product.seo.title),
        "SEO description" => text(&product.seo.description),
        own::SUMMARY => product.summary.as_str().into(),
        own::LANGUAGES => product.languages.iter().map(|it| it.code()).collect::<Vec<_>>().join(", ").into(),
        own::SOURCE => product.source.as_ref().map_or("", |it| &*it.key).into(),
        own::SINCE => product.publication.as_ref().map(|it| it.since.rfc3339()).unwrap_or_default().into(),
        own::NOTES => notes(product).into(),
        own::FILES => files(product).into(),
        _ => return None,
    })
}

fn edition_cell<'a>(
    column: &str,
    edition: &'a Edition,
    alone: bool,
    bundles: &'a [(EditionId, String)],
) -> Option<Cow<'a, str>> {
    let money = |it: Option<Money>| it.map(Money::plain).unwrap_or_default().into();
    let moment = |it: Option<Timestamp>| it.map(Timestamp::rfc3339).unwrap_or_default().into();
    let plain = alone && edition.name == STANDARD;
    Some(match column {
        "SKU" => edition.sku.as_deref().unwrap_or_default().into(),
        "Option1 name" => if plain { "Title" } else { "Edition" }.into(),
        "Option1 value" => if plain { "Default Title" } else { &*edition.name }.into(),
        // A sale comes and goes by itself; this is the usual price.
        "Price" => edition.regular_price().least().plain().into(),
        "Compare-at price" => money(edition.regular_compare_at()),
        own::SALE => money(edition.sale.map(|it| it.price)),
        own::SALE_FROM => moment(edition.sale.and_then(|it| it.from)),
        own::SALE_UNTIL => moment(edition.sale.and_then(|it| it.until)),
        own::BUNDLE => bundles.iter().find(|it| it.0 == edition.id).map_or("", |it| &*it.1).into(),
        own::LICENSE => edition.license.label.as_deref().unwrap_or_default().into(),
        own::TERMS => edition.license.terms.as_deref().unwrap_or_default().into(),
        own::KEYS => if edition.license_keys { "TRUE" } else { "" }.into(),
        own::OPEN => if edition.regular_price().is_open() { "TRUE" } else { "" }.into(),
        own::SUGGESTED => match edition.regular_price() {
            Price::Fixed(_) => "".into(),
            Price::PayWhatYouWant { suggested, .. } => money(suggested),
        },
        _ => return None,
    })
}

fn picture_cell<'a>(column: &str, url: &'a str, picture: &'a Image, at: usize) -> Option<Cow<'a, str>> {
    Some(match column {
        "Product image URL" => url.into(),
        "Image position" => (at + 1).to_string().into(),
        "Image alt text" => picture.alt.as_str().into(),
        _ => return None,
    })
}

fn address(picture: &Image) -> Option<&str> {
    match &picture.source {
        ImageSource::External { url } => Some(url),
        ImageSource::Stored { .. } => None,
    }
}

fn notes(product: &Product) -> String {
    let told = product.releases.iter().filter(|it| !it.notes.is_empty());
    told.map(|it| format!("{}:\n{}", it.version, it.notes)).collect::<Vec<_>>().join("\n\n")
}

/// Names of attached files, and of those that are still awaited.
fn files(product: &Product) -> String {
    let all = product.releases.iter().flat_map(|release| release.files.iter().map(move |file| (release, file)));
    let attached = all.map(|(release, file)| own::file_line(&release.version, file));
    let awaited = product.source.iter().flat_map(|it| &it.files).map(|it| own::awaited_line(it));
    attached.chain(awaited).collect::<Vec<_>>().join("\n")
}
