//! The product CSV of Easy Digital Downloads: one row per product, lists parted by bars.

use super::{
    super::{EditionForm, ImageForm, ImageSource, ProductForm},
    Found, Imported, Standing, fingerprint, refuse,
    words::{blog_html, is_address, moment, one_line, path, plain, take_license},
};
use crate::{base::text, platform::sheet::Row};

/// The product of `row`.
pub(super) fn read(row: &Row) -> Found {
    let title = &*plain(row.any(&["name", "post_title"]));
    if title.is_empty() {
        return refuse(row, row.any(&["slug", "post_name", "id"]), "title", "A product needs a name");
    }
    let standing = match row.any(&["status", "post_status"]).to_lowercase().as_str() {
        "publish" | "published" | "" => Standing::Published,
        "draft" | "auto-draft" | "pending" | "private" | "future" => Standing::Draft,
        "archived" => Standing::Retired,
        "trash" => return refuse(row, title, "status", "The product lies in the trash of the other shop"),
        other => {
            let reason = format!("“{}” is not a status known here", text::shorten(other, 40));
            return refuse(row, title, "status", reason);
        }
    };
    let slug = row.any(&["slug", "post_name"]);
    let mut tags = bars(row.get("tags"));
    let license = take_license(&mut tags);
    let editions = match editions(row, &license) {
        Ok(editions) => editions,
        Err(reason) => return refuse(row, title, "price", reason),
    };
    let mut categories = bars(row.get("categories")).into_iter();
    let category = categories.next().map(|it| path(&it)).unwrap_or_default();
    tags.extend(categories);
    let picture = row.any(&["featured image", "featured_image"]);
    let source = ImageSource::External { url: picture.to_owned() };
    let images = if is_address(picture) { vec![ImageForm { source, alt: String::new() }] } else { Vec::new() };
    let form = ProductForm {
        slug: slug.to_owned(),
        title: title.to_owned(),
        summary: one_line(row.any(&["excerpt", "post_excerpt"]), 300),
        description: blog_html(row.any(&["description", "post_content"])),
        category,
        tags,
        images,
        editions,
        ..ProductForm::default()
    };
    let key = match (row.get("id"), slug) {
        ("", "") => format!("edd/{}", title.to_lowercase()),
        ("", slug) => format!("edd/{slug}"),
        (id, _) => format!("edd/{id}"),
    };
    let author = row.any(&["author", "post_author"]);
    Found::Product(Box::new(Imported {
        offers: Vec::new(),
        row: row.line,
        key: text::shorten(&key, 300),
        seller: Some(author.to_owned()).filter(|it| !it.is_empty()),
        form,
        standing,
        since: moment(row.any(&["date created", "post_date"])),
        files: bars(row.get("files")).iter().filter_map(|it| file(it)).collect(),
        shipped: false,
        hash: fingerprint([row]),
    }))
}

/// One price, or several with their names: `Personal: 20.00 | Studio: 49.00`.
fn editions(row: &Row, license: &str) -> Result<Vec<EditionForm>, String> {
    let cell = row.any(&["price", "edd_price"]);
    if cell.is_empty() {
        return Err("The product has no price; write 0 if it is free".into());
    }
    let sku = row.any(&["sku", "edd_sku"]).to_owned();
    let options = bars(cell);
    let edition = |(at, option): (usize, &String)| {
        let (name, price) = option.rsplit_once(':').unwrap_or(("", option));
        let name = if name.trim().is_empty() && options.len() > 1 { format!("Option {}", at + 1) } else { name.into() };
        EditionForm {
            name,
            sku: if at == 0 && sku != "-" { sku.clone() } else { String::new() },
            price: price.trim().to_owned(),
            license: license.to_owned(),
            ..EditionForm::default()
        }
    };
    Ok(options.iter().enumerate().map(edition).collect())
}

fn bars(cell: &str) -> Vec<String> {
    cell.split('|').map(plain).filter(|it| !it.is_empty()).collect()
}

/// The address of a file; behind a semicolon stands which option it belongs to.
fn file(cell: &str) -> Option<String> {
    let address = cell.rsplit_once(';').filter(|(_, option)| option.len() < 8).map_or(cell, |(address, _)| address);
    (!address.trim().is_empty()).then(|| text::shorten(address.trim(), 500))
}
