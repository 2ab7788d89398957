//! A file that a form of one of our own pages sends (`multipart/form-data`, RFC 7578), or a program as its body.

use std::collections::BTreeMap;

use futures::TryStreamExt;
use rocket::{
    Request,
    data::{Data, FromData, Outcome, ToByteUnit},
};

use super::{
    answer::refuse,
    input::{is_theirs, stranger},
};
use crate::{
    base::{Error, Result},
    platform::files::{Blob, Files},
};

/// How many bytes a form with a file may have; managed state.
#[derive(Debug, Clone, Copy)]
pub struct UploadLimit(pub u64);

/// The file of a form that carries the token of the session that sends it, as [`super::SealedForm`] does. It is read into
/// memory, so it is for tables and the like.
pub struct SealedUpload(pub Vec<u8>);

#[rocket::async_trait]
impl<'r> FromData<'r> for SealedUpload {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match read(request, data).await {
            Ok(file) => Outcome::Success(Self(file)),
            Err(error) => refuse(request, error),
        }
    }
}

/// The same with further fields of text; without a file there is nothing in it.
pub struct SealedTable {
    /// The file's bytes.
    pub file: Vec<u8>,
    /// Fields of text, the last of each name.
    pub fields: BTreeMap<String, String>,
}

#[rocket::async_trait]
impl<'r> FromData<'r> for SealedTable {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match table(request, data).await {
            Ok(table) => Outcome::Success(table),
            Err(error) => refuse(request, error),
        }
    }
}

/// A table that a program sends as the whole body (`Content-Type: text/csv`), read into memory.
pub struct SentTable(pub Vec<u8>);

#[rocket::async_trait]
impl<'r> FromData<'r> for SentTable {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        if !request.content_type().is_some_and(|it| it.is_csv()) {
            return refuse(request, Error::invalid("body", "Send CSV with Content-Type: text/csv"));
        }
        let limit = limit(request);
        match data.open(limit.bytes()).into_bytes().await {
            Ok(body) if body.is_complete() => Outcome::Success(Self(body.into_inner())),
            Ok(_) => refuse(request, too_large(limit)),
            Err(cause) => refuse(request, Error::invalid("body", "The request broke off").because(cause)),
        }
    }
}

fn limit(request: &Request<'_>) -> u64 {
    request.rocket().state::<UploadLimit>().map_or(1 << 20, |it| it.0)
}

fn too_large(limit: u64) -> Error {
    Error::too_large(format!("That is too large; send at most {} MB", limit >> 20))
}

async fn read(request: &Request<'_>, data: Data<'_>) -> Result<Vec<u8>> {
    let file = table(request, data).await?.file;
    if file.is_empty() { Err(Error::invalid("file", "Choose a file first")) } else { Ok(file) }
}

async fn table(request: &Request<'_>, data: Data<'_>) -> Result<SealedTable> {
    let boundary = request.content_type().filter(|it| it.is_form_data()).and_then(|it| it.param("boundary"));
    let limit = limit(request);
    let body = data.open(limit.bytes()).into_bytes().await;
    let body = body.map_err(|cause| Error::invalid("file", "The request broke off").because(cause))?;
    let parts = boundary.map(|it| parts(&body, it)).unwrap_or_default();
    let field = |name: &str| parts.iter().find(|it| it.name == name).map(|it| it.bytes);
    let seal = field("_token").and_then(|it| std::str::from_utf8(it).ok());
    let seal = seal.or_else(|| request.headers().get_one("X-Form-Token")).unwrap_or_default();
    if !is_theirs(request, seal) {
        return Err(stranger());
    }
    if !body.is_complete() {
        return Err(too_large(limit));
    }
    let file = field("file").map(<[u8]>::to_vec).unwrap_or_default();
    let fields = parts.iter().filter(|it| it.name != "file" && it.name != "_token");
    let fields = fields.map(|it| (it.name.clone(), String::from_utf8_lossy(it.bytes).into_owned())).collect();
    Ok(SealedTable { file, fields })
}

/// How many bytes a file may have that a form of [`SealedFiles`] sends; managed state.
#[derive(Debug, Clone, Copy)]
pub struct FormFileLimit(pub u64);

/// A file of a form; its bytes lie in the store of files, where they are swept out unless a record names them.
#[derive(Debug, Clone)]
pub struct FormFile {
    /// What the sender calls it: not to be trusted.
    pub name: String,
    /// Its bytes.
    pub blob: Blob,
}

/// The fields and files of a form that carries the token of the session that sends it, in a field before the files. Files go
/// to the disk as they come, so memory does not bound them. Take the guard that says who may do this before this one.
#[derive(Debug, Default)]
pub struct SealedFiles {
    /// Fields of text, the last of each name.
    pub fields: BTreeMap<String, String>,
    /// Those that were chosen.
    pub files: Vec<FormFile>,
}

impl SealedFiles {
    /// A field of text; empty if there is none.
    pub fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }
}

