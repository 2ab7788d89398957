//! What is done about previews; each act stands in the audit, in the same write.

use std::net::IpAddr;

use rocket::{
    Request,
    http::Status,
    request::{FromRequest, Outcome},
};
use tokio::io::AsyncReadExt;

use crate::{
    base::{Error, ErrorKind, PreviewId, Result},
    features::{
        audit::{self, Act, Actor, NewEntry},
        catalog::{self, Product},
        previews::{self, Drawn, Kind, NewPreview, Preview},
        sellers::Editing,
        uploads::Intake,
    },
    platform::{
        craft::{Bench, Work},
        db::{Reads, Record, WriteTxn},
        files::{Blob, Files},
        pictures::{self, Picture},
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

/// What previews are made at.
pub(super) struct Easel<'r> {
    files: &'r Files,
    bench: &'r Bench,
    intake: &'r Intake,
}

#[rocket::async_trait]
impl<'r> FromRequest<'r> for Easel<'r> {
    type Error = ();

    async fn from_request(request: &'r Request<'_>) -> Outcome<Self, ()> {
        let rocket = request.rocket();
        match (rocket.state(), rocket.state(), rocket.state()) {
            (Some(files), Some(bench), Some(intake)) => Outcome::Success(Self { files, bench, intake }),
            _ => Outcome::Error((Status::InternalServerError, ())),
        }
    }
}

impl Easel<'_> {
    /// So many bytes each seller may keep here.
    pub fn quota(&self) -> u64 {
        self.intake.rules().quota_bytes()
    }

    /// What a stored file is as a preview, by its own bytes.
    ///
    /// # Errors
    /// It is too large, or neither a sound nor a text nor a document that can be drawn.
    pub async fn read(&self, blob: Blob, file: &str, title: &str) -> Result<NewPreview> {
        if blob.size > previews::LARGEST {
            let advice = format!("A sample may have {} MB; this file has more", previews::LARGEST >> 20);
            return Err(Error::invalid("file", advice));
        }
        let mut head = Vec::new();
        self.files.open(blob).await?.take(HEAD).read_to_end(&mut head).await?;
        if let Some(media_type) = previews::audio_type(&head) {
            return NewPreview::check(title, file, Kind::Audio { blob, media_type: media_type.into() });
        }
        if previews::is_pdf(&head) {
            // Its name is looked at first: drawing takes a while.
            NewPreview::check(title, file, Kind::Page { pictures: Vec::new() })?;
            return NewPreview::check(title, file, Kind::Page { pictures: self.draw(blob).await? });
        }
        let advice = "Send a sound (MP3, Ogg, M4A, FLAC or WAV), a PDF, or a text in UTF-8";
        let refused = || Error::of(ErrorKind::Invalid, "This file cannot be a sample").and("file", advice);
        let words = previews::first_lines(&head).ok_or_else(refused)?;
        NewPreview::check(title, file, Kind::Text { words })
    }

    /// The first page of a document as pictures, the widest first: drawn by a process of its own, then made anew like any
    /// picture from outside. The drawing itself is kept by nobody, and swept away.
    async fn draw(&self, document: Blob) -> Result<Vec<Drawn>> {
        let drawing = match self.bench.make(self.files, document, Work::FirstPage).await? {
            Ok(drawing) => drawing,
            Err(reason) => return Err(Error::invalid("file", format!("The PDF cannot be shown: {reason}"))),
        };
        let mut bytes = Vec::new();
        self.files.open(drawing).await?.take(pictures::MAX_BYTES + 1).read_to_end(&mut bytes).await?;
        let mut drawn = Vec::new();
        for Picture { width, height, bytes } in pictures::remade(bytes).await? {
            drawn.push(Drawn { width, height, blob: self.files.put_bytes(bytes).await? });
        }
        Ok(drawn)
    }
}

/// Adds a preview to a product, if its seller has room for it: samples count like everything else that they keep here.
pub(super) fn add(txn: &WriteTxn, by: &By, name: &str, new: &NewPreview, quota: u64) -> Result<Preview> {
    let product = own(txn, &by.editing, name)?;
    let all = catalog::all_of_seller(txn, product.seller)?.into_iter().map(|it| it.id);
    let samples = previews::stored_bytes(txn, all)?;
    let used = catalog::stored_bytes(txn, product.seller)?.saturating_add(samples);
    if used.saturating_add(new.size()) > quota {
        let left = quota.saturating_sub(used) >> 20;
        return Err(Error::invalid(
            "file",
            format!("There is no room for this sample: {left} MB are left to you here"),
        ));
    }
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
