//! What is done to products; each act stands in the audit, in the same write. What is not theirs is not there.

use std::net::IpAddr;

use crate::{
    base::{EditionId, Error, ProductId, ReleaseId, Result, Timestamp},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, NewFile, Product, hurdles},
        orders, previews,
        sellers::Editing,
        stock, uploads,
    },
    platform::{
        db::{Reads, Record, WriteTxn},
        web::ClientAddress,
    },
};

/// Who does it, and from where.
#[derive(Debug, Clone)]
pub(super) struct By {
    pub editing: Editing,
    address: IpAddr,
}

impl By {
    pub fn new(editing: Editing, client: &ClientAddress) -> Self {
        Self { editing, address: client.0 }
    }

    /// The product of that name, if they may edit it; another's is not found, as if there were none.
    pub fn product(&self, txn: &impl Reads, name: &str) -> Result<Product> {
        own(txn, &self.editing, name)
    }

    /// Writes down what they do.
    pub fn note(&self, txn: &WriteTxn, act: Act, product: &Product, detail: &str) -> Result<()> {
        let actor = Actor::User(self.editing.who.user);
        let detail = if detail.is_empty() { product.title.clone() } else { format!("{}: {detail}", product.title) };
        audit::note(txn, NewEntry::new(actor, act).to(product.id).detail(&detail).from(self.address))
    }

    /// The same for a change that may have changed nothing.
    pub fn note_change(&self, txn: &WriteTxn, before: &Product, after: &Product, detail: &str) -> Result<()> {
        if before.revision == after.revision { Ok(()) } else { self.note(txn, Act::ProductChanged, after, detail) }
    }
}

/// The product that `name` names, by id or by slug, if `editing` may edit it.
pub(super) fn own(txn: &impl Reads, editing: &Editing, name: &str) -> Result<Product> {
    let found = catalog::find_by_name(txn, name)?.filter(|it| editing.may(it.seller));
    found.ok_or_else(|| Error::not_found(Product::MISSING))
}

/// Puts a product on the shelf, and with it the first release that is worked on, if none is out yet.
///
/// # Errors
/// Something keeps it from being sold.
pub(super) fn publish(txn: &WriteTxn, by: &By, product: &Product) -> Result<Product> {
    let missing: Vec<_> = hurdles(product).into_iter().filter(|it| it.blocks && !it.is_done).collect();
    if !missing.is_empty() {
        let advice: Vec<_> = missing.iter().map(|it| it.advice).collect();
        return Err(Error::conflict(format!("It cannot be sold yet. {}", advice.join(". "))));
    }
    if product.releases.is_empty()
        && let Some(first) = product.making.iter().find(|it| !it.files.is_empty())
    {
        catalog::publish_release(txn, product.id, first.id)?;
        by.note(txn, Act::ReleasePublished, product, &first.version)?;
    }
    let now = catalog::publish(txn, product.id)?;
    if !product.is_published() {
        by.note(txn, Act::ProductPublished, &now, "")?;
    }
    Ok(now)
}

/// Plans when a product goes on the shelf.
///
/// # Errors
/// Something keeps it from being sold; the moment cannot be used.
pub(super) fn schedule(txn: &WriteTxn, by: &By, product: &Product, at: Timestamp) -> Result<Product> {
    if let Some(it) = hurdles(product).into_iter().find(|it| it.blocks && !it.is_done) {
        return Err(Error::conflict(format!("It cannot be sold yet. {}", it.advice)));
    }
    let now = catalog::schedule(txn, product.id, Some(at))?;
    // What appears by itself has to have something to give by then.
    if now.releases.is_empty()
        && let Some(first) = now.making.iter().find(|it| !it.files.is_empty())
    {
        catalog::publish_release(txn, product.id, first.id)?;
        by.note(txn, Act::ReleasePublished, product, &first.version)?;
    }
    by.note(txn, Act::ProductScheduled, &now, &at.rfc3339())?;
    Ok(now)
}

/// Takes a product off the shelf, or calls off that it goes there.
pub(super) fn take_down(txn: &WriteTxn, by: &By, product: &Product) -> Result<Product> {
    let now = catalog::unpublish(txn, product.id)?;
    if now.revision != product.revision {
        by.note(txn, Act::ProductTakenDown, &now, "")?;
    }
    Ok(now)
}

/// Ends the sale of a product.
pub(super) fn retire(txn: &WriteTxn, by: &By, product: &Product) -> Result<Product> {
    let now = catalog::retire(txn, product.id)?;
    if now.revision != product.revision {
        by.note(txn, Act::ProductRetired, &now, "")?;
    }
    Ok(now)
}

/// Whether a product can be removed altogether: nobody can have bought it.
pub(super) fn is_removable(txn: &impl Reads, product: &Product) -> Result<bool> {
    Ok(product.is_untouched() && orders::sold(txn, product.id)? == 0)
}

