//! Where products and categories are kept, and how they are found.

use std::{collections::HashMap, ops::ControlFlow};

use super::{Branch, Called, Category, Product, Tag};
use crate::{
    base::{CategoryId, Digest, Error, FileId, ProductId, Result, SellerId, Slug, Timestamp},
    platform::db::{Index, Reads, Record, Stored, Table},
};

/// All tables of the catalogue.
pub(super) static TABLES: [&dyn Stored; 3] = [&CATEGORIES, &PRODUCTS, &super::history::POINTS];

pub(super) static PRODUCTS: Table<Product> = Table::new(
    "catalog.products",
    &[
        &BY_SLUG,
        &PUBLISHED,
        &BY_CATEGORY,
        &BY_SELLER,
        &BY_TAG,
        &BY_SOURCE,
        &BY_BATCH,
        &BY_FILE,
        &BY_DIGEST,
        &BY_TURN,
        &BY_SCHEDULE,
    ],
)
.shown();

pub(super) static CATEGORIES: Table<Category> =
    Table::new("catalog.categories", &[&CATEGORY_BY_PATH, &CATEGORY_BY_PARENT]).shown();

static BY_SLUG: Index<Product, Slug> = Index::new("catalog.products.by_slug", |it: &Product| it.slug.clone())
    .taken("Another product has that address already");

/// Published ones only, by when they were published.
static PUBLISHED: Index<Product, (Timestamp, ProductId)> =
    Index::maybe("catalog.products.published", |it: &Product| it.publication.as_ref().map(|p| (p.since, it.id)));

/// Published ones only.
static BY_CATEGORY: Index<Product, (CategoryId, Timestamp, ProductId)> =
    Index::maybe("catalog.products.by_category", |it: &Product| {
        Some((it.category?, it.publication.as_ref()?.since, it.id))
    });

static BY_SELLER: Index<Product, (SellerId, bool, Timestamp, ProductId)> =
    Index::new("catalog.products.by_seller", |it: &Product| (it.seller, it.is_published(), it.created, it.id));

/// Published ones only.
static BY_TAG: Index<Product, (Slug, ProductId)> = Index::many("catalog.products.by_tag", |it: &Product| {
    if it.is_published() { it.tags.iter().map(|tag| (tag.slug.clone(), it.id)).collect() } else { Vec::new() }
});

/// Those whose prices change by themselves, by when they do so next.
pub(super) static BY_TURN: Index<Product, (Timestamp, ProductId)> =
    Index::maybe("catalog.products.by_turn", |it: &Product| {
        let next = it.editions.iter().filter_map(super::Edition::next_turn).min();
        next.map(|at| (at, it.id))
    });

/// Those that will be published by themselves, by when.
pub(super) static BY_SCHEDULE: Index<Product, (Timestamp, ProductId)> =
    Index::maybe("catalog.products.by_schedule", |it: &Product| it.scheduled.map(|at| (at, it.id)));

static BY_SOURCE: Index<Product, String> =
    Index::maybe("catalog.products.by_source", |it: &Product| it.source.as_ref().map(|source| source.key.clone()))
        .taken("That was imported already");

static BY_BATCH: Index<Product, (String, ProductId)> =
    Index::maybe("catalog.products.by_batch", |it: &Product| it.batch.clone().map(|batch| (batch, it.id)));

static BY_FILE: Index<Product, FileId> = Index::many("catalog.products.by_file", |it: &Product| {
    it.releases.iter().flat_map(|release| &release.files).map(|file| file.id).collect()
});

/// By the fingerprints of files and pictures, so that nothing in use is swept away.
static BY_DIGEST: Index<Product, (Digest, ProductId)> = Index::many("catalog.products.by_digest", |it: &Product| {
    it.digests().into_iter().map(|digest| (digest, it.id)).collect()
});

static CATEGORY_BY_PATH: Index<Category, String> =
    Index::new("catalog.categories.by_path", |it: &Category| it.path.clone()).taken("There is such a category already");

static CATEGORY_BY_PARENT: Index<Category, (Option<CategoryId>, String, CategoryId)> =
    Index::new("catalog.categories.by_parent", |it: &Category| (it.parent, it.label.to_lowercase(), it.id));

/// The product of that id, published or not, if any.
pub fn find(txn: &impl Reads, product: ProductId) -> Result<Option<Product>> {
    PRODUCTS.find(txn, product)
}

/// The product of that id, published or not, or not found.
pub fn get(txn: &impl Reads, product: ProductId) -> Result<Product> {
    PRODUCTS.get(txn, product)
}

/// The product whose page is at `slug`, published or not, if any.
pub fn find_by_slug(txn: &impl Reads, slug: &Slug) -> Result<Option<Product>> {
    BY_SLUG.find(txn, &PRODUCTS, slug)
}

