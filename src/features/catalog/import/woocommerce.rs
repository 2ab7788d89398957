//! WooCommerce's product CSV: products with variations in rows of their own, which may stand anywhere in the file.

use std::collections::HashMap;

use super::{
    super::{EditionForm, ImageForm, ImageSource, ProductForm},
    Found, Imported, Standing, fingerprint, refuse,
    words::{blog_html, is_address, list, moment, one_line, path, plain, take_license, truth},
};
use crate::{
    base::{Result, Timestamp, text},
    platform::sheet::{Row, unreadable},
};

/// Products with variations wait for these until the end of the file; so much memory at most.
const MOST_HELD: usize = 64 * 1024 * 1024;

/// Products that wait for their variations, and variations.
#[derive(Default)]
pub(super) struct Held {
    parents: Vec<Row>,
    variations: Vec<Row>,
    weight: usize,
}

impl Held {
    /// The product of `row`, unless it has to wait.
    pub(super) fn read(&mut self, row: Row, now: Timestamp) -> Result<Vec<Found>> {
        let kinds = list(&row.get("type").to_lowercase(), ',');
        let is = |kind: &str| kinds.iter().any(|it| it == kind);
        let title = row.get("name").to_owned();
        if is("variation") || is("variable") || is("variable-subscription") {
            self.weight += row.weight();
            if self.weight > MOST_HELD {
                return Err(unreadable(
                    "The file has more products with variations than fit into memory at once; import it in parts",
                ));
            }
            if is("variation") { &mut self.variations } else { &mut self.parents }.push(row);
            return Ok(Vec::new());
        }
        let found = if is("grouped") {
            refuse(&row, &title, "type", "A grouped product only lists others; those are imported on their own")
        } else if is("external") {
            refuse(&row, &title, "type", "The product is sold on another site")
        } else {
            let license = license(&row);
            match edition(&row, String::new(), &license, now) {
                Ok(edition) => product(&row, vec![edition], &[]),
                Err(reason) => refuse(&row, &title, "price", reason),
            }
        };
        Ok(vec![found])
    }

    /// The products that have waited, at the end of the file.
    pub(super) fn release(&mut self, now: Timestamp) -> Vec<Found> {
        let mut by_parent: HashMap<String, Vec<Row>> = HashMap::new();
        for row in std::mem::take(&mut self.variations) {
            by_parent.entry(row.get("parent").to_owned()).or_default().push(row);
        }
        let mut found = Vec::new();
        for parent in std::mem::take(&mut self.parents) {
            let (id, sku) = (parent.get("id"), parent.get("sku"));
            let names = [format!("id:{id}"), sku.to_owned(), id.to_owned()].into_iter().filter(|it| it != "id:");
            let mut own: Vec<Row> = names.filter_map(|it| by_parent.remove(&it)).flatten().collect();
            own.sort_by_key(|it| (it.get("position").parse::<i64>().unwrap_or(i64::MAX), it.line));
            found.extend(with_variations(&parent, &own, now));
        }
        let mut lost: Vec<Row> = by_parent.into_values().flatten().collect();
        lost.sort_by_key(|it| it.line);
        found.extend(lost.iter().map(|it| {
            let parent = text::shorten(it.get("parent"), 60);
            refuse(it, it.get("name"), "parent", format!("The product “{parent}” that it varies is not in the file"))
        }));
        found
    }
}

fn with_variations(parent: &Row, variations: &[Row], now: Timestamp) -> Vec<Found> {
    let mut found = Vec::new();
    let mut editions: Vec<EditionForm> = Vec::new();
    let license = license(parent);
    for variation in variations.iter().filter(|it| it.get("published") != "-1" && it.get("published") != "0") {
        let mut name = variation_name(parent, variation);
        if editions.iter().any(|it| it.name.eq_ignore_ascii_case(&name)) {
            name = format!("{name} ({})", variation.any(&["sku", "id"]));
        }
        match edition(variation, name, &license, now) {
            Ok(edition) => editions.push(edition),
            Err(reason) => found.push(refuse(variation, variation.get("name"), "price", reason)),
        }
    }
    if editions.is_empty() {
        let reason = "The product has no variation that can be bought";
        found.push(refuse(parent, parent.get("name"), "editions", reason));
    } else {
        found.push(product(parent, editions, variations));
    }
    found
}

