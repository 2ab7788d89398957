//! Releases in the making: nobody but their seller sees them until they come out.

use super::{
    Channel, File, NewFile, Product, Release,
    form::optional,
    store,
    verbs::{change, put_file},
};
use crate::{
    base::{Error, FileId, ProductId, ReleaseId, Result, text},
    platform::db::WriteTxn,
};

/// So many are worked on at a time.
const MOST: usize = 20;
/// So many files a release has at most.
const MOST_FILES: usize = 200;
const MAX_NOTES: usize = 20_000;

/// What a seller says of a release.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReleaseForm {
    /// Such as "2.1": 1 to 50 characters, unlike its siblings'.
    pub version: String,
    /// What is new, as plain text.
    pub notes: String,
    /// `stable` or `beta`.
    pub channel: String,
    /// On what it runs; anywhere if empty.
    pub platform: String,
    /// Whether those get it who bought before.
    pub for_earlier: bool,
}

/// Begins a release without files.
///
/// # Errors
/// Too many are worked on already.
pub fn begin_release(txn: &WriteTxn, product: ProductId, form: &ReleaseForm) -> Result<(Product, ReleaseId)> {
    let id = txn.fresh();
    let product = change(txn, product, |it| {
        if it.making.len() >= MOST {
            return Err(Error::conflict("Put out or drop one of the releases that are worked on first"));
        }
        let mut release = Release::begun(id, txn.now);
        fill(it, &mut release, form)?;
        it.making.push(release);
        Ok(())
    })?;
    Ok((product, id))
}

/// Makes a release what `form` says. Of one that is out only the notes can change: buyers have the rest.
///
/// # Errors
/// There is no such release; a field cannot be used.
pub fn edit_release(txn: &WriteTxn, product: ProductId, release: ReleaseId, form: &ReleaseForm) -> Result<Product> {
    change(txn, product, |it| {
        if let Some(out) = it.releases.iter_mut().find(|it| it.id == release) {
            out.notes = notes(&form.notes)?;
            return Ok(());
        }
        let mut new = it.making.iter().find(|it| it.id == release).cloned().ok_or_else(missing)?;
        fill(it, &mut new, form)?;
        it.making.iter_mut().filter(|it| it.id == release).for_each(|it| *it = new.clone());
        Ok(())
    })
}

fn fill(product: &Product, release: &mut Release, form: &ReleaseForm) -> Result<()> {
    let version = optional("version", &form.version, 50)?.unwrap_or_else(|| product.next_version());
    let others = product.releases.iter().chain(&product.making).filter(|it| it.id != release.id);
    if others.into_iter().any(|it| it.version == version) {
        return Err(Error::invalid("version", format!("There is a release {version} already")));
    }
    release.version = version;
    release.notes = notes(&form.notes)?;
    release.channel = Channel::parse(&form.channel)?;
    release.platform = optional("platform", &form.platform, 50)?;
    release.for_earlier = form.for_earlier;
    Ok(())
}

fn notes(text: &str) -> Result<String> {
    let notes = text::paragraphs(text);
    match notes.chars().count() {
        count if count > MAX_NOTES => Err(Error::invalid("notes", format!("Use {MAX_NOTES} characters at most"))),
        _ => Ok(notes),
    }
}

fn missing() -> Error {
    Error::not_found("There is no such release")
}

/// Adds a stored file to a release that is worked on. Editions that have only some files get it, too, where they have one
/// of the same name.
///
/// # Errors
/// There is no such release, or it is out already; it has a file of that name.
pub fn add_file(txn: &WriteTxn, product: ProductId, release: ReleaseId, new: &NewFile) -> Result<Product> {
    change(txn, product, |it| {
        let names: Vec<_> = it.all_files().filter(|file| file.name == new.name).map(|it| it.id).collect();
        let Product { making, editions, .. } = it;
        let release = making.iter_mut().find(|it| it.id == release).ok_or_else(missing)?;
        if release.files.len() >= MOST_FILES {
            return Err(Error::conflict(format!("A release has at most {MOST_FILES} files")));
        }
        put_file(txn, &mut release.files, new)?;
        let added = release.files.last().map(|it| it.id);
        for edition in editions {
            if let (super::Files::Some(some), Some(added)) = (&mut edition.files, added)
                && some.iter().any(|it| names.contains(it))
            {
                some.push(added);
            }
        }
        Ok(())
    })
}