/// The product that `text` names, by id or by slug, published or not, if any.
pub fn find_by_name(txn: &impl Reads, text: &str) -> Result<Option<Product>> {
    if let Ok(id) = text.parse::<ProductId>() {
        return find(txn, id);
    }
    match Slug::parse(text) {
        Ok(slug) => find_by_slug(txn, &slug),
        Err(_) => Ok(None),
    }
}

/// As [`find_by_name`], but only what it is called: a licence is checked far more often than its product is looked at.
pub fn find_called(txn: &impl Reads, text: &str) -> Result<Option<Called>> {
    if let Ok(id) = text.parse::<ProductId>() {
        return PRODUCTS.part(txn, id);
    }
    match Slug::parse(text) {
        Ok(slug) => BY_SLUG.part(txn, &PRODUCTS, &slug),
        Err(_) => Ok(None),
    }
}

/// The published product that `text` names, by id or by slug, or not found.
pub fn get_published(txn: &impl Reads, text: &str) -> Result<Product> {
    find_by_name(txn, text)?.filter(Product::is_published).ok_or_else(|| Error::not_found(Product::MISSING))
}

/// The published products, newest first.
pub fn newest(txn: &impl Reads, limit: usize) -> Result<Vec<Product>> {
    PUBLISHED.all().newest_first().limit(limit).records(txn, &PRODUCTS)
}

/// Which products were published from `from` up to, but without, `to`, and when; of many the newest `limit`, newest first.
pub fn published_between(
    txn: &impl Reads,
    from: Timestamp,
    to: Timestamp,
    limit: usize,
) -> Result<Vec<(Timestamp, ProductId)>> {
    PUBLISHED.between(&from, &to).newest_first().limit(limit).keys(txn)
}

/// The published products right in `category`, newest first.
pub fn right_in(txn: &impl Reads, category: CategoryId, limit: usize) -> Result<Vec<Product>> {
    BY_CATEGORY.of(&category).newest_first().limit(limit).records(txn, &PRODUCTS)
}

/// The published products in `category` and all below it, newest first.
pub fn of_category(txn: &impl Reads, category: CategoryId, limit: usize) -> Result<Vec<Product>> {
    let mut keys = Vec::new();
    for id in descendants(txn, category)? {
        keys.extend(BY_CATEGORY.of(&id).newest_first().limit(limit).keys(txn)?);
    }
    keys.sort_by_key(|(_, since, id)| std::cmp::Reverse((*since, *id)));
    keys.into_iter().take(limit).map(|(_, _, id)| get(txn, id)).collect()
}

/// The published products of `seller`, newest first.
pub fn of_seller(txn: &impl Reads, seller: SellerId, limit: usize) -> Result<Vec<Product>> {
    BY_SELLER.of(&(seller, true)).newest_first().limit(limit).records(txn, &PRODUCTS)
}

/// Everything of `seller`, drafts and retired products first.
pub fn all_of_seller(txn: &impl Reads, seller: SellerId) -> Result<Vec<Product>> {
    BY_SELLER.of(&seller).records(txn, &PRODUCTS)
}

/// So many bytes lie in the releases of `seller`'s products, each file counted once.
pub fn stored_bytes(txn: &impl Reads, seller: SellerId) -> Result<u64> {
    let mut sizes = HashMap::new();
    for product in all_of_seller(txn, seller)? {
        sizes.extend(product.all_files().map(|it| (it.sha256, it.size)));
    }
    Ok(sizes.values().fold(0, |sum, it| sum.saturating_add(*it)))
}

/// How many published products `seller` has.
pub fn count_of_seller(txn: &impl Reads, seller: SellerId) -> Result<usize> {
    BY_SELLER.of(&(seller, true)).count(txn)
}

/// The published products with the tag.
pub fn of_tag(txn: &impl Reads, tag: &Slug, limit: usize) -> Result<Vec<Product>> {
    BY_TAG.of(tag).newest_first().limit(limit).records(txn, &PRODUCTS)
}

/// The product that was imported under `key`, if any.
pub fn find_by_source(txn: &impl Reads, key: &str) -> Result<Option<Product>> {
    BY_SOURCE.find(txn, &PRODUCTS, &key.to_owned())
}

/// The product that has the file in one of its releases, if any.
pub fn find_by_file(txn: &impl Reads, file: FileId) -> Result<Option<Product>> {
    BY_FILE.find(txn, &PRODUCTS, &file)
}

/// Whether a release or a picture of any product has these bytes.
pub fn uses(txn: &impl Reads, digest: Digest) -> Result<bool> {
    Ok(BY_DIGEST.of(&digest).limit(1).count(txn)? > 0)
}