/// So many fields and files are read, and so much of each text.
const MOST_FIELDS: usize = 200;
const MOST_FILES: usize = 20;
const MOST_TEXT: usize = 64 << 10;

#[rocket::async_trait]
impl<'r> FromData<'r> for SealedFiles {
    type Error = ();

    async fn from_data(request: &'r Request<'_>, data: Data<'r>) -> Outcome<'r, Self> {
        match files(request, data).await {
            Ok(form) => Outcome::Success(form),
            Err(error) => refuse(request, error),
        }
    }
}

async fn files(request: &Request<'_>, data: Data<'_>) -> Result<SealedFiles> {
    let boundary = request.content_type().filter(|it| it.is_form_data()).and_then(|it| it.param("boundary"));
    let boundary = boundary.ok_or_else(|| Error::invalid("form", "Send the form as multipart/form-data"))?;
    let limit = request.rocket().state::<FormFileLimit>().map_or(1 << 20, |it| it.0);
    let store = request.rocket().state::<Files>().ok_or_else(|| Error::internal("there is no store of files"))?;
    // One file of the largest size, or several within that, and room for the fields around them.
    let body = data.open(limit.saturating_add(1 << 20).bytes());
    let mut parts = multer::Multipart::with_reader(body, boundary);
    let mut form = SealedFiles::default();
    let mut sealed = is_theirs(request, request.headers().get_one("X-Form-Token").unwrap_or_default());
    for count in 0.. {
        let broken = |cause: multer::Error| Error::invalid("file", "The form broke off").because(cause);
        let Some(mut part) = parts.next_field().await.map_err(broken)? else { break };
        if count >= MOST_FIELDS || form.files.len() >= MOST_FILES {
            return Err(Error::too_large("That is too much at once"));
        }
        let name = part.name().unwrap_or_default().to_owned();
        let Some(file) = part.file_name().map(str::to_owned) else {
            let mut text = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(broken)? {
                text.extend_from_slice(&chunk);
                if text.len() > MOST_TEXT {
                    return Err(Error::too_large("A field of this form is too long"));
                }
            }
            let text = String::from_utf8_lossy(&text).into_owned();
            sealed |= name == "_token" && is_theirs(request, &text);
            form.fields.insert(name, text);
            continue;
        };
        if !sealed {
            return Err(stranger());
        }
        let blob = store.put_chunks(part.map_err(std::io::Error::other), limit).await?;
        // A field for files that was left empty.
        if !(file.is_empty() && blob.size == 0) {
            form.files.push(FormFile { name: file, blob });
        }
    }
    if sealed { Ok(form) } else { Err(stranger()) }
}

struct Part<'a> {
    name: String,
    bytes: &'a [u8],
}

/// The fields of a body that `boundary` parts.
fn parts<'a>(body: &'a [u8], boundary: &str) -> Vec<Part<'a>> {
    let mark = format!("\r\n--{boundary}").into_bytes();
    let mut found = Vec::new();
    // The first mark has no line before it.
    let Some(mut rest) = body.strip_prefix(&mark[2..]) else { return found };
    while let Some(part) = rest.strip_prefix(b"\r\n") {
        // A body that was cut off ends where it ends.
        let end = find(part, &mark).unwrap_or(part.len());
        found.extend(read_part(&part[..end]));
        rest = part.get(end + mark.len()..).unwrap_or_default();
    }
    found
}

fn read_part(part: &[u8]) -> Option<Part<'_>> {
    let at = find(part, b"\r\n\r\n")?;
    let head = std::str::from_utf8(&part[..at]).ok()?;
    let disposition = head.lines().find(|it| it.to_ascii_lowercase().starts_with("content-disposition:"))?;
    let name = disposition.split(';').find_map(|it| it.trim().strip_prefix("name=\"")?.strip_suffix('"'))?;
    Some(Part { name: name.to_owned(), bytes: &part[at + 4..] })
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|it| it == what)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(body: &str) -> Vec<(String, usize)> {
        parts(body.as_bytes(), "xx").into_iter().map(|it| (it.name, it.bytes.len())).collect()
    }

    #[test]
    fn fields_are_parted() {
        let body = "--xx\r\nContent-Disposition: form-data; name=\"_token\"\r\n\r\nabc\r\n--xx\r\n\
            content-disposition: form-data; name=\"file\"; filename=\"a\"\r\nContent-Type: text/csv\r\n\r\na\r\n\r\nb\r\n--xx--\r\n";
        assert_eq!(names(body), [("_token".to_owned(), 3), ("file".to_owned(), 6)]);
        for wrong in
            ["", "--xx", "--xx\r\n", "--yy\r\n\r\n", "--xx\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--xx--"]
        {
            assert_eq!(names(wrong), [], "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn no_body_makes_it_panic(body in "(--xx|\r\n|name=\"|[a-z;:\" -]){0,40}") {
            let _ = names(&body);
        }
    }
}
