//! What happens to products. Each change is announced.

use super::{
    Category, CategoryPath, Edition, File, FileName, Image, NewEdition, NewFile, NewProduct, Product, Publication,
    Release, Sale, Source, history,
    store::{self, CATEGORIES, PRODUCTS},
};
use crate::{
    base::{CategoryId, Error, ErrorKind, Event, ProductId, ReleaseId, Result, SellerId, Slug, Timestamp, text},
    platform::db::WriteTxn,
};

/// Where a new product comes from, when not from a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The catalogue it was imported from.
    pub source: Option<Source>,
    /// The batch it can be removed with.
    pub batch: Option<String>,
}

/// Adds a product of `seller` as a draft.
pub fn add(txn: &WriteTxn, seller: SellerId, new: &NewProduct, origin: Origin) -> Result<Product> {
    let mut product = Product {
        id: txn.fresh(),
        slug: new.slug.clone(),
        title: String::new(),
        summary: String::new(),
        description_html: String::new(),
        description_md: None,
        seller,
        category: None,
        kind: None,
        languages: Vec::new(),
        tags: Vec::new(),
        tax_class: None,
        images: Vec::new(),
        editions: Vec::new(),
        releases: Vec::new(),
        making: Vec::new(),
        keeps_earlier: false,
        publication: None,
        scheduled: None,
        was_published: false,
        retired: None,
        seo: super::Seo::default(),
        source: origin.source,
        batch: origin.batch,
        revision: 0,
        created: txn.now,
        updated: txn.now,
    };
    fill(txn, &mut product, new)?;
    keep(txn, product)
}

/// Makes a product what `new` says; with `revision`, only if nobody changed it since.
/// Editions are known again by their names; those that `new` does not name are retired, since buyers hold them.
/// Nothing happens where nothing differs.
pub fn edit(txn: &WriteTxn, product: ProductId, revision: Option<u64>, new: &NewProduct) -> Result<Product> {
    let old = at_revision(txn, product, revision)?;
    let mut changed = old.clone();
    fill(txn, &mut changed, new)?;
    if changed == old { Ok(old) } else { keep(txn, changed) }
}

/// Makes a product another seller's.
pub fn hand_over(txn: &WriteTxn, product: ProductId, seller: SellerId) -> Result<Product> {
    change(txn, product, |it| {
        it.seller = seller;
        Ok(())
    })
}

/// Puts a product up for sale. What has no edition to buy cannot be.
pub fn publish(txn: &WriteTxn, product: ProductId) -> Result<Product> {
    publish_since(txn, product, txn.now)
}

/// As [`publish`], for what was published elsewhere already.
pub fn publish_since(txn: &WriteTxn, product: ProductId, since: Timestamp) -> Result<Product> {
    change(txn, product, |it| {
        if it.on_sale().next().is_none() {
            return Err(Error::conflict("A product needs an edition that can be bought before it is published"));
        }
        it.retired = None;
        it.publication.get_or_insert(Publication { since });
        (it.scheduled, it.was_published) = (None, true);
        Ok(())
    })
}

/// Takes a product down for now: a draft again.
pub fn unpublish(txn: &WriteTxn, product: ProductId) -> Result<Product> {
    change(txn, product, |it| {
        it.publication = None;
        (it.retired, it.scheduled) = (None, None);
        Ok(())
    })
}

/// Ends the sale of a product; whoever bought it keeps access.
pub fn retire(txn: &WriteTxn, product: ProductId) -> Result<Product> {
    let now = txn.now;
    change(txn, product, |it| {
        (it.publication, it.scheduled) = (None, None);
        it.retired.get_or_insert(now);
        Ok(())
    })
}

/// Forgets a product altogether. Only for one that nobody bought: whoever calls this has made sure.
pub fn remove(txn: &WriteTxn, product: ProductId) -> Result<()> {
    if let Some(gone) = store::find(txn, product)? {
        gone.editions.iter().try_for_each(|it| history::forget(txn, it.id))?;
        PRODUCTS.remove(txn, product)?;
        txn.emit(Event::ProductChanged { product })?;
    }
    Ok(())
}

