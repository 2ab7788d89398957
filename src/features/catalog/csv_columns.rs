//! The columns of our own product CSV, which export writes and import reads.
//!
//! What Shopify's header has no column for stands in columns named as Shopify names a product's own fields.

/// The summary of a product.
pub(super) const SUMMARY: &str = "Summary (product.metafields.bodega.summary)";
/// The languages a product is in, by their codes.
pub(super) const LANGUAGES: &str = "Languages (product.metafields.bodega.languages)";
/// The short name of an edition's licence.
pub(super) const LICENSE: &str = "License (product.metafields.bodega.license)";
/// The terms of an edition's licence.
pub(super) const TERMS: &str = "License terms (product.metafields.bodega.license_terms)";
/// Whether each copy of an edition comes with a licence key.
pub(super) const KEYS: &str = "License keys (product.metafields.bodega.license_keys)";
/// Whether the buyer names an edition's price.
pub(super) const OPEN: &str = "Pay what you want (product.metafields.bodega.pay_what_you_want)";
/// What is suggested where the buyer names the price.
pub(super) const SUGGESTED: &str = "Suggested price (product.metafields.bodega.suggested_price)";
/// What an edition costs for a while.
pub(super) const SALE: &str = "Sale price (product.metafields.bodega.sale_price)";
/// From when.
pub(super) const SALE_FROM: &str = "Sale from (product.metafields.bodega.sale_from)";
/// Until when.
pub(super) const SALE_UNTIL: &str = "Sale until (product.metafields.bodega.sale_until)";
/// What is in an edition that is a bundle, one a line: product and edition, parted by a slash.
pub(super) const BUNDLE: &str = "Bundle (product.metafields.bodega.bundle)";
/// Where the product was imported from.
pub(super) const SOURCE: &str = "Source (product.metafields.bodega.source)";
/// The files of all releases, one a line: version, name, size, SHA-256, parted by bars.
pub(super) const FILES: &str = "Files (product.metafields.bodega.files)";
/// What is new, release by release.
pub(super) const NOTES: &str = "Release notes (product.metafields.bodega.release_notes)";

/// When the product was published.
pub(super) const SINCE: &str = "Published at (product.metafields.bodega.published_at)";

/// All columns in the order in which they are written.
pub(super) const ALL: [&str; 36] = [
    "Title",
    "URL handle",
    "Description",
    "Vendor",
    "Product category",
    "Type",
    "Tags",
    "Published on online store",
    "Status",
    "SKU",
    "Option1 name",
    "Option1 value",
    "Price",
    "Compare-at price",
    "Charge tax",
    "Requires shipping",
    "Product image URL",
    "Image position",
    "Image alt text",
    "SEO title",
    "SEO description",
    SUMMARY,
    LANGUAGES,
    LICENSE,
    TERMS,
    KEYS,
    OPEN,
    SUGGESTED,
    SALE,
    SALE_FROM,
    SALE_UNTIL,
    BUNDLE,
    SOURCE,
    SINCE,
    NOTES,
    FILES,
];

/// A line of [`FILES`].
pub(super) fn file_line(version: &str, file: &super::File) -> String {
    let version = version.replace('|', "/");
    format!("{version} | {} | {} | {}", file.name, file.size, file.sha256)
}

/// A line for a file that has yet to be attached.
pub(super) fn awaited_line(name: &str) -> String {
    format!(" | {}", name.replace(['|', '\n'], " "))
}

/// The name in a line of [`FILES`]; names have no bars.
pub(super) fn file_name(line: &str) -> Option<String> {
    let name = line.split('|').nth(1)?.trim();
    (!name.is_empty()).then(|| name.to_owned())
}
