//! Copies that say whose they are: a PDF or EPUB of a product whose maker wants it so is made anew for each right to
//! download, once, and kept like any other file. What cannot be stamped is delivered as it is, and its maker is told.

use std::ops::ControlFlow;

use serde::{Deserialize, Serialize};

use super::{
    model::{FileFacts, Grant, Standing},
    store,
};
use crate::{
    base::{Digest, Error, FileId, GrantId, ProductId, Result, Timestamp},
    platform::{
        craft::Work,
        db::{Reads, Record, WriteTxn},
        files::Blob,
    },
};

/// Up to this many copies are forgotten in one write.
const GROUP: usize = 500;

/// That each buyer of a product gets a copy of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamping {
    product: ProductId,
    since: Timestamp,
}

/// A copy that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Copy {
    /// For whom.
    pub grant: GrantId,
    /// Of which file.
    pub file: FileId,
    /// Out of which bytes.
    pub source: Digest,
    /// Its own bytes.
    pub blob: Blob,
    /// When.
    pub made: Timestamp,
}

/// A file that is delivered as it is, though its product is stamped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unstamped {
    /// Of which product.
    pub product: ProductId,
    /// Which file.
    pub file: FileId,
    /// What it is called.
    pub name: String,
    /// Its bytes.
    source: Digest,
    /// Why, in a few words: `it is encrypted`.
    pub reason: String,
    /// When that was found out.
    pub noticed: Timestamp,
}

impl Record for Stamping {
    type Key = ProductId;
    const MISSING: &'static str = "This product is not stamped";

    fn key(&self) -> ProductId {
        self.product
    }
}

impl Record for Copy {
    type Key = (GrantId, FileId);
    const MISSING: &'static str = "There is no such copy";

    fn key(&self) -> Self::Key {
        (self.grant, self.file)
    }
}

impl Record for Unstamped {
    type Key = (ProductId, FileId);
    const MISSING: &'static str = "This file can be stamped";

    fn key(&self) -> Self::Key {
        (self.product, self.file)
    }
}

/// What a link to a file leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Wanted {
    /// The file as it is.
    Plain,
    /// The copy that was made.
    Made(Blob),
    /// A copy that is made when it is asked for, with this line.
    ToMake(String),
}

/// Says whether each buyer of a product gets a copy of their own from now on, those who bought it before as well. Files
/// that could not be stamped are tried again.
pub fn set_stamping(txn: &WriteTxn, product: ProductId, on: bool) -> Result<()> {
    for left in unstamped_of(txn, product)? {
        store::UNSTAMPED.remove(txn, left.key())?;
    }
    match (on, store::STAMPING.has(txn, product)?) {
        (true, false) => store::STAMPING.put(txn, &Stamping { product, since: txn.now }),
        (false, true) => store::STAMPING.remove(txn, product),
        _ => Ok(()),
    }
}

/// Whether each buyer of a product gets a copy of their own.
pub fn is_stamped(txn: &impl Reads, product: ProductId) -> Result<bool> {
    store::STAMPING.has(txn, product)
}

/// The files of a stamped product that are delivered as they are, as far as somebody wanted them.
pub fn unstamped_of(txn: &impl Reads, product: ProductId) -> Result<Vec<Unstamped>> {
    store::UNSTAMPED.of(txn, &product, usize::MAX)
}

/// The bytes of all copies, which must be kept.
pub fn copies(txn: &impl Reads) -> Result<Vec<Blob>> {
    let mut all = Vec::new();
    store::COPIES.each(txn, |it| {
        all.push(it.blob);
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(all)
}

/// Forgets copies whose right to download is over, some at a time. Says how many.
pub fn forget_ended(txn: &WriteTxn) -> Result<usize> {
    let mut ended = Vec::new();
    store::COPIES.each(txn, |it| {
        let grant = store::find(txn, it.grant)?;
        if grant.is_none_or(|grant| grant.standing(txn.now) != Standing::Open) {
            ended.push(it.key());
        }
        Ok(if ended.len() < GROUP { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    ended.iter().try_for_each(|key| store::COPIES.remove(txn, *key))?;
    Ok(ended.len())
}

/// Forgets the copies of a right to download; they are made anew if it is given back.
pub(super) fn forget_of(txn: &WriteTxn, grant: GrantId) -> Result<()> {
    let all = store::COPIES.of(txn, &grant, usize::MAX)?;
    all.iter().try_for_each(|it| store::COPIES.remove(txn, it.key()))
}

/// What a link of `grant` to `file` leads to; `line` is what a copy would say.
pub(super) fn wanted(txn: &impl Reads, grant: &Grant, file: &FileFacts, line: &str) -> Result<Wanted> {
    let can_be = Work::stamp(&file.name, &file.media_type, line).is_some();
    if !can_be || !is_stamped(txn, grant.product)? {
        return Ok(Wanted::Plain);
    }
    let source = file.blob.sha256;
    if store::UNSTAMPED.find(txn, (grant.product, file.id))?.is_some_and(|it| it.source == source) {
        return Ok(Wanted::Plain);
    }
    let made = find(txn, grant.id, file.id, source)?;
    Ok(made.map_or_else(|| Wanted::ToMake(line.to_owned()), Wanted::Made))
}

/// The copy of a file that was made out of these bytes.
pub(super) fn find(txn: &impl Reads, grant: GrantId, file: FileId, source: Digest) -> Result<Option<Blob>> {
    let copy = store::COPIES.find(txn, (grant, file))?;
    Ok(copy.filter(|it| it.source == source).map(|it| it.blob))
}

/// Notes a copy that was made; if there is one already, that stays.
///
/// # Errors
/// The right to download has ended meanwhile.
pub(super) fn keep(txn: &WriteTxn, new: &Copy) -> Result<Blob> {
    if let Some(kept) = find(txn, new.grant, new.file, new.source)? {
        return Ok(kept);
    }
    let grant = store::GRANTS.get(txn, new.grant)?;
    if grant.standing(txn.now) != Standing::Open {
        return Err(Error::conflict("The right to download this file has ended"));
    }
    store::COPIES.put(txn, &Copy { made: txn.now, ..new.clone() })?;
    Ok(new.blob)
}

/// Notes that a file of a product is delivered as it is.
pub(super) fn leave(
    txn: &WriteTxn,
    grant: &Grant,
    file: FileId,
    name: &str,
    source: Digest,
    reason: &str,
) -> Result<()> {
    let (name, reason) = (name.to_owned(), reason.to_owned());
    store::UNSTAMPED.put(txn, &Unstamped { product: grant.product, file, name, source, reason, noticed: txn.now })
}
