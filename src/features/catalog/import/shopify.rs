//! Shopify's product CSV, old and new header, and our own, which is the new one with more columns.
//!
//! A product is one row and, below it, rows with the same handle for further variants and pictures.

use super::{
    super::{EditionForm, ImageForm, ImageSource, ProductForm, csv_columns as own},
    Format, Found, Imported, Offered, Standing, fingerprint, refuse,
    words::{is_address, moment, one_line, path, take_license, truth},
};
use crate::{
    base::{Language, Slug, text},
    platform::sheet::Row,
};

/// Shopify itself allows 2,048 variants.
pub(super) const MOST_ROWS: usize = 2_500;

/// Whether `next` belongs to the product that `first` begins.
pub(super) fn continues(first: &Row, next: &Row) -> bool {
    let handle = handle(next);
    let same = !handle.is_empty() && handle.eq_ignore_ascii_case(self::handle(first));
    // Without a handle only a row without a title goes on.
    if handle.is_empty() { next.get("title").is_empty() } else { same }
}

pub(super) fn too_many(first: &Row) -> Found {
    refuse(first, first.get("title"), "variants", format!("A product may have {MOST_ROWS} rows at most"))
}

/// The product of these rows.
pub(super) fn read(format: Format, rows: &[Row]) -> Found {
    let first = &rows[0];
    let title = first.get("title");
    if title.is_empty() {
        let reason = "The first row of a product needs a title; this row goes on with a product that is not above it";
        return refuse(first, handle(first), "title", reason);
    }
    if truth(first.get("gift card")) == Some(true) {
        return refuse(first, title, "gift card", "A gift card is money, not goods; it cannot be sold as a product");
    }
    let standing = match standing(first) {
        Ok(standing) => standing,
        Err(found) => return found,
    };
    let mut tags: Vec<String> = first.get("tags").split(',').map(|it| it.trim().to_owned()).collect();
    tags.retain(|it| !it.is_empty());
    let license = take_license(&mut tags);
    let editions = match editions(rows, title, &license) {
        Ok(editions) => editions,
        Err(found) => return found,
    };
    let category = path(first.any(&["product category", "custom collection", "collection"]));
    let form = ProductForm {
        slug: handle(first).to_owned(),
        title: title.to_owned(),
        summary: summary(format, first),
        description: first.any(&["description", "body (html)", "body html"]).to_owned(),
        markdown: false,
        category,
        kind: first.get("type").to_owned(),
        languages: languages(first.get(&own::LANGUAGES.to_lowercase())),
        tags,
        images: images(rows),
        editions,
        seo_title: text::shorten(first.get("seo title"), 300),
        seo_description: text::shorten(first.get("seo description"), 1_000),
    };
    let key = key(format, first, title);
    let seller = Some(first.get("vendor").to_owned()).filter(|it| !it.is_empty());
    let files = first.get(&own::FILES.to_lowercase()).lines().filter_map(own::file_name).collect();
    Found::Product(Box::new(Imported {
        row: first.line,
        offers: offers(rows),
        key,
        seller,
        form,
        standing,
        since: moment(first.get(&own::SINCE.to_lowercase())),
        files,
        shipped: truth(first.any(&["requires shipping", "variant requires shipping"])) == Some(true),
        hash: fingerprint(rows),
    }))
}

/// What search engines are told is the best summary where there is none.
/// The languages named in a cell, without those that are none.
fn languages(cell: &str) -> Vec<String> {
    let known = |it: &&str| Language::parse("languages", it).is_ok();
    cell.split(',').filter(known).map(str::to_owned).collect()
}

fn summary(format: Format, row: &Row) -> String {
    match (row.get(&own::SUMMARY.to_lowercase()), format) {
        ("", Format::ShopifyOld | Format::ShopifyNew) => one_line(row.get("seo description"), 300),
        (summary, _) => summary.to_owned(),
    }
}

fn handle(row: &Row) -> &str {
    row.any(&["url handle", "handle"])
}

fn key(format: Format, first: &Row, title: &str) -> String {
    let source = first.get(&own::SOURCE.to_lowercase());
    if format == Format::Bodega && !source.is_empty() {
        return text::shorten(source, 300);
    }
    let handle = match handle(first) {
        "" => Slug::of(title).map_or_else(|| title.to_lowercase(), String::from),
        handle => handle.to_lowercase(),
    };
    let family = if format == Format::Bodega { "bodega" } else { "shopify" };
    format!("{family}/{}", text::shorten(&handle, 300))
}

