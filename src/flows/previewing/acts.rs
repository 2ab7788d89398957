//! What is done about previews; each act stands in the audit, in the same write.

use std::net::IpAddr;

use tokio::io::AsyncReadExt;

use crate::{
    base::{Error, ErrorKind, PreviewId, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, Product},
        previews::{self, Kind, NewPreview, Preview},
        sellers::Editing,
    },
    platform::{
        db::{Reads, Record, WriteTxn},
        files::{Blob, Files},
        web::ClientAddress,
    },
};

/// So much of a file tells what it is, and holds the first lines of a text.
const HEAD: u64 = 32 << 10;

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

    fn note(&self, txn: &WriteTxn, product: &Product, detail: &str) -> Result<()> {
        let entry = NewEntry::new(Actor::User(self.editing.who.user), Act::ProductChanged).to(product.id);
        audit::note(txn, entry.detail(&format!("{}: {detail}", product.title)).from(self.address))
    }
}

/// The product of that name, if they may edit it; another's is not found, as if there were none.
pub(super) fn own(txn: &impl Reads, editing: &Editing, name: &str) -> Result<Product> {
    let found = catalog::find_by_name(txn, name)?.filter(|it| editing.may(it.seller));
    found.ok_or_else(|| Error::not_found(Product::MISSING))
}

/// What a stored file is as a preview, by its own bytes.
///
/// # Errors
/// It is too large, or neither a sound nor a text.
pub(super) async fn read(files: &Files, blob: Blob, file: &str, title: &str) -> Result<NewPreview> {
    if blob.size > previews::LARGEST {
        let advice = format!("A sample may have {} MB; this file has more", previews::LARGEST >> 20);
        return Err(Error::invalid("file", advice));
    }
    let mut head = Vec::new();
    files.open(blob).await?.take(HEAD).read_to_end(&mut head).await?;
    let kind = match previews::audio_type(&head) {
        Some(media_type) => Kind::Audio { blob, media_type: media_type.into() },
        None => {
            let advice = "Send a sound (MP3, Ogg, M4A, FLAC or WAV) or a text in UTF-8";
            let refused = || Error::of(ErrorKind::Invalid, "This file cannot be a sample").and("file", advice);
            Kind::Text { words: previews::first_lines(&head).ok_or_else(refused)? }
        }
    };
    NewPreview::check(title, file, kind)
}

/// Adds a preview to a product.
pub(super) fn add(txn: &WriteTxn, by: &By, name: &str, new: &NewPreview) -> Result<Preview> {
    let product = own(txn, &by.editing, name)?;
    let made = previews::add(txn, product.id, new.clone())?;
    by.note(txn, &product, &format!("a sample, {}", made.title))?;
    Ok(made)
}

/// Takes one away.
pub(super) fn remove(txn: &WriteTxn, by: &By, name: &str, id: PreviewId) -> Result<()> {
    let product = own(txn, &by.editing, name)?;
    let gone = previews::remove(txn, product.id, id)?;
    by.note(txn, &product, &format!("took a sample away, {}", gone.title))
}