/// The products of a batch.
pub fn of_batch(txn: &impl Reads, batch: &str) -> Result<Vec<Product>> {
    BY_BATCH.of(&batch.to_owned()).records(txn, &PRODUCTS)
}

/// How many products are published.
pub fn count(txn: &impl Reads) -> Result<usize> {
    PUBLISHED.all().count(txn)
}

/// How many products there are, drafts and retired ones too.
pub fn count_all(txn: &impl Reads) -> Result<u64> {
    PRODUCTS.len(txn)
}

/// Shows every product to `visit`, drafts and retired ones too, oldest first, until it breaks off.
pub fn each(txn: &impl Reads, visit: impl FnMut(Product) -> Result<ControlFlow<()>>) -> Result<()> {
    PRODUCTS.each(txn, visit)
}

/// Shows `limit` published products to `visit`, oldest first, without the first `from`.
pub fn each_published(txn: &impl Reads, from: usize, limit: usize, visit: impl FnMut(Product)) -> Result<()> {
    PUBLISHED.all().skip(from).limit(limit).each(txn, &PRODUCTS, visit)
}

/// The category of that id, if any.
pub fn find_category(txn: &impl Reads, category: CategoryId) -> Result<Option<Category>> {
    CATEGORIES.find(txn, category)
}

/// The category at `path`, such as `audio/sample-packs`, if any.
pub fn find_category_by_path(txn: &impl Reads, path: &str) -> Result<Option<Category>> {
    CATEGORY_BY_PATH.find(txn, &CATEGORIES, &path.to_owned())
}

/// From the root down to `category` itself.
pub fn lineage(txn: &impl Reads, category: Option<CategoryId>) -> Result<Vec<Category>> {
    let mut line = Vec::new();
    let mut next = category;
    while let Some(id) = next.filter(|_| line.len() < Category::MAX_DEPTH) {
        let Some(category) = find_category(txn, id)? else { break };
        next = category.parent;
        line.push(category);
    }
    line.reverse();
    Ok(line)
}

/// The whole tree with counts of published products; categories without any are in it, too.
pub fn tree(txn: &impl Reads) -> Result<Vec<Branch>> {
    let mut children: HashMap<Option<CategoryId>, Vec<Category>> = HashMap::new();
    for category in CATEGORY_BY_PARENT.all().records(txn, &CATEGORIES)? {
        children.entry(category.parent).or_default().push(category);
    }
    grow(txn, &mut children, None)
}

fn grow(
    txn: &impl Reads,
    children: &mut HashMap<Option<CategoryId>, Vec<Category>>,
    at: Option<CategoryId>,
) -> Result<Vec<Branch>> {
    // Taken out of the map, so that even a broken tree comes to an end.
    let here = children.remove(&at).unwrap_or_default();
    here.into_iter()
        .map(|category| {
            let children = grow(txn, children, Some(category.id))?;
            let below: usize = children.iter().map(|it| it.count).sum();
            Ok(Branch { count: BY_CATEGORY.of(&category.id).count(txn)? + below, category, children })
        })
        .collect()
}

/// Every tag of published products with its label and their number, most frequent first.
pub fn tags(txn: &impl Reads) -> Result<Vec<(Tag, usize)>> {
    let mut counts: Vec<(Slug, usize, ProductId)> = Vec::new();
    for (slug, product) in BY_TAG.all().keys(txn)? {
        match counts.last_mut() {
            Some((last, count, _)) if *last == slug => *count += 1,
            _ => counts.push((slug, 1, product)),
        }
    }
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let labelled = counts.into_iter().map(|(slug, count, product)| {
        let found = find(txn, product)?.and_then(|it| it.tags.into_iter().find(|tag| tag.slug == slug));
        Ok((found.unwrap_or_else(|| Tag { label: slug.to_string(), slug }), count))
    });
    labelled.collect()
}

/// `category` and all below it.
pub fn descendants(txn: &impl Reads, category: CategoryId) -> Result<Vec<CategoryId>> {
    let mut found = vec![category];
    let mut at = 0;
    while let Some(&id) = found.get(at) {
        for (_, _, child) in CATEGORY_BY_PARENT.of(&Some(id)).keys(txn)? {
            if !found.contains(&child) {
                found.push(child);
            }
        }
        at += 1;
    }
    Ok(found)
}

/// `wished`, with a number behind it if a product other than `own` has it.
pub(super) fn free_slug(txn: &impl Reads, wished: &Slug, own: ProductId) -> Result<Slug> {
    let mut slug = wished.clone();
    let mut number = 2;
    while find_by_slug(txn, &slug)?.is_some_and(|it| it.id != own) {
        slug = wished.numbered(number);
        number += 1;
    }
    Ok(slug)
}