/// Removes a draft that nobody has ever seen; of anything else the sale ends. Says whether it is gone.
pub(super) fn remove(txn: &WriteTxn, by: &By, product: &Product) -> Result<bool> {
    let gone = is_removable(txn, product)?;
    if gone {
        catalog::remove(txn, product.id)?;
        previews::forget(txn, product.id)?;
        by.note(txn, Act::ProductRemoved, product, "")?;
    } else {
        retire(txn, by, product)?;
    }
    Ok(gone)
}

/// A copy of a product as a draft of the same seller.
pub(super) fn copy(txn: &WriteTxn, by: &By, product: &Product) -> Result<Product> {
    let copy = catalog::duplicate(txn, product.id)?;
    by.note(txn, Act::ProductMade, &copy, "a copy")?;
    Ok(copy)
}

/// Lets a release come out.
pub(super) fn put_out(txn: &WriteTxn, by: &By, product: &Product, release: ReleaseId) -> Result<Product> {
    let version = product.release(release).map(|it| it.version.clone()).unwrap_or_default();
    let now = catalog::publish_release(txn, product.id, release)?;
    by.note(txn, Act::ReleasePublished, &now, &version)?;
    Ok(now)
}

/// Stops handing a release out, or hands it out again.
pub(super) fn yank(txn: &WriteTxn, by: &By, product: &Product, release: ReleaseId, yanked: bool) -> Result<Product> {
    let version = product.release(release).map(|it| it.version.clone()).unwrap_or_default();
    let now = catalog::yank(txn, product.id, release, yanked)?;
    if now.revision != product.revision {
        by.note(txn, if yanked { Act::ReleaseYanked } else { Act::ReleaseRestored }, &now, &version)?;
    }
    Ok(now)
}

/// Lets buyers fetch the releases before the newest as well, or no longer.
pub(super) fn keep_earlier(txn: &WriteTxn, by: &By, product: &Product, keeps: bool) -> Result<Product> {
    let now = catalog::keep_earlier(txn, product.id, keeps)?;
    by.note_change(txn, product, &now, if keeps { "earlier releases at hand" } else { "only the newest release" })?;
    Ok(now)
}

/// Makes a file of a release of what has been uploaded; `name` in place of that which the upload has.
pub(super) fn add_upload(
    txn: &WriteTxn,
    by: &By,
    product: ProductId,
    release: ReleaseId,
    upload: crate::base::UploadId,
    name: &str,
) -> Result<Product> {
    let (upload, blob) = uploads::take(txn, upload, by.editing.who.user)?;
    let name = if name.trim().is_empty() { upload.name.as_str() } else { name };
    add_file(txn, by, product, release, &super::storing::new_file(name, blob))
}

/// Adds a stored file to a release.
pub(super) fn add_file(
    txn: &WriteTxn,
    by: &By,
    product: ProductId,
    release: ReleaseId,
    file: &NewFile,
) -> Result<Product> {
    let now = catalog::add_file(txn, product, release, file)?;
    by.note(txn, Act::ProductChanged, &now, file.name.as_str())?;
    Ok(now)
}

/// How many of an edition are sold in all, as somebody says of the edition of this name: nothing where there is no end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct StockWish {
    pub id: Option<EditionId>,
    pub name: String,
    pub limit: Option<u32>,
}

/// The most that can be said.
const MOST: u32 = 10_000_000;

/// Reads how many there are, as it was typed.
///
/// # Errors
/// It is no such number; the field is `stock`.
pub(super) fn stock_limit(text: &str) -> Result<Option<u32>> {
    match text.trim() {
        "" => Ok(None),
        text => text.parse().ok().filter(|it| *it <= MOST).map(Some).ok_or_else(wrong_stock),
    }
}

/// Checks how many there are.
///
/// # Errors
/// There are too many; the field is `stock`.
pub(super) fn wrong_stock() -> Error {
    Error::invalid("stock", format!("Write how many there are, from 0 to {MOST}, or nothing where there is no end"))
}

/// Says how many there are of the editions of a product.
pub(super) fn set_stock(txn: &WriteTxn, by: &By, product: &Product, wishes: &[StockWish]) -> Result<()> {
    for wish in wishes {
        if wish.limit.is_some_and(|it| it > MOST) {
            return Err(wrong_stock());
        }
        let name = if wish.name.trim().is_empty() { catalog::STANDARD } else { wish.name.trim() };
        let named = || product.on_sale().find(|it| it.name.to_lowercase() == name.to_lowercase());
        let Some(edition) = wish.id.and_then(|it| product.edition(it)).or_else(named) else { continue };
        if stock::set_limit(txn, product.id, edition.id, wish.limit)? {
            let many = wish.limit.map_or_else(|| "no end".to_owned(), |it| it.to_string());
            by.note(txn, Act::ProductChanged, product, &format!("{} of {}", many, edition.name))?;
        }
    }
    Ok(())
}

/// Lets earlier buyers be written to about a release, once.
pub(super) fn tell(txn: &WriteTxn, product: ProductId, release: ReleaseId) -> Result<()> {
    if catalog::announced(txn, product, release)? {
        super::telling::begin(txn, product, release)?;
    }
    Ok(())
}
