//! A page at the end of an EPUB that says whose copy it is, and the same in its metadata.
//!
//! Only the package document is written anew, by adding to it; all other entries are copied as they are packed, in their
//! order, so that nothing is unpacked that could be large.

use std::io::{Cursor, Read, Seek, Write};

use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter, write::SimpleFileOptions};

/// The largest package document.
const LARGEST: u64 = 4 << 20;
/// The most entries.
const MOST: usize = 20_000;
const PAGE: &str = "bodega-copy.xhtml";

type Archive = ZipArchive<Cursor<Vec<u8>>>;

/// The book with `line` in it.
///
/// # Errors
/// In a few words: it is signed, or damaged.
pub(super) fn stamp(source: Vec<u8>, line: &str) -> Result<Vec<u8>, String> {
    let damaged = || "it is damaged".to_owned();
    let mut book = Archive::new(Cursor::new(source)).map_err(|_| damaged())?;
    if book.len() > MOST {
        return Err(format!("it has more than {MOST} parts"));
    }
    if book.index_for_name("META-INF/signatures.xml").is_some() {
        return Err("it is signed".into());
    }
    let container = text(&mut book, "META-INF/container.xml").ok_or_else(damaged)?;
    let package = attribute(&container, "full-path").ok_or_else(damaged)?;
    let old = text(&mut book, &package).ok_or_else(damaged)?;
    let new = told(&old, line).ok_or_else(damaged)?;
    let page = package.rsplit_once('/').map_or(PAGE.to_owned(), |(folder, _)| format!("{folder}/{PAGE}"));
    if book.index_for_name(&page).is_some() {
        return Err("it is somebody's copy already".into());
    }
    write(&mut book, &package, &new, &page, line).map_err(|_| damaged())
}

fn write(book: &mut Archive, package: &str, new: &str, page: &str, line: &str) -> zip::result::ZipResult<Vec<u8>> {
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for at in 0..book.len() {
        let entry = book.by_index_raw(at)?;
        if entry.name().is_ok_and(|it| it == package) {
            drop(entry);
            out.start_file(package, plain)?;
            out.write_all(new.as_bytes())?;
        } else {
            out.raw_copy_file(entry)?;
        }
    }
    out.start_file(page, plain)?;
    out.write_all(shown(line).as_bytes())?;
    Ok(out.finish()?.into_inner())
}

/// An entry as text; nothing if there is none, or if it is too large or no UTF-8.
fn text<R: Read + Seek>(book: &mut ZipArchive<R>, name: &str) -> Option<String> {
    let entry = book.by_name(name).ok()?;
    let mut bytes = Vec::new();
    entry.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    (bytes.len() as u64 <= LARGEST).then(|| String::from_utf8(bytes).ok())?
}

/// What stands in the first attribute of this name.
fn attribute(xml: &str, name: &str) -> Option<String> {
    let (_, rest) = xml.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|it| matches!(it, '"' | '\''))?;
    let (value, _) = rest[1..].split_once(quote)?;
    (!value.is_empty()).then(|| value.to_owned())
}

/// The package document with the page in its list and at the end of its order of reading, and the line in its metadata.
fn told(package: &str, line: &str) -> Option<String> {
    let line = escaped(line);
    let additions = [
        ("metadata", format!("<meta name=\"bodega:copy\" content=\"{line}\"/>")),
        ("manifest", format!("<item id=\"bodega-copy\" href=\"{PAGE}\" media-type=\"application/xhtml+xml\"/>")),
        ("spine", "<itemref idref=\"bodega-copy\"/>".to_owned()),
    ];
    let mut told = package.to_owned();
    for (name, addition) in additions {
        let (at, prefix) = end_of(&told, name)?;
        // The same prefix as the element it goes into: `opf:` in some books.
        let addition = addition.replacen('<', &format!("<{prefix}"), 1);
        told.insert_str(at, &format!("  {addition}\n"));
    }
    Some(told)
}

/// Where an element's last closing tag begins, and the prefix of its name.
fn end_of(xml: &str, name: &str) -> Option<(usize, String)> {
    let mut end = xml.len();
    while let Some(at) = xml[..end].rfind("</") {
        let tag = xml[at + 2..].split('>').next().unwrap_or_default().trim();
        let (prefix, local) = tag.split_once(':').map_or(("", tag), |(prefix, local)| (prefix, local));
        if local == name {
            let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}:") };
            return Some((at, prefix));
        }
        end = at;
    }
    None
}

fn shown(line: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE html>
<html xmlns="http://www.w3.org/1999/xhtml">
<head><title>This copy</title></head>
<body><p>{}</p></body>
</html>
"#,
        escaped(line)
    )
}

/// What has a meaning in XML is written otherwise, and what XML does not know is left out.
fn escaped(line: &str) -> String {
    let known = |it: &char| !it.is_control() && !matches!(it, '\u{FFFE}' | '\u{FFFF}');
    let plain: String = line.chars().filter(known).collect();
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