/// Takes a file out of a release that is worked on.
///
/// # Errors
/// There is no such file in one.
pub fn remove_file(txn: &WriteTxn, product: ProductId, file: FileId) -> Result<Product> {
    change(txn, product, |it| {
        let holds = |files: &Vec<File>| files.iter().any(|it| it.id == file);
        let found = it.making.iter_mut().find(|it| holds(&it.files));
        let release = found.ok_or_else(|| Error::not_found("There is no such file in a release that is worked on"))?;
        release.files.retain(|it| it.id != file);
        forget_file(it, file);
        Ok(())
    })
}

fn forget_file(product: &mut Product, file: FileId) {
    for edition in &mut product.editions {
        if let super::Files::Some(some) = &mut edition.files {
            some.retain(|it| *it != file);
        }
    }
}

/// Gives up a release that is worked on.
///
/// # Errors
/// There is no such release, or it is out already.
pub fn drop_release(txn: &WriteTxn, product: ProductId, release: ReleaseId) -> Result<Product> {
    change(txn, product, |it| {
        let at = it.making.iter().position(|it| it.id == release).ok_or_else(missing)?;
        let gone = it.making.remove(at);
        gone.files.iter().for_each(|file| forget_file(it, file.id));
        Ok(())
    })
}

/// Lets a release come out: buyers have it from now on.
///
/// # Errors
/// There is no such release that is worked on; it has no files.
pub fn publish_release(txn: &WriteTxn, product: ProductId, release: ReleaseId) -> Result<Product> {
    change(txn, product, |it| {
        let at = it.making.iter().position(|it| it.id == release).ok_or_else(missing)?;
        if it.making[at].files.is_empty() {
            return Err(Error::conflict("A release needs at least one file before it comes out"));
        }
        let mut out = it.making.remove(at);
        out.published_at = txn.now;
        if let Some(source) = &mut it.source {
            source.files.retain(|awaited| !out.files.iter().any(|new| new.name == super::FileName::of(awaited)));
        }
        it.releases.push(out);
        it.releases.sort_by_key(|it| it.published_at);
        Ok(())
    })
}

/// Stops handing a release out, or hands it out again.
///
/// # Errors
/// There is no such release that is out; it is the only one that buyers of a product on sale could get.
pub fn yank(txn: &WriteTxn, product: ProductId, release: ReleaseId, yanked: bool) -> Result<Product> {
    change(txn, product, |it| {
        let others = it.releases.iter().any(|it| it.id != release && it.yanked.is_none());
        let alone = yanked && !others && it.is_published();
        let found = it.releases.iter_mut().find(|it| it.id == release).ok_or_else(missing)?;
        if alone && found.yanked.is_none() {
            let advice = "Buyers would get nothing; put out another release first, or take the product down";
            return Err(Error::conflict(advice));
        }
        found.yanked = yanked.then(|| found.yanked.unwrap_or(txn.now));
        Ok(())
    })
}

/// Lets buyers fetch the releases before the newest as well, or no longer.
///
/// # Errors
/// There is no such product.
pub fn keep_earlier(txn: &WriteTxn, product: ProductId, keeps: bool) -> Result<Product> {
    change(txn, product, |it| {
        it.keeps_earlier = keeps;
        Ok(())
    })
}

/// Notes that earlier buyers are written to about a release. Says whether that is to be done: once it is noted, never again.
///
/// # Errors
/// There is no such release that is out.
pub fn announced(txn: &WriteTxn, product: ProductId, release: ReleaseId) -> Result<bool> {
    let before = store::get(txn, product)?;
    let found = before.releases.iter().find(|it| it.id == release).ok_or_else(missing)?;
    if found.announced.is_some() {
        return Ok(false);
    }
    change(txn, product, |it| {
        it.releases.iter_mut().filter(|it| it.id == release).for_each(|it| it.announced = Some(txn.now));
        Ok(())
    })?;
    Ok(true)
}