/// Adds a release of files that have been stored. A version is there once.
pub fn attach_release(
    txn: &WriteTxn,
    product: ProductId,
    version: &str,
    notes: &str,
    published_at: Timestamp,
    files: &[NewFile],
) -> Result<Product> {
    let version = text::line(version);
    if version.is_empty() || version.chars().count() > 50 {
        return Err(Error::invalid("version", "Use a version of 1 to 50 characters"));
    }
    if files.is_empty() {
        return Err(Error::invalid("files", "A release needs at least one file"));
    }
    let notes = text::paragraphs(notes);
    change(txn, product, |it| {
        if it.releases.iter().any(|release| release.version == version) {
            return Err(Error::conflict(format!("There is a release {version} already")));
        }
        let mut kept: Vec<File> = Vec::new();
        for new in files {
            put_file(txn, &mut kept, new)?;
        }
        if let Some(source) = &mut it.source {
            let name = |awaited: &str| FileName::of(awaited.split(['?', '#']).next().unwrap_or_default());
            source.files.retain(|awaited| !files.iter().any(|new| new.name == name(awaited)));
        }
        let (version, notes) = (version.clone(), notes.clone());
        let release = Release { version, notes, files: kept, ..Release::begun(txn.fresh(), published_at) };
        it.releases.push(release);
        // Stable, so that releases of one moment stay as they came.
        it.releases.sort_by_key(|release| release.published_at);
        Ok(())
    })
}

/// Adds a file to those of a release.
///
/// # Errors
/// One of that name is there already.
pub(super) fn put_file(txn: &WriteTxn, files: &mut Vec<File>, new: &NewFile) -> Result<()> {
    if files.iter().any(|file| file.name == new.name) {
        return Err(Error::invalid("files", format!("Two files are called “{}”", new.name)));
    }
    let NewFile { name, media_type, size, sha256 } = new.clone();
    files.push(File { id: txn.fresh(), name, media_type, size, sha256 });
    Ok(())
}

/// Takes a release back. Only for one that nobody bought: whoever calls this has made sure.
pub fn remove_release(txn: &WriteTxn, product: ProductId, release: ReleaseId) -> Result<Product> {
    change(txn, product, |it| {
        it.releases.retain(|one| one.id != release);
        Ok(())
    })
}

/// Notes where an imported product came from. Nobody sees it, so nothing is announced.
pub fn set_source(txn: &WriteTxn, product: ProductId, source: Source) -> Result<()> {
    let mut it = store::get(txn, product)?;
    if it.source.as_ref() != Some(&source) {
        it.source = Some(source);
        PRODUCTS.put(txn, &it)?;
    }
    Ok(())
}

/// The category at `path`; it and those above are made where they are missing.
pub fn ensure_category(txn: &WriteTxn, path: &CategoryPath) -> Result<Option<CategoryId>> {
    let mut above: Option<Category> = None;
    for (slug, label) in path.parts() {
        above = Some(ensure_below(txn, above.as_ref(), slug, label)?);
    }
    Ok(above.map(|it| it.id))
}

/// The category of that label right below `above`. Where another label has the
/// same slug, it gets a number.
fn ensure_below(txn: &WriteTxn, above: Option<&Category>, slug: &Slug, label: &str) -> Result<Category> {
    let numbered = std::iter::once(slug.clone()).chain((2..=u32::MAX).map(|number| slug.numbered(number)));
    for slug in numbered {
        let path = above.map_or_else(|| slug.to_string(), |above| format!("{}/{slug}", above.path));
        match store::find_category_by_path(txn, &path)? {
            Some(found) if found.label.to_lowercase() == label.to_lowercase() => return Ok(found),
            Some(_) => {}
            None => {
                let parent = above.map(|it| it.id);
                let category = Category { id: txn.fresh(), path, label: label.to_owned(), parent };
                CATEGORIES.put(txn, &category)?;
                return Ok(category);
            }
        }
    }
    Err(Error::conflict("There are too many categories of that name"))
}

/// Forgets those of `categories` and of the ones above them that hold no product any more.
pub fn remove_empty_categories(txn: &WriteTxn, categories: &[CategoryId]) -> Result<()> {
    let mut used = std::collections::HashSet::new();
    store::each(txn, |it| {
        used.extend(it.category);
        Ok(std::ops::ControlFlow::Continue(()))
    })?;
    let mut next = categories.to_vec();
    while let Some(id) = next.pop() {
        let alone = store::descendants(txn, id)?.len() == 1;
        if let Some(category) = store::find_category(txn, id)?.filter(|_| alone && !used.contains(&id)) {
            CATEGORIES.remove(txn, id)?;
            next.extend(category.parent);
        }
    }
    Ok(())
}