fn standing(row: &Row) -> Result<Standing, Found> {
    let shown = match row.any(&["published on online store", "published"]) {
        "" => true,
        cell => match truth(cell) {
            Some(shown) => shown,
            None => {
                let reason = format!("“{}” is neither TRUE nor FALSE", text::shorten(cell, 40));
                return Err(refuse(row, row.get("title"), "published", reason));
            }
        },
    };
    match row.get("status").to_lowercase().as_str() {
        "" | "active" if shown => Ok(Standing::Published),
        "" | "active" | "draft" | "unlisted" => Ok(Standing::Draft),
        "archived" => Ok(Standing::Retired),
        other => {
            let reason = format!("“{}” is none of active, draft and archived", text::shorten(other, 40));
            Err(refuse(row, row.get("title"), "status", reason))
        }
    }
}

fn editions(rows: &[Row], title: &str, license: &str) -> Result<Vec<EditionForm>, Found> {
    let mut editions = Vec::new();
    // Further pictures stand in rows without a variant.
    for (at, row) in rows.iter().enumerate().filter(|(at, row)| *at == 0 || is_variant(row)) {
        let price = row.any(&["price", "variant price"]);
        if price.is_empty() {
            let what = if at == 0 { "The product" } else { "This variant" };
            let reason = format!("{what} has no price; write 0 if it is free");
            return Err(refuse(row, title, "price", reason));
        }
        let open = row.get(&own::OPEN.to_lowercase());
        let own_license = row.get(&own::LICENSE.to_lowercase());
        editions.push(EditionForm {
            id: None,
            name: edition_name(row),
            sku: row.any(&["sku", "variant sku"]).to_owned(),
            price: price.to_owned(),
            pay_what_you_want: truth(open).unwrap_or(false),
            suggested: row.get(&own::SUGGESTED.to_lowercase()).to_owned(),
            compare_at: row.any(&["compare-at price", "variant compare at price"]).to_owned(),
            license: if own_license.is_empty() { license.to_owned() } else { own_license.to_owned() },
            terms: row.get(&own::TERMS.to_lowercase()).to_owned(),
            files: None,
            license_keys: truth(row.get(&own::KEYS.to_lowercase())).unwrap_or(false),
        });
    }
    Ok(editions)
}

/// Nothing where the file has no columns for it: what was said here stays then.
fn offers(rows: &[Row]) -> Vec<Offered> {
    let cell = |row: &Row, column: &str| row.get(&column.to_lowercase()).to_owned();
    let has = |row: &Row| row.has(&own::SALE.to_lowercase()) || row.has(&own::BUNDLE.to_lowercase());
    let variants = rows.iter().enumerate().filter(|(at, row)| has(row) && (*at == 0 || is_variant(row)));
    let offered = variants.map(|(_, row)| Offered {
        edition: edition_name(row),
        sale_price: cell(row, own::SALE),
        sale_from: cell(row, own::SALE_FROM),
        sale_until: cell(row, own::SALE_UNTIL),
        bundle: cell(row, own::BUNDLE),
    });
    offered.collect()
}

fn is_variant(row: &Row) -> bool {
    let cells = ["option1 value", "option2 value", "option3 value", "price", "variant price", "sku", "variant sku"];
    !row.any(&cells).is_empty()
}

/// The values of its options, such as "Desktop / 5 seats".
fn edition_name(row: &Row) -> String {
    let values = ["option1 value", "option2 value", "option3 value"].map(|it| row.get(it));
    let name = values.into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>().join(" / ");
    if name.eq_ignore_ascii_case("default title") { String::new() } else { name }
}

fn images(rows: &[Row]) -> Vec<ImageForm> {
    let mut images: Vec<(u32, ImageForm)> = Vec::new();
    for row in rows {
        let url = row.any(&["product image url", "image src"]);
        let source = ImageSource::External { url: url.to_owned() };
        if !is_address(url) || images.iter().any(|(_, it)| it.source == source) {
            continue;
        }
        let place = row.get("image position").parse().unwrap_or(u32::MAX);
        images.push((place, ImageForm { source, alt: row.get("image alt text").to_owned() }));
    }
    images.sort_by_key(|(place, _)| *place);
    images.into_iter().map(|(_, it)| it).collect()
}