fn product(row: &Row, editions: Vec<EditionForm>, variations: &[Row]) -> Found {
    let title = &*plain(row.get("name"));
    if title.is_empty() {
        return refuse(row, row.any(&["sku", "id"]), "title", "A product needs a name");
    }
    let hidden = row.get("visibility in catalog").eq_ignore_ascii_case("hidden");
    let standing = match row.get("published") {
        "1" | "" if !hidden => Standing::Published,
        "1" | "" | "0" | "-1" | "2" => Standing::Draft,
        cell => match truth(cell) {
            Some(shown) if shown && !hidden => Standing::Published,
            Some(_) => Standing::Draft,
            None => {
                let reason = format!("“{}” is none of 1, 0, -1 and 2", text::shorten(cell, 40));
                return refuse(row, title, "published", reason);
            }
        },
    };
    let mut tags = list(&plain(row.get("tags")), ',');
    take_license(&mut tags);
    let mut categories = list(&plain(row.get("categories")), ',').into_iter().map(|it| path(&it));
    let category = categories.next().unwrap_or_default();
    // A product stands in one category here; it is found under the others as tags.
    tags.extend(categories.filter_map(|mut it| it.pop()));
    let form = ProductForm {
        slug: String::new(),
        title: title.to_owned(),
        summary: one_line(&lines(row.get("short description")), 300),
        description: blog_html(&lines(row.any(&["description", "short description"]))),
        markdown: false,
        category,
        kind: String::new(),
        languages: Vec::new(),
        tags,
        images: images(row),
        editions,
        seo_title: text::shorten(row.get("meta: _yoast_wpseo_title"), 300),
        seo_description: text::shorten(row.get("meta: _yoast_wpseo_metadesc"), 1_000),
    };
    let key = match (row.get("id"), row.get("sku")) {
        ("", "") => format!("woocommerce/name:{}", title.to_lowercase()),
        ("", sku) => format!("woocommerce/sku:{sku}"),
        (id, _) => format!("woocommerce/id:{id}"),
    };
    let seller = row.any(&["vendor", "store", "store name", "author", "brands"]);
    let all = || std::iter::once(row).chain(variations);
    Found::Product(Box::new(Imported {
        offers: Vec::new(),
        row: row.line,
        key: text::shorten(&key, 300),
        seller: Some(seller.to_owned()).filter(|it| !it.is_empty()),
        form,
        standing,
        since: None,
        files: all().flat_map(files).fold(Vec::new(), |mut files, it| {
            if !files.contains(&it) {
                files.push(it);
            }
            files
        }),
        shipped: all().all(|it| !["virtual", "downloadable"].iter().any(|kind| it.get("type").contains(kind))),
        hash: fingerprint(all()),
    }))
}

fn edition(row: &Row, name: String, license: &str, now: Timestamp) -> Result<EditionForm, String> {
    let (regular, sale) = (row.get("regular price"), row.get("sale price"));
    let (price, compare_at) = match (regular, sale) {
        ("", "") => return Err("There is no price; write 0 if it is free".into()),
        (regular, "") => (regular, ""),
        (_, sale) if on_sale(row, now) => (sale, regular),
        ("", _) => return Err("The sale is over and there is no regular price".into()),
        (regular, _) => (regular, ""),
    };
    Ok(EditionForm {
        name,
        sku: row.get("sku").to_owned(),
        price: price.to_owned(),
        compare_at: compare_at.to_owned(),
        license: license.to_owned(),
        ..EditionForm::default()
    })
}

fn on_sale(row: &Row, now: Timestamp) -> bool {
    let date = |name: &str| moment(row.get(name));
    let day = std::time::Duration::from_secs(24 * 60 * 60);
    date("date sale price starts").is_none_or(|it| it <= now)
        && date("date sale price ends").is_none_or(|it| now < it.plus(day))
}

/// The values of its attributes, or what its name says beyond the product's.
fn variation_name(parent: &Row, variation: &Row) -> String {
    let values = (1..=20).map(|n| variation.get(&format!("attribute {n} value(s)")));
    let values: Vec<&str> = values.filter(|it| !it.is_empty()).collect();
    let name = variation.get("name");
    let rest = name.strip_prefix(parent.get("name")).unwrap_or(name).trim_start_matches([' ', '-', '–', '—', ':']);
    let name = if values.is_empty() { rest.trim().to_owned() } else { values.join(" / ") };
    if name.is_empty() { variation.any(&["sku", "id"]).to_owned() } else { name }
}

fn license(row: &Row) -> String {
    take_license(&mut list(row.get("tags"), ','))
}

/// Line ends are written as `\n` with a backslash, and such a backslash as two.
fn lines(cell: &str) -> String {
    cell.split("\\\\n").map(|part| part.replace("\\n", "\n")).collect::<Vec<_>>().join("\\n")
}

fn images(row: &Row) -> Vec<ImageForm> {
    let addresses = list(row.get("images"), ',').into_iter().filter(|it| is_address(it));
    addresses.map(|url| ImageForm { source: ImageSource::External { url }, alt: String::new() }).collect()
}

fn files(row: &Row) -> Vec<String> {
    let file = |n| {
        let (url, name) = (format!("download {n} url"), format!("download {n} name"));
        row.any(&[&url, &name])
    };
    (1..=50).map(file).filter(|it| !it.is_empty()).map(|it| text::shorten(it, 500)).collect()
}