/// Writes what `new` says into `product`.
fn fill(txn: &WriteTxn, product: &mut Product, new: &NewProduct) -> Result<()> {
    product.slug = store::free_slug(txn, &new.slug, product.id)?;
    product.title.clone_from(&new.title);
    product.summary.clone_from(&new.summary);
    product.description_html.clone_from(&new.description_html);
    product.description_md.clone_from(&new.description_md);
    product.category = match &new.category {
        Some(path) => ensure_category(txn, path)?,
        None => None,
    };
    product.kind.clone_from(&new.kind);
    product.languages.clone_from(&new.languages);
    product.tags.clone_from(&new.tags);
    product.seo.clone_from(&new.seo);
    let old = std::mem::take(&mut product.images);
    let known = |it: &super::ImageForm| old.iter().find(|image| image.source == it.source).map(|image| image.id);
    let images = new.images.iter();
    product.images = images
        .map(|it| Image {
            id: known(it).unwrap_or_else(|| txn.fresh()),
            alt: it.alt.clone(),
            source: it.source.clone(),
        })
        .collect();
    fill_editions(txn, product, &new.editions);
    Ok(())
}

fn fill_editions(txn: &WriteTxn, product: &mut Product, new: &[NewEdition]) {
    let mut old = std::mem::take(&mut product.editions);
    let claimed: Vec<_> = new.iter().filter_map(|it| it.id).collect();
    for it in new {
        let named = |edition: &Edition| edition.name.to_lowercase() == it.name.to_lowercase();
        let by_id = it.id.and_then(|id| old.iter().position(|edition| edition.id == id));
        // Where ids are told, one without is new, unless it bears the name of one that nobody claims.
        let by_name = || old.iter().position(|edition| named(edition) && !claimed.contains(&edition.id));
        let known = by_id.or_else(by_name).map(|at| old.remove(at));
        let mut edition = Edition {
            id: known.as_ref().map_or_else(|| txn.fresh(), |it| it.id),
            name: it.name.clone(),
            sku: it.sku.clone(),
            price: it.price,
            compare_at: it.compare_at,
            license: it.license.clone(),
            files: it.files.clone(),
            license_keys: it.license_keys,
            retired: None,
            sale: known.as_ref().and_then(|it| it.sale).map(|sale| Sale { regular: None, ..sale }),
            bundle: known.map(|it| it.bundle).unwrap_or_default(),
        };
        // A sale stays, unless the new price is no higher than what it asks.
        edition.sale = edition.sale.filter(|sale| sale.price.amount < it.price.least().amount);
        edition.turn(txn.now);
        product.editions.push(edition);
    }
    for mut it in old {
        it.retired.get_or_insert(txn.now);
        // Its name may be another's by now.
        if product.editions.iter().any(|one| one.name.to_lowercase() == it.name.to_lowercase()) {
            let id = it.id.to_string();
            it.name = format!("{} ({})", it.name, &id[id.len() - 6..]);
        }
        product.editions.push(it);
    }
}

pub(super) fn at_revision(txn: &WriteTxn, product: ProductId, revision: Option<u64>) -> Result<Product> {
    let found = store::get(txn, product)?;
    if revision.is_some_and(|it| it != found.revision) {
        return Err(Error::of(ErrorKind::Stale, "Somebody changed this product in the meantime; look at it again"));
    }
    Ok(found)
}

pub(super) fn change(
    txn: &WriteTxn,
    product: ProductId,
    with: impl FnOnce(&mut Product) -> Result<()>,
) -> Result<Product> {
    let old = store::get(txn, product)?;
    let mut new = old.clone();
    with(&mut new)?;
    if new == old { Ok(old) } else { keep(txn, new) }
}

pub(super) fn keep(txn: &WriteTxn, mut product: Product) -> Result<Product> {
    product.revision += 1;
    product.updated = txn.now;
    history::note(txn, store::find(txn, product.id)?.as_ref(), &product)?;
    PRODUCTS.put(txn, &product)?;
    txn.emit(Event::ProductChanged { product: product.id })?;
    Ok(product)
}
